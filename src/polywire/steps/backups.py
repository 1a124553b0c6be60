"""Back the store up and keep in mind whether that worked: a failed one is told."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from polywire.errors import PolywireError, StoreError
from polywire.store import backup, notes
from polywire.store.database import Database

_NOTE = "backup"


@dataclass(frozen=True, slots=True)
class Kept:
    """How the last backups went."""

    done: datetime | None = None
    """When the last one was made that is whole."""
    failed: str | None = None
    """Why the newest one failed; None when it did not."""


def last(conn: Connection) -> Kept:
    """Return how the last backups went."""
    return msgspec.convert(notes.get(conn, _NOTE) or {}, Kept)


def back_up(
    db: Database, target: Path, now: datetime, files: Iterable[backup.File] = ()
) -> Path:
    """Write a backup, check it, and note how it went; raises StoreError.

    ``files`` go into it: what stands beside the store.
    """
    try:
        written = backup.backup(db, target, files)
        backup.check(written)
    except StoreError as error:
        # the store itself may be what is broken: the first error is the one told
        with suppress(PolywireError):
            _note(db, failed=str(error), done=None)
        raise
    _note(db, failed=None, done=now)
    return written


def _note(db: Database, *, failed: str | None, done: datetime | None) -> None:
    with db.write() as conn:
        kept = Kept(done or last(conn).done, failed)
        notes.put(conn, _NOTE, msgspec.to_builtins(asdict(kept)))
