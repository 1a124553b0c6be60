"""Drafts and what the checks found in them, for ``explain`` and for re-checks.

A draft lies under the revision that its cell names, not under the hash of what the
rights leave of it: ask ``of_cell`` for the one that a cell speaks of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from polywire.article import Draft, Edition, Finding, State
from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import cell, finding
from polywire.store.ground.schema import draft as table
from polywire.store.ground.types import pack, unpack


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
    statement = select(table.c.draft).where(
        table.c.article_id == article_id,
        table.c.revision == revision,
        table.c.language == language,
    )
    return rows.noun(conn, statement, Draft)


def of_cell(conn: Connection, article_id: str, language: str) -> Draft | None:
    """Return the draft that a cell's state speaks of; None where nothing was translated.

    What readers see stands in the cell itself; of what is withheld, the draft that
    the checks refused.
    """
    is_its_own = (
        (table.c.article_id == cell.c.article_id)
        & (table.c.language == cell.c.language)
        & (table.c.revision == cell.c.revision)
    )
    row = conn.execute(
        select(cell.c.edition, table.c.draft)
        .select_from(cell.outerjoin(table, is_its_own))
        .where(cell.c.article_id == article_id, cell.c.language == language)
    ).one_or_none()
    if row is None:
        return None
    if row.edition is not None:
        return unpack(row.edition, Edition).draft
    return None if row.draft is None else unpack(row.draft, Draft)


def serials(conn: Connection, language: str) -> dict[str, int]:
    """Return how often each cell of a language that speaks of something was settled."""
    held = conn.execute(
        select(cell.c.article_id, cell.c.serial)
        .where(
            cell.c.language == language,
            cell.c.revision.is_not(None),
            cell.c.state != State.WITHDRAWN,
        )
        .order_by(cell.c.article_id)
    )
    return dict(map(tuple, held))


def of_language(
    conn: Connection, language: str, known: Mapping[str, int] | None = None
) -> Iterator[tuple[str, Draft]]:
    """Yield (article id, draft) of every cell in a language that speaks of one.

    Cells whose serial is ``known`` are left out.
    """
    for article_id, serial in serials(conn, language).items():
        if (known or {}).get(article_id) != serial:
            draft = of_cell(conn, article_id, language)
            if draft is not None:
                yield article_id, draft


def all_findings(draft: Draft) -> list[Finding]:
    """Return the findings over the article, then those of each segment in order."""
    found = list(draft.findings)
    for index, translation in enumerate(draft.translations):
        found += [replace(item, segment=index) for item in translation.findings]
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
    found = [
        key | {"position": position} | rows.values(item)
        for position, item in enumerate(findings)
    ]
    for some in rows.chunks(found):
        upsert(conn, finding, some)
