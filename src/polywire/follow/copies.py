"""Copies among the articles of the wire: one is shown, the others say of which.

What is shown follows from what is stored, never from the order in which it came:
after each change all that hangs together with it is settled anew, in the
transaction of that change.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from polywire.article import Article, Level, RightsDecision, State
from polywire.group.sketch import CROWD, Known, Sketch, carries, originals, sketch
from polywire.store.keeping import sketches
from polywire.store.keeping.sketches import ArticleSketches, SketchRow
from polywire.store.wire import articles, cells, revisions
from polywire.store.wire.cells import CellRow

CONTENTS = 10
"""Contents of an article that are compared: a page that is written anew every five
minutes has hundreds."""


def take(  # noqa: PLR0913  # what a text is, and all that decides whether it is shown
    conn: Connection,
    identity: str,
    article: Article,
    *,
    rights: RightsDecision,
    shown_in: Collection[str],
    may_compare: bool,
    now: datetime,
) -> None:
    """Settle who is shown now that an article says this, in these languages."""
    found = sketch(article, may_compare=may_compare)
    if found is not None:
        row = SketchRow(
            article_id=identity,
            revision=article.revision,
            language=article.language,
            shown_in=shown_in,
            is_full=rights.level is Level.FULL,
            whole=found.whole,
            numbers=found.numbers,
        )
        sketches.put(conn, row, found.keys)
    _settle(conn, {identity, *cells.copies_of(conn, identity)}, now)


def leave(conn: Connection, identity: str, now: datetime) -> None:
    """Settle who is shown now that an article is not: a copy may take its place."""
    sketches.forget(conn, identity)
    _settle(conn, cells.copies_of(conn, identity), now)


def _around(conn: Connection, ids: Collection[str]) -> dict[str, Known]:
    """Return articles with all that are copies of them, of those, and so on.

    In a crowd only those that were seen first are looked for.
    """
    reached = _known(conn, ids)
    found = dict(reached)
    while reached and len(found) < CROWD:
        texts = {
            (one.whole, one.keys)
            for known in reached.values()
            for one in known.sketches
        }
        near: set[str] = set()
        for whole, keys in texts:
            near |= sketches.near(conn, whole, keys, CROWD)
        others = _known(conn, near - found.keys())
        reached = {
            key: one
            for key, one in others.items()
            if any(carries(one, o) or carries(o, one) for o in reached.values())
        }
        found |= reached
    return found


def _known(conn: Connection, ids: Collection[str]) -> dict[str, Known]:
    rows = sketches.get_many(conn, ids).items()
    known = {key: _as_known(key, one) for key, one in rows}
    return {key: one for key, one in known.items() if one is not None}


def _as_known(identity: str, found: ArticleSketches) -> Known | None:
    """Return what is compared of an article; None when its text has no words."""
    rows = sorted(found.rows, key=lambda row: row.revision != found.current)
    if rows[0].revision != found.current:
        return None
    return Known(
        id=identity,
        language=rows[0].language,
        first_seen=found.first_seen,
        sketches=tuple(Sketch(row.whole, row.numbers) for row in rows[:CONTENTS]),
        shown_in=frozenset(rows[0].shown_in),
        is_full=rows[0].is_full,
    )


def _settle(conn: Connection, ids: Collection[str], now: datetime) -> None:
    """Make the cells of articles and of what hangs together with them say who is shown."""
    known = _around(conn, ids)
    tags = {tag for one in known.values() for tag in one.shown_in}
    found = {tag: originals(known.values(), tag) for tag in tags}
    for cell in cells.of_articles(conn, known.keys() | set(ids)):
        original = found.get(cell.language, {}).get(cell.article_id)
        if original is not None:
            if cell.copy_of != original or cell.wanted is not None:
                _close(conn, cell, original, now)
        elif cell.copy_of is not None:
            cells.free(conn, cell, now)


def _close(conn: Connection, cell: CellRow, original: str, now: datetime) -> None:
    """Show an article's edition no more: the original's is shown in its place."""
    row, text = articles.get(conn, original), revisions.current(conn, original)
    assert row is not None  # noqa: S101  # a sketch names its article
    outlet = (text.outlet if text else None) or row.source
    reason = f"a copy of {row.url}, at {outlet}"
    if cell.wanted is None:
        # the state is to speak of the text that is there, not of none
        cells.want_again(conn, cell.article_id, cell.language)
        cell = cells.get(conn, cell.article_id, cell.language) or cell
    outcome = cells.Outcome(State.FILTERED, reason, copy_of=original)
    cells.close(conn, cell, outcome, now=now)
