"""What must never be shown again: takedowns and the operator's own bans."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, delete, func, literal, or_, select

from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import suppression as table

Kind = Literal["article", "url", "url-prefix", "source", "name"]


@dataclass(frozen=True, slots=True)
class Suppression:
    """One ban, who asked for it and why."""

    kind: Kind
    value: str
    """An article's id, an address (its key), its beginning, a source's slug, or
    the key of a name: never the name itself."""
    reason: str
    by: str
    at: datetime


def add(conn: Connection, ban: Suppression) -> None:
    """Add a ban; a second one for the same thing takes its place."""
    upsert(conn, table, rows.values(ban))


def lift(conn: Connection, kind: Kind, value: str) -> bool:
    """Lift a ban; False when there was none."""
    result = conn.execute(
        delete(table).where(table.c.kind == kind, table.c.value == value)
    )
    return result.rowcount == 1


def find(
    conn: Connection, article_id: str, url_key: str, source: str
) -> Suppression | None:
    """Return a ban that covers an article, the narrowest one."""
    size = func.length(table.c.value)
    begins = func.substr(literal(url_key), 1, size) == table.c.value
    statement = select(table).where(
        or_(
            and_(table.c.kind == "article", table.c.value == article_id),
            and_(table.c.kind == "url", table.c.value == url_key),
            and_(table.c.kind == "source", table.c.value == source),
            and_(table.c.kind == "url-prefix", begins),
        )
    )
    found = rows.many(conn, statement, Suppression)
    order = ("article", "url", "url-prefix", "source")
    found.sort(key=lambda ban: (order.index(ban.kind), -len(ban.value), ban.value))
    return found[0] if found else None


def names(conn: Connection) -> frozenset[str]:
    """Return the keys of all names that must not be shown."""
    return frozenset(conn.scalars(select(table.c.value).where(table.c.kind == "name")))
