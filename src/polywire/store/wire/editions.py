"""The history of editions and their public correction notes.

Old versions are kept for the operator and never public.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from polywire.article import Correction, Edition, State
from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import correction, edition_version
from polywire.store.ground.types import pack


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of an edition, without its text."""

    article_id: str
    language: str
    version: int
    revision: str | None
    state: State
    at: datetime


def keep(conn: Connection, edition: Edition, revision: str | None) -> None:
    """Keep a version of an edition and its correction notes; twice is once."""
    key = {"article_id": edition.article_id, "language": edition.language}
    row = key | {
        "version": edition.version,
        "revision": revision,
        "state": edition.state,
        "at": edition.updated_at,
        "edition": pack(edition),
    }
    upsert(conn, edition_version, row)
    upsert(conn, correction, [key | rows.values(one) for one in edition.corrections])


def history(conn: Connection, article_id: str, language: str) -> list[VersionRow]:
    """Return the versions of an edition, the first one first."""
    table = edition_version
    statement = (
        select(*rows.columns(table, VersionRow))
        .where(table.c.article_id == article_id, table.c.language == language)
        .order_by(table.c.version)
    )
    found = rows.many(conn, statement, VersionRow)
    return [replace(row, state=State(row.state)) for row in found]


def corrections(
    conn: Connection, article_id: str, language: str
) -> tuple[Correction, ...]:
    """Return the public notes of an edition, the oldest first."""
    table = correction
    statement = (
        select(*rows.columns(table, Correction))
        .where(table.c.article_id == article_id, table.c.language == language)
        .order_by(table.c.version)
    )
    return tuple(
        replace(note, changes=tuple((c[0], c[1], c[2]) for c in note.changes))
        for note in rows.many(conn, statement, Correction)
    )
