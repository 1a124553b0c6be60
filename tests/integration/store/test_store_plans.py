"""How a grown SQLite store answers one publication's questions: by the right index.

PostgreSQL looks at its tables by itself, and rightly reads small ones whole.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert
from tests.builders import NOON, an_article, an_edition

from polywire.article import FeedEntry
from polywire.store.ground import schema
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.ground.types import pack
from polywire.store.wire import edition_lists, stories
from polywire.store.wire.edition_lists import Shelf

ARTICLES = 3000


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Fill a store: all shown in two languages, stories of three, one in 500 gone."""
    with closing(open_database(f"sqlite:///{tmp_path_factory.mktemp('s')}/w.db")) as db:
        yield fill(db)


def fill(database: Database) -> Database:
    numbers = range(ARTICLES)
    keys = [f"a{n:05}" for n in numbers]
    edition = pack(an_edition(an_article(), article_id="a", language="en"))
    with database.write() as conn:
        conn.execute(
            insert(schema.article),
            [
                {
                    "id": key,
                    "source": f"s{n % 9}",
                    "url": f"https://courier.example/{n}",
                    "url_key": key,
                    "entry": FeedEntry(id=key, link=key),
                    "entry_hash": "h",
                    "first_seen": NOON,
                    "state": "extracted",
                }
                for n, key in enumerate(keys)
            ],
        )
        conn.execute(
            insert(schema.cell),
            [
                {
                    "article_id": key,
                    "language": language,
                    "source": f"s{n % 9}",
                    "sort_at": NOON,
                    "state": "withdrawn" if n % 500 == 0 else "published",
                    "shown": n % 500 != 0,
                    "reason": "removed",
                    "edition": edition,
                    "url": f"/{language}/{key}/",
                    "revision": "r",
                    "version": 1,
                    "serial": 1,
                    "emitted": 1,
                    "updated_at": NOON,
                }
                for n, key in enumerate(keys)
                for language in ("en", "pt-BR")
            ],
        )
        conn.execute(
            insert(schema.story),
            [
                {
                    "article_id": key,
                    "at": NOON,
                    "language": "en",
                    "revision": "r",
                    "seen": "en:1",
                    "terms": {},
                    "parent": keys[n - 1] if n % 30 in {1, 2} else None,
                    "story": keys[n - n % 30] if n % 30 in {1, 2} else key,
                }
                for n, key in enumerate(keys)
            ],
        )
    database.take_statistics()
    return database


@contextmanager
def plans(conn: Connection) -> Iterator[list[str]]:
    """Collect how each statement of a connection is carried out."""
    found: list[str] = []

    def explain(
        _conn: object, cursor: Any, statement: str, parameters: Any, *_: object
    ) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(str(row[-1]) for row in cursor.fetchall())

    event.listen(conn, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(conn, "before_cursor_execute", explain)


QUESTIONS: dict[str, Callable[[Connection], object]] = {
    "how an article is told": lambda conn: stories.shown(conn, "a00007"),
    "a story's editions": lambda conn: stories.editions(conn, "a00030", "en", 5),
    "what continues it": lambda conn: stories.children(conn, ["a00030"]),
    "a story's members": lambda conn: stories.members(conn, ["a00030"]),
    "its story": lambda conn: stories.story_of(conn, "a00031"),
    "what was withdrawn": lambda conn: edition_lists.withdrawn(conn, "en"),
    "the front": lambda conn: edition_lists.latest(conn, Shelf("en"), limit=20),
    "a source's": lambda conn: edition_lists.latest(
        conn, Shelf("en", source="s1"), limit=20
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_of_a_publication_reads_a_whole_table(
    grown: Database, question: str
) -> None:
    with grown.read() as conn, plans(conn) as told:
        QUESTIONS[question](conn)
    assert told
    for line in told:
        assert not line.startswith("SCAN"), told
        # all shown cells, and all of a language, are half of the archive
        if question not in {"the front", "a source's"}:
            assert not line.endswith(("(shown=?)", "(shown=? AND language=?)")), told


def test_an_article_is_found_by_its_key(grown: Database) -> None:
    with grown.read() as conn, plans(conn) as told:
        stories.shown(conn, "a00007")
        edition_lists.withdrawn(conn, "en")
    assert "article_id" in told[0]
    assert any("ix_cell_withdrawn" in line for line in told)


def test_a_connection_that_was_open_before_learns_of_new_statistics(
    grown: Database,
) -> None:
    with grown.write() as conn:
        conn.exec_driver_sql("DELETE FROM sqlite_stat1")
    with grown.read() as conn:  # opened while none are there, kept for the next
        conn.exec_driver_sql("SELECT 1")
    grown.take_statistics()
    with grown.read() as conn, plans(conn) as told:
        edition_lists.withdrawn(conn, "en")
    assert any("ix_cell_withdrawn" in line for line in told)
