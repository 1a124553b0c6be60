"""What tests ask a store that the wire itself never asks."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from polywire.article import Draft, Edition, Finding, Severity
from polywire.store.ground import rows
from polywire.store.ground.schema import (
    capture,
    edition_version,
    finding,
    metadata,
    suppression,
)
from polywire.store.wire import captures
from polywire.store.wire.captures import CaptureRow
from polywire.store.wire.suppressed import Suppression


@dataclass(frozen=True, slots=True)
class TableSize:
    """What one table takes, with its indexes."""

    table: str
    rows: int
    bytes: int | None
    """None where the database cannot say."""


def sizes(conn: Connection) -> list[TableSize]:
    """Return what each table holds, the largest first."""
    taken = _sqlite(conn) if conn.dialect.name == "sqlite" else _postgresql(conn)
    found = [
        TableSize(
            table.name,
            int(conn.execute(select(func.count()).select_from(table)).scalar_one()),
            taken.get(table.name),
        )
        for table in metadata.sorted_tables
    ]
    return sorted(found, key=lambda size: (-(size.bytes or 0), size.table))


def _sqlite(conn: Connection) -> dict[str, int]:
    listed = conn.execute(
        text("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'")
    ).scalar()
    if listed is None:
        return {}
    rows = conn.execute(
        text(
            "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat AS s"
            " JOIN sqlite_master AS m ON m.name = s.name GROUP BY m.tbl_name"
        )
    )
    return {row[0]: int(row[1]) for row in rows}


def _postgresql(conn: Connection) -> dict[str, int]:
    rows = conn.execute(
        text(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
        )
    )
    return {row[0]: int(row[1]) for row in rows}


def findings(conn: Connection, article_id: str, draft: Draft) -> list[Finding]:
    """Return what the checks found in a draft, in order."""
    statement = (
        select(finding)
        .where(
            finding.c.article_id == article_id,
            finding.c.revision == draft.revision,
            finding.c.language == draft.language,
        )
        .order_by(finding.c.position)
    )
    return [
        Finding(row.rule, Severity(row.severity), row.evidence, row.segment)
        for row in conn.execute(statement)
    ]


def edition_of(
    conn: Connection, article_id: str, language: str, number: int
) -> Edition | None:
    """Return an edition as it was in a version; None when it was purged."""
    table = edition_version
    statement = select(table.c.edition).where(
        table.c.article_id == article_id,
        table.c.language == language,
        table.c.version == number,
    )
    return rows.noun(conn, statement, Edition)


def bans(conn: Connection) -> list[Suppression]:
    """Return all bans."""
    return rows.many(conn, select(suppression), Suppression)


def capture_of(conn: Connection, identity: str) -> CaptureRow | None:
    """Return one entry of the index of captures."""
    statement = select(capture).where(capture.c.id == identity)
    return rows.one(conn, statement, captures._row)
