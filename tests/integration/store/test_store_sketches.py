"""Sketches in the store, on both databases: what is near is found by an index."""

from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.builders import NOON, an_article, at

from polywire.article import FeedEntry
from polywire.intake.captures.warc import open_archive
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.keeping import sketches
from polywire.store.keeping.retention import Policy, prune
from polywire.store.keeping.sketches import SketchRow
from polywire.store.wire import articles, revisions


def put(
    database: Database, identity: str, whole: int, keys: Collection[int], said: str = ""
) -> SketchRow:
    article = an_article(said or f"Article {identity} tells something.")
    url = f"https://courier.example/{identity}"
    new = articles.NewEntry(identity, "courier", url, url, FeedEntry(id=url, link=url))
    row = SketchRow(
        article_id=identity,
        revision=article.revision,
        language="en",
        shown_in=["de", "en"],
        is_full=True,
        whole=whole,
        numbers=(1, 2**63 - 1),
    )
    with database.write() as conn:
        sketches.begin(conn)
        articles.add_entry(conn, new, NOON)
        revisions.add(conn, identity, article, capture=None, now=NOON)
        sketches.put(conn, row, keys)
    return row


def test_a_sketch_comes_back_as_it_was_kept(database: Database) -> None:
    row = put(database, "a", 7, [1])
    put(database, "a", 7, [1])
    with database.read() as conn:
        found = sketches.get_many(conn, ["a", "b"])
    assert list(found) == ["a"]
    assert (found["a"].first_seen, found["a"].current) == (NOON, row.revision)
    assert found["a"].rows == [row]


def test_near_is_what_has_the_same_words_or_shares_two_keys(database: Database) -> None:
    put(database, "same", 7, [])
    put(database, "near", 8, [1, 2, 3])
    put(database, "far", 9, [1, 5, 6])
    with database.read() as conn:
        assert sketches.near(conn, 7, [1, 2, 9], 50) == {"same", "near"}


def test_of_what_is_forgotten_or_withdrawn_nothing_is_compared(
    database: Database,
) -> None:
    put(database, "a", 7, [1, 2])
    put(database, "b", 7, [1, 2])
    with database.write() as conn:
        sketches.forget(conn, "a")
        articles.set_state(conn, "b", "withdrawn")
        assert sketches.near(conn, 7, [1, 2], 50) == {"b"}
        assert sketches.get_many(conn, ["a", "b"]) == {}


def test_a_sketch_goes_with_the_content_that_it_was_made_of(
    database: Database, tmp_path: Path
) -> None:
    put(database, "a", 7, [1, 2], "It was said at first.")
    row = put(database, "a", 8, [3, 4], "It was said later.")
    prune(database, open_archive(tmp_path), Policy(), at(24 * 365))
    with database.read() as conn:
        assert sketches.get_many(conn, ["a"])["a"].rows == [row]


@pytest.mark.parametrize(
    "question",
    [
        "SELECT article_id FROM shingle WHERE number IN (1, 2, 3)",
        "SELECT article_id FROM sketch WHERE whole = 1",
        "SELECT number FROM shingle WHERE article_id = 'a'",
    ],
)
def test_a_look_up_walks_an_index(tmp_path: Path, question: str) -> None:
    # PostgreSQL plans by the size of its tables
    with closing(open_database(f"sqlite:///{tmp_path}/a.db")) as db, db.read() as conn:
        plan = [row[3] for row in conn.execute(text(f"EXPLAIN QUERY PLAN {question}"))]
    assert all(line.startswith("SEARCH") for line in plan)


def test_of_a_crowd_those_are_found_that_were_seen_first(database: Database) -> None:
    for number in range(5):
        put(database, f"a{number}", 7, [number, 100 + number], f"It was said {number}.")
    with database.read() as conn:
        assert sketches.near(conn, 7, [], 3) == {"a0", "a1", "a2"}
