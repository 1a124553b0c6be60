"""The translation memory: sentences that are never translated again.

Does not make keys: what a key covers is the translator's business.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, exists, func, or_, select

from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing, insert
from polywire.store.ground.schema import memory as table
from polywire.store.ground.schema import memory_use

Tier = Literal["engine", "human"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """One sentence and its translation."""

    key: str
    tier: Tier
    """``human``: fixed by the operator or imported; no engine overwrites it."""
    source_language: str
    target_language: str
    source_text: str
    target_text: str
    engine: str
    model: str
    created_at: datetime


def get_many(conn: Connection, keys: Sequence[str]) -> dict[str, Remembered]:
    """Return what is remembered under these keys."""
    found: dict[str, Remembered] = {}
    for some in rows.chunks(keys):
        statement = select(table).where(table.c.key.in_(some))
        found |= {one.key: one for one in rows.many(conn, statement, Remembered)}
    return found


def put_many(
    conn: Connection, entries: Sequence[Remembered], *, article_id: str | None = None
) -> None:
    """Remember sentences; the human tier stands above what an engine says.

    ``article_id`` notes who fed them, so that a withdrawal can purge them.
    """
    statement = insert(conn, table)
    new = statement.excluded
    names = [c.name for c in table.columns if c.name != "key"]
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={name: new[name] for name in names},
        where=or_(table.c.tier == "engine", new.tier == "human"),
    )
    unique = {entry.key: entry for entry in entries}
    for some in rows.chunks(unique.values()):
        conn.execute(statement, [rows.values(entry) for entry in some])
    if article_id is not None:
        note_use(conn, list(unique), article_id)


def note_use(conn: Connection, keys: Iterable[str], article_id: str) -> None:
    """Note that an article uses these sentences; unknown keys raise StoreError."""
    for some in rows.chunks(sorted(set(keys))):
        used = [{"key": key, "article_id": article_id} for key in some]
        add_missing(conn, memory_use, used)


def purge(conn: Connection, article_id: str) -> int:
    """Forget the sentences that only this article fed; return how many."""
    mine = select(memory_use.c.key).where(memory_use.c.article_id == article_id)
    others = memory_use.alias("others")
    shared = exists().where(
        others.c.key == table.c.key, others.c.article_id != article_id
    )
    result = conn.execute(delete(table).where(table.c.key.in_(mine), ~shared))
    conn.execute(delete(memory_use).where(memory_use.c.article_id == article_id))
    return result.rowcount


def forget(conn: Connection, key: str) -> None:
    """Forget one sentence, of whichever tier."""
    conn.execute(delete(table).where(table.c.key == key))


def human(conn: Connection) -> list[Remembered]:
    """Return all sentences of the human tier, in a fixed order."""
    statement = (
        select(table)
        .where(table.c.tier == "human")
        .order_by(table.c.source_language, table.c.target_language, table.c.key)
    )
    return rows.many(conn, statement, Remembered)


def count(conn: Connection) -> dict[Tier, int]:
    """Return how many sentences each tier holds."""
    statement = select(table.c.tier, func.count()).group_by(table.c.tier)
    found = {row[0]: int(row[1]) for row in conn.execute(statement)}
    return {"engine": found.get("engine", 0), "human": found.get("human", 0)}
