"""Tell the operator what is wrong: once when it begins, once a day while it lasts.

What is wrong now is kept in the store, for ``status`` and ``doctor``; whoever
looks hands in all that is wrong, and this module finds what is new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy import Connection

from polywire.errors import PolywireError
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.keeping import journal
from polywire.tell.operator_ways import Notice, Way

log = structlog.get_logger()

AGAIN = timedelta(days=1)
"""How long the same trouble is not told again, whether it lasts or comes back."""
_NOTE = "troubles"
_LOG = "log"
"""Our own log is told as well: a wire without any other way still says it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong now."""

    key: str
    """Names it for good, such as ``disk`` or ``source:courier``."""
    words: str
    since: datetime | None = None
    heard: dict[str, datetime] = field(default_factory=dict)
    """When each way took it last."""
    over: datetime | None = None
    """When it ended; kept for a day, so that one that comes and goes is told once."""


def current(conn: Connection) -> list[Trouble]:
    """Return what was wrong at the last look, by key."""
    return [one for one in _kept(conn) if one.over is None]


def _kept(conn: Connection) -> list[Trouble]:
    return [msgspec.convert(one, Trouble) for one in notes.get(conn, _NOTE) or []]


def tell(
    db: Database, ways: Sequence[Way], found: Iterable[Trouble], now: datetime
) -> list[Trouble]:
    """Keep what is wrong now and tell what is new; returns what was told.

    A way that could not be told is asked again at the next look, alone.
    """
    with db.read() as conn:
        known = {one.key: one for one in _kept(conn)}
    told: list[Trouble] = []
    kept: dict[str, Trouble] = {}
    for one in found:
        before = known.get(one.key)
        is_new = before is None or before.over is not None
        fresh = Trouble(
            one.key,
            one.words,
            since=now if before is None or is_new else before.since,
            heard=dict(before.heard) if before else {},
        )
        kept[one.key] = _told(fresh, ways, now)
        if kept[one.key].heard != fresh.heard:
            told.append(kept[one.key])
    ended = [one for key, one in known.items() if key not in kept]
    kept |= {one.key: one for one in _ended(ended, now)}
    with db.write() as conn:
        rows = [msgspec.to_builtins(asdict(kept[key])) for key in sorted(kept)]
        notes.put(conn, _NOTE, rows)
        for one in told:
            journal.note(conn, now, "trouble", level="alert", detail=_detail(one))
        for one in ended:
            if one.over is None:
                journal.note(conn, now, "trouble-over", detail=_detail(one))
    return told


def _told(one: Trouble, ways: Sequence[Way], now: datetime) -> Trouble:
    """Tell each way that has not heard of it lately; returns it with who heard."""
    heard = dict(one.heard)
    if _is_due(heard.get(_LOG), now):
        log.warning("trouble", key=one.key, words=one.words)
        heard[_LOG] = now
    notice = Notice(one.key, one.words, one.since or now, now)
    for way in ways:
        if not _is_due(heard.get(way.name), now):
            continue
        try:
            way.tell(notice)
        except PolywireError as error:
            log.warning("alert failed", way=way.name, reason=str(error))
        else:
            heard[way.name] = now
    return replace(one, heard=heard)


def _ended(gone: Iterable[Trouble], now: datetime) -> Iterable[Trouble]:
    """Yield what is over and was told within the last day."""
    for one in gone:
        if any(not _is_due(at, now) for at in one.heard.values()):
            yield replace(one, over=one.over or now)


def _is_due(last: datetime | None, now: datetime) -> bool:
    """Tell whether to speak of it; a time that lies ahead is a clock set back."""
    return last is None or last > now or now - last >= AGAIN


def _detail(one: Trouble) -> dict[str, str]:
    return {"key": one.key, "words": one.words}
