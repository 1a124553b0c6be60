"""Intake: what a feed costs, fetched and unchanged, and a page beside trafilatura."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import feedparser

from bench import newsroom
from bench.figure import Figure, Size, cpu_ms
from bench.sample import LANGUAGES, pages
from polywire.extract.extract import extract
from polywire.intake.feeds.document import Job, read_document
from polywire.net.fetch.client import SyncClient
from polywire.settings.operator_file import Fetch, Settings, Site

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TYPICAL_MS = 100.0
WARM_UP = 5


def extraction(size: Size) -> list[Figure]:
    """Extract pages beside trafilatura, which is one of the three opinions."""
    from trafilatura import bare_extraction

    chosen = pages()[: size.pages]

    def ours() -> None:
        for page in chosen:
            extract(page.html, url=page.url, languages=LANGUAGES)

    def theirs() -> None:
        for page in chosen:
            bare_extraction(page.html, with_metadata=True)

    ours()
    theirs()
    own, bare = cpu_ms(ours, size, len(chosen)), cpu_ms(theirs, size, len(chosen))
    return [
        Figure("extraction a page", own, "ms", ceiling=TYPICAL_MS),
        Figure("trafilatura alone a page", bare, "ms"),
        Figure("extraction / trafilatura", own / bare),
    ]


def feeds(size: Size) -> list[Figure]:
    """Fetch a feed again and again, and read it beside feedparser."""
    count = max(5, size.requests // 10)
    with newsroom.running() as addresses:
        url = f"{addresses['courier']}/feeds/news.rss"
        settings = Settings(
            root=Path(),
            site=Site(contact="desk@example.org"),
            fetch=Fetch(allow_private=[urlsplit(url).netloc], delay=0.0),
        )
        with SyncClient(settings) as client:
            fetched = client.fetch(url)
            assert fetched.capture is not None
            full = _each(client, url, count, None)
            same = _each(client, url, count, fetched.etag)
    job = Job(fetched.capture, NOW)
    body = fetched.capture.body

    def theirs() -> None:
        feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        )

    read_document(job)
    theirs()
    own, bare = cpu_ms(lambda: read_document(job), size), cpu_ms(theirs, size)
    return [
        Figure(f"answer 200, {len(body) / 1000:.0f} kB", full, "ms"),
        Figure("answer 304", same, "ms", ceiling=2.0),
        Figure("200 / 304", full / same),
        Figure("reading the feed", own, "ms"),
        Figure("reading / feedparser alone", own / bare),
    ]


def _each(client: SyncClient, url: str, count: int, etag: str | None) -> float:
    """Return the CPU milliseconds of one request."""
    for _ in range(WARM_UP):
        client.fetch(url, etag=etag)
    start = time.process_time()
    for _ in range(count):
        assert client.fetch(url, etag=etag).not_modified is (etag is not None)
    return (time.process_time() - start) / count * 1000
