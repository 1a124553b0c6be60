"""Removals in the store, in the ledger beside it, and in the copies beside backups."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.builders import NOON, at

from polywire.store.ground import removals
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.ground.removal_ledger import Removal, RemovalLedger, beside


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(f"sqlite:///{tmp_path}/polywire.db")) as found:
        found.ledger = RemovalLedger(tmp_path / "polywire.removals")
        yield found


def seen(db: Database, made: list[Removal]) -> None:
    with db.write() as conn:
        removals.add(conn, made)


def test_a_removal_is_in_the_ledger_before_the_store_has_it(db: Database) -> None:
    assert db.ledger is not None
    made = removals.remove(db, NOON, "withdrawal", ["a1", "a2"])
    assert [(one.serial, one.value, one.gone) for one in made] == [
        (1, "a1", True),
        (2, "a2", True),
    ]
    assert db.ledger.read().removals == tuple(made)
    assert db.ledger.read().wire == removals.named(db)
    with db.read() as conn:
        assert removals.listed(conn) == []
    seen(db, made)
    seen(db, made)
    with db.read() as conn:
        assert removals.listed(conn) == made
        assert removals.are_gone(conn, "withdrawal", ["a1", "a3"]) == {"a1"}
        assert removals.are_gone(conn, "name", ["a1"]) == set()


def test_only_what_was_removed_is_given_back_and_the_later_entry_wins(
    db: Database,
) -> None:
    seen(db, removals.remove(db, NOON, "withdrawal", ["a1"]))
    back = removals.give_back(db, at(1), "withdrawal", ["a1", "a2"])
    assert [(one.serial, one.value, one.gone) for one in back] == [(2, "a1", False)]
    seen(db, back)
    with db.read() as conn:
        assert removals.are_gone(conn, "withdrawal", ["a1"]) == set()
    assert removals.give_back(db, at(2), "withdrawal", ["a1"]) == []


def test_a_store_without_a_ledger_beside_it_keeps_its_own(db: Database) -> None:
    ledger, db.ledger = db.ledger, None
    assert ledger is not None
    made = removals.remove(db, NOON, "withdrawal", ["a1"])
    assert [one.value for one in made] == ["a1"]
    assert ledger.read().removals == ()


def test_a_wire_keeps_the_name_that_it_was_given_first(db: Database) -> None:
    assert removals.named(db, "w1") == "w1"
    assert removals.named(db, "w2") == removals.named(db) == "w1"


@pytest.mark.parametrize(
    ("wire", "copied"), [(None, 2), ("w1", 2), ("w2", 1)], ids=["new", "own", "another"]
)
def test_a_removal_reaches_the_copies_beside_the_backups_of_its_wire(
    db: Database, tmp_path: Path, wire: str | None, copied: int
) -> None:
    removals.named(db, "w1")
    first = removals.remove(db, NOON, "withdrawal", ["a1"])
    backup, gone = tmp_path / "one.backup", tmp_path / "two.backup"
    backup.touch()
    with db.write() as conn:
        removals.note_backup(conn, backup, NOON)
        removals.note_backup(conn, tmp_path / "far" / "two.backup", NOON)
    if wire is not None:
        beside(backup).append(wire, first)
    removals.remove(db, at(1), "withdrawal", ["a2"])
    assert len(beside(backup).read().removals) == copied
    assert not beside(gone).path.exists()


def test_a_copy_that_cannot_be_read_stops_no_removal(
    db: Database, tmp_path: Path
) -> None:
    backup = tmp_path / "one.backup"
    backup.touch()
    beside(backup).path.write_bytes(b"no ledger\n")
    with db.write() as conn:
        removals.note_backup(conn, backup, NOON)
    (made,) = removals.remove(db, NOON, "withdrawal", ["a1"])
    assert db.ledger is not None
    assert db.ledger.read().removals == (made,)
    assert beside(backup).path.read_bytes() == b"no ledger\n"


def test_a_backup_that_was_deleted_is_forgotten_unless_its_disk_is_away(
    db: Database, tmp_path: Path
) -> None:
    deleted, away = tmp_path / "one.backup", tmp_path / "disk" / "two.backup"
    newest = tmp_path / "three.backup"
    with db.write() as conn:
        for path in (deleted, away, newest, newest):
            removals.note_backup(conn, path, NOON)
        assert removals.backups(conn) == [(away, NOON), (newest, NOON)]


def test_pages_of_an_unknown_withdrawal_are_left_until_they_are_taken_away(
    db: Database,
) -> None:
    with db.write() as conn:
        for identity in ("a2", "a1", "a2"):
            removals.leaves_pages(conn, identity)
        assert removals.left_pages(conn) == ["a1", "a2"]
        removals.pages_are_gone(conn, [])
        removals.pages_are_gone(conn, ["a1", "a3"])
        assert removals.left_pages(conn) == ["a2"]
        removals.pages_are_gone(conn, ["a2"])
        assert removals.left_pages(conn) == []
        removals.pages_are_gone(conn, [])
        assert removals.left_pages(conn) == []
