"""Step 1: ask a source what is new, and note each entry in the store."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
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
from polywire.steps.hosts import hub_subscriptions
from polywire.store.wire import source_states
from polywire.store.wire.source_states import Poll, SourceRow
from polywire.wire import Wire

log = structlog.get_logger()
T = TypeVar("T")

PLACE_INTERVAL = timedelta(minutes=5)
"""How often a local folder is looked at: that costs nobody anything."""
SOON = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30))
"""Waits after polls whose reader was ended; then it is told as the feed's failure."""
PAUSED = timedelta(days=3650)
"""A paused source is asked again when the operator says so."""


_UNREAD = "unread"
"""In the memo: polls in a row whose reader was ended."""


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
    with wire.db.read() as conn:
        row = source_states.get(conn, slug)
    if row is None or not row.active:
        return
    wire.counters.add("polls")
    try:
        got = _ask(wire, source, row)
        if got.feed is not None:
            if entries.has_news(wire, source, row, got.feed):
                kept_pages.keep_documents(wire, source, got.documents)
            entries.take(wire, source, row, got.feed)
        result = _succeeded(wire, source, row, got)
    except SourceError as error:
        log.warning("poll failed", source=slug, error=str(error))
        result = _failed(wire, row, error)
    except ChildLost as error:
        log.warning("feed not read", source=slug, error=str(error))
        if _is_put_off(wire, row, error):
            return
        result = _failed(wire, row, FeedError(f"{address_of(source, row)}: {error}"))
    with wire.db.write() as conn:
        source_states.record_poll(conn, slug, result)
    if result.error is None and isinstance(result.memo, dict):
        hub_subscriptions.tend(
            wire, slug, result.memo.get("hub"), result.memo.get("topic")
        )


def _ask(wire: Wire, source: Source, row: SourceRow) -> _Got:
    if source.kind == "folder":
        path = (wire.settings.root / source.url).resolve()
        return _Got(local_sources.read_folder(path, source.slug, wire.now()).feed)
    if source.kind == "page":
        entry = FeedEntry(id=source.url, link=source.url)
        return _Got(Feed(title=source.name, entries=(entry,)))
    memo = row.memo if isinstance(row.memo, dict) else {}
    may_be_stale = not schedule.is_conditional(
        _history(source, memo), _moment(memo.get("last_unconditional")), wire.now()
    )
    fetched = wire.fetcher.fetch(
        address_of(source, row),
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


def address_of(source: Source, row: SourceRow) -> str:
    """Return where a source is polled: its address, or where it moved for good."""
    memo = row.memo if isinstance(row.memo, dict) else {}
    moved = memo.get("address")
    return moved if isinstance(moved, str) else source.url


def _succeeded(wire: Wire, source: Source, row: SourceRow, got: _Got) -> Poll:
    now, feed = wire.now(), got.feed
    memo = dict(row.memo) if isinstance(row.memo, dict) else {}
    memo.pop(_UNREAD, None)
    if feed is None:
        wire.counters.add("polls_unchanged")
    else:
        memo |= _remembered(feed, now)
        memo |= _move(source, row, memo, got, now)
        memo["ids"] = entries.called(source, feed, row.memo)
    if source.kind != "feed" or got.fetched is None:
        return Poll(at=now, next_poll_at=now + PLACE_INTERVAL, changed=True, memo=memo)
    answer = _answer(got.fetched, memo, changed=feed is not None)
    history = _history(source, memo)
    with wire.db.read() as conn:
        is_subscribed = hub_subscriptions.is_active(conn, source.slug, now)
    history = replace(history, is_subscribed=is_subscribed)
    plan = schedule.plan(history, answer, now, _dice(row, now))
    memo["interval"] = plan.interval.total_seconds()
    return Poll(
        at=now,
        next_poll_at=plan.at or now + PAUSED,
        health="; ".join(memo.get("degraded") or ()) or "ok",
        etag=as_bytes(got.fetched.etag),
        last_modified=as_bytes(got.fetched.last_modified),
        body_hash=got.body_hash,
        changed=feed is not None,
        redirect_url=got.fetched.redirected_permanently_to,
        memo=memo,
    )


def _move(
    source: Source, row: SourceRow, memo: dict[str, object], got: _Got, now: datetime
) -> dict[str, object]:
    """Count permanent redirects; after three polls over a day the address moves."""
    if got.fetched is None:
        return {}
    seen = memo.get("move")
    target = got.fetched.redirected_permanently_to
    watch, new = schedule.watch_move(
        msgspec.convert(seen, schedule.Move) if seen else None,
        address_of(source, row),
        target,
        now,
    )
    changes: dict[str, object] = {"move": msgspec.to_builtins(watch)}
    if new is not None:
        log.warning("source moved", source=source.slug, address=new)
        changes["address"] = new
    return changes


def _failed(wire: Wire, row: SourceRow, error: SourceError) -> Poll:
    """Keep what went wrong and when it is tried again, in plain words."""
    now = wire.now()
    memo = dict(row.memo) if isinstance(row.memo, dict) else {}
    status = error.status if isinstance(error, FetchError) else None
    asked = error.retry_after if isinstance(error, FetchError) else None
    answer = schedule.Answer("failed", status=status, retry_after=asked)
    history = _history(wire.settings.source(row.slug), memo, failures=row.failures)
    plan = schedule.plan(history, answer, now, _dice(row, now))
    memo["failing_since"] = (plan.failing_since or now).isoformat()
    return Poll(
        at=now,
        next_poll_at=plan.at or now + PAUSED,
        health=plan.reason or plan.condition,
        error=str(error),
        memo=memo,
    )


def _is_put_off(wire: Wire, row: SourceRow, error: ChildLost) -> bool:
    """Ask again soon, and say nothing of the feed; False when that was often enough."""
    memo = dict(row.memo) if isinstance(row.memo, dict) else {}
    times = memo.get(_UNREAD, 0)
    if times >= len(SOON):
        return False
    memo[_UNREAD] = times + 1
    with wire.db.write() as conn:
        why = f"not read yet: {error}"
        source_states.put_off(conn, row.slug, wire.now() + SOON[times], why, memo)
    return True


def _remembered(feed: Feed, now: datetime) -> dict[str, object]:
    """Return what later polls and steps want to know of a feed."""
    dates = sorted((e.published for e in feed.entries if e.published), reverse=True)
    return {
        "title": feed.title,
        "licence": feed.licence,
        "rights": feed.rights,
        "rsl": feed.rsl,
        "ttl": feed.ttl,
        "skip_hours": list(feed.skip_hours),
        "skip_days": list(feed.skip_days),
        "hub": feed.hub,
        "topic": feed.topic or feed.link,
        "degraded": feed.degraded,
        "entry_dates": [date.isoformat() for date in dates[: schedule.GAPS]],
        "last_full": now.isoformat(),
        "last_unconditional": now.isoformat(),
        "failing_since": None,
    }


def _history(
    source: Source, memo: dict[str, object], *, failures: int = 0
) -> schedule.History:
    interval = memo.get("interval")
    dates = memo.get("entry_dates")
    return schedule.History(
        interval=timedelta(seconds=interval) if isinstance(interval, float) else None,
        entry_dates=tuple(
            datetime.fromisoformat(text)
            for text in (dates if isinstance(dates, list) else ())
        ),
        failures=failures,
        failing_since=_moment(memo.get("failing_since")),
        last_full=_moment(memo.get("last_full")),
        is_own=source.rights.basis == "own",
    )


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _answer(
    fetched: Fetched, memo: dict[str, object], *, changed: bool
) -> schedule.Answer:
    ttl = memo.get("ttl")
    return schedule.Answer(
        "changed" if changed else "unchanged",
        status=fetched.status,
        cache_control=fetched.header("cache-control"),
        expires=fetched.header("expires"),
        date=fetched.header("date"),
        ttl=ttl if isinstance(ttl, int) else None,
        skip_hours=_list_of(memo.get("skip_hours"), int),
        skip_days=_list_of(memo.get("skip_days"), str),
    )


def _list_of(value: object, kind: type[T]) -> tuple[T, ...]:
    """Return what the store kept of a list, of one kind."""
    return (
        tuple(one for one in value if isinstance(one, kind))
        if isinstance(value, list)
        else ()
    )


def _dice(row: SourceRow, now: datetime) -> random.Random:
    """Return the jitter's randomness: the same for the same source and time."""
    return random.Random(f"{row.slug} {now.isoformat()}")  # noqa: S311  # no secret
