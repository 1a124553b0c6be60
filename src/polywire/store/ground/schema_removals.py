"""The table of removals: what was taken away for good, in order."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from polywire.store.ground.schema import metadata
from polywire.store.ground.types import Key, UtcTime

removal = Table(
    "removal",
    metadata,
    Column("id", Key, primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", Key, nullable=False),
    # An article's id or a hash: never a name and never text.
    Column("value", Key, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index(None, "kind", "value"),
    Index(None, "serial"),
)
