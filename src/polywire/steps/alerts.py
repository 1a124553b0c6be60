"""Tell the operator what is wrong: once when it begins, once a day while it lasts.

What is wrong now is kept in the store, for ``status`` and ``doctor``; whoever
looks hands in all that is wrong, and this module finds what is new.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from polywire.settings import Alerts
from polywire.store import log as journal
from polywire.store import notes
from polywire.store.database import Database

log = structlog.get_logger()

AGAIN = timedelta(days=1)
"""How long the same trouble is not told again."""
_NOTE = "troubles"
_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong now."""

    key: str
    """Names it for good, such as ``disk`` or ``source:courier``."""
    words: str
    since: datetime | None = None
    told: datetime | None = None
    """When the operator was told last."""


def current(conn: Connection) -> list[Trouble]:
    """Return what was wrong at the last look, by key."""
    kept = notes.get(conn, _NOTE) or []
    return [msgspec.convert(one, Trouble) for one in kept]


def tell(
    db: Database, settings: Alerts, found: Iterable[Trouble], now: datetime
) -> list[Trouble]:
    """Keep what is wrong now and tell what is new; returns what was told.

    A trouble that the command could not be told of is told at the next look.
    """
    with db.read() as conn:
        known = {one.key: one for one in current(conn)}
    told: list[Trouble] = []
    kept: dict[str, Trouble] = {}
    for one in found:
        before = known.get(one.key)
        since = before.since if before else now
        last = before.told if before else None
        if _is_due(last, now) and _run(settings.command, one):
            told.append(one)
            last = now
        kept[one.key] = Trouble(one.key, one.words, since, last)
    with db.write() as conn:
        rows = [msgspec.to_builtins(asdict(kept[key])) for key in sorted(kept)]
        notes.put(conn, _NOTE, rows)
        for one in told:
            journal.add(conn, _event(one, "trouble", "alert", now))
        for key in sorted(known.keys() - kept.keys()):
            journal.add(conn, _event(known[key], "trouble-over", "info", now))
    return told


def _is_due(last: datetime | None, now: datetime) -> bool:
    """Tell whether to speak of it; a time that lies ahead is a clock set back."""
    return last is None or last > now or now - last >= AGAIN


def _event(
    one: Trouble, event: str, level: journal.Importance, now: datetime
) -> journal.Event:
    detail: dict[str, Any] = {"key": one.key, "words": one.words}
    return journal.Event(at=now, event=event, level=level, detail=detail)


def _run(command: str, one: Trouble) -> bool:
    """Hand a trouble to the operator's command; True when it took it."""
    log.warning("trouble", key=one.key, words=one.words)
    if not command:
        return True
    try:
        subprocess.run(  # noqa: S603  # the operator's own command, no shell
            shlex.split(command),
            input=f"{one.words}\n",
            env=_environment(one, os.environ),
            text=True,
            timeout=_TIMEOUT,
            check=True,
            capture_output=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        log.warning("alert-failed", command=command, reason=str(error))
        return False
    return True


def _environment(one: Trouble, around: Mapping[str, str]) -> dict[str, str]:
    return {**around, "POLYWIRE_ALERT": one.key, "POLYWIRE_ALERT_TEXT": one.words}
