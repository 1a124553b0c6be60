"""Full text of what readers see: written with the cell, gone with the cell.

One table of folded terms; each database indexes it in its own way (FTS5 kept by
triggers, a GIN index over a tsvector), both from the same terms, so that they
answer alike. Does not rank: news is asked for newest first.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text, true
from sqlalchemy.sql.elements import ColumnElement

from polywire.article import Edition, Level
from polywire.language.text.search_terms import question, terms
from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import cell
from polywire.store.ground.schema_search import search as table
from polywire.store.ground.types import unpack

MOST_TERMS = 20_000
"""Terms of one article that are kept; PostgreSQL takes a megabyte of them."""


def put(conn: Connection, edition: Edition) -> None:
    """Make an edition findable as it is shown now."""
    words = dict.fromkeys(t for piece in _pieces(edition) for t in terms(piece))
    key = (edition.article_id, edition.language)
    sort_at = conn.execute(
        select(cell.c.sort_at).where(
            cell.c.article_id == key[0], cell.c.language == key[1]
        )
    ).scalar_one()
    row = {
        "id": _id(*key),
        "article_id": key[0],
        "language": key[1],
        "sort_at": sort_at,
        "words": " ".join(list(words)[:MOST_TERMS]),
    }
    upsert(conn, table, row)


def drop(conn: Connection, article_id: str, language: str | None = None) -> None:
    """Make an article unfindable, in one language or in all."""
    statement = delete(table).where(table.c.article_id == article_id)
    if language is not None:
        statement = statement.where(table.c.language == language)
    conn.execute(statement)


def refresh(conn: Connection, articles: Sequence[str]) -> None:
    """Write the terms of articles anew from what is shown of them."""
    conn.execute(delete(table).where(table.c.article_id.in_(articles)))
    shown = select(cell.c.edition).where(
        cell.c.article_id.in_(articles), cell.c.shown == true()
    )
    for edition in rows.nouns(conn, shown, Edition):
        put(conn, edition)


def find(
    conn: Connection, query: str, language: str, limit: int = 50, offset: int = 0
) -> list[Edition]:
    """Return shown editions that hold all words of a query, the newest first."""
    asked = question(query)
    if not asked:
        return []
    found = (
        select(table.c.article_id)
        .where(table.c.language == language, _matches(conn, asked))
        .order_by(table.c.sort_at.desc(), table.c.article_id.desc())
        .limit(limit)
        .offset(offset)
    )
    ids = list(conn.execute(found).scalars())
    shown = select(cell.c.article_id, cell.c.edition).where(
        cell.c.article_id.in_(ids), cell.c.language == language, cell.c.shown == true()
    )
    packed = {row[0]: row[1] for row in conn.execute(shown)}
    return [unpack(packed[i], Edition) for i in ids if i in packed]


def holding(conn: Connection, query: str, limit: int) -> list[str]:
    """Return the articles that are shown with all words in some language, newest first."""
    asked = question(query)
    if not asked:
        return []
    found = (
        select(table.c.article_id)
        .where(_matches(conn, asked))
        .order_by(table.c.sort_at.desc())
        .limit(limit)
    )
    return list(conn.execute(found).scalars())


def _matches(
    conn: Connection, asked: tuple[tuple[str, bool], ...]
) -> ColumnElement[bool]:
    """Say in the database's own words that all terms are there.

    Terms hold letters, marks and digits only: nothing in them can be an operator.
    """
    if conn.dialect.name == "sqlite":
        wanted = " AND ".join(
            f'"{t}"{"*" if is_start else ""}' for t, is_start in asked
        )
        return table.c.id.in_(
            text(
                "SELECT rowid FROM search_index WHERE search_index MATCH :wanted"
            ).bindparams(bindparam("wanted", wanted))
        )
    wanted = " & ".join(f"'{t}'{':*' if is_start else ''}" for t, is_start in asked)
    found: Any = text(
        "array_to_tsvector(string_to_array(search.words, ' '))"
        " @@ CAST(:wanted AS tsquery)"
    ).bindparams(bindparam("wanted", wanted))
    return found  # type: ignore[no-any-return]  # text() is a condition here


def _pieces(edition: Edition) -> Iterator[str]:
    """Yield the texts that readers see; below full level no body is among them."""
    article = edition.article
    yield edition.source_name
    yield from article.bylines
    is_full = edition.level is Level.FULL
    if edition.draft is None:
        yield article.headline
        if is_full:
            yield article.standfirst or ""
            yield article.body
            yield from article.captions
        return
    draft = edition.draft
    for segment, translation in zip(draft.segments, draft.translations, strict=True):
        if is_full or segment.part == "headline":
            yield translation.shown


def _id(article_id: str, language: str) -> int:
    """Return the number that FTS5 knows a row by: the same on each database."""
    digest = hashlib.sha256(f"{article_id} {language}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1
