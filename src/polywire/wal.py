"""SQLite's write-ahead log, for the two databases of an installation."""

import sqlite3
import time

PATIENCE = 5.0
"""Seconds to try: setting it takes milliseconds."""


def set_wal(connection: sqlite3.Connection) -> None:
    """Set WAL, also when other processes open the new file at the same moment.

    SQLite answers these with "locked" at once, whatever ``busy_timeout`` says.
    Raises sqlite3.OperationalError when the file stays locked.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return
