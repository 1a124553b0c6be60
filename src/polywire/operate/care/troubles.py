"""Find what is wrong with a wire that runs alone: one look, no memory of its own."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from polywire.desk import engine_health
from polywire.follow import rereading
from polywire.operate.care import backups
from polywire.operate.care.alerts import Trouble
from polywire.operate.care.source_standing import condition
from polywire.operate.decide import withdrawal_requests
from polywire.settings.operator_file import Settings
from polywire.steps.emit import PUBLISHED_AT
from polywire.store.ground import notes
from polywire.store.keeping import journal, messages
from polywire.store.keeping.disk import Disk, Room
from polywire.store.wire import articles, board, source_states
from polywire.store.wire.source_states import SourceRow

SPIKE_LEAST = 10
"""Withheld cells below which their share says nothing."""
_MARKS = "withheld-marks"
_FIRST = "first-look-at"
_DAY = timedelta(days=1)


def of_store(conn: Connection, settings: Settings, now: datetime) -> Iterator[Trouble]:
    """Yield what the store says is wrong."""
    listed = [row for row in source_states.listed(conn) if row.active]
    yield from _old_site(conn, settings, listed, now)
    for row in listed:
        yield from _source(row)
    yield from _breakers(conn, now)
    yield from _kept_texts(conn)
    yield from _spike(conn, settings, now)
    yield from _engines(conn, settings, now)
    yield from _requests(conn)
    yield from _outbox(conn)
    yield from _backup(conn, settings, now)


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
    hours = settings.alerts.site_hours
    # a wire that never published counts from when it was first looked at
    last = notes.get(conn, PUBLISHED_AT) or notes.get(conn, _FIRST)
    if not listed or not isinstance(last, str) or hours <= 0:
        return
    age = now - datetime.fromisoformat(last)
    if age > timedelta(hours=hours):
        words = f"nothing was published for {int(age.total_seconds() // 3600)} hours"
        yield Trouble("site-old", words)


def _source(row: SourceRow) -> Iterator[Trouble]:
    key, stands = f"source:{row.slug}", condition(row)
    if row.paused_by is not None:
        return  # a person did so: no trouble
    if stands == "paused":
        yield Trouble(key, f"source {row.slug} is paused: {row.health}")
    elif stands == "quarantined":
        words = f"failed {row.failures} times, the last time: {row.last_error}"
        yield Trouble(key, f"source {row.slug} is quarantined: it {words}")


def _breakers(conn: Connection, now: datetime) -> Iterator[Trouble]:
    events = journal.recent(conn, events=["source-page-gone"], since=now - _DAY)
    for slug in sorted({event.source for event in events if event.source}):
        words = (
            f"pages of source {slug} are gone and stay published here: look whether "
            "it moved or closed, then withdraw by hand what should go"
        )
        yield Trouble(f"breaker:{slug}", words)


def _kept_texts(conn: Connection) -> Iterator[Trouble]:
    """Tell of pages that suddenly read otherwise, a redesign or a fault."""
    for slug, count in sorted(articles.with_reason(conn, rereading.KEPT).items()):
        words = (
            f"{count} pages of source {slug} read otherwise all at once, and their "
            "earlier text stays published: look at them; where the page is right, "
            f"'polywire replay --source {slug}' takes what it says now, where it was "
            "redesigned, give the source rules for its new markup"
        )
        yield Trouble(f"text-kept:{slug}", words)


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


def _engines(conn: Connection, settings: Settings, now: datetime) -> Iterator[Trouble]:
    """Yield engines that are left alone, and those whose cap is nearly used up."""
    share = settings.alerts.spend_share
    for row in engine_health.engines(conn, settings, now.date()):
        name = row["name"]
        if row["health"] == "open":
            words = f"engine {name} is left alone for a while: {row['error']}"
            yield Trouble(f"engine:{name}", words)
        for used, cap in (
            ("characters", "monthly_characters"),
            ("money", "monthly_money"),
        ):
            most = row[cap]
            if most is not None and share > 0 and row[used] >= share * most:
                words = f"{row[used]:g} of {cap} = {most:g} is used this month"
                yield Trouble(f"spend:{name}:{used}", f"engine {name}: {words}")


def _requests(conn: Connection) -> Iterator[Trouble]:
    for identity, request in withdrawal_requests.pending(conn).items():
        words = (
            f"takedown request for {request.url}: {request.words} "
            f"('polywire withdraw {identity} --reason ...' or "
            f"'polywire takedown {identity} --answered')"
        )
        yield Trouble(f"takedown:{identity}", words)


def _backup(conn: Connection, settings: Settings, now: datetime) -> Iterator[Trouble]:
    kept = backups.last(conn)
    hours = settings.alerts.backup_hours
    if kept.failed is not None:
        yield Trouble("backup", f"the last backup failed: {kept.failed}")
        return
    first = notes.get(conn, _FIRST)
    begun = datetime.fromisoformat(first) if isinstance(first, str) else now
    age = now - (kept.done or begun)
    if hours > 0 and age > timedelta(hours=hours):
        words = f"there was no backup for {int(age.total_seconds() // 3600)} hours"
        yield Trouble("backup", words)


def remember(conn: Connection, now: datetime) -> None:
    """Keep the sums of the board once an hour for a day, to see a spike."""
    if notes.get(conn, _FIRST) is None:
        notes.put(conn, _FIRST, now.isoformat())
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


def _outbox(conn: Connection) -> Iterator[Trouble]:
    """Tell of hubs and webhooks that messages were given up for."""
    for (_, target, state), number in sorted(messages.counts(conn).items()):
        if state == "dead":
            words = (
                f"{target} did not take {number} messages: 'polywire webhook retry' "
                "sends them again"
            )
            yield Trouble(f"outbox:{target}", words)
