"""One wire per store: a row names the owner and keeps its heartbeat.

Does not stop short writers (``add``, ``withdraw``, ``serve``): only wires take it.
"""

import os
import socket
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from polywire.child.processes import is_alive
from polywire.errors import StoreBusy
from polywire.store.ground.database import Database
from polywire.store.ground.dialect import database_seconds, upsert
from polywire.store.ground.schema import owner as table

TTL = 30.0
"""Seconds without a heartbeat after which an owner counts as dead."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs the wire of this store."""

    name: str
    host: str
    pid: int
    generation: int
    """Grows with each take-over: an owner that was frozen sees that it lost."""
    silent_for: float = 0.0
    """Seconds since its last heartbeat, by the database's clock."""


def own(db: Database, name: str, pid: int | None = None, *, ttl: float = TTL) -> Owner:
    """Become the owner of the store; raises StoreBusy with the owner's name.

    A row is taken over when its heartbeat is older than ``ttl`` seconds or its
    process on this very host is gone.
    """
    me = Owner(name, socket.gethostname(), os.getpid() if pid is None else pid, 1)
    with db.write() as conn:
        found = current(conn)
        if found is not None:
            _refuse_living(found, me, db.where, ttl)
            me = Owner(me.name, me.host, me.pid, found.generation + 1)
        row = {
            "id": 1,
            "name": me.name,
            "host": me.host,
            "pid": me.pid,
            "generation": me.generation,
            "heartbeat": _now(conn),
        }
        upsert(conn, table, row)
    return me


def beat(db: Database, me: Owner) -> bool:
    """Write a heartbeat; False when another wire has taken the store over."""
    with db.write() as conn:
        result = conn.execute(
            update(table)
            .where(table.c.generation == me.generation, table.c.pid == me.pid)
            .values(heartbeat=database_seconds(conn))
        )
        return result.rowcount == 1


def release(db: Database, me: Owner) -> None:
    """Give the store back, if it is still ours."""
    with db.write() as conn:
        conn.execute(
            delete(table).where(
                table.c.generation == me.generation, table.c.pid == me.pid
            )
        )


def current(conn: Connection) -> Owner | None:
    """Return who owns the store now, dead or alive."""
    row = conn.execute(select(table)).mappings().one_or_none()
    if row is None:
        return None
    values = {name: row[name] for name in ("name", "host", "pid", "generation")}
    return Owner(**values, silent_for=_now(conn) - row["heartbeat"])


def is_running(conn: Connection) -> bool:
    """Tell whether a wire runs on the store: its heart beat a moment ago."""
    found = current(conn)
    return found is not None and abs(found.silent_for) <= TTL


def _refuse_living(found: Owner, me: Owner, where: str, ttl: float) -> None:
    if abs(found.silent_for) > ttl:  # a clock set back must not lock us out
        return
    if found.host == me.host and (found.pid == me.pid or not is_alive(found.pid)):
        return
    raise StoreBusy(
        f"{where}: the wire {found.name!r} (process {found.pid} on {found.host}) "
        f"runs on this store; stop it first, or wait {ttl:.0f} s if it has crashed"
    )


def _now(conn: Connection) -> float:
    return float(conn.execute(select(database_seconds(conn))).scalar_one())
