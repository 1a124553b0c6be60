"""Back the store up and keep in mind whether that worked: a failed one is told."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from polywire.errors import PolywireError, StoreError
from polywire.store.ground import backup, notes, removals
from polywire.store.ground.database import Database
from polywire.store.ground.removal_ledger import RemovalLedger, beside

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
    target = target.absolute()
    try:
        wire = removals.named(db) if db.ledger else None
        written = backup.backup(db, target, files)
        backup.check(written)
        if db.ledger is not None and wire is not None:
            _copy_ledger(db.ledger, wire, target)
    except StoreError as error:
        # the store itself may be what is broken: the first error is the one told
        with suppress(PolywireError):
            _note(db, failed=str(error), done=None)
        raise
    _note(db, failed=None, done=now)
    db.change(removals.note_backup, target, now)
    return written


def _copy_ledger(ledger: RemovalLedger, wire: str, target: Path) -> None:
    """Put a copy of the ledger of removals beside a new backup."""
    copy = beside(target)
    # one of that name is of a backup that was deleted
    copy.path.unlink(missing_ok=True)
    ledger.add_missing(wire, ())
    copy.append(wire, ledger.read().removals)


def still_holding(db: Database, articles: Sequence[str]) -> str | None:
    """Say which backups and copies hold a text that was taken down; None for none."""
    if not articles:
        return None
    with db.read() as conn:
        known = [path for path, _ in removals.backups(conn)]
    if db.file is not None:
        known += sorted(db.file.parent.glob(f"{db.file.name}.before-*"))
    found = [words for path in known if (words := _holding(path, articles))]
    if not found:
        return None
    return (
        f"Still held by {', '.join(found)}. A restore leaves it out; what must be "
        "nowhere needs these files deleted."
    )


def _holding(path: Path, articles: Sequence[str]) -> str | None:
    try:
        if not path.is_file():
            return None if path.parent.is_dir() else f"{path} perhaps (not here now)"
        return str(path) if backup.holds(path, articles) else None
    except (StoreError, OSError):
        return f"{path} perhaps (cannot be read)"


def _note(db: Database, *, failed: str | None, done: datetime | None) -> None:
    with db.write() as conn:
        kept = Kept(done or last(conn).done, failed)
        notes.put(conn, _NOTE, msgspec.to_builtins(asdict(kept)))
