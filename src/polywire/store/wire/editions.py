"""The history of editions and their public correction notes.

Old versions are kept for the operator and never public.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from polywire.article import Correction, Edition, State
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import correction, edition_version
from polywire.store.ground.types import pack, unpack


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
    row = {
        "article_id": edition.article_id,
        "language": edition.language,
        "version": edition.version,
        "revision": revision,
        "state": edition.state,
        "at": edition.updated_at,
        "edition": pack(edition),
    }
    upsert(conn, edition_version, row)
    notes = [
        {
            "article_id": edition.article_id,
            "language": edition.language,
            "version": note.version,
            "at": note.at,
            "kind": note.kind,
            "note": note.note,
            "changes": note.changes,
        }
        for note in edition.corrections
    ]
    upsert(conn, correction, notes)


def history(conn: Connection, article_id: str, language: str) -> list[VersionRow]:
    """Return the versions of an edition, the first one first."""
    table = edition_version
    statement = (
        select(*[column for column in table.c if column.name != "edition"])
        .where(table.c.article_id == article_id, table.c.language == language)
        .order_by(table.c.version)
    )
    return [
        VersionRow(**(dict(row) | {"state": State(row["state"])}))
        for row in conn.execute(statement).mappings()
    ]


def version(
    conn: Connection, article_id: str, language: str, number: int
) -> Edition | None:
    """Return an edition as it was in a version; None when it was purged."""
    table = edition_version
    packed = conn.execute(
        select(table.c.edition).where(
            table.c.article_id == article_id,
            table.c.language == language,
            table.c.version == number,
        )
    ).scalar()
    return None if packed is None else unpack(packed, Edition)


def corrections(
    conn: Connection, article_id: str, language: str
) -> tuple[Correction, ...]:
    """Return the public notes of an edition, the oldest first."""
    table = correction
    statement = (
        select(table)
        .where(table.c.article_id == article_id, table.c.language == language)
        .order_by(table.c.version)
    )
    return tuple(
        Correction(
            at=row["at"],
            kind=row["kind"],
            version=row["version"],
            note=row["note"],
            changes=tuple((c[0], c[1], c[2]) for c in row["changes"]),
        )
        for row in conn.execute(statement).mappings()
    )
