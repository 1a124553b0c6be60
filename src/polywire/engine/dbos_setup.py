"""How DBOS is set up: its database, its options, its voice."""

import logging
import time
from typing import Any

import sqlalchemy as sa
import structlog
from dbos import DBOSConfig, DBOSPortableJSONSerializer

from polywire.engine.heartbeats import SCHEMA
from polywire.wal import set_wal

log = structlog.get_logger()

VERSION = "polywire-1"
"""Number of our workflow's shape. DBOS runs only work of its own version, so
this must not follow the source code, or each update would strand the queue."""


def connect(url: str) -> sa.Engine:
    """Make the pool for DBOS and us; SQLite gets what DBOS does not set."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        database = sa.create_engine(parsed, pool_size=20, max_overflow=20)
        sa.event.listen(database, "connect", _set_up_sqlite)
        return database
    return sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10},
    )


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Set WAL without a sync at each commit: 6 times the speed of DBOS's default.

    A power cut may lose the last commits; the sweep enqueues them again.
    """
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout = 30000")
    set_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def config(database: sa.Engine, executor_id: str) -> DBOSConfig:
    """Return the options of DBOS."""
    return {
        "name": "polywire",
        "system_database_engine": database,
        "dbos_system_schema": SCHEMA,
        "executor_id": executor_id,
        "application_version": VERSION,
        # JSON, not pickle: who can write the database must not run code here.
        "serializer": DBOSPortableJSONSerializer(),
        "enable_otlp": False,
        "log_level": "WARNING",
        "use_listen_notify": False,
        # The listener sleeps this long before it sees that it should stop.
        "notification_listener_polling_interval_sec": 0.5,
        # We have no schedules of DBOS's: look rarely.
        "scheduler_polling_interval_sec": 3600.0,
    }


class _Forward(logging.Handler):
    """Hands DBOS's warnings to our own log, each kind once a minute.

    While a database is away every queue warns at every look.
    """

    _PAUSE = 60.0

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Log the first line of a warning, unless its kind was told just now."""
        message = record.getMessage().partition("\n")[0]
        kind = message.partition(":")[0]
        now = time.monotonic()
        if now - self._told.get(kind, -self._PAUSE) >= self._PAUSE:
            self._told[kind] = now
            log.warning("dbos", message=message)


def quiet() -> None:
    """Let DBOS speak through our own log only."""
    logger = logging.getLogger("dbos")
    logger.propagate = False
    logger.handlers = [_Forward()]


def status_table(database: sa.Engine) -> sa.TableClause:
    """Name the columns of DBOS's table that we count in (a test pins them)."""
    return sa.table(
        "workflow_status",
        sa.column("workflow_uuid"),
        sa.column("status"),
        sa.column("name"),
        sa.column("executor_id"),
        schema=None if database.dialect.name == "sqlite" else SCHEMA,
    )
