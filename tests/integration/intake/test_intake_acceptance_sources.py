"""Acceptance tests 22-25 of the intake: text, discovery, hubs, and what changes."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Capture, article_id
from polywire.errors import FeedError, FetchError
from polywire.intake.feeds.document import Job, read_document
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.sitemap import MAX_ENTRIES, walk
from polywire.intake.pages.discover import feeds_of, named_feeds
from polywire.intake.websub import (
    MAX_PING,
    Subscription,
    asked,
    is_due,
    receive,
    subscribe_form,
    verify,
)
from polywire.net.fetch.decode import decode
from polywire.net.html import MAX_MARKS, line, plain, sanitise
from polywire.net.urls import identity_key

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
URL = "https://courier.example/"


def capture(body: str | bytes, url: str = URL, **headers: str) -> Capture:
    data = body.encode() if isinstance(body, str) else body
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture(url, url, NOW, 200, named, data)


def parse(taken: Capture) -> Feed:
    return read_document(Job(taken, NOW))


VECTORS = [
    "<img src=x onerror=alert(1)>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><style><!--</style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<p style='position:fixed' id=x class=y name=z>t</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><button formaction=javascript:alert(1)>x",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_acceptance_22_an_attack_in_any_field_of_a_feed_comes_out_harmless(
    vector: str,
) -> None:
    wrapped = f"<![CDATA[{vector}]]>"
    feed = parse(
        capture(
            '<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel><title>{wrapped}</title><item><title>{wrapped}</title>"
            f"<dc:creator>{wrapped}</dc:creator><category>{wrapped}</category>"
            f"<description>{wrapped}</description><c:encoded>{wrapped}</c:encoded>"
            '<link>javascript:alert(1)</link><enclosure url="javascript:alert(1)"/>'
            "</item></channel></rss>"
        )
    )
    entry, details = feed.entries[0], feed.details[0]
    for html in (entry.content, details.summary_html, details.title_markup):
        assert sanitise(html, links=False) == sanitise(
            sanitise(html, links=False), links=False
        )
        lowered = html.lower()
        assert "<script" not in lowered
        assert "<img src=" not in lowered or "onerror" not in lowered
        assert "<svg" not in lowered
        assert " style=" not in lowered.partition("&lt;")[0]
    assert (entry.link, entry.enclosures) == ("", ())


@given(st.text(max_size=300))
def test_acceptance_22_cleaning_twice_changes_nothing(text: str) -> None:
    once = sanitise(text, URL)
    assert sanitise(once, URL) == once


HOSTILE_TITLES = [
    "\u202egnp.exe",
    "a\x00b",
    "../../etc/passwd",
    "CON",
    "e" + "\u0301" * 10_000,
    "",
    "👩‍👩‍👧",
    "\U000e0041tagged\ufdd0\ufffe",
]


@pytest.mark.parametrize("title", HOSTILE_TITLES, ids=range(len(HOSTILE_TITLES)))
def test_acceptance_23_a_hostile_title_keeps_its_words_and_loses_its_tricks(
    title: str,
) -> None:
    shown = line(title)
    assert not any(
        unicodedata.category(char) in {"Cc", "Cn"} or char in "\u202e\u2066"
        for char in shown
    )
    run = longest = 0
    for char in unicodedata.normalize("NFD", shown):
        run = run + 1 if unicodedata.combining(char) else 0
        longest = max(longest, run)
    assert longest <= MAX_MARKS + 1
    assert "👩‍👩‍👧" not in title or shown == title


def sitemap(*urls: str, kind: str = "urlset", child: str = "url") -> str:
    rows = "".join(f"<{child}><loc>{url}</loc></{child}>" for url in urls)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{kind} xmlns="{space}">{rows}</{kind}>'


def test_acceptance_24_a_news_sitemap_is_a_feed() -> None:
    feed = parse(
        capture(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
            "<loc>https://courier.example/a/bridge</loc><news:news><news:publication>"
            "<news:name>Norvale Courier</news:name><news:language>en</news:language>"
            "</news:publication><news:publication_date>2026-11-22T10:00:00+01:00"
            "</news:publication_date><news:title>The bridge &amp; the town</news:title>"
            "</news:news></url></urlset>"
        )
    )
    entry = feed.entries[0]
    assert (entry.title, entry.language) == ("The bridge & the town", "en")
    assert entry.published == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_acceptance_24_sixty_thousand_addresses_are_capped() -> None:
    feed = parse(capture(sitemap(*(f"{URL}a/{n}" for n in range(60_000)))))
    assert len(feed.entries) == MAX_ENTRIES
    assert any("50000" in note for note in feed.degraded)


def test_acceptance_24_an_index_four_deep_is_followed_three_deep() -> None:
    pages = {
        f"{URL}{n}.xml": sitemap(
            f"{URL}{n + 1}.xml", kind="sitemapindex", child="sitemap"
        )
        for n in range(1, 4)
    }
    pages[f"{URL}4.xml"] = sitemap(f"{URL}a/deep")
    asked_for = []

    def fetch(url: str) -> Capture:
        asked_for.append(url)
        if url not in pages:
            raise FetchError(url, "answered 404", status=404)
        return capture(pages[url], url)

    first = parse(capture(sitemap(f"{URL}1.xml", kind="sitemapindex", child="sitemap")))
    found = walk(first, fetch, parse)
    assert asked_for == [f"{URL}1.xml", f"{URL}2.xml", f"{URL}3.xml"]
    assert any("deeper" in note for note in found.degraded)


def test_acceptance_24_a_packed_sitemap_is_unpacked_within_bounds() -> None:
    packed = gzip.compress(sitemap(f"{URL}a/one").encode())
    assert parse(capture(packed)).entries[0].link == f"{URL}a/one"
    bomb = gzip.compress(b"\x00" * 30_000_000)
    with pytest.raises(FeedError, match="unpack"):
        parse(capture(bomb))
    with pytest.raises(FetchError):
        decode(URL, bomb, "gzip")


def test_acceptance_24_a_large_doctype_in_a_sitemap_is_refused() -> None:
    body = "<!DOCTYPE urlset [" + "<!ENTITY a 'b'>" * 999 + "]>" + sitemap(f"{URL}a")
    with pytest.raises(FeedError, match="document type"):
        parse(capture(body))


RSS = "application/rss+xml"
ATOM = "application/atom+xml"
HEADS = {
    "one rss": (f'<link rel="alternate" type="{RSS}" href="/feed">', "/feed"),
    "atom before rss": (
        (f'<link rel="alternate" type="{ATOM}" href="/atom"><link rel="alternate" '
        f'type="{RSS}" href="/rss">'), "/atom"),
    "comments come last": (
        (f'<link rel="alternate" type="{RSS}" title="Comments" href="/comments/feed/">'
        f'<link rel="alternate" type="{RSS}" href="/feed/">'), "/feed/"),
    "unquoted": (f"<link rel=alternate type={RSS} href=/feed>", "/feed"),
    "capital letters": (f'<LINK REL="Alternate" TYPE="{RSS.upper()}" HREF="/feed">', "/feed"),
    "type with charset": (
        f'<link rel="alternate" type="{RSS}; charset=utf-8" href="/feed">', "/feed"),
    "json feed": ('<link rel="alternate" type="application/feed+json" href="/f.json">', "/f.json"),
    "generic json is behind": (
        ('<link rel="alternate" type="application/json" href="/wp-json/1">'
        f'<link rel="alternate" type="{RSS}" href="/feed">'), "/feed"),
    "text/xml": ('<link rel="alternate" type="text/xml" href="/x.xml">', "/x.xml"),
    "two rels": (f'<link rel="home alternate" type="{RSS}" href="/feed">', "/feed"),
    "rel=feed": ('<link rel="feed" href="/feed">', "/feed"),
    "base element": (
        f'<base href="/en/"><link rel="alternate" type="{RSS}" href="feed">', "/en/feed"),
    "absolute elsewhere": (
        f'<link rel="alternate" type="{RSS}" href="https://feeds.example/c">',
        "https://feeds.example/c"),
    "protocol relative": (
        f'<link rel="alternate" type="{RSS}" href="//feeds.example/c">',
        "https://feeds.example/c"),
    "entities in the address": (
        f'<link rel="alternate" type="{RSS}" href="/f?a=1&amp;b=2">', "/f?a=1&b=2"),
    "only a link in the text": ('<p><a href="/rss.xml">RSS</a></p>', "/rss.xml"),
    "single quotes": (f"<link rel='alternate' type='{RSS}' href='/feed'>", "/feed"),
    "in the body": (f'<body><link rel="alternate" type="{RSS}" href="/feed">', "/feed"),
    "behind a comment": (
        (f'<!-- <link rel="alternate" type="{RSS}" href="/old"> -->'
        f'<link rel="alternate" type="{RSS}" href="/feed">'), "/feed"),
    "a hreflang is no feed": (
        ('<link rel="alternate" hreflang="de" href="/de/">'
        f'<link rel="alternate" type="{RSS}" href="/feed">'), "/feed"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_acceptance_24_autodiscovery_finds_the_feed_of_a_page_head(name: str) -> None:
    head, wanted = HEADS[name]
    found = named_feeds(f"<!doctype html><html><head>{head}</head></html>", URL)
    assert found[0].url == (wanted if "//" in wanted else URL.rstrip("/") + wanted)


def test_acceptance_24_a_link_header_names_a_feed_too() -> None:
    page = capture(
        "<p>x</p>", link=f'</feed>; rel="alternate"; type="{ATOM}"; title="News"'
    )
    assert feeds_of(page)[0].url == f"{URL}feed"


TOPIC = f"{URL}feed"
FRESH = Subscription(TOPIC, "https://hub.example/", "t" * 32, "a secret")


def active() -> Subscription:
    query = {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.challenge": "c",
        "hub.lease_seconds": "864000",
    }
    return verify(asked(FRESH, NOW), query, NOW).subscription


def signed(body: bytes, key: str = "a secret") -> dict[str, str]:
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature": f"sha256={digest}"}


def test_acceptance_24_a_hub_gets_its_challenge_only_for_what_was_asked() -> None:
    query = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c"}
    assert verify(asked(FRESH, NOW), query, NOW).body == "c"
    assert verify(FRESH, query, NOW).status == 404
    assert verify(asked(FRESH, NOW), query | {"hub.topic": "x"}, NOW).status == 404
    assert subscribe_form(FRESH, f"{URL}hub/")["hub.callback"] == f"{URL}hub/{'t' * 32}"


def test_acceptance_24_a_signed_ping_polls_once_and_a_replay_does_nothing() -> None:
    first = receive(active(), signed(b"x"), b"x", NOW)
    again = receive(first.subscription, signed(b"x"), b"x", NOW)
    assert (first.poll_now, again.poll_now) == (True, False)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (signed(b"x", "wrong"), b"x", 200),
        ({}, b"x", 200),
        ({"x-hub-signature": "md5=00"}, b"x", 200),
        (signed(b"x" * (MAX_PING * 11)), b"x" * (MAX_PING * 11), 413),
    ],
    ids=["bad signature", "none", "weak method", "11 MB"],
)
def test_acceptance_24_a_bad_ping_polls_nothing(
    headers: dict[str, str], body: bytes, status: int
) -> None:
    reply = receive(active(), headers, body, NOW)
    assert (reply.status, reply.poll_now) == (status, False)


def test_acceptance_24_a_lease_is_renewed_before_it_ends() -> None:
    lease = active()
    assert not is_due(lease, NOW + timedelta(days=7))
    assert is_due(lease, NOW + timedelta(days=8))
    gone = receive(lease, signed(b"x"), b"x", NOW + timedelta(days=11))
    assert gone.status == 410
    assert replace(lease, phase="denied") != lease


def test_acceptance_25_an_entry_gone_from_the_feed_is_no_withdrawal() -> None:
    with_it = parse(
        capture("<rss><channel><item><guid>1</guid></item></channel></rss>")
    )
    without = parse(capture("<rss><channel><title>t</title></channel></rss>"))
    assert len(with_it.entries) == 1
    assert (without.entries, without.deleted) == ((), ())


def test_acceptance_25_a_deleted_entry_is_named() -> None:
    feed = parse(
        capture(
            '<feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            '<title>t</title><at:deleted-entry ref="urn:gone" when="2026-11-22T00:00:00Z"/>'
            "</feed>"
        )
    )
    assert feed.deleted == ("urn:gone",)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.courier.example/a/bridge?utm_source=rss&id=7",
        "http://courier.example/a/bridge?id=7&fbclid=x#top",
        "https://courier.example:443/a/bridge/?id=7",
        "HTTPS://Courier.Example/a/../a/bridge?id=7&at_medium=RSS",
    ],
)
def test_acceptance_25_tracking_parameters_make_no_second_article(
    spelling: str,
) -> None:
    one = article_id(identity_key("https://courier.example/a/bridge?id=7"))
    assert article_id(identity_key(spelling)) == one


@given(st.text(max_size=200))
def test_acceptance_23_plain_text_holds_no_hidden_character(text: str) -> None:
    assert not any(unicodedata.category(char) == "Cc" for char in plain(text))
