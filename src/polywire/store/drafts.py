"""Drafts and what the checks found in them, for ``explain`` and for re-checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from polywire.article import Draft, Finding, Severity
from polywire.store.dialect import CHUNK, upsert
from polywire.store.schema import draft as table
from polywire.store.schema import finding
from polywire.store.types import pack, unpack


def put(conn: Connection, article_id: str, draft: Draft, now: datetime) -> None:
    """Keep a draft with all its findings; a later one takes its place."""
    row = {
        "article_id": article_id,
        "revision": draft.revision,
        "language": draft.language,
        "route": draft.route,
        "draft": pack(draft),
        "created_at": now,
    }
    upsert(conn, table, row)
    set_findings(conn, article_id, draft, all_findings(draft))


def get(
    conn: Connection, article_id: str, revision: str, language: str
) -> Draft | None:
    """Return the draft of a revision in a language."""
    packed = conn.execute(
        select(table.c.draft).where(
            table.c.article_id == article_id,
            table.c.revision == revision,
            table.c.language == language,
        )
    ).scalar()
    return None if packed is None else unpack(packed, Draft)


def all_findings(draft: Draft) -> list[Finding]:
    """Return the findings over the article, then those of each segment in order."""
    found = list(draft.findings)
    for index, translation in enumerate(draft.translations):
        found += [
            Finding(item.rule, item.severity, item.evidence, index)
            for item in translation.findings
        ]
    return found


def set_findings(
    conn: Connection, article_id: str, draft: Draft, findings: Sequence[Finding]
) -> None:
    """Replace the findings of a draft: rules can be run again over stored drafts."""
    key: dict[str, Any] = {
        "article_id": article_id,
        "revision": draft.revision,
        "language": draft.language,
    }
    conn.execute(
        delete(finding).where(
            finding.c.article_id == article_id,
            finding.c.revision == draft.revision,
            finding.c.language == draft.language,
        )
    )
    rows = [
        key
        | {
            "position": position,
            "rule": item.rule,
            "severity": item.severity,
            "segment": item.segment,
            "evidence": item.evidence,
        }
        for position, item in enumerate(findings)
    ]
    for start in range(0, len(rows), CHUNK):
        upsert(conn, finding, rows[start : start + CHUNK])


def findings(
    conn: Connection, article_id: str, revision: str, language: str
) -> list[Finding]:
    """Return what the checks found in a draft, in order."""
    statement = (
        select(finding)
        .where(
            finding.c.article_id == article_id,
            finding.c.revision == revision,
            finding.c.language == language,
        )
        .order_by(finding.c.position)
    )
    return [
        Finding(row.rule, Severity(row.severity), row.evidence, row.segment)
        for row in conn.execute(statement)
    ]


def by_rule(conn: Connection) -> list[tuple[str, str, int]]:
    """Return (rule, severity, how often) over all drafts, the most frequent first."""
    statement = select(
        finding.c.rule, finding.c.severity, func.count().label("times")
    ).group_by(finding.c.rule, finding.c.severity)
    rows = [(r.rule, r.severity, int(r.times)) for r in conn.execute(statement)]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))
