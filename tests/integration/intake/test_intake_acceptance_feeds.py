"""Acceptance tests 2-8, 10 and 11 of the intake: what documents may look like.

Through the real child process. The towns and people are invented.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from polywire.article import Capture, FeedEntry
from polywire.errors import FeedError
from polywire.intake.feeds.document import Job
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.parse import FeedParser

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "https://courier.example/feed.xml"


@pytest.fixture(scope="module")
def parser() -> Iterator[FeedParser]:
    with FeedParser() as parser:
        yield parser


def job(body: bytes | str, **terms: str | None) -> Job:
    headers = tuple(
        (name.replace("_", "-"), value)
        for name, value in terms.items()
        if name in {"content_type", "content_location"} and value
    )
    data = body.encode() if isinstance(body, str) else body
    url = terms.get("url") or URL
    capture = Capture(url, url, NOW, 200, headers, data)
    return Job(capture, NOW, terms.get("language"), terms.get("zone"))


def rss(item: str, head: str = "<title>Norvale Courier</title>") -> str:
    return f'<rss version="2.0"><channel>{head}<item>{item}</item></channel></rss>'


def only(feed: Feed) -> FeedEntry:
    assert len(feed.entries) == 1
    return feed.entries[0]


def test_acceptance_02_undeclared_entities_keep_the_full_text(
    parser: FeedParser,
) -> None:
    entry = only(
        parser.parse(
            job(
                rss(
                    "<title>Varga&rsquo;s plan &mdash; a report</title>"
                    "<description>First&nbsp;line. &hellip; Second.</description>"
                )
            )
        )
    )
    assert entry.title == "Varga’s plan — a report"
    assert entry.summary == "First line. … Second."


CYRILLIC = "Совет Норвале открыл новый мост через реку Орл после долгого ремонта"


@pytest.mark.parametrize("declared", ["", "utf-8"])
@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_acceptance_03_a_cyrillic_feed_is_read_without_a_right_declaration(
    parser: FeedParser, encoding: str, declared: str
) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = head + rss(f"<title>{CYRILLIC}</title>")
    feed = parser.parse(job(text.encode(encoding), language="ru"))
    assert only(feed).title == CYRILLIC
    assert any("encoding" in note for note in feed.degraded)


LEGACY = [
    ("cp1251", "ru", CYRILLIC),
    ("koi8-r", "ru", CYRILLIC),
    ("cp1256", "ar", "افتتح مجلس مدينة نورفالي الجسر الجديد فوق النهر بعد إصلاح طويل"),
    ("gb18030", "zh", "诺瓦莱市议会在长时间维修后开放了横跨奥尔河的新桥"),
    (
        "cp1250",
        "pl",
        "Rada Norvale otworzyła nowy most przez rzekę po długim remoncie. Żółć",
    ),
    (
        "iso8859-2",
        "cs",
        "Rada města otevřela nový most přes řeku po dlouhé opravě, říká žena",
    ),
    ("cp1253", "el", "Το συμβούλιο άνοιξε τη νέα γέφυρα μετά από μακρά επισκευή"),
    ("shift_jis", "ja", "ノルヴァレ市議会は長い修理の後に新しい橋を開通させた"),
    ("euc-jp", "ja", "ノルヴァレ市議会は長い修理の後に新しい橋を開通させた"),
]


def test_acceptance_03_eight_of_nine_legacy_encodings_are_recognised(
    parser: FeedParser,
) -> None:
    right = [
        encoding
        for encoding, language, text in LEGACY
        if only(
            parser.parse(
                job(
                    rss(
                        f"<title>{text}</title><description>{text}</description>"
                    ).encode(encoding),
                    language=language,
                )
            )
        ).title
        == text
    ]
    assert len(right) >= 8, right


DATES = [
    ("Sun, 22 Nov 2026 10:00:00 MSK", None, None, "2026-11-22T07:00", None),
    ("Sun, 22 Nov 2026 10:00:00 EST", None, None, "2026-11-22T15:00", None),
    ("Вс, 22 ноя 2026 10:00:00 +0600", "ru", None, "2026-11-22T04:00", None),
    ("2026-11-22 10:00", None, None, "2026-11-22T10:00", "zone assumed: UTC"),
    ("2026-11-22 10:00", None, "Europe/Kyiv", "2026-11-22T08:00", "zone assumed"),
    ("22 листопада 2026, 10:00 +0200", "uk", None, "2026-11-22T08:00", None),
    ("22 novembre 2026 10:00 +0100", "fr", None, "2026-11-22T09:00", None),
    ("22 de noviembre de 2026 10:00 +0100", "es", None, "2026-11-22T09:00", None),
    ("٢٢ نوفمبر ٢٠٢٦ ١٠:٠٠ +0300", "ar", None, "2026-11-22T07:00", None),
    ("22 تشرين الثاني 2026 10:00 +0300", "ar", None, "2026-11-22T07:00", None),
    ("0000-00-00 00:00:00", None, None, None, "not understood"),
    ("Thu, 01 Jan 2099 00:00:00 GMT", None, None, None, "in the future"),
    ("Sat, 01 Jan 1972 00:00:00 GMT", None, None, None, "before 1990"),
    ("03/04/2026 10:00", None, None, None, "not understood"),
    ("Sun, 22 Nov 2026 10:00:00 XQZ", None, None, "2026-11-22T10:00", "XQZ is unknown"),
]


@pytest.mark.parametrize(("text", "language", "zone", "wanted", "note"), DATES)
def test_acceptance_04_a_date_is_right_or_missing_with_its_reason(
    parser: FeedParser,
    text: str,
    language: str | None,
    zone: str | None,
    wanted: str | None,
    note: str | None,
) -> None:
    body = rss(f"<title>x</title><pubDate>{text}</pubDate>")
    entry = only(parser.parse(job(body, language=language, zone=zone)))
    read = entry.published.strftime("%Y-%m-%dT%H:%M") if entry.published else None
    assert read == wanted
    assert (
        (entry.date_note is None) if note is None else note in (entry.date_note or "")
    )


TROUBLES = {
    "undeclared prefixes": rss(
        "<title>One</title><dc:creator>Ilse Varga</dc:creator>"
        "<content:encoded>&lt;p&gt;Text&lt;/p&gt;</content:encoded>"
    ),
    "control characters": rss("<title>O\x08ne\x0b</title>"),
    "bare ampersand": rss("<title>One</title><link>https://e.example/?a=1&b=2</link>"),
    "truncated": rss("<title>One</title>").removesuffix("</item></channel></rss>")
    + "</item><item><title>Tw",
}


@pytest.mark.parametrize("name", TROUBLES)
def test_acceptance_05_a_broken_feed_gives_its_complete_entries_and_says_so(
    parser: FeedParser, name: str
) -> None:
    feed = parser.parse(job(TROUBLES[name]))
    assert feed.entries[0].title == "One"
    assert feed.degraded or name == "control characters"


def test_acceptance_05_a_blank_before_the_prolog_is_no_fault(
    parser: FeedParser,
) -> None:
    body = '\n <?xml version="1.0"?>' + rss("<title>One</title>")
    assert only(parser.parse(job(body))).title == "One"


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Norvale Courier",
    "home_page_url": "https://courier.example/",
    "feed_url": "https://courier.example/feed.json",
    "language": "en",
    "authors": [{"name": "The desk"}],
    "items": [
        {
            "id": 17,
            "url": "/bridge",
            "content_text": "Two < three & more.\n\nSecond.",
            "date_published": "2026-11-22T10:00:00+01:00",
            "tags": ["Bridges"],
            "attachments": [
                {"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}
            ],
        }
    ],
}


def test_acceptance_06_a_json_feed_gives_authors_language_text_and_attachments(
    parser: FeedParser,
) -> None:
    feed = parser.parse(job(json.dumps(JSON_FEED)))
    entry = only(feed)
    assert (feed.title, feed.language, entry.id) == ("Norvale Courier", "en", "17")
    assert (entry.authors, entry.tags) == (("The desk",), ("Bridges",))
    assert entry.content == "<p>Two &lt; three &amp; more.</p><p>Second.</p>"
    assert entry.link == "https://courier.example/bridge"
    assert entry.enclosures == ("https://courier.example/a.mp3",)
    assert entry.published == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_acceptance_07_missing_fields_have_fallbacks_and_ids_stay(
    parser: FeedParser,
) -> None:
    items = [
        "<description>The council of Norvale met on Monday.</description>",
        "<title>Second</title><link>https://courier.example/2</link>",
        "<title>Third</title><guid>urn:3</guid>",
    ]
    seen = []
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        body = "".join(f"<item>{items[number]}</item>" for number in order)
        feed = parser.parse(
            job(f'<rss version="2.0"><channel><title>t</title>{body}</channel></rss>')
        )
        seen.append({entry.title: entry.id for entry in feed.entries})
    assert seen[0] == seen[1] == seen[2]
    assert seen[0]["Second"] == "https://courier.example/2"
    assert seen[0]["Third"] == "urn:3"
    assert seen[0]["The council of Norvale met on Monday."].startswith("urn:polywire:")


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"{base}><title>t</title><entry><title>x</title>'
    '<link href="a/1"/><id>urn:1</id><content type="html">&lt;a href="b"&gt;b&lt;/a&gt;'
    "</content></entry></feed>"
)


@pytest.mark.parametrize(
    ("base", "terms", "start"),
    [
        (' xml:base="https://x.example/y/"', {}, "https://x.example/y/"),
        ("", {"content_location": "https://c.example/d/f"}, "https://c.example/d/"),
        ("", {"url": "https://moved.example/e/feed"}, "https://moved.example/e/"),
    ],
    ids=["xml:base", "Content-Location", "redirect target"],
)
def test_acceptance_08_relative_addresses_start_at_the_right_place(
    parser: FeedParser, base: str, terms: dict[str, str | None], start: str
) -> None:
    entry = only(parser.parse(job(ATOM.format(base=base), **terms)))
    assert entry.link == f"{start}a/1"
    assert f'href="{start}b"' in entry.content


def test_acceptance_08_a_page_s_base_element_moves_its_named_feeds(
    parser: FeedParser,
) -> None:
    page = (
        '<html><head><base href="https://n.example/de/"><link rel="alternate" '
        'type="application/rss+xml" href="feed"></head></html>'
    )
    with pytest.raises(FeedError, match="web page") as caught:
        parser.parse(job(page))
    assert caught.value.feeds == ("https://n.example/de/feed",)


def test_acceptance_10_an_author_of_40_kilobytes_costs_less_than_a_second(
    parser: FeedParser,
) -> None:
    parser.parse(job(rss("<title>warm</title>")))
    start = time.monotonic()
    feed = parser.parse(job(rss(f"<title>x</title><author>{'a' * 40_000}</author>")))
    assert time.monotonic() - start < 1
    assert any("were cut" in note or "cut" in note for note in feed.degraded)


AUDITED = """
import sys, datetime
from polywire.article import Capture
from polywire.errors import FeedError
from polywire.intake.feeds.document import Job, read_document
NOW = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
warm = b'<rss version="2.0"><channel><title>t</title></channel></rss>'
read_document(Job(Capture('http://e.example/', 'http://e.example/', NOW, 200, (), warm), NOW))
seen = []
def hook(event, args):
    if event == 'open' and not str(args[0]).endswith(('.py', '.pyc', '.dat')):
        seen.append((event, args[0]))
    if event.startswith(('socket.connect', 'socket.getaddrinfo', 'subprocess', 'urllib')):
        seen.append((event,))
sys.addaudithook(hook)
for body in (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b'<rss version="2.0"><channel><title>[&a;]</title><item><title>x</title></item></channel></rss>',
    b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'
    b'<rss version="2.0"><channel><title>t</title><item><title>x</title></item></channel></rss>',
    b'<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude"><channel><title>'
    b'<xi:include href="/etc/hostname" parse="text"/></title></channel></rss>',
    b'http://127.0.0.1:9/feed.xml',
    b'/etc/hostname',
):
    try:
        read_document(Job(Capture('http://e.example/', 'http://e.example/', NOW, 200, (), body), NOW))
    except FeedError:
        pass
print(seen)
"""


def test_acceptance_11_reading_a_feed_opens_no_file_and_no_connection() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AUDITED],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    assert done.stdout.strip() == "[]"
