"""Small facts of an installation by name, and what engines have cost."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, select

from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing, insert, upsert
from polywire.store.ground.schema import meta, spend


def put(conn: Connection, key: str, value: Any) -> None:
    """Keep a plain value under a name."""
    upsert(conn, meta, {"key": key, "value": value})


def keep_once(conn: Connection, key: str, value: str) -> str:
    """Keep a word unless one is kept; return what is: two servers start at once."""
    add_missing(conn, meta, [{"key": key, "value": value}])
    return str(get(conn, key))


def get(conn: Connection, key: str) -> Any:
    """Return the value under a name; None when there is none."""
    return conn.execute(select(meta.c.value).where(meta.c.key == key)).scalar()


def drop(conn: Connection, key: str) -> bool:
    """Forget a name; tells whether there was one."""
    return conn.execute(delete(meta).where(meta.c.key == key)).rowcount > 0


def under(conn: Connection, prefix: str) -> dict[str, Any]:
    """Return the values of all names that begin so, by what follows."""
    statement = select(meta.c.key, meta.c.value).where(
        meta.c.key.startswith(prefix, autoescape=True)
    )
    return {key.removeprefix(prefix): value for key, value in conn.execute(statement)}


@dataclass(frozen=True, slots=True)
class Spent:
    """What was sent to an engine, and what it cost."""

    characters: int
    requests: int
    money: float


def add_spent(conn: Connection, engine: str, day: date, spent: Spent) -> None:
    """Add to what an engine has used on a day."""
    values = rows.values(spent)
    row = values | {"engine": engine, "day": day.isoformat()}
    statement = insert(conn, spend).values(**row)
    sums = {name: spend.c[name] + statement.excluded[name] for name in values}
    conn.execute(
        statement.on_conflict_do_update(index_elements=["engine", "day"], set_=sums)
    )


def spent(conn: Connection, engine: str, first: date, last: date) -> Spent:
    """Return what an engine has used from a day to a day, both included."""
    row = conn.execute(
        select(
            func.coalesce(func.sum(spend.c.characters), 0),
            func.coalesce(func.sum(spend.c.requests), 0),
            func.coalesce(func.sum(spend.c.money), 0.0),
        ).where(
            spend.c.engine == engine,
            spend.c.day >= first.isoformat(),
            spend.c.day <= last.isoformat(),
        )
    ).one()
    return Spent(int(row[0]), int(row[1]), float(row[2]))
