"""Step 6: write the files of what changed, then note that they are written."""

from dataclasses import dataclass

import structlog

from polywire.article import Edition, State
from polywire.publish.label.sealing import open_seal
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.pictures import Box
from polywire.publish.site.site_folder import Folder, Report
from polywire.settings.operator_file import Settings
from polywire.steps.regroup import regroup
from polywire.steps.store_shelf import StoreShelf
from polywire.store.ground import notes, removals
from polywire.store.ground.database import Database
from polywire.store.keeping import search_months
from polywire.store.wire import cells, edition_lists, search
from polywire.tell import outbox
from polywire.wire import Clock, Wire

log = structlog.get_logger()

BATCH = 500
"""Cells written between two updates of the lists."""
PUBLISHED_AT = "published-at"
"""Name of the note that says when files of the site were last written."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """The part of a wire that publishes: it may work beside a running wire."""

    settings: Settings
    db: Database
    folder: Folder
    now: Clock


def rebuild(outlet: Outlet) -> Report:
    """Write every page and list anew and what readers search, from the store alone.

    What is pending goes first and is noted as written. Of the rest nothing has to
    be noted: killed in the middle, a rebuild is simply run again.
    """
    before = outlet.folder.report
    after = ""
    while ids := _articles(outlet.db, after):
        regroup(outlet.db, outlet.settings, ids)
        after = ids[-1]
    while emit(outlet) is not None:
        pass
    shelf = StoreShelf(outlet.db, outlet.settings)
    seal, now = open_seal(outlet.settings), outlet.now()
    after = ""
    if outlet.folder.target is not None:
        outlet.folder.target.survey()
    while ids := _articles(outlet.db, after):
        outlet.db.change(search.refresh, ids)
        publish_articles(
            ids, shelf=shelf, settings=outlet.settings, folder=outlet.folder, seal=seal
        )
        outlet.folder.settle()
        after = ids[-1]
    publish_lists(
        outlet.settings.site.languages,
        shelf=shelf,
        settings=outlet.settings,
        folder=outlet.folder,
        now=now,
    )
    outlet.folder.settle()
    if outlet.folder.target is not None:
        outlet.folder.target.prune(outlet.folder.root)
    if outlet.settings.site.static_search:
        outlet.db.change(search_months.touch_all)
    return outlet.folder.report - before


def _articles(db: Database, after: str) -> list[str]:
    return db.ask(edition_lists.articles, after, BATCH)


def emit(wire: Wire | Outlet) -> Report | None:
    """Write one batch of changed cells and the lists; None when nothing changed.

    Killed in the middle, the same files are written again: the note comes last.
    """
    with wire.db.read() as conn:
        rows = cells.to_emit(conn, BATCH)
        strangers = removals.left_pages(conn)
    if not rows and not strangers:
        return None
    shelf = StoreShelf(wire.db, wire.settings)
    now = wire.now()
    ids = sorted({row.article_id for row in rows})
    regroup(wire.db, wire.settings, ids)
    ids += strangers
    report = publish_articles(
        ids,
        shelf=shelf,
        settings=wire.settings,
        folder=wire.folder,
        seal=open_seal(wire.settings),
    )
    languages = sorted({row.language for row in rows})
    if strangers:
        languages = sorted({*languages, *wire.settings.site.languages})
    editions = _editions(shelf, ids, languages)
    report += publish_lists(
        languages,
        shelf=shelf,
        settings=wire.settings,
        folder=wire.folder,
        now=now,
        changed=editions,
        ids=ids,
    )
    withdrawn = [row.article_id for row in rows if row.state is State.WITHDRAWN]
    for identity in (*withdrawn, *strangers):
        Box.of(wire.settings).forget(identity)
    wire.folder.settle()
    with wire.db.write() as conn:
        for row in rows:
            cells.mark_emitted(conn, row.article_id, row.language, row.serial)
        removals.pages_are_gone(conn, strangers)
        outbox.note_events(conn, wire.settings, rows, editions, now)
        if wire.settings.site.static_search:
            search_months.touch(conn, ids)
        notes.put(conn, PUBLISHED_AT, now.isoformat())
    log.info("published", cells=len(rows), written=report.written)
    return report


def _editions(shelf: StoreShelf, ids: list[str], languages: list[str]) -> list[Edition]:
    found = (shelf.edition(i, language) for i in ids for language in languages)
    return [edition for edition in found if edition is not None]
