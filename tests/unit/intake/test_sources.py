"""Filters, schedules, OPML and section fronts."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Capture, FeedEntry
from polywire.errors import FeedError, SourceError
from polywire.intake.filters import filter_rule
from polywire.intake.opml import read_opml, write_opml
from polywire.intake.pages.discover import named_feeds, well_known
from polywire.intake.pages.section_front import is_article, read_front
from polywire.intake.schedule import (
    CEILING,
    FLOOR,
    JITTER,
    Answer,
    History,
    is_conditional,
    plan,
)
from polywire.settings.operator_file import Source

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(**fields: object) -> FeedEntry:
    values: dict[str, object] = {
        "id": "1",
        "link": "https://courier.example/sport/a",
        "title": "Norvale wins the cup",
        "tags": ("Football", "Cup"),
        "section": "Sport",
        "authors": ("Ilse Varga",),
        "language": "en-GB",
        "published": NOW - 3 * DAY,
    }
    return FeedEntry(**(values | fields))  # type: ignore[arg-type]  # any field of it


def rule(**terms: object) -> str | None:
    source = Source(slug="s", url="https://courier.example/feed", **terms)  # type: ignore[arg-type]  # any term
    return filter_rule(source, entry(), NOW)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, None),
        ({"include": ["cup"]}, None),
        ({"include": ["section:sport"]}, None),
        ({"include": ["politics", "tag:football"]}, None),
        ({"include": ["politics"]}, "include: none of 'politics'"),
        ({"exclude": ["author:varga"]}, "exclude 'author:varga'"),
        ({"exclude": ["win"]}, None),
        ({"exclude": ["win*"]}, "exclude 'win*'"),
        ({"exclude": ["language:en"]}, "exclude 'language:en'"),
        ({"exclude": ["language:e"]}, None),
        ({"exclude": ["url:/sport/"]}, "exclude 'url:/sport/'"),
        ({"exclude": ["title:football"]}, None),
        ({"exclude": [" * "]}, None),
        ({"max_age_days": 2}, "max_age_days 2"),
        ({"max_age_days": 4}, None),
    ],
)
def test_a_filter_names_its_rule(terms: dict[str, object], said: str | None) -> None:
    assert rule(**terms) == said


def test_an_undated_entry_is_not_too_old() -> None:
    source = Source(slug="s", url="https://e.example/", max_age_days=1)
    assert filter_rule(source, entry(published=None), NOW) is None


@pytest.mark.parametrize("word", ["橋", "ВЫБОРЫ", "eleição", "straße"])
def test_words_of_every_script_are_found(word: str) -> None:
    titles = {
        "橋": "新しい橋が開通",
        "ВЫБОРЫ": "Итоги: выборы прошли",
        "eleição": "A eleic\u0327a\u0303o terminou",
        "straße": "Neue STRASSE offen",
    }
    source = Source(slug="s", url="https://e.example/", exclude=[word])
    assert filter_rule(source, entry(title=titles[word]), NOW) == f"exclude {word!r}"


moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants bare limits
    datetime(2026, 11, 22),  # noqa: DTZ001
    timezones=st.just(UTC),
)
answers = st.builds(
    Answer,
    st.sampled_from(["changed", "unchanged", "failed"]),
    st.sampled_from([None, 200, 304, 403, 404, 410, 429, 500, 503]),
    retry_after=st.none() | st.floats(0, 1e9),
    cache_control=st.none()
    | st.sampled_from(["max-age=1", "no-store", "max-age=99999999"]),
    expires=st.none() | st.sampled_from(["0", "Sun, 22 Nov 2037 12:00:00 GMT"]),
    ttl=st.none() | st.integers(1, 99_999),
    skip_hours=st.lists(st.integers(0, 23), max_size=23).map(tuple),
    skip_days=st.lists(st.sampled_from(["monday", "sunday"]), max_size=2).map(tuple),
)


@given(
    st.lists(moments, max_size=30).map(tuple),
    answers,
    st.integers(0, 40),
    st.none() | st.timedeltas(FLOOR, CEILING),
    st.integers(0, 9),
)
def test_the_next_poll_lies_between_the_floor_and_what_was_asked_for(
    dates: tuple[datetime, ...],
    answer: Answer,
    failures: int,
    interval: timedelta | None,
    seed: int,
) -> None:
    since = NOW - DAY if failures else None
    history = History(interval, dates, failures, since)
    decided = plan(history, answer, NOW, random.Random(seed))
    if decided.at is None:
        assert decided.condition in {"paused", "stopped"}
        assert decided.reason
        return
    assert decided.at >= NOW + FLOOR * (1 - JITTER)
    assert decided.at <= NOW + timedelta(days=17)
    assert decided.at.hour not in answer.skip_hours or answer.outcome == "failed"
    assert (decided.reason is None) == (answer.outcome != "failed")
    again = plan(history, answer, NOW, random.Random(seed))
    assert again == decided


def test_a_server_stuck_at_304_is_asked_without_validators_once_a_week() -> None:
    stuck = History(last_full=NOW - 31 * DAY)
    assert is_conditional(History(last_full=NOW - 29 * DAY), None, NOW)
    assert not is_conditional(stuck, None, NOW)
    assert is_conditional(stuck, NOW - 2 * DAY, NOW)
    assert not is_conditional(stuck, NOW - 8 * DAY, NOW)


OPML = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<opml version="2.0"><head><title>t</title></head><body>
<outline text="News &amp; more"><outline text="Courier" xmlUrl="https://courier.example/feed"
 htmlUrl="https://courier.example/" language="en"/>
<outline title="Twice" XMLURL="https://courier.example/feed"/>
<outline text="&x;" xmlUrl="https://b.example/feed"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/></outline></body></opml>"""


def test_a_list_of_feeds_is_read_once_each() -> None:
    first, second = read_opml(OPML).outlines
    assert (first.title, first.url) == ("Courier", "https://courier.example/feed")
    assert first.language == "en"
    assert second.title == ""


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('xmlUrl="feed:https://a.example/f"', "https://a.example/f"),
        ('xmlUrl="feed://a.example/f"', "http://a.example/f"),
        ('xmlUrl=" https://a.example/f#x "', "https://a.example/f"),
        ('type="RSS" url="https://a.example/f"', "https://a.example/f"),
    ],
)
def test_an_address_in_a_list_is_read_in_any_form(attributes: str, url: str) -> None:
    body = f'<opml><body><outline text="A" {attributes}/></body></opml>'
    assert [each.url for each in read_opml(body.encode()).outlines] == [url]


def test_a_line_that_names_no_feed_is_told() -> None:
    body = b"""<opml><body><outline text="Ports"><outline text="Log" type="link"
     url="https://a.example/log"/><outline/></outline></body></opml>"""
    assert read_opml(body).left_out == (
        "Log: no address of a feed",
        "a line without a name: no address of a feed",
    )


@pytest.mark.parametrize("body", [b"", b"<html/>", b"words", b"\x00\x01"])
def test_what_is_no_opml_says_so(body: bytes) -> None:
    with pytest.raises(SourceError, match="no OPML"):
        read_opml(body)


def test_sources_come_back_from_their_own_list() -> None:
    sources = [
        Source(
            slug="a", url="https://a.example/f?x=1&y=2", name="A & B", language="pt-BR"
        ),
        Source(slug="b", url="papers", kind="folder"),
    ]
    (only,) = read_opml(write_opml(sources, "My wire", NOW).encode()).outlines
    assert (only.url, only.title, only.language) == (sources[0].url, "A & B", "pt-BR")


FRONT = """<html lang="en"><head><title>Norvale Courier</title></head><body>
<nav><a href="/2026/11/22/in-the-navigation">Never this one of the navigation</a></nav>
<a href="/2026/11/22/bridge?utm_source=front"><img alt=""></a>
<a href="/2026/11/22/bridge">The bridge over the Orl opens</a>
<a href="/news/council-votes-on-new-tax">Council votes on a new tax</a>
<a href="https://sport.courier.example/a/1234567">Norvale wins the cup</a>
<a href="/tag/bridge-and-river-and-town">All about the bridge</a>
<a href="https://other.example/2026/11/22/a">Somebody else's long headline</a>
<a href="/2026/11/22/short">x</a><a href="mailto:a@b.example">Write to the desk now</a>
</body></html>"""


def front(body: str) -> Capture:
    url = "https://www.courier.example/"
    return Capture(url, url, NOW, 200, (), body.encode())


def test_a_section_front_is_read_as_a_feed_of_its_articles() -> None:
    feed = read_front(front(FRONT))
    assert [each.title for each in feed.entries] == [
        "The bridge over the Orl opens",
        "Council votes on a new tax",
        "Norvale wins the cup",
    ]
    assert (feed.title, feed.language) == ("Norvale Courier", "en")
    assert feed.entries[0].link.endswith("/2026/11/22/bridge?utm_source=front")


@given(st.text(st.sampled_from("<>!/[]-=\"' abhref?&;\x00"), max_size=60))
def test_no_page_breaks_the_search_for_feeds(text: str) -> None:
    named_feeds(
        text + "<link rel=alternate type=application/rss+xml href=/f>",
        "https://e.example/",
    )
    with pytest.raises(FeedError):
        read_front(front(text))


def test_a_broken_section_hides_no_feed() -> None:
    page = '<![if x]><![<p><link rel="feed" href="/f">'
    assert named_feeds(page, "https://e.example/")[0].url == "https://e.example/f"


def test_a_page_with_few_articles_is_no_front() -> None:
    with pytest.raises(FeedError, match="too few"):
        read_front(front("<a href='/2026/11/22/a'>One long headline here</a>"))


@pytest.mark.parametrize(
    ("path", "yes"),
    [
        ("/2026/11/22/x", True),
        ("/2026-11-22-x", True),
        ("/a-headline-of-words", True),
        ("/новый-мост-через-реку", True),
        ("/story/1234567", True),
        ("/about", False),
        ("/category/a-b-c-d-e", False),
        ("/2026/11/22/photo.jpg", False),
        ("/", False),
    ],
)
def test_an_article_s_address_is_recognised(path: str, *, yes: bool) -> None:
    assert (
        is_article("https://courier.example" + path, "https://courier.example/") is yes
    )


def test_usual_places_are_tried_beside_the_page_and_at_the_root() -> None:
    places = well_known("https://courier.example/en/news")
    assert "https://courier.example/en/feed" in places
    assert "https://courier.example/rss.xml" in places
    assert len(places) == 16
