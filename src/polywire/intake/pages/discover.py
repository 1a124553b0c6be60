"""Find the feeds that a page names, or where a site usually keeps them."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from polywire.article import Capture
from polywire.intake.charset import read_text
from polywire.intake.pages.tag_scanner import scan
from polywire.net.html import line
from polywire.net.urls import resolve

_TYPES = {
    "application/atom+xml": 0, "application/rss+xml": 1, "application/rdf+xml": 2,
    "application/feed+json": 3, "application/json": 4, "application/xml": 5,
    "text/xml": 5, "application/x-atom+xml": 0, "application/x.atom+xml": 0,
    "application/x-rss+xml": 1, "text/rss": 1, "text/rss+xml": 1, "text/atom": 0,
}  # fmt: skip
WELL_KNOWN = (
    "feed", "feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml",
    "feed.json",
)  # fmt: skip
"""Paths where sites keep a feed that they do not name; in the order of trying."""

_MAX_HEAD = 300_000
_MAX_FEEDS = 50
_SECONDARY = re.compile(
    r"comment|podcast|/tag/|/author/|json/oembed|wp-json", re.IGNORECASE
)
_LINK_VALUE = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[^;,<>]{1,500})*)")
_PARAMETER = re.compile(
    r';\s*([\w*-]{1,20})\s*=\s*(?:"([^"]{0,400})"|([^\s;,"]{0,400}))'
)
_ANCHOR = re.compile(r"(?:^|[/._-])(?:rss|atom|feed)(?:[/._?-]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page names."""

    url: str
    title: str = ""
    type: str = ""


class _Page(HTMLParser):
    """Collects what a page says about feeds; never fails."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self.links: list[tuple[str, str, str]] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base is None:
            self.base = values.get("href")
        elif tag == "link" and len(self.links) < _MAX_FEEDS:
            self._link(values)
        elif tag == "a" and len(self.anchors) < _MAX_FEEDS:
            href = values.get("href", "")
            if _ANCHOR.search(href):
                self.anchors.append(href)

    def _link(self, values: dict[str, str]) -> None:
        rels = values.get("rel", "").lower().split()
        kind = values.get("type", "").partition(";")[0].strip().lower()
        is_feed = kind in _TYPES and ("alternate" in rels or "feed" in rels)
        if (is_feed or rels == ["feed"]) and values.get("href"):
            self.links.append((values["href"], values.get("title", ""), kind))


def named_feeds(text: str, base: str) -> tuple[FoundFeed, ...]:
    """Return the feeds that the HTML of a page names, the likeliest first."""
    page = _Page()
    scan(page, text[:_MAX_HEAD])
    start = resolve(page.base, base) if page.base else base
    found = [
        FoundFeed(url, line(unescape(title)), kind)
        for href, title, kind in page.links
        if (url := resolve(href.strip(), start or base))
    ]
    if not found:
        found = [
            FoundFeed(url)
            for href in page.anchors
            if (url := resolve(href.strip(), start or base))
        ]
    return _ranked(found)


def feeds_of(capture: Capture, language: str | None = None) -> tuple[FoundFeed, ...]:
    """Return the feeds that a page names in its head, its links and its headers."""
    text, _ = read_text(capture.body, capture.header("content-type"), language)
    headers = [value for name, value in capture.headers if name == "link"]
    from_headers = [
        each for value in headers for each in _header_feeds(value, capture.url)
    ]
    return _ranked([*from_headers, *named_feeds(text, capture.url)])


def _header_feeds(value: str, base: str) -> list[FoundFeed]:
    """Read the feeds of a ``Link`` header (RFC 8288)."""
    found = []
    for target, rest in _LINK_VALUE.findall(value[:8000]):
        parameters = {
            name.lower(): quoted or bare
            for name, quoted, bare in _PARAMETER.findall(rest)
        }
        kind = parameters.get("type", "").lower()
        url = resolve(target.strip(), base)
        if url and kind in _TYPES and "alternate" in parameters.get("rel", "").split():
            found.append(FoundFeed(url, line(parameters.get("title", "")), kind))
    return found


def well_known(url: str) -> tuple[str, ...]:
    """Return the addresses at which a site may keep a feed that it does not name."""
    places = [resolve(path, resolve("./", url)) for path in WELL_KNOWN]
    places += [resolve("/" + path, url) for path in WELL_KNOWN]
    return tuple(dict.fromkeys(place for place in places if place))


def _ranked(found: list[FoundFeed]) -> tuple[FoundFeed, ...]:
    """Drop doubles, put feeds of comments, tags and authors behind."""
    unique = {each.url: each for each in reversed(found)}
    order = {each.url: number for number, each in reversed(list(enumerate(found)))}

    def rank(each: FoundFeed) -> tuple[bool, bool, int]:
        words = f"{each.url} {each.title}"
        generic = each.type in {"application/json", "application/xml", "text/xml"}
        return bool(_SECONDARY.search(words)), generic, order[each.url]

    return tuple(sorted(unique.values(), key=rank))
