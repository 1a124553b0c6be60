"""Removals in the store: which entries of the ledger it has seen and acted on.

The table and the ledger beside the store hold the same entries; whatever one of
them lacks, ``operate/care/reconcile.py`` brings from the other.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Select, Table, func, select, true

from polywire.errors import StoreError
from polywire.store.ground import notes, rows
from polywire.store.ground.database import Database
from polywire.store.ground.dialect import add_missing
from polywire.store.ground.removal_ledger import Kind, Removal, beside
from polywire.store.ground.schema import log as events
from polywire.store.ground.schema import meta, suppression
from polywire.store.ground.schema import removal as table

log = structlog.get_logger()

WIRE = "wire"
"""Note with the id of the wire: the same in its store, ledger, and their copies."""
DONE_AGAIN = "removals-done-again"
"""Event that tells of it."""
_BACKUPS = "backups-made"
_MOST_BACKUPS = 100
_LEFT_PAGES = "pages-of-unknown-withdrawn"


def remove(
    db: Database, now: datetime, kind: Kind, values: Iterable[str]
) -> list[Removal]:
    """Write removals into the ledger and its copies, before anything is done.

    Whoever is killed before the store has them as well leaves it to the next
    opening to act. Raises StoreError; nothing is to be done then.
    """
    made = _made(db, now, kind, values, gone=True)
    keep(db, made)
    return made


def give_back(
    db: Database, now: datetime, kind: Kind, values: Iterable[str]
) -> list[Removal]:
    """Return entries that take removals back, where there was one.

    To be kept once that is done: whoever is killed before has given nothing back
    for good.
    """
    gone = db.ask(are_gone, kind, values)
    return _made(db, now, kind, sorted(gone), gone=False)


def keep(db: Database, made: Iterable[Removal]) -> None:
    """Add entries to the ledger beside the store, and to its copies that are there."""
    new = list(made)
    if db.ledger is None or not new:
        return
    wire = named(db)
    with db.read() as conn:
        copies = [path for path, _ in backups(conn)]
    db.ledger.append(wire, new)
    if any(path.is_file() for path in copies):
        everything = db.ledger.salvage().removals
        for path in copies:
            _copy_beside(path, wire, everything)


def named(db: Database, wire: str | None = None) -> str:
    """Return the id of the store's wire; it gets this one, or a new one, at first."""
    found = db.ask(wire_of)
    if found is None:
        found = db.change(notes.keep_once, WIRE, wire or secrets.token_hex(16))
    return found


def _copy_beside(backup: Path, wire: str, everything: Sequence[Removal]) -> None:
    """Bring the copy beside a backup up to date, if that can be reached."""
    if not backup.is_file():
        return
    copy = beside(backup)
    try:
        if copy.read().wire in {None, wire}:
            copy.add_missing(wire, everything)
    except StoreError as error:
        log.warning("ledger not copied", backup=str(backup), reason=str(error))


def _made(
    db: Database, now: datetime, kind: Kind, values: Iterable[str], *, gone: bool
) -> list[Removal]:
    with db.read() as conn:
        last = conn.execute(select(func.max(table.c.serial))).scalar() or 0
    return [
        Removal(last + number, now, kind, value, gone)
        for number, value in enumerate(values, 1)
    ]


def add(conn: Connection, made: Iterable[Removal]) -> None:
    """Note that the store has seen entries and acted on them."""
    add_missing(conn, table, [{"id": one.id} | rows.values(one) for one in made])


def listed(conn: Connection) -> list[Removal]:
    """Return all entries that the store has seen, the oldest first."""
    return _ordered(conn, select(*rows.columns(table, Removal)))


def are_gone(conn: Connection, kind: Kind, values: Iterable[str]) -> set[str]:
    """Return those of these that were removed and not given back since."""
    statement = select(*rows.columns(table, Removal)).where(
        table.c.kind == kind, table.c.value.in_(list(values))
    )
    last = {one.value: one for one in _ordered(conn, statement)}
    return {value for value, one in last.items() if one.gone}


def _ordered(conn: Connection, statement: Select[Any]) -> list[Removal]:
    return sorted(rows.many(conn, statement, Removal), key=lambda one: one.order)


def brought() -> dict[Table, ColumnElement[bool]]:
    """Return which rows a ledger alone may have brought into an empty store."""
    return {
        table: true(),
        suppression: suppression.c.kind == "name",
        events: events.c.event == DONE_AGAIN,
        meta: meta.c.key.in_((WIRE, _LEFT_PAGES)),
    }


def left_pages(conn: Connection) -> list[str]:
    """Return withdrawn articles that are not in the store, whose pages may be there."""
    return list(notes.get(conn, _LEFT_PAGES) or ())


def leaves_pages(conn: Connection, article_id: str) -> None:
    """Have the pages taken away of a withdrawn article that is not in the store."""
    notes.put(conn, _LEFT_PAGES, sorted({*left_pages(conn), article_id}))


def pages_are_gone(conn: Connection, articles: Collection[str]) -> None:
    """Note that the pages of such articles were taken away."""
    left = [one for one in left_pages(conn) if one not in articles]
    if left:
        notes.put(conn, _LEFT_PAGES, left)
    elif articles:
        notes.drop(conn, _LEFT_PAGES)


def wire_of(conn: Connection) -> str | None:
    """Return the id of the store's wire; None before its first removal or backup."""
    found = notes.get(conn, WIRE)
    return found if isinstance(found, str) else None


def backups(conn: Connection) -> list[tuple[Path, datetime]]:
    """Return the backups that were made of this store, the oldest first."""
    kept = notes.get(conn, _BACKUPS) or []
    return [(Path(path), datetime.fromisoformat(at)) for path, at in kept]


def note_backup(conn: Connection, path: Path, now: datetime) -> None:
    """Keep in mind where a backup lies; those that were deleted are forgotten.

    One whose folder is not there may be on a disk that is not plugged in.
    """
    others = [
        (one, at)
        for one, at in backups(conn)
        if one != path and (one.exists() or not one.parent.is_dir())
    ]
    made = [(str(one), at.isoformat()) for one, at in [*others, (path, now)]]
    notes.put(conn, _BACKUPS, made[-_MOST_BACKUPS:])
