"""Read the bytes of a capture as a feed; pure, and run in the child process."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import msgspec

from polywire.article import Capture
from polywire.errors import FeedError, FetchError
from polywire.intake.charset import read_text
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.feed_dates import clock
from polywire.intake.feeds.jsonfeed import read_json
from polywire.intake.feeds.sitemap import read_sitemap
from polywire.intake.feeds.sniff import kind_of, tame
from polywire.intake.feeds.xmlfeed import read_xml
from polywire.intake.pages.discover import named_feeds
from polywire.intake.pages.section_front import read_front
from polywire.net.fetch.decode import decode
from polywire.net.urls import resolve
from polywire.unseen_signs import without_forbidden

_NAMED = 3
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read, with what is known of its source."""

    capture: Capture
    now: datetime
    language: str | None = None
    zone: str | None = None
    kind: Literal["feed", "front"] = "feed"
    """``front``: read a web page's links to articles as a feed."""


class Reply(msgspec.Struct):
    """What became of a job: a feed, or the reason why there is none."""

    feed: Feed | None = None
    error: str | None = None
    feeds: tuple[str, ...] = ()


def read_document(job: Job) -> Feed:
    """Return the feed that a capture holds; raises FeedError."""
    if job.kind == "front":
        return read_front(job.capture, job.language)
    capture = _unpacked(job.capture)
    text, notes = read_text(capture.body, capture.header("content-type"), job.language)
    kind = kind_of(text)
    base = _base(capture)
    if kind == "html":
        raise web_page_error(text, base)
    source = clock(job.now, job.zone, job.language)
    if kind == "json":
        feed = read_json(text, base, source)
    else:
        tamed, more = tame(without_forbidden(text))
        notes += more
        read = read_sitemap if kind == "sitemap" else read_xml
        feed = read(tamed, base, source)
    return replace(
        feed,
        language=feed.language or _content_language(capture),
        degraded=(*notes, *feed.degraded),
    )


def _unpacked(capture: Capture) -> Capture:
    """Unpack a document that is a gzip file in itself, as many sitemaps are."""
    if not capture.body.startswith(_GZIP):
        return capture
    try:
        return replace(capture, body=decode(capture.url, capture.body, "gzip"))
    except FetchError as error:
        raise FeedError(str(error)) from error


def web_page_error(text: str, base: str) -> FeedError:
    """Say that an address gives a web page, and which feeds that page names."""
    feeds = tuple(each.url for each in named_feeds(text, base))
    if not feeds:
        return FeedError("this is a web page, not a feed, and it names no feed")
    shown = ", ".join(feeds[:_NAMED])
    message = f"this is a web page, not a feed; it names: {shown}"
    return FeedError(message, feeds=feeds)


def _base(capture: Capture) -> str:
    """Return the address that relative links of the document start from."""
    declared = capture.header("content-location")
    if declared:
        return resolve(declared, capture.url) or capture.url
    return capture.url


def _content_language(capture: Capture) -> str | None:
    """Return the language that HTTP declares, where it is a single tag."""
    value = (capture.header("content-language") or "").strip()
    return value if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
