"""Step 1: ask a source what is new, and note each entry in the store."""

import hashlib
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from polywire.article import Capture, FeedEntry
from polywire.errors import ChildLost, FeedError, FetchError, SourceError
from polywire.intake import schedule
from polywire.intake.feeds.feed import Feed
from polywire.intake.feeds.source import read_source
from polywire.intake.pages import local_sources
from polywire.net.fetch.http_answers import Fetched, as_bytes, as_text
from polywire.settings.operator_file import Source
from polywire.steps import entries, kept_pages
from polywire.steps.feed_memory import FeedMemory
from polywire.steps.hosts import hub_subscriptions
from polywire.store.wire import source_states
from polywire.store.wire.source_states import Poll, SourceRow
from polywire.wire import Wire

log = structlog.get_logger()

PLACE_INTERVAL = timedelta(minutes=5)
"""How often a local folder is looked at: that costs nobody anything."""
SOON = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30))
"""Waits after polls whose reader was ended; then it is told as the feed's failure."""
PAUSED = timedelta(days=3650)
"""A paused source is asked again when the operator says so."""


@dataclass(frozen=True, slots=True)
class _Got:
    """What one poll gave, before it is known when to poll again."""

    feed: Feed | None
    """None when nothing changed."""
    fetched: Fetched | None = None
    body_hash: str | None = None
    documents: tuple[Capture, ...] = ()
    """What the feed was read from: itself, and the branches of a sitemap index."""


def poll(wire: Wire, slug: str) -> None:
    """Poll one source; what goes wrong is kept with the source and tried again."""
    source = wire.settings.source(slug)
    row = wire.db.ask(source_states.get, slug)
    if row is None or not row.active:
        return
    wire.counters.add("polls")
    memory = FeedMemory.of(row)
    try:
        got = _ask(wire, source, row, memory)
        if got.feed is not None:
            if entries.has_news(wire, source, row, got.feed):
                kept_pages.keep_documents(wire, source, got.documents)
            entries.take(wire, source, row, got.feed)
        memory = _learned(source, memory, got, wire.now())
        result = _succeeded(wire, source, memory, got)
    except SourceError as error:
        log.warning("poll failed", source=slug, error=str(error))
        result = _failed(wire, row, memory, error)
    except ChildLost as error:
        log.warning("feed not read", source=slug, error=str(error))
        if _is_put_off(wire, slug, memory, error):
            return
        told = FeedError(f"{memory.address or source.url}: {error}")
        result = _failed(wire, row, memory, told)
    wire.db.change(source_states.record_poll, slug, result)
    if result.error is None:
        hub_subscriptions.tend(wire, slug, memory.hub, memory.topic)


def _ask(wire: Wire, source: Source, row: SourceRow, memory: FeedMemory) -> _Got:
    if source.kind == "folder":
        path = (wire.settings.root / source.url).resolve()
        return _Got(local_sources.read_folder(path, source.slug, wire.now()))
    if source.kind == "page":
        entry = FeedEntry(id=source.url, link=source.url)
        return _Got(Feed(title=source.name, entries=(entry,)))
    may_be_stale = not schedule.is_conditional(
        _history(source, memory), memory.last_unconditional, wire.now()
    )
    fetched = wire.fetcher.fetch(
        memory.address or source.url,
        etag=None if may_be_stale else as_text(row.etag),
        last_modified=None if may_be_stale else as_text(row.last_modified),
    )
    if fetched.capture is None:
        return _Got(None, fetched, row.body_hash)
    body_hash = hashlib.sha256(fetched.capture.body).hexdigest()
    if body_hash == row.body_hash:
        return _Got(None, fetched, body_hash)
    feed, documents = _read(wire, source, fetched.capture)
    return _Got(feed, fetched, body_hash, documents)


def _read(
    wire: Wire, source: Source, capture: Capture
) -> tuple[Feed, tuple[Capture, ...]]:
    """Read a document with its branches; raises FeedError, and keeps it then."""
    documents = [capture]

    def branch(url: str) -> Capture:
        found = wire.fetcher.fetch(url).capture
        if found is None:  # pragma: no cover  # no validators were sent
            raise FetchError(url, "gave no body")
        documents.append(found)
        return found

    try:
        feed = read_source(
            capture,
            fetch=branch,
            source_language=source.language,
            zone=source.time_zone,
            now=wire.now(),
        )
    except FeedError:
        # what could not be read today is what a better reader is tried on
        kept_pages.keep_documents(wire, source, documents)
        raise
    return feed, tuple(documents)


def _learned(
    source: Source, memory: FeedMemory, got: _Got, now: datetime
) -> FeedMemory:
    """Add what a poll that worked has told to what is remembered of the feed."""
    memory = replace(memory, unread=0)
    if got.feed is None:
        return memory
    known = entries.called(source, got.feed, memory.ids)
    memory = replace(memory.having_read(got.feed, now), ids=known)
    if got.fetched is None:
        return memory
    target = got.fetched.redirected_permanently_to
    address = memory.address or source.url
    watch, new = schedule.watch_move(memory.move, address, target, now)
    if new is not None:
        log.warning("source moved", source=source.slug, address=new)
    return replace(memory, move=watch, address=new or memory.address)


def _succeeded(wire: Wire, source: Source, memory: FeedMemory, got: _Got) -> Poll:
    now = wire.now()
    if got.feed is None:
        wire.counters.add("polls_unchanged")
    if source.kind != "feed" or got.fetched is None:
        return Poll(
            at=now,
            next_poll_at=now + PLACE_INTERVAL,
            changed=True,
            memo=memory.to_json(),
        )
    answer = _answer(got.fetched, memory, changed=got.feed is not None)
    is_subscribed = wire.db.ask(hub_subscriptions.is_active, source.slug, now)
    history = replace(_history(source, memory), is_subscribed=is_subscribed)
    plan = schedule.plan(history, answer, now, _dice(source.slug, now))
    return Poll(
        at=now,
        next_poll_at=plan.at or now + PAUSED,
        health="; ".join(memory.degraded) or "ok",
        etag=as_bytes(got.fetched.etag),
        last_modified=as_bytes(got.fetched.last_modified),
        body_hash=got.body_hash,
        changed=got.feed is not None,
        redirect_url=got.fetched.redirected_permanently_to,
        memo=replace(memory, interval=plan.interval.total_seconds()).to_json(),
    )


def _failed(wire: Wire, row: SourceRow, memory: FeedMemory, error: SourceError) -> Poll:
    """Keep what went wrong and when it is tried again, in plain words."""
    now = wire.now()
    status = error.status if isinstance(error, FetchError) else None
    asked = error.retry_after if isinstance(error, FetchError) else None
    answer = schedule.Answer("failed", status=status, retry_after=asked)
    history = _history(wire.settings.source(row.slug), memory, failures=row.failures)
    plan = schedule.plan(history, answer, now, _dice(row.slug, now))
    return Poll(
        at=now,
        next_poll_at=plan.at or now + PAUSED,
        health=plan.reason or plan.condition,
        error=str(error),
        memo=replace(memory, failing_since=plan.failing_since or now).to_json(),
    )


def _is_put_off(wire: Wire, slug: str, memory: FeedMemory, error: ChildLost) -> bool:
    """Ask again soon, and say nothing of the feed; False when that was often enough."""
    if memory.unread >= len(SOON):
        return False
    at, why = wire.now() + SOON[memory.unread], f"not read yet: {error}"
    memo = replace(memory, unread=memory.unread + 1).to_json()
    wire.db.change(source_states.put_off, slug, at, why, memo)
    return True


def _history(
    source: Source, memory: FeedMemory, *, failures: int = 0
) -> schedule.History:
    seconds = memory.interval
    return schedule.History(
        interval=None if seconds is None else timedelta(seconds=seconds),
        entry_dates=memory.entry_dates,
        failures=failures,
        failing_since=memory.failing_since,
        last_full=memory.last_full,
        is_own=source.rights.basis == "own",
    )


def _answer(fetched: Fetched, memory: FeedMemory, *, changed: bool) -> schedule.Answer:
    return schedule.Answer(
        "changed" if changed else "unchanged",
        status=fetched.status,
        cache_control=fetched.header("cache-control"),
        expires=fetched.header("expires"),
        date=fetched.header("date"),
        ttl=memory.ttl,
        skip_hours=memory.skip_hours,
        skip_days=memory.skip_days,
    )


def _dice(slug: str, now: datetime) -> random.Random:
    """Return the jitter's randomness: the same for the same source and time."""
    return random.Random(f"{slug} {now.isoformat()}")  # noqa: S311  # no secret
