"""Bring in a source's past: its archive feeds and sitemaps, at the lowest priority.

Only notes what is there; the wire fetches it when live news leave it time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import structlog
from sqlalchemy import Connection

from polywire.article import Capture, FeedEntry
from polywire.engine.port import BACKFILL
from polywire.errors import FetchError, SourceError, UsageError
from polywire.intake.captures import warc
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.parse import parse_feed
from polywire.intake.pages import local_sources
from polywire.net.urls import same_site
from polywire.settings.operator_file import Settings, Source
from polywire.steps.entries import new_entry
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.wire import articles, captures, suppressed
from polywire.store.wire.articles import NewEntry
from polywire.store.wire.captures import Archive
from polywire.wire import Clock, Fetcher

log = structlog.get_logger()

CHUNK = 200
"""Entries noted in one transaction."""
MAX_DOCUMENTS = 2000
"""Archive documents that one call reads."""
_OLDER = ("prev-archive", "next")
"""RFC 5005: how a feed names the part before it."""
_GUESSES = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
_PAUSED = "backfill-paused"


@dataclass(slots=True)
class Progress:
    """How far a backfill is."""

    documents: int = 0
    """Archive documents that were read."""
    found: int = 0
    """Entries since the day that was asked for."""
    added: int = 0
    """Those of them that are new here."""
    foreign: int = 0
    """Pages of a WARC file that are another site's: left out."""
    undated: int = 0
    """Entries without any date: left out."""
    problems: list[str] = field(default_factory=list)


Show = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that a backfill needs."""

    settings: Settings
    db: Database
    fetcher: Fetcher
    now: Clock
    show: Show
    archive: Archive | None = None
    """Where the pages of a WARC file are kept; needed for nothing else."""


def backfill(
    past: Past, slug: str, since: datetime, *, start: str | None = None
) -> Progress:
    """Note what a source published since a day; twice adds nothing twice.

    ``start`` is the address of the archive where the source does not name it.
    """
    source = past.settings.source(slug)
    if source.kind == "page":
        raise UsageError(f"{slug} is a single page: it has no archive")
    progress = Progress()
    chunk: list[NewEntry] = []
    for entry in _entries(past, source, since, progress, start):
        moment = entry.published or entry.updated
        if moment is None:
            progress.undated += 1
        elif moment >= since:
            progress.found += 1
            chunk.append(new_entry(source, entry, BACKFILL))
        if len(chunk) >= CHUNK:
            progress.added += _add(past, source, chunk)
            past.show(progress)
            chunk = []
    progress.added += _add(past, source, chunk)
    return progress


def from_warc(past: Past, slug: str, since: datetime, file: Path) -> Progress:
    """Bring in a source's pages from a WARC file; nothing is fetched.

    Counts by when a page was captured. Each page is kept as one of our own
    captures, and its article reads that instead of asking the source.
    """
    source = past.settings.source(slug)
    if source.kind == "folder" or past.archive is None:
        raise UsageError(f"{slug} is a folder: put its pages there")
    progress = Progress(documents=1)
    for page in warc.pages(file):
        if isinstance(page, str):
            progress.problems.append(page)
        elif not same_site(page.url, source.url):
            progress.foreign += 1
        elif page.fetched_at >= since:
            progress.found += 1
            progress.added += _bring(past, source, page, past.archive)
            if progress.found % CHUNK == 0:
                past.show(progress)
    return progress


def _bring(past: Past, source: Source, page: Capture, archive: Archive) -> int:
    """Note a page of a WARC file and keep it; 0 when its article is known."""
    entry = FeedEntry(id=page.url, link=page.url)
    new = new_entry(source, entry, BACKFILL)
    with past.db.read() as conn:
        if articles.known(conn, [new.id]):
            return 0
        if suppressed.find(conn, new.id, new.url_key, source.slug) is not None:
            return 0
    # kept from today on, like what is fetched today; the archive goes first
    capture = replace(page, fetched_at=past.now())
    place = archive.keep(source.slug, capture)
    with past.db.write() as conn:
        captures.record(
            conn, capture, source=source.slug, article_id=new.id, place=place
        )
        return articles.add_archived(conn, [new], past.now())


def brought(
    conn: Connection, archive: Archive, identity: str, priority: int
) -> Capture | None:
    """Return the page that a WARC file brought for an article not read before."""
    if priority < BACKFILL:
        return None
    for row in captures.of_article(conn, identity):
        try:
            return captures.load(row, archive)
        except SourceError as error:
            log.warning("a kept page is gone", article=identity, reason=str(error))
    return None


def _add(past: Past, source: Source, chunk: list[NewEntry]) -> int:
    with past.db.write() as conn:
        allowed = [
            new
            for new in chunk
            if suppressed.find(conn, new.id, new.url_key, source.slug) is None
        ]
        return articles.add_archived(conn, allowed, past.now())


def _entries(
    past: Past, source: Source, since: datetime, progress: Progress, start: str | None
) -> Iterator[FeedEntry]:
    if source.kind == "folder":
        path = (past.settings.root / source.url).resolve()
        yield from local_sources.read_folder(path, source.slug, past.now()).entries
        return
    read = partial(_read, past, source)
    first = _first(read, source, progress, start)
    seen = {start or source.url}
    queue = [first]
    while queue and progress.documents < MAX_DOCUMENTS:
        feed = queue.pop(0)
        progress.documents += 1
        past.show(progress)
        yield from feed.entries
        for place in _further(feed, since, source.url):
            if place not in seen:
                seen.add(place)
                try:
                    queue.append(read(place))
                except SourceError as error:
                    progress.problems.append(str(error))


def _first(
    read: Callable[[str], Feed], source: Source, progress: Progress, start: str | None
) -> Feed:
    """Return the first document of the archive: the feed's, or a sitemap's."""
    feed = read(start or source.url)
    if start or feed.children or _older(feed):
        return feed
    for guess in _GUESSES:
        try:
            return read(urljoin(source.url, guess))
        except SourceError as error:
            progress.problems.append(str(error))
    raise UsageError(
        f"source {source.slug!r} names no archive: give the address of its sitemap "
        "with --from URL"
    )


def _further(feed: Feed, since: datetime, base: str) -> Iterator[str]:
    """Yield the documents behind this one; none when it reaches back far enough."""
    yield from (place for place in feed.children if same_site(place, base))
    dates = [e.published or e.updated for e in feed.entries]
    if any(date is not None and date < since for date in dates):
        return
    place = _older(feed)
    if place and same_site(place, base):
        yield place


def _older(feed: Feed) -> str | None:
    for rel in _OLDER:
        for link in feed.links:
            if link.rel == rel:
                return link.href
    return None


def _read(past: Past, source: Source, url: str) -> Feed:
    return parse_feed(
        _fetch(past, url),
        source_language=source.language,
        zone=source.time_zone,
        now=past.now(),
    )


def _fetch(past: Past, url: str) -> Capture:
    capture = past.fetcher.fetch(url).capture
    if capture is None:  # pragma: no cover  # no validators were sent
        raise FetchError(url, "gave no body")
    return capture


def pause(conn: Connection, *, paused: bool) -> None:
    """Let the past wait, or go on with it; live news are not touched."""
    notes.put(conn, _PAUSED, paused)


def is_paused(conn: Connection) -> bool:
    """Tell whether the past waits."""
    return bool(notes.get(conn, _PAUSED))
