"""Sketches: by what the text of an article is known again elsewhere.

Does not decide what is a copy; ``polywire.group.sketch`` does.
"""

import struct
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, union

from polywire.store.ground import rows
from polywire.store.ground.dialect import add_missing, take_turn, upsert
from polywire.store.ground.schema import article, shingle
from polywire.store.ground.schema import sketch as table

LEAST_SHARED = 2
"""Keys that candidates share: of two texts that share half of their shingles and
keep 16 keys each, three pairs in ten thousand share fewer."""


@dataclass(frozen=True, slots=True)
class SketchRow:
    """One content of an article."""

    article_id: str
    revision: str
    language: str
    shown_in: Collection[str]
    """The site's languages that the article may be shown in."""
    is_full: bool
    """Its rights permit the full text."""
    whole: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ArticleSketches:
    """An article that is followed, with the sketches of what it says and said."""

    first_seen: datetime
    current: str | None
    rows: list[SketchRow]


_FIELDS = tuple(SketchRow.__dataclass_fields__)
# Built once: each article asks both, and to build them costs more than to answer them.
_ALIKE = union(
    select(table.c.article_id).where(table.c.whole == bindparam("whole")),
    select(shingle.c.article_id)
    .where(shingle.c.number.in_(bindparam("keys", expanding=True)))
    .group_by(shingle.c.article_id)
    .having(func.count() >= LEAST_SHARED),
)
_NEAR = (
    select(article.c.id)
    .where(article.c.id.in_(_ALIKE))
    .order_by(article.c.first_seen, article.c.id)
    .limit(bindparam("most"))
)
_MANY = (
    select(table, article.c.first_seen, article.c.current_revision)
    .join(article, article.c.id == table.c.article_id)
    .where(
        table.c.article_id.in_(bindparam("ids", expanding=True)),
        article.c.state != "withdrawn",
    )
    .order_by(table.c.article_id, table.c.revision)
)


def begin(conn: Connection) -> None:
    """Let no two transactions compare at once: neither would see the other's text."""
    take_turn(conn, "sketch")


def put(conn: Connection, row: SketchRow, keys: Collection[int]) -> None:
    """Keep a sketch; ``keys`` are those of its numbers by which it is found."""
    values = rows.values(row)
    values["numbers"] = struct.pack(f"<{len(row.numbers)}Q", *row.numbers)
    values["shown_in"] = sorted(row.shown_in)
    upsert(conn, table, values)
    found = [{"number": number, "article_id": row.article_id} for number in keys]
    add_missing(conn, shingle, found)


def near(conn: Connection, whole: int, keys: Collection[int], most: int) -> set[str]:
    """Return articles that have had the same words, or share enough keys.

    Of more than ``most`` those that were seen first.
    """
    asked = {"whole": whole, "keys": list(keys), "most": most}
    return set(conn.execute(_NEAR, asked).scalars())


def get_many(conn: Connection, ids: Collection[str]) -> dict[str, ArticleSketches]:
    """Return the sketches of articles, but for those that were withdrawn."""
    found: dict[str, ArticleSketches] = {}
    for some in rows.chunks(sorted(ids)):
        for row in conn.execute(_MANY, {"ids": some}).mappings():
            values = {name: row[name] for name in _FIELDS}
            packed = bytes(row["numbers"])
            values["numbers"] = struct.unpack(f"<{len(packed) // 8}Q", packed)
            one = ArticleSketches(row["first_seen"], row["current_revision"], [])
            found.setdefault(row["article_id"], one).rows.append(SketchRow(**values))
    return found


def forget(conn: Connection, article_id: str) -> None:
    """Forget an article: it is a copy of nothing, and nothing is one of it."""
    for each in (table, shingle):
        conn.execute(delete(each).where(each.c.article_id == article_id))
