"""Step 6: group what changed, write its files, then note that they are written.

What belongs together is a function of what is shown, never of the order in which it
came: killed and run again, the same stories stand there.
"""

from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from polywire.article import Article, Edition, State
from polywire.group.stories import SHARED_KEYS, WINDOW, Signed, roots, sign
from polywire.group.stories import keys as keys_of
from polywire.group.stories import parent as parent_of
from polywire.publish.label.sealing import open_seal
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.pictures import Box
from polywire.publish.site.site_folder import Folder, Report
from polywire.rights import levels
from polywire.settings.operator_file import Settings
from polywire.steps.store_shelf import StoreShelf
from polywire.store.ground import notes, removals
from polywire.store.ground.database import Database
from polywire.store.keeping import search_months
from polywire.store.wire import (
    articles,
    cells,
    edition_lists,
    revisions,
    search,
    stories,
)
from polywire.store.wire.stories import Shown, StoryRow
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


def regroup(db: Database, settings: Settings, ids: Collection[str]) -> None:
    """Place changed articles into stories, before their files are written.

    Pages of one story name each other: the files of the others are marked to be
    written again, in the same transaction, so that a kill in between loses nothing.
    """
    with db.write() as conn:
        before = stories.get_many(conn, ids)
        new = {one for one in ids if _sign(conn, settings, one, before.get(one))}
        if not new:
            return
        old = [row for key, row in before.items() if key in new]
        after = stories.get_many(conn, new)
        concerned = _around(conn, [*old, *after.values()]) | after.keys()
        concerned |= stories.children(conn, new)
        moved = _find_parents(conn, concerned)
        touched = _place(conn, {one.story for one in old}, moved | after.keys())
        stories.emit_again(conn, touched - set(ids))


def _around(conn: Connection, rows: Collection[StoryRow]) -> set[str]:
    """Return the later articles whose place may follow from these."""
    found: set[str] = set()
    for row in rows:
        keys, span = keys_of(row.terms), (row.at, row.at + WINDOW)
        found |= stories.near(conn, keys, span, least=SHARED_KEYS)
    return found


def _sign(
    conn: Connection, settings: Settings, identity: str, old: StoryRow | None
) -> bool:
    """Keep the words of what is shown; True when others may see a difference."""
    shown = stories.shown(conn, identity)
    if shown is not None and old is not None and old.seen == shown.seen:
        return False
    article = _comparable(conn, settings, identity, shown)
    if shown is None or article is None:
        if old is not None:
            stories.forget(conn, identity)
        return old is not None
    if old is not None and (old.at, old.revision) == (shown.at, shown.revision):
        stories.look(conn, identity, shown.seen)
        return True
    terms = sign(article)
    row = StoryRow(
        article_id=identity,
        at=shown.at,
        language=article.language,
        revision=shown.revision,
        seen=shown.seen,
        terms=terms,
        parent=old.parent if old else None,
        story=old.story if old else identity,
    )
    stories.put(conn, row, keys_of(terms))
    return True


def _comparable(
    conn: Connection, settings: Settings, identity: str, shown: Shown | None
) -> Article | None:
    """Return the article that is shown, unless its source reserves mining."""
    row = articles.get(conn, identity)
    article = revisions.get(conn, identity, shown.revision) if shown else None
    if row is None or article is None:
        return None
    source = next((one for one in settings.sources if one.slug == row.source), None)
    may = source is None or levels.may_learn(article, source)
    return article if may else None


def _find_parents(conn: Connection, ids: Collection[str]) -> set[str]:
    """Find anew what these articles continue; returns those where it changed."""
    moved = set()
    for identity, row in sorted(stories.get_many(conn, ids).items()):
        keys, span = keys_of(row.terms), (row.at - WINDOW, row.at)
        near = stories.near(conn, keys, span, least=SHARED_KEYS)
        others = map(_signed, stories.get_many(conn, near - {identity}).values())
        parent = parent_of(_signed(row), others)
        if parent != row.parent:
            stories.place(conn, identity, parent, row.story)
            moved.add(identity)
    return moved


def _signed(row: StoryRow) -> Signed:
    return Signed(row.article_id, row.at, row.language, row.terms)


def _place(
    conn: Connection, old: Collection[str], changed: Collection[str]
) -> set[str]:
    """Give all articles of the stories concerned their story; returns all of these."""
    concerned = {*old, *(r.story for r in stories.get_many(conn, changed).values())}
    rows: dict[str, StoryRow] = {}
    while True:
        found = stories.members(conn, concerned)
        found |= stories.get_many(conn, {r.parent for r in found.values() if r.parent})
        found |= stories.get_many(conn, changed)
        wider = concerned | {row.story for row in found.values()}
        rows = found
        if wider == concerned:
            break
        concerned = wider
    parents = {
        key: row.parent if row.parent in rows else None for key, row in rows.items()
    }
    for identity, root in roots(parents).items():
        if rows[identity].story != root:
            stories.place(conn, identity, rows[identity].parent, root)
    return set(rows)
