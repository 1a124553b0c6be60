"""Run the steps after the fetch again, from the captures that are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from polywire.article import Capture, FeedEntry
from polywire.errors import ChildLost, FeedError, FetchError, StoreError
from polywire.intake.feeds.source import read_source
from polywire.net.fetch.http_answers import Fetched
from polywire.settings.operator_file import Source
from polywire.steps import entries, ingest
from polywire.steps.feed_memory import FeedMemory
from polywire.store.wire import articles, captures, cells, source_states
from polywire.store.wire.captures import CaptureRow
from polywire.wire import Wire

log = structlog.get_logger()

_PLAYED = frozenset({"extracted", "failed"})
"""States of articles that are read again: what was held or withdrawn stays so."""

NOT_FETCHED = "is not fetched: a replay uses what is kept"


@dataclass(slots=True)
class Replayed:
    """What a replay did."""

    feeds: int = 0
    """Kept feeds and sitemaps that were read again."""
    unreadable: int = 0
    """Of them those that cannot be read: they wait for a better reader."""
    entries: int = 0
    """Entries that are new, or read otherwise than before."""
    pages: int = 0
    """Articles that were read again."""
    changed: int = 0
    """Of them with another content than before."""
    failed: int = 0
    """Of them no longer readable: their reason stands on the board."""
    missing: int = 0
    """Captures that are gone or damaged; their articles stay as they were."""
    unread: int = 0
    """Feeds and pages whose reader was ended: they stay as they were."""
    left: int = 0
    """Captures of articles that are held, filtered or withdrawn."""
    cells: int = 0
    """Editions that the next run makes again."""


class NoNetwork:
    """Stands where a fetcher stands, and fetches nothing."""

    def fetch(self, url: str, **_how: str | bool | None) -> Fetched:
        """Refuse; raises FetchError."""
        raise FetchError(url, NOT_FETCHED)


def replay(
    wire: Wire, *, source: str | None = None, since: datetime | None = None
) -> Replayed:
    """Read the kept feeds again, then the newest capture of each article.

    Nothing is fetched. Translations are made by the next run, from the memory
    where the sentences are the same.
    """
    done = Replayed()
    for one in wire.settings.sources:
        if source in {None, one.slug}:
            _play_feeds(wire, one, since, done)
    rows = wire.db.ask(captures.newest, source=source, since=since)
    for row in rows:
        _play(wire, row, done)
    return done


def _play_feeds(
    wire: Wire, source: Source, since: datetime | None, done: Replayed
) -> None:
    """Read a source's kept feeds again, oldest first: the last word on an entry wins.

    Deletions are not played: an operator may have restored an article since.
    """
    with wire.db.read() as conn:
        kept = captures.documents(conn, source.slug, since=since)
        about = source_states.get(conn, source.slug)
    if about is None:
        return
    roots = {source.url, FeedMemory.of(about).address or source.url}
    beside: dict[str, CaptureRow] = {}
    found: dict[str, FeedEntry] = {}
    for row in kept:
        beside[row.requested_url] = row
    for row in kept:
        if row.requested_url in roots:
            found |= {one.id: one for one in _listed(wire, source, row, beside, done)}
    with wire.db.write() as conn:
        wanted = entries.wanted(conn, wire, source, about, tuple(found.values()))
        for entry in wanted:
            new = entries.new_entry(source, entry)
            if new.id in articles.known(conn, [new.id]):
                done.entries += articles.reread_entry(conn, new)
            else:
                done.entries += entries.note(conn, wire, source, entry)


def _listed(
    wire: Wire,
    source: Source,
    row: CaptureRow,
    beside: Mapping[str, CaptureRow],
    done: Replayed,
) -> tuple[FeedEntry, ...]:
    """Return what a kept feed lists, or a sitemap with its branches kept beside it."""

    def branch(url: str) -> Capture:
        if url not in beside:
            raise FetchError(url, NOT_FETCHED)
        return captures.load(beside[url], wire.archive)

    try:
        feed = read_source(
            captures.load(row, wire.archive),
            fetch=branch,
            source_language=source.language,
            zone=source.time_zone,
            now=row.fetched_at,
        )
    except StoreError as error:
        log.warning("capture missing", source=source.slug, reason=str(error))
        done.missing += 1
        return ()
    except ChildLost as error:
        log.warning("feed not read", source=source.slug, reason=str(error))
        done.unread += 1
        return ()
    except FeedError as error:
        log.warning("feed cannot be read", source=source.slug, reason=str(error))
        done.feeds += 1
        done.unreadable += 1
        return ()
    done.feeds += 1
    return feed.entries


def _play(wire: Wire, row: CaptureRow, done: Replayed) -> None:
    old = wire.db.ask(articles.get, row.article_id or "")
    known = {one.slug: one for one in wire.settings.sources}
    if old is None or old.state not in _PLAYED or old.source not in known:
        done.left += 1
        return
    try:
        capture = captures.load(row, wire.archive)
    except StoreError as error:
        log.warning("capture missing", article=old.id, reason=str(error))
        done.missing += 1
        return
    source = known[old.source]
    try:
        ingest.settle_page(wire, source, old, capture, row.id, is_replay=True)
    except ChildLost as error:
        log.warning("page not read", article=old.id, reason=str(error))
        done.unread += 1
        return
    with wire.db.read() as conn:
        new = articles.get(conn, old.id)
        waiting = [cell for cell in cells.of_article(conn, old.id) if cell.wanted]
    done.pages += 1
    done.cells += len(waiting)
    if new is not None and new.state == "failed":
        done.failed += 1
    elif new is not None and new.current_revision != old.current_revision:
        done.changed += 1
