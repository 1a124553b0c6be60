"""Feeds as values: licences by scope, authors, links, JSON Feed, contract."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Capture
from polywire.errors import FeedError
from polywire.intake.feeds.document import Job, read_document
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.feed_json import feed_json
from polywire.intake.feeds.fields import absolute, headline_from, title_markup

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "https://courier.example/feed"
SPACES = (
    'xmlns:cc="http://web.resource.org/cc/" '
    'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:rsl="https://rslstandard.org/rsl"'
)
BY = "https://creativecommons.org/licenses/by/4.0/"


def read(body: str, **headers: str) -> Feed:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return read_document(Job(Capture(URL, URL, NOW, 200, named, body.encode()), NOW))


def rss(item: str = "<title>x</title>", head: str = "") -> Feed:
    return read(
        f'<rss version="2.0" {SPACES}><channel><title>t</title>{head}'
        f"<item>{item}</item></channel></rss>"
    )


@pytest.mark.parametrize(
    "markup",
    [
        f"<creativeCommons:license>{BY}</creativeCommons:license>",
        f'<cc:license rdf:resource="{BY}"/>',
        f'<atom:link rel="license" href="{BY}"/>',
        f"<dc:rights>Norvale Courier, {BY}</dc:rights>",
    ],
)
def test_a_licence_counts_for_what_it_stands_on(markup: str) -> None:
    on_item = rss(f"<title>x</title>{markup}")
    on_feed = rss(head=markup)
    assert (on_item.entries[0].licence, on_item.licence) == (BY, None)
    assert (on_feed.entries[0].licence, on_feed.licence) == (None, BY)


def test_a_picture_s_licence_and_credit_are_never_the_item_s() -> None:
    feed = rss(
        '<title>x</title><media:content url="https://p.example/a.jpg">'
        f'<media:license href="{BY}"/><media:credit>Ana Lund</media:credit></media:content>'
    )
    assert feed.entries[0].licence is None
    assert feed.details[0].media_licences == (BY,)
    assert feed.details[0].credits == ("Ana Lund",)
    assert feed.entries[0].authors == ()


def test_wishes_of_a_feed_are_read() -> None:
    feed = rss(
        head="<ttl>45</ttl><sy:updatePeriod>daily</sy:updatePeriod>"
        "<sy:updateFrequency>4</sy:updateFrequency>"
        "<skipHours><hour>1</hour><hour>24</hour><hour>x</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>Someday</day></skipDays>"
        '<atom:link rel="hub" href="https://hub.example/"/>'
        f'<atom:link rel="self" href="{URL}"/>'
        '<rsl:content url="/terms.xml"/>'
    )
    assert feed.ttl == 360
    assert (feed.skip_hours, feed.skip_days) == ((0, 1), ("sunday",))
    assert (feed.hub, feed.topic, feed.rsl) == (
        "https://hub.example/",
        URL,
        "/terms.xml",
    )


def test_a_feed_that_skips_every_hour_cannot_mean_it() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    assert rss(head=f"<skipHours>{hours}</skipHours>").skip_hours == ()


def test_an_item_s_language_comes_before_the_feed_s() -> None:
    feed = rss(
        "<title>x</title><dc:language>uk</dc:language>", "<language>ru</language>"
    )
    assert (feed.language, feed.entries[0].language) == ("ru", "uk")
    assert rss(head="<language>ru</language>").entries[0].language == "ru"


def test_http_names_the_language_where_the_feed_does_not() -> None:
    body = "<rss><channel><title>t</title></channel></rss>"
    assert read(body, content_language="pt-BR").language == "pt-BR"
    assert read(body, content_language="en, fr").language is None


def test_several_authors_are_names_without_addresses() -> None:
    feed = rss(
        "<title>x</title><dc:creator>Ilse Varga</dc:creator><dc:creator>Tomas Reed"
        "</dc:creator><author>desk@courier.example</author>"
    )
    assert "Ilse Varga" in feed.entries[0].authors
    assert not any("@" in name for name in feed.entries[0].authors)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>desk@courier.international (Ilse Varga)</author>", ("Ilse Varga",)),
        ("<author>Ilse Varga &lt;desk@courier.press&gt;</author>", ("Ilse Varga",)),
        ("<author>desk@courier.org (Ilse Varga)</author>", ("Ilse Varga",)),
        ("<author>noreply@courier.media</author>", ()),
        (
            "<dc:creator>&lt;a href='/i'&gt;Ilse Varga&lt;/a&gt;</dc:creator>",
            ("Ilse Varga",),
        ),
        ("<author>&amp;#201;lise D&amp;#8217;Arc</author>", ("Élise D’Arc",)),
    ],
)
def test_a_name_is_read_out_of_any_address(author: str, names: tuple[str, ...]) -> None:
    assert rss(f"<title>x</title>{author}").entries[0].authors == names


def test_a_description_that_is_the_article_is_its_content_too() -> None:
    whole = "<p>" + "Words about the town of Norvale. " * 30 + "</p>"
    text = whole * 3
    entry = rss(
        f"<title>x</title><description><![CDATA[{text}]]></description>"
    ).entries[0]
    assert entry.content.count("<p>") == 3
    assert "<p>" not in entry.summary
    short = rss("<title>x</title><description>Only a line.</description>").entries[0]
    assert (short.content, short.summary) == ("", "Only a line.")


def test_a_fault_of_the_document_is_told_with_its_place() -> None:
    (note,) = rss("<title>a & b</title>").degraded
    assert "not well-formed (line 1, column" in note


def test_the_section_of_a_news_feed_is_read() -> None:
    space = 'xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"'
    feed = read(
        f'<rss version="2.0" {space}><channel><title>t</title><item><title>x</title>'
        "<prism:section>Politics</prism:section></item></channel></rss>"
    )
    assert feed.entries[0].section == "Politics"


def test_a_sentence_is_no_page_of_comments() -> None:
    feed = rss("<title>x</title><comments>No comments yet</comments>")
    assert feed.details[0].comments == ""


def test_a_title_without_type_is_text_and_shown_as_such() -> None:
    assert rss("<title>Rain &amp;amp; wind</title>").entries[0].title == "Rain & wind"
    assert rss("<title>&lt;b&gt;Rain&lt;/b&gt;</title>").entries[0].title == "Rain"


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        ("<b>a</b>", "<b>a</b>"),
        ("<script>a</script>b", "b"),
        ('<img src=x onerror="a">b', "b"),
        ('<a href="/c">d</a>', '<a href="https://courier.example/c">d</a>'),
    ],
)
def test_the_markup_of_a_title_is_kept_only_when_harmless(
    value: str, markup: str
) -> None:
    assert title_markup(value, URL, is_html=True) == markup


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        ("the <blink> tag", "the <blink> tag"),
        ("a <script>", "a &lt;script&gt;"),
        ("a <img src=x onerror=y>", "a &lt;img src=x onerror=y&gt;"),
        ("5 > 4", "5 > 4"),
    ],
)
def test_a_title_of_plain_text_never_acts_as_markup(value: str, markup: str) -> None:
    assert title_markup(value, URL, is_html=False) == markup


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/a", "https://courier.example/a"),
        ("https://E.example/Ä", "https://E.example/Ä"),
        ("https://e.example/a b", "https://e.example/a%20b"),
        ("javascript:x", ""),
        ("http://[", ""),
        (None, ""),
    ],
)
def test_a_link_leaves_the_intake_absolute_and_of_the_web(
    href: str | None, found: str
) -> None:
    assert absolute(href, URL) == found


def test_a_headline_is_made_of_whole_words() -> None:
    made = headline_from("<p>" + "word " * 40 + "</p>", "")
    assert made.endswith("word…")
    assert len(made) <= 82


def atom(entry: str, head: str = "") -> Feed:
    space = 'xmlns="http://www.w3.org/2005/Atom" xml:lang="fr_ca"'
    return read(f"<feed {space}><title>t</title>{head}<entry>{entry}</entry></feed>")


def test_an_id_is_kept_byte_for_byte() -> None:
    feed = atom("<id>HTTP://A.example/B</id>", "<id>urn:X:%7e</id>")
    assert (feed.id, feed.entries[0].id) == ("urn:X:%7e", "HTTP://A.example/B")
    assert rss("<guid>Right</guid><x:id xmlns:x='y'>no</x:id>").entries[0].id == "Right"


def test_a_language_with_an_underscore_has_a_hyphen() -> None:
    feed = atom("<id>a</id>")
    assert (feed.language, feed.entries[0].language) == ("fr-ca", "fr-ca")
    assert rss(head="<language>pt_br</language>").language == "pt-br"


def test_an_icon_with_an_attribute_is_read() -> None:
    feed = atom("<id>a</id>", '<icon type="image/png">https://a.example/i.png</icon>')
    assert feed.image == "https://a.example/i.png"


@pytest.mark.parametrize(
    "markup",
    [
        '<link uri="at://x/y">https://b.example/n</link>',
        "<link>//b.example/n</link>",
        '<atom:link rel="http://www.iana.org/assignments/relation/alternate" href="https://b.example/n"/>',
        '<atom:content src="https://b.example/n" type="text/html"/>',
        '<link>https://b.example/n</link><atom:content src="https://b.example/x"/>',
    ],
)
def test_the_link_of_an_item_is_read_in_rarer_forms(markup: str) -> None:
    assert rss(markup).entries[0].link == "https://b.example/n"


def test_an_address_without_a_scheme_is_no_file_of_the_feed_s_folder() -> None:
    (entry,) = rss("<link>www.b.example/n</link>").entries
    assert entry.link == "https://www.b.example/n"


def test_the_original_of_a_counted_enclosure_is_taken() -> None:
    space = 'xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"'
    (entry,) = rss(
        '<enclosure url="https://count.example/1.mp3" type="audio/mpeg"/>'
        f"<fb:origEnclosureLink {space}>https://b.example/1.mp3</fb:origEnclosureLink>"
    ).entries
    assert entry.enclosures == ("https://b.example/1.mp3",)


def test_a_title_keeps_its_emoji_and_loses_what_only_sets_it() -> None:
    title = "Fer\u00adry\u200b &#55357;&#56832; &#xD83D;&#xde00; sails &#xD83D;"
    assert rss(f"<title>{title}</title>").entries[0].title == "Ferry 😀 😀 sails"


def test_xml_that_is_no_feed_is_refused_in_plain_words() -> None:
    with pytest.raises(FeedError, match="no feed"):
        read("<library><book/></library>")


def test_an_error_of_the_parser_behind_is_a_feed_error() -> None:
    with pytest.raises(FeedError, match="cannot be read"):
        read('<a:rss xmlns:a="b\u2003c"><channel><title>t</title></channel></a:rss>')


BAD_JSON = ["{", "[1, 2]", '{"a": 1}', '"x"', "[" * 500 + "]" * 500, '{"items": 7}']


@pytest.mark.parametrize("body", BAD_JSON)
def test_json_that_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(FeedError):
        read(body)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner)
    ),
    max_leaves=8,
)
KEYS = [
    "id",
    "url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "authors",
    "author",
    "tags",
    "image",
    "attachments",
    "date_published",
    "language",
    "external_url",
]


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), values), max_size=4), values)
def test_no_json_feed_breaks_the_reader(
    items: list[dict[str, Any]], title: Any
) -> None:
    body = {"version": "https://jsonfeed.org/version/1", "title": title, "items": items}
    feed = read(json.dumps(body))
    assert len(feed.entries) == len(items) == len(feed.details)
    assert all(entry.id for entry in feed.entries)
    json.dumps(feed_json(feed))


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_xml(text: str) -> None:
    try:
        feed = read(
            f"<rss><channel><title>t</title><item>{text}</item></channel></rss>"
        )
    except FeedError:
        return
    json.dumps(feed_json(feed))


def test_the_contract_has_its_named_fields_and_utc_dates() -> None:
    feed = rss("<title>x</title><pubDate>Sun, 22 Nov 2026 10:00:00 +0300</pubDate>")
    printed = feed_json(feed)
    assert set(printed) == {"feed", "entries", "deleted", "degraded"}
    assert {"title", "link", "language", "rights"} <= set(printed["feed"])
    entry = printed["entries"][0]
    assert entry["published"] == "2026-11-22T07:00:00Z"
    wanted = "id title link published updated summary content author enclosures licence"
    assert set(wanted.split()) <= set(entry)


def test_the_contract_prints_a_feed_without_details_too() -> None:
    from polywire.article import FeedEntry

    printed = feed_json(Feed(entries=(FeedEntry("a", "https://e.example/"),)))
    assert printed["entries"][0]["title"] == ""
