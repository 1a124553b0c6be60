"""A store as the first seven migrations made it, from a dump of their statements."""

from __future__ import annotations

from pathlib import Path

from polywire.store.ground import notes
from polywire.store.ground.database import connect

FIRST = "0007"
"""The version that its tables have, the oldest that opens."""

_STORES = Path(__file__).parent / "corpus" / "stores"


def make_old_store(url: str) -> None:
    """Make the tables in an empty database, and keep the note "kept" in them."""
    db = connect(url)
    kind = "sqlite" if db.is_sqlite else "postgresql"
    statements = (_STORES / f"{FIRST}.{kind}.sql").read_text().split(";\n")
    with db.write() as conn:
        for statement in filter(None, statements):
            conn.exec_driver_sql(statement)
        notes.put(conn, "kept", "yes")
    db.close()
