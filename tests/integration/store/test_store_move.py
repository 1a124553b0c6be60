"""Carrying, backing up and restoring a whole store."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, insert
from tests.builders import NOON, a_decision, a_draft, a_source, an_article, an_edition
from tests.old_store import make_old_store

from polywire.article import FeedEntry
from polywire.errors import StoreBusy, StoreError, UsageError
from polywire.store.ground import notes, owner
from polywire.store.ground.backup import backup, restore
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.ground.move import copy, digest, move
from polywire.store.ground.schema import article as article_table
from polywire.store.ground.schema import metadata
from polywire.store.keeping import journal
from polywire.store.wire import (
    articles,
    cells,
    drafts,
    edition_lists,
    memory,
    revisions,
    rights_decisions,
    source_states,
    suppressed,
)


def fill(db: Database, count: int = 3) -> None:
    """Put something into every table that an ordinary wire fills."""
    with db.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        for n in range(count):
            identity, url = f"a{n}", f"https://courier.example/{n}"
            entry = FeedEntry(id=url, link=url, title=f"Ração {n} \u2014 \x00")
            new = articles.NewEntry(identity, "courier", url, url, entry)
            articles.add_entry(conn, new, NOON)
            article = an_article(headline=f"Norvale {n}")
            revisions.add(conn, identity, article, capture=None, now=NOON)
            wish = cells.Wish(identity, article.revision, ["pt-BR"], "courier", NOON)
            cells.want(conn, wish, NOON)
            row = cells.get(conn, identity, "pt-BR")
            assert row is not None
            edition = an_edition(article, article_id=identity)
            revision = article.revision
            assert cells.settle(conn, edition, row.fence, revision=revision, url="/x")
            drafts.put(conn, identity, a_draft(article), NOON)
            rights_decisions.decide(
                conn, identity, article.revision, a_decision(), NOON
            )
            entry_of = memory.Remembered(
                f"k{n}",
                "engine",
                "en",
                "pt-BR",
                "It rained.",
                "Choveu.",
                "f",
                "m",
                NOON,
            )
            memory.put_many(conn, [entry_of], article_id=identity)
            journal.add(conn, journal.Event(NOON, "published", article_id=identity))
        ban = suppressed.Suppression("url", "https://x/", "asked", "desk", NOON)
        suppressed.add(conn, ban)
        notes.put(conn, "last-run", {"b": 1, "a": None})
        notes.add_spent(conn, "deepl", date(2026, 3, 2), notes.Spent(1, 1, 0.1))


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give an empty store to carry into."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'other.db'}"
    else:
        make: Callable[[], str] = request.getfixturevalue("new_postgres")
        url = make()
    db = open_database(url)
    yield db
    db.close()


def digests(db: Database) -> dict[str, tuple[int, str]]:
    with db.read() as conn:
        return {
            table.name: digest(conn, table)
            for table in metadata.sorted_tables
            if table.name != "owner"
        }


def test_a_store_is_carried_whole_between_any_two_databases(
    database: Database, other: Database
) -> None:
    fill(database, 3)
    carried = move(database, other)
    assert digests(other) == digests(database)
    assert {item.table: item.rows for item in carried}["article"] == 3
    with other.read() as conn:
        assert owner.current(conn) is None
        edition = edition_lists.edition(conn, "a1", "pt-BR")
    assert edition is not None
    assert edition.article.headline == "Norvale 1"
    with other.write() as conn:
        journal.add(conn, journal.Event(NOON, "carried"))
        assert journal.recent(conn)[0].event == "carried"


def test_many_rows_are_carried_in_batches(database: Database, other: Database) -> None:
    with database.write() as conn:
        for n in range(1203):
            notes.put(conn, f"n{n}", n)
    move(database, other)
    assert digests(other)["meta"] == digests(database)["meta"]


def test_a_running_wire_is_not_moved(database: Database, other: Database) -> None:
    import os

    owner.own(database, "the desk", os.getppid())
    with pytest.raises(StoreBusy, match="the desk"):
        move(database, other)


def test_a_full_target_is_refused_and_kept(database: Database, other: Database) -> None:
    fill(database, 1)
    with other.write() as conn:
        notes.put(conn, "mine", 1)
    with pytest.raises(UsageError, match="not empty"):
        move(database, other)
    with other.read() as conn:
        assert notes.get(conn, "mine") == 1
    owner.own(database, "free again")


def test_one_changed_row_changes_the_digest(database: Database) -> None:
    fill(database, 2)
    before = digests(database)
    with database.write() as conn:
        notes.put(conn, "last-run", {"b": 2, "a": None})
    after = digests(database)
    assert {name for name in before if before[name] != after[name]} == {"meta"}


def test_a_copy_that_differs_is_refused_and_undone(tmp_path: Path) -> None:
    source = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    target = open_database(f"sqlite:///{tmp_path / 'b.db'}")
    fill(source, 1)
    with target.write() as conn:
        conn.exec_driver_sql(
            "CREATE TRIGGER lose AFTER INSERT ON memory_use"
            " BEGIN DELETE FROM memory_use; END"
        )
    with pytest.raises(StoreError, match="memory_use differs"):
        copy(source, target)
    assert digests(target)["article"][0] == 0
    source.close()
    target.close()


def test_a_backup_is_one_moment_and_restores_anywhere(
    database: Database, other: Database, tmp_path: Path
) -> None:
    fill(database, 2)
    file = backup(database, tmp_path / "backup.db")
    kept = digests(database)
    fill_more(database)
    other_url = other.engine.url.render_as_string(hide_password=False)
    restore(file, other_url)
    assert digests(other) == kept
    assert not list(tmp_path.glob("*.part*"))
    assert not list(tmp_path.glob("*.restoring*"))


def fill_more(db: Database) -> None:
    with db.write() as conn:
        notes.put(conn, "later", 1)


def test_a_backup_is_made_while_others_write(
    database: Database, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            with database.write() as conn:
                notes.put(conn, "left", n)
                notes.put(conn, "right", n)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            file = backup(database, tmp_path / f"backup{n}.db")
            copied = open_database(f"sqlite:///{file}")
            with copied.read() as conn:
                assert notes.get(conn, "left") == notes.get(conn, "right")
            copied.close()
    finally:
        stop.set()
        writer.join()


def test_an_older_backup_is_migrated_and_stays_as_it_was(tmp_path: Path) -> None:
    make_old_store(f"sqlite:///{tmp_path / 'old.db'}")
    before = (tmp_path / "old.db").read_bytes()
    restore(tmp_path / "old.db", f"sqlite:///{tmp_path / 'new.db'}")
    assert (tmp_path / "old.db").read_bytes() == before
    new = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    with new.read() as conn:
        assert notes.get(conn, "kept") == "yes"
    new.close()


def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        backup(database, tmp_path / "backup.db")


@pytest.mark.parametrize("damage", ["missing", "rubbish", "other-database", "torn"])
def test_what_is_no_whole_backup_is_refused(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup.db"
    if damage == "rubbish":
        file.write_bytes(b"no database at all" * 100)
    elif damage == "other-database":
        with sqlite3.connect(file) as conn:
            conn.execute("CREATE TABLE x (y)")
        conn.close()
    elif damage == "torn":
        db = open_database(f"sqlite:///{tmp_path / 'whole.db'}")
        fill(db, 5)
        with db.write() as writer:
            writer.execute(delete(article_table).where(article_table.c.id == "none"))
            writer.execute(
                insert(metadata.tables["meta"]),
                [{"key": f"k{n}", "value": "x" * 900} for n in range(300)],
            )
        backup(db, file)
        db.close()
        content = bytearray(file.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 20_000] = b"\xff" * 20_000
        file.write_bytes(bytes(content))
    with pytest.raises((StoreError, UsageError)):
        restore(file, f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()
