"""Step 6: write the files of what changed, then note that they are written."""

from __future__ import annotations

import structlog

from polywire.article import Edition
from polywire.publish.articles import publish_articles
from polywire.publish.folder import Report
from polywire.publish.lists import publish_lists
from polywire.publish.sealing import open_seal
from polywire.steps.shelf import StoreShelf
from polywire.steps.wire import Wire
from polywire.store import cells

log = structlog.get_logger()

BATCH = 500
"""Cells written between two updates of the lists."""


def emit(wire: Wire) -> Report | None:
    """Write one batch of changed cells and the lists; None when nothing changed.

    Killed in the middle, the same files are written again: the note comes last.
    """
    with wire.db.read() as conn:
        rows = cells.to_emit(conn, BATCH)
    if not rows:
        return None
    shelf = StoreShelf(wire.db, wire.settings)
    now = wire.now()
    ids = sorted({row.article_id for row in rows})
    report = publish_articles(
        ids,
        shelf=shelf,
        settings=wire.settings,
        folder=wire.folder,
        now=now,
        seal=open_seal(wire.settings),
    )
    languages = sorted({row.language for row in rows})
    report += publish_lists(
        languages,
        shelf=shelf,
        settings=wire.settings,
        folder=wire.folder,
        now=now,
        changed=_editions(shelf, ids, languages),
        ids=ids,
    )
    with wire.db.write() as conn:
        for row in rows:
            cells.mark_emitted(conn, row.article_id, row.language, row.serial)
    log.info("published", cells=len(rows), written=report.written)
    return report


def _editions(shelf: StoreShelf, ids: list[str], languages: list[str]) -> list[Edition]:
    found = (shelf.edition(i, language) for i in ids for language in languages)
    return [edition for edition in found if edition is not None]
