"""Open the store and hand out short transactions.

Does not know any question that is asked of the tables; those stand in the
modules beside this one, named for their subjects.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from polywire.article import Article, Capture, Draft, Edition, FeedEntry, RightsDecision
from polywire.errors import StoreAway, StoreBusy, StoreError
from polywire.store.ground import schema_people, schema_search  # noqa: F401  # a move walks all tables: whoever has a database knows them
from polywire.store.ground.removal_ledger import RemovalLedger
from polywire.store.ground.types import warm
from polywire.wal import set_wal

BUSY_SECONDS = 30.0
"""How long SQLite waits for another process's transaction to end."""

_SAMPLE = 1000
"""Rows of each index that statistics look at."""
_WRITE = "polywire_write"
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Database:
    """One opened store; safe to share between threads, never between processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.ledger: RemovalLedger | None = None
        """Where removals stand outside the store; None for a store without a wire."""
        # SQLite's busy wait is unfair (one of four writers waited 3.6 s), so the
        # threads of one process queue here and only processes meet in the file.
        self._writer = threading.Lock()

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the store is one file."""
        return self.dialect == "sqlite"

    @property
    def where(self) -> str:
        """The address without its password, for messages."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the store and writes nothing."""
        options: dict[str, Any] = {}
        if not self.is_sqlite:  # there, BEGIN alone gives a snapshot
            options = {
                "isolation_level": "REPEATABLE READ",
                "postgresql_readonly": True,
            }
        with self._told(), self.engine.connect() as plain:
            conn = plain.execution_options(**options)
            with conn.begin():
                yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose writes are kept together or not at all.

        Do no work inside but reading and writing rows: on SQLite everyone waits.
        """
        if self.is_sqlite:
            with self._writer, self._told(), self._begin() as conn:
                yield conn
        else:
            with self._told(), self._begin() as conn:
                yield conn

    def ask(
        self,
        question: Callable[Concatenate[Connection, _P], _T],
        *a: _P.args,
        **k: _P.kwargs,
    ) -> _T:
        """Return the answer to one question."""
        with self.read() as conn:
            return question(conn, *a, **k)

    def change(
        self,
        work: Callable[Concatenate[Connection, _P], _T],
        *a: _P.args,
        **k: _P.kwargs,
    ) -> _T:
        """Do one piece of writing and return what it returns."""
        with self.write() as conn:
            return work(conn, *a, **k)

    def take_statistics(self) -> None:
        """Let SQLite see how its tables are filled: it plans its questions by that.

        A sample of each index, some milliseconds. PostgreSQL does so by itself.
        """
        if self.is_sqlite:
            with self.write() as conn:
                conn.exec_driver_sql(f"PRAGMA analysis_limit = {_SAMPLE}")
                conn.exec_driver_sql("ANALYZE")
            # a connection reads statistics once, when it opens
            self.engine.dispose()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        with self.engine.connect() as plain:
            conn = plain.execution_options(**{_WRITE: True})
            with conn.begin():
                yield conn

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the driver's errors into one line that says what now."""
        try:
            yield
        except PoolTimeout as error:
            raise StoreBusy(
                f"{self.where}: all connections are in use for 30 s; try again"
            ) from error
        except DBAPIError as error:
            raise told(self.where, error) from error


def told(where: str, error: DBAPIError) -> StoreError:
    """Say in one line what a driver's error means for the operator."""
    words = " ".join(str(error.orig).split())
    if "database is locked" in words or "database is busy" in words:
        return StoreBusy(
            f"{where}: another program keeps the database locked; "
            "a wire that runs waits for it, a command is to be given again"
        )
    if "disk is full" in words or "No space left" in words:
        return StoreAway(f"{where}: the disk is full; free some space")
    if "readonly database" in words or "unable to open database" in words:
        return StoreAway(
            f"{where}: cannot be written ({words}); check the folder and its rights"
        )
    if "password authentication failed" in words:
        return StoreError(f"{where}: wrong user or password in store.url")
    if isinstance(error, OperationalError | InterfaceError):
        return StoreAway(f"{where}: {words}")
    return StoreError(f"{where}: {words}")


def connect(url: str, *, pool_size: int = 8, busy: float = BUSY_SECONDS) -> Database:
    """Make a Database without looking at its tables; raises StoreError.

    ``busy`` is how many seconds to wait for another program's lock on SQLite.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            f"store.url {url!r} is no database address: write "
            "sqlite:///polywire.db or postgresql://user@host/name"
        ) from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": pool_size}
    if parsed.get_backend_name() == "postgresql":
        # A restarted server is met with a new connection, not with an error.
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    elif parsed.get_backend_name() != "sqlite":
        raise StoreError(f"store.url {url!r}: only sqlite and postgresql are supported")
    try:
        engine = create_engine(parsed, **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(f"store.url {url!r}: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_set_up_sqlite, busy))
        event.listen(engine, "begin", _begin_sqlite)
    warm(Article, Capture, Draft, Edition, FeedEntry, RightsDecision)
    return Database(engine)


def _set_up_sqlite(
    busy: float, connection: sqlite3.Connection, _record: object
) -> None:
    """Set what SQLite forgets with each connection."""
    connection.isolation_level = None  # we say BEGIN ourselves, below
    connection.execute(f"PRAGMA busy_timeout = {int(busy * 1000)}")
    set_wal(connection)
    # The default, FULL, keeps a published item known through a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")


def _begin_sqlite(conn: Connection) -> None:
    """Take the write lock at the start: upgrading later cannot wait, only fail."""
    immediate = conn.get_execution_options().get(_WRITE)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def vacuum_into(file: Path, target: Path) -> None:
    """Copy one consistent moment of a SQLite file; raises StoreError."""
    try:
        with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as conn:
            conn.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise StoreError(f"{target}: cannot be written ({error})") from error
    sync(target)


def sync(path: Path) -> None:
    """Have the disk keep the file before it gets its name."""
    with path.open("rb") as written:
        os.fsync(written.fileno())
