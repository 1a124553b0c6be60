"""How the engines are, kept in the store, so that ``status`` can tell from outside."""

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from polywire.settings.operator_file import Settings
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.translate.engines.breaker import Health

_NOTE = "engine-health"
BUILT_IN = frozenset({"firefox", "apertium"})
"""Engines that are there without a word in the settings."""


class HealthNotes:
    """Writes down how engines are whenever that changes, and only then."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        """Take the store and the clock."""
        self._db = db
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, int]] = {}

    def note(self, healths: Sequence[Health]) -> None:
        """Keep what is new: another state of the circuit, or another failure."""
        with self._lock:
            new = {
                one.engine: one
                for one in healths
                if self._known.get(one.engine) != (str(one.circuit), one.failures)
            }
            if not new:
                return
            at = self._now().isoformat()
            with self._db.write() as conn:
                kept = dict(notes.get(conn, _NOTE) or {})
                kept |= {name: _fields(one, at) for name, one in new.items()}
                notes.put(conn, _NOTE, kept)
            for name, one in new.items():
                self._known[name] = (str(one.circuit), one.failures)


def _fields(one: Health, at: str) -> dict[str, Any]:
    return {
        "circuit": str(one.circuit),
        "failures": one.failures,
        "error": one.reason or None,
        "since": at,
    }


def engines(conn: Connection, settings: Settings, today: date) -> list[dict[str, Any]]:
    """Return the engines: how they are, and what services used this month.

    Those of the settings, then the built-in ones that were asked, each with its pair.
    """
    known: dict[str, dict[str, Any]] = notes.get(conn, _NOTE) or {}
    rows = []
    for name, engine in sorted(settings.engines.items()):
        used = notes.spent(conn, name, today.replace(day=1), today)
        of_it = [known.pop(key) for key in sorted(known) if key.split(" ")[0] == name]
        rows.append(
            {
                "name": name,
                "kind": engine.kind,
                **_standing(of_it),
                "characters": used.characters,
                "requests": used.requests,
                "money": used.money,
                "monthly_characters": engine.monthly_characters,
                "monthly_money": engine.monthly_money,
            }
        )
    for name, now in sorted(known.items()):
        if name.split(" ")[0] in BUILT_IN:
            rows.append(
                {
                    "name": name,
                    "kind": "built-in",
                    **_standing([now]),
                    "characters": 0,
                    "requests": 0,
                    "money": 0.0,
                    "monthly_characters": None,
                    "monthly_money": None,
                }
            )
    return rows


def _standing(notes_of_it: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how an engine is: of its pairs the one that is worst off."""
    worst = max(notes_of_it, key=lambda one: one.get("failures", 0), default={})
    return {
        "health": worst.get("circuit", "unknown"),
        "failures": worst.get("failures", 0),
        "error": worst.get("error"),
        "since": worst.get("since"),
    }
