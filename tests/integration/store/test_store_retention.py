"""What is forgotten and what stays, on both databases; how full the disk is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection
from tests.builders import NOON, a_draft, an_article, an_edition
from tests.store_looks import edition_of, sizes

from polywire.article import Capture, FeedEntry
from polywire.errors import StoreError
from polywire.intake.captures.warc import Archive, open_archive
from polywire.store.ground.database import Database
from polywire.store.keeping import journal, retention
from polywire.store.keeping.disk import disk
from polywire.store.keeping.retention import Policy, Pruned, prune, prune_captures
from polywire.store.wire import (
    articles,
    captures,
    cells,
    drafts,
    edition_lists,
    editions,
    memory,
    revisions,
)

DAY = timedelta(days=1)
URL = "https://courier.example/1"


def version(conn: Connection, number: int, when: datetime) -> str:
    """Publish a version of article a1 from a revision of its own."""
    article = an_article(f"It cost {number} million crowns.")
    revisions.add(conn, "a1", article, capture=None, now=when)
    wish = cells.Wish("a1", article.revision, ["pt-BR"], "courier", NOON)
    cells.want(conn, wish, when)
    cell = cells.get(conn, "a1", "pt-BR")
    assert cell is not None
    drafts.put(conn, "a1", a_draft(article), when)
    edition = an_edition(article, article_id="a1", version=number, updated_at=when)
    revision = article.revision
    assert cells.settle(conn, edition, cell.fence, revision=revision, url="/x/")
    return revision


@pytest.fixture
def aged(database: Database, tmp_path: Path) -> tuple[Database, Archive]:
    """Give a store with an article of two versions, the first one a year old."""
    store = open_archive(tmp_path)
    with database.write() as conn:
        new = articles.NewEntry("a1", "courier", URL, URL, FeedEntry(id=URL, link=URL))
        articles.add_entry(conn, new, NOON)
        for number, when in ((1, NOON), (2, NOON + 364 * DAY)):
            version(conn, number, when)
            body = f"page {number}".encode()
            page = Capture(URL, URL, when, 200, (), body)
            place = store.keep("courier", page)
            captures.record(conn, page, source="courier", article_id="a1", place=place)
        feed = Capture(URL, URL, NOON, 200, (), b"feed")
        place = store.keep("courier", feed)
        captures.record(conn, feed, source="courier", place=place)
        for tier, key in (("engine", "k1"), ("human", "k2")):
            entry = memory.Remembered(
                key,
                "human" if tier == "human" else "engine",
                "en",
                "pt-BR",
                "It rained.",
                "Choveu.",
                "firefox",
                "m",
                NOON - DAY,
            )
            memory.put_many(conn, [entry])
        journal.add(conn, journal.Event(NOON, "published"))
    return database, store


def test_what_a_newer_one_replaced_is_forgotten_after_its_time(
    aged: tuple[Database, Archive],
) -> None:
    database, store = aged
    pruned = prune(database, store, Policy(), NOON + 365 * DAY)
    assert pruned == Pruned(
        captures=2, records=2, revisions=1, drafts=1, versions=1, sentences=1, events=1
    )
    assert store.files() == ("courier-2027-03.warc.gz",)


def test_a_source_has_a_time_of_its_own_for_its_captures(
    aged: tuple[Database, Archive],
) -> None:
    database, store = aged
    late = NOON + 365 * DAY
    long = Policy(captures=DAY, by_source={"courier": 400 * DAY})
    assert prune_captures(database, store, long, late) == (0, 0)
    short = Policy(captures=400 * DAY, by_source={"courier": DAY / 2})
    assert prune_captures(database, store, short, late) == (3, 3)
    (last,) = store.files()
    assert list(store.captures(last)) == []


def test_what_readers_see_and_why_stays(aged: tuple[Database, Archive]) -> None:
    database, store = aged
    prune(database, store, Policy().sooner(), NOON + 9999 * DAY)
    with database.read() as conn:
        shown = edition_lists.edition(conn, "a1", "pt-BR")
        assert shown is not None
        assert shown.version == 2
        assert revisions.current(conn, "a1") == shown.article
        assert drafts.get(conn, "a1", shown.article.revision, "pt-BR") is not None
        assert len(editions.history(conn, "a1", "pt-BR")) == 2
        assert edition_of(conn, "a1", "pt-BR", 2) == shown
        assert [entry.key for entry in memory.human(conn)] == ["k2"]
        assert articles.get(conn, "a1") is not None


def test_a_second_pruning_finds_nothing(aged: tuple[Database, Archive]) -> None:
    database, store = aged
    now = NOON + 365 * DAY
    prune(database, store, Policy(), now)
    assert prune(database, store, Policy(), now) == Pruned()


def test_young_things_stay(aged: tuple[Database, Archive]) -> None:
    database, store = aged
    assert prune(database, store, Policy(), NOON + 20 * DAY) == Pruned()


def test_a_wanted_revision_is_never_forgotten(aged: tuple[Database, Archive]) -> None:
    database, store = aged
    with database.write() as conn:
        first = revisions.listed(conn, "a1")[0].revision
        wish = cells.Wish("a1", first, ["pt-BR"], "courier", NOON)
        cells.want(conn, wish, NOON)
    assert prune(database, store, Policy(), NOON + 365 * DAY).revisions == 0


def test_more_than_a_chunk_is_forgotten_chunk_by_chunk(database: Database) -> None:
    count = 2 * retention.CHUNK + 3
    with database.write() as conn:
        entries = [
            memory.Remembered(f"k{n}", "engine", "en", "pt", "a", "b", "f", "m", NOON)
            for n in range(count)
        ]
        memory.put_many(conn, entries, article_id="a1")
    nowhere = open_archive(Path("nowhere"))
    pruned = prune(database, nowhere, Policy(), NOON + 400 * DAY)
    assert pruned.sentences == count


def test_each_table_says_what_it_takes(database: Database) -> None:
    with database.write() as conn:
        journal.add(conn, journal.Event(NOON, "published"))
        found = {size.table: size for size in sizes(conn)}
    assert found["log"].rows == 1
    assert found["log"].bytes is None or found["log"].bytes > 0


def test_a_disk_is_looked_at_and_a_missing_one_told(tmp_path: Path) -> None:
    assert disk(tmp_path).total > 0
    with pytest.raises(StoreError, match="cannot be looked at"):
        disk(tmp_path / "gone")
