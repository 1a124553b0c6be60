"""Group what changed into stories, before its files are written.

What belongs together is a function of what is shown, never of the order in which
it came: killed and run again, the same stories stand there.
"""

from collections.abc import Collection

from sqlalchemy import Connection

from polywire.article import Article
from polywire.group.stories import SHARED_KEYS, WINDOW, Signed, roots, sign
from polywire.group.stories import keys as keys_of
from polywire.group.stories import parent as parent_of
from polywire.rights import levels
from polywire.settings.operator_file import Settings
from polywire.store.ground.database import Database
from polywire.store.wire import articles, revisions, stories
from polywire.store.wire.stories import Shown, StoryRow


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
