"""The board: one cell an article and language, its state and its edition.

``wanted`` is the revision that waits for work, ``revision`` the one that the
cell's state speaks of. ``serial`` counts every settled change: whoever settles
must name the wanted revision and the serial that it started from, so that a
worker that was frozen and wakes up changes nothing. ``emitted`` is the serial
whose files are written.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from polywire.article import Basis, Edition, Grade, Level, SegmentVerdict, State
from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing
from polywire.store.ground.schema import article as article_table
from polywire.store.ground.schema import cell as table
from polywire.store.ground.types import pack
from polywire.store.wire import editions, search

SHOWN = frozenset({State.PUBLISHED, State.PUBLISHED_PARTLY})
"""States whose edition readers see."""


@dataclass(frozen=True, slots=True)
class Fence:
    """What a worker saw when it took a cell; nothing is settled without it."""

    wanted: str | None
    serial: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell without its edition."""

    article_id: str
    language: str
    source: str
    section: str | None
    sort_at: datetime
    state: State
    shown: bool
    level: Level | None
    basis: Basis | None
    reason: str | None
    wanted: str | None
    revision: str | None
    version: int
    serial: int
    emitted: int
    priority: int
    sentences: int
    """Sentences that were translated for the edition."""
    originals: int
    """Those of them that are shown in the original."""
    grade: str | None
    """What the translation is worth; None for originals and before it was kept."""
    attempts: int
    next_attempt_at: datetime | None
    url: str | None
    published_at: datetime | None
    updated_at: datetime
    copy_of: str | None
    """The article that is shown in its place: this one says nearly the same."""

    @property
    def fence(self) -> Fence:
        """What to settle this cell with."""
        return Fence(self.wanted, self.serial)


@dataclass(frozen=True, slots=True)
class Wish:
    """A revision that is wanted in languages."""

    article_id: str
    revision: str
    languages: Sequence[str]
    source: str
    sort_at: datetime
    """When the source published it, else when it was first seen."""
    section: str | None = None
    priority: int = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a cell ends without an edition: not allowed, filtered, withheld."""

    state: State
    reason: str
    level: Level | None = None
    basis: Basis | None = None
    """What a full level rests on; a full level without one is not kept."""
    copy_of: str | None = None


_LIGHT = rows.columns(table, CellRow)
_NO_ATTEMPT: dict[str, Any] = {"attempts": 0, "next_attempt_at": None}


def want(conn: Connection, wish: Wish, now: datetime) -> None:
    """Ask for a revision in languages; what is settled for it already stays.

    A withdrawn cell stays withdrawn.
    """
    row = {
        "article_id": wish.article_id,
        "source": wish.source,
        "section": wish.section,
        "sort_at": wish.sort_at,
        "state": State.PENDING,
        "shown": False,
        "reason": "waits for translation",
        "wanted": wish.revision,
        "priority": wish.priority,
        "updated_at": now,
    }
    add_missing(conn, table, [row | {"language": lang} for lang in wish.languages])
    conn.execute(
        update(table)
        .where(
            table.c.article_id == wish.article_id,
            table.c.language.in_(wish.languages),
            table.c.state != State.WITHDRAWN,
            table.c.wanted.is_distinct_from(wish.revision),
            table.c.revision.is_distinct_from(wish.revision),
        )
        .values(wanted=wish.revision, priority=wish.priority, **_NO_ATTEMPT)
    )
    # The source went back to what is shown: nothing is left to do.
    conn.execute(
        update(table)
        .where(
            table.c.article_id == wish.article_id,
            table.c.language.in_(wish.languages),
            table.c.wanted != wish.revision,
            table.c.revision == wish.revision,
        )
        .values(wanted=None)
    )


def want_again(
    conn: Connection, article_id: str, language: str, *, priority: int | None = None
) -> None:
    """Run a cell again from its article's current revision.

    ``priority`` puts it before (small) or behind (large) other work.
    """
    order = {} if priority is None else {"priority": priority}
    current = (
        select(article_table.c.current_revision)
        .where(article_table.c.id == article_id)
        .scalar_subquery()
    )
    conn.execute(
        update(table)
        .where(_is(article_id, language), table.c.state != State.WITHDRAWN)
        .values(wanted=current, **_NO_ATTEMPT, **order)
    )


def free(conn: Connection, cell: CellRow, now: datetime) -> None:
    """Let a copy wait for an edition of its own: nothing is shown in its place."""
    conn.execute(
        update(table)
        .where(_is(cell.article_id, cell.language))
        .values(
            state=State.PENDING,
            reason="waits for translation",
            copy_of=None,
            updated_at=now,
        )
    )
    want_again(conn, cell.article_id, cell.language)


def pending(conn: Connection, now: datetime, limit: int = 1000) -> list[CellRow]:
    """Return the cells that wait for work now: by priority, each source in its turn.

    The newest cell of each source comes first, then the second one of each.
    """
    order = (table.c.sort_at.desc(), table.c.article_id, table.c.language)
    turn = func.row_number().over(
        partition_by=(table.c.priority, table.c.source), order_by=order
    )
    statement = (
        select(*_LIGHT)
        .where(
            table.c.wanted.is_not(None),
            or_(table.c.next_attempt_at.is_(None), table.c.next_attempt_at <= now),
        )
        .order_by(table.c.priority, turn, *order)
        .limit(limit)
    )
    return rows.many(conn, statement, _row)


def get(conn: Connection, article_id: str, language: str) -> CellRow | None:
    """Return one cell."""
    return rows.one(conn, select(*_LIGHT).where(_is(article_id, language)), _row)


def of_article(conn: Connection, article_id: str) -> list[CellRow]:
    """Return the cells of an article by language."""
    return of_articles(conn, [article_id])


def of_articles(conn: Connection, ids: Collection[str]) -> list[CellRow]:
    """Return the cells of articles by id and language."""
    found = []
    for some in rows.chunks(sorted(ids)):
        chosen = select(*_LIGHT).where(table.c.article_id.in_(some))
        ordered = chosen.order_by(table.c.article_id, table.c.language)
        found += rows.many(conn, ordered, _row)
    return found


def copies_of(conn: Connection, article_id: str) -> set[str]:
    """Return the articles that are not shown since this one is."""
    statement = select(table.c.article_id).where(table.c.copy_of == article_id)
    return set(conn.execute(statement).scalars())


def edition(conn: Connection, article_id: str, language: str) -> Edition | None:
    """Return what a cell holds for readers, whatever its state."""
    statement = select(table.c.edition).where(_is(article_id, language))
    return rows.noun(conn, statement, Edition)


def settle(
    conn: Connection,
    done: Edition,
    fence: Fence,
    *,
    revision: str,
    url: str | None,
    grade: Grade | None = None,
) -> bool:
    """Put an edition into its cell with its history; False when fenced off.

    Settling the same edition twice: the second one is fenced off.
    """
    translations = done.draft.translations if done.draft else ()
    values: dict[str, Any] = {
        "state": done.state,
        "shown": done.state in SHOWN,
        "sentences": len(translations),
        "originals": sum(t.verdict is SegmentVerdict.STOP for t in translations),
        "grade": grade,
        "level": done.level,
        "basis": done.rights.basis,
        "reason": done.reason,
        "revision": revision,
        "version": done.version,
        "url": url,
        "section": done.article.section,
        "published_at": done.published_at,
        "updated_at": done.updated_at,
        "edition": pack(done),
    }
    if not _fenced(conn, (done.article_id, done.language), values, fence):
        return False
    editions.keep(conn, done, revision)
    search.put(conn, done)
    return True


def close(
    conn: Connection,
    cell: CellRow,
    outcome: Outcome,
    *,
    now: datetime,
    keep_edition: bool = False,
) -> bool:
    """End a cell without an edition, with its reason; False when fenced off.

    ``keep_edition`` leaves what readers see as it is and only ends the wish.
    """
    has_level = outcome.level is not Level.FULL or bool(outcome.basis)
    if keep_edition:
        values: dict[str, Any] = {"reason": outcome.reason, "updated_at": now}
    else:
        values = {
            "state": outcome.state,
            "shown": False,
            "level": outcome.level if has_level else None,
            "basis": outcome.basis,
            "reason": outcome.reason,
            "copy_of": outcome.copy_of,
            "revision": cell.wanted,
            "updated_at": now,
            "edition": None,
        }
    key = (cell.article_id, cell.language)
    done = _fenced(conn, key, values, cell.fence)
    if done and not keep_edition:
        search.drop(conn, *key)
    return done


def retry_later(
    conn: Connection, cell: CellRow, *, at: datetime, reason: str
) -> int | None:
    """Note a failed attempt and when to try again; None when fenced off."""
    return conn.execute(
        update(table)
        .where(_is(cell.article_id, cell.language), *_seen(cell.fence))
        .values(attempts=table.c.attempts + 1, next_attempt_at=at, reason=reason)
        .returning(table.c.attempts)
    ).scalar()


def withdraw(
    conn: Connection, article_id: str, reason: str, now: datetime
) -> list[str]:
    """Withdraw an article in every language; return the languages.

    The cells and their addresses stay as tombstones, the text goes.
    """
    languages = conn.execute(
        update(table)
        .where(table.c.article_id == article_id, table.c.state != State.WITHDRAWN)
        .values(
            state=State.WITHDRAWN,
            copy_of=None,
            shown=False,
            reason=reason,
            wanted=None,
            serial=table.c.serial + 1,
            updated_at=now,
            edition=None,
        )
        .returning(table.c.language)
    ).scalars()
    found = sorted(languages)
    search.drop(conn, article_id)
    conn.execute(
        update(article_table)
        .where(article_table.c.id == article_id)
        .values(state="withdrawn", reason=reason, recheck_at=None)
    )
    return found


def restore(conn: Connection, article_id: str, now: datetime) -> None:
    """Let the cells of a withdrawn article wait for its next revision."""
    conn.execute(
        update(table)
        .where(table.c.article_id == article_id, table.c.state == State.WITHDRAWN)
        .values(
            state=State.PENDING,
            reason="restored: its page is fetched again",
            revision=None,
            wanted=None,
            serial=table.c.serial + 1,
            updated_at=now,
        )
    )


def to_emit(conn: Connection, limit: int = 1000) -> list[CellRow]:
    """Return the cells whose files are behind the store, in a fixed order."""
    statement = (
        select(*_LIGHT)
        .where(table.c.emitted != table.c.serial)
        .order_by(table.c.article_id, table.c.language)
        .limit(limit)
    )
    return rows.many(conn, statement, _row)


def mark_emitted(conn: Connection, article_id: str, language: str, serial: int) -> None:
    """Note that the files of a cell show a serial.

    A late writer of an older one may have written over newer files: it goes back
    then, and they are written again.
    """
    late = and_(table.c.serial != serial, table.c.emitted > serial)
    conn.execute(
        update(table)
        .where(_is(article_id, language), or_(table.c.emitted < serial, late))
        .values(emitted=serial)
    )


def emit_all_again(conn: Connection) -> int:
    """Have every file written again (new templates, a lost site folder)."""
    result = conn.execute(update(table).where(table.c.serial > 0).values(emitted=0))
    return result.rowcount


def _fenced(
    conn: Connection, key: tuple[str, str], values: dict[str, Any], fence: Fence
) -> bool:
    done: dict[str, Any] = {"wanted": None, "serial": table.c.serial + 1}
    result = conn.execute(
        update(table)
        .where(_is(*key), table.c.state != State.WITHDRAWN, *_seen(fence))
        .values({"copy_of": None} | values | done | _NO_ATTEMPT)
    )
    return result.rowcount == 1


def _seen(fence: Fence) -> tuple[Any, ...]:
    return (
        table.c.wanted.is_not_distinct_from(fence.wanted),
        table.c.serial == fence.serial,
    )


def _is(article_id: str, language: str) -> Any:
    return (table.c.article_id == article_id) & (table.c.language == language)


def _row(state: str, level: str | None, **row: Any) -> CellRow:
    return CellRow(state=State(state), level=Level(level) if level else None, **row)
