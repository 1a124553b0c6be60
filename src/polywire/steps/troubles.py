"""Find what is wrong with a wire that runs alone: one look, no memory of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from polywire.settings import Settings
from polywire.steps.alerts import Trouble
from polywire.steps.emit import PUBLISHED_AT
from polywire.store import board, notes, sources
from polywire.store import log as journal
from polywire.store.disk import Disk, Room
from polywire.store.sources import SourceRow

FAR = timedelta(days=365)
"""A next poll further away than this is none: the source is paused."""
FAILING = 10
"""Failed polls in a row after which a source is worth a word."""
SPIKE_LEAST = 10
"""Withheld cells below which their share says nothing."""
_MARKS = "withheld-marks"
_DAY = timedelta(days=1)


def of_store(conn: Connection, settings: Settings, now: datetime) -> Iterator[Trouble]:
    """Yield what the store says is wrong."""
    listed = [row for row in sources.listed(conn) if row.active]
    yield from _old_site(conn, settings, listed, now)
    for row in listed:
        yield from _source(row, now)
    yield from _breakers(conn, now)
    yield from _spike(conn, settings, now)


def of_disk(disk: Disk) -> Iterator[Trouble]:
    """Yield what a look at the disk says."""
    free = disk.free // 1_000_000
    if disk.room is Room.FULL:
        yield Trouble(
            "disk", f"the disk is full ({free} MB free): nothing new is taken in"
        )
    elif disk.room is Room.LOW:
        yield Trouble("disk", f"the disk fills up ({free} MB free): old things go now")


def _old_site(
    conn: Connection, settings: Settings, listed: list[SourceRow], now: datetime
) -> Iterator[Trouble]:
    last = notes.get(conn, PUBLISHED_AT)
    hours = settings.alerts.site_hours
    if not listed or not isinstance(last, str) or hours <= 0:
        return
    age = now - datetime.fromisoformat(last)
    if age > timedelta(hours=hours):
        words = f"nothing was published for {int(age.total_seconds() // 3600)} hours"
        yield Trouble("site-old", words)


def _source(row: SourceRow, now: datetime) -> Iterator[Trouble]:
    key = f"source:{row.slug}"
    if row.next_poll_at > now + FAR:
        yield Trouble(key, f"source {row.slug} is paused: {row.health}")
    elif row.failures >= FAILING:
        words = f"source {row.slug} failed {row.failures} times: {row.last_error}"
        yield Trouble(key, words)


def _breakers(conn: Connection, now: datetime) -> Iterator[Trouble]:
    events = journal.recent(conn, event="source-page-gone", since=now - _DAY)
    for slug in sorted({event.source for event in events if event.source}):
        words = (
            f"pages of source {slug} are gone and stay published here: look whether "
            "it moved or closed, then withdraw by hand what should go"
        )
        yield Trouble(f"breaker:{slug}", words)


def _spike(conn: Connection, settings: Settings, now: datetime) -> Iterator[Trouble]:
    """Compare the sums of the board with those of a day ago."""
    withheld, shown = _sums(conn)
    marks = _marks(conn)
    day_old = [mark for mark in marks if mark[0] <= (now - _DAY).isoformat()]
    base = day_old[-1] if day_old else (marks[0] if marks else None)
    if base is None:
        return
    more, good = withheld - base[1], shown - base[2]
    share = settings.alerts.withheld_share
    if more >= SPIKE_LEAST and share > 0 and more > share * (more + max(0, good)):
        words = f"{more} editions were withheld within a day, {good} were published"
        yield Trouble("withheld", words)


def remember(conn: Connection, now: datetime) -> None:
    """Keep the sums of the board once an hour for a day, to see a spike."""
    marks = _marks(conn)
    hour_ago = (now - timedelta(hours=1)).isoformat()
    if marks and hour_ago < marks[-1][0] <= now.isoformat():
        return
    oldest = (now - _DAY - timedelta(hours=2)).isoformat()
    kept = [mark for mark in marks if oldest <= mark[0] <= now.isoformat()]
    notes.put(conn, _MARKS, [*kept, (now.isoformat(), *_sums(conn))])


def _marks(conn: Connection) -> list[tuple[str, int, int]]:
    kept = notes.get(conn, _MARKS) or []
    return [(str(at), int(withheld), int(shown)) for at, withheld, shown in kept]


def _sums(conn: Connection) -> tuple[int, int]:
    cells = board.counts(conn).cells.values()
    return (
        sum(states.get("withheld", 0) for states in cells),
        sum(
            states.get("published", 0) + states.get("published-partly", 0)
            for states in cells
        ),
    )
