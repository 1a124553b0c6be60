"""What was taken down after a backup stays down, however the older store came back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.builders import NOON
from tests.lost_store import BODY, DOWN, PASSWORD, UP, Desk, a_desk, say, write_settings
from tests.wire_on_paper import FEED, Story, numbered

from polywire.errors import LedgerDamaged, StoreError, UsageError
from polywire.operate.care import reconcile
from polywire.operate.care.doctor import examine
from polywire.operate.people.access import Access
from polywire.settings import operator_file
from polywire.steps import backfill


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    is_sqlite = request.param == "sqlite"
    new = None if is_sqlite else request.getfixturevalue("new_postgres")
    with a_desk(tmp_path, new) as made:
        yield made


ON_SQLITE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
"""For what does not ask the store anything of its own."""


def assert_all_is_down(desk: Desk) -> None:
    desk.publish()
    assert desk.shown() == set(UP)
    assert desk.let_in() == {"rui", "marta", "token of marta"}


def test_a_backup_brings_everything_back_where_nothing_was_taken_down(
    desk: Desk, tmp_path: Path
) -> None:
    """The measure of the tests below: what they look for can be found."""
    desk.publish()
    assert desk.shown() == {*DOWN, *UP}
    assert desk.let_in() >= {"eva", "token of eva", "token of rui"}
    assert "old password of marta" in desk.let_in()


def test_a_restore_beside_the_ledger_keeps_down_what_went_after_the_backup(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    desk.take_down()
    desk.close()
    url = desk.new_url()
    write_settings(desk.root, url)
    assert "removals were done again" in say(desk.root, "restore-backup", str(file))
    desk.open(desk.root, url)
    assert_all_is_down(desk)


def test_a_restore_on_a_new_machine_reads_the_copy_beside_the_backup(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "usb" / "wire.backup"
    file.parent.mkdir()
    say(desk.root, "backup", str(file))
    desk.take_down()
    shutil.rmtree(desk.root)
    new, url = tmp_path / "new", desk.new_url()
    write_settings(new, url)
    assert "removals were done again" in say(new, "restore-backup", str(file))
    desk.open(new, url)
    assert_all_is_down(desk)


@ON_SQLITE
def test_an_old_backup_learns_from_the_ledger_beside_a_newer_one(
    desk: Desk, tmp_path: Path
) -> None:
    """Both were copied elsewhere: the old one's own ledger knows of nothing."""
    old, newer, elsewhere = (tmp_path / name for name in ("a", "b", "elsewhere"))
    for folder in (old, newer, elsewhere):
        folder.mkdir()
    say(desk.root, "backup", str(old / "one.backup"))
    shutil.copy(old / "one.backup", elsewhere)
    shutil.copy(old / "one.backup.removals", elsewhere)
    desk.take_down()
    say(desk.root, "backup", str(newer / "two.backup"))
    shutil.copy(newer / "two.backup.removals", elsewhere)
    shutil.rmtree(desk.root)
    new, url = tmp_path / "new", desk.new_url()
    write_settings(new, url)
    say(new, "restore-backup", str(elsewhere / "one.backup"))
    desk.open(new, url)
    assert_all_is_down(desk)


def test_an_older_store_that_was_put_back_by_hand_is_caught_up_at_its_opening(
    desk: Desk, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The file copied back; on PostgreSQL what pg_restore does, by a template."""
    desk.close()
    file = desk.root / "polywire.db"
    if desk.url.startswith("sqlite"):
        shutil.copy(file, tmp_path / "kept.db")
        url = desk.url
    else:
        make: Callable[[str], str] = request.getfixturevalue("new_postgres")
        url = make(make_url(desk.url).database or "")
    desk.open(desk.root, desk.url)
    desk.take_down()
    desk.close()
    if desk.url.startswith("sqlite"):
        for path in desk.root.glob("polywire.db*"):
            path.unlink()
        shutil.copy(tmp_path / "kept.db", file)
    desk.open(desk.root, url)
    assert_all_is_down(desk)


def test_a_backup_older_than_an_article_does_not_let_it_in_anew(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    body = [*numbered(BODY, 99), "The vanilla ferry sank."]
    late = Story("late", "Vanilla ferry sinks", body)
    desk.paper.outlet.stories.append(late)
    desk.paper.later(hours=1)
    desk.paper.run()
    assert desk.paper.holding("anilla") != []
    say(desk.root, "withdraw", late.url, "--reason", "court order")
    desk.close()
    url = desk.new_url()
    write_settings(desk.root, url)
    say(desk.root, "restore-backup", str(file))
    desk.open(desk.root, url)
    desk.publish()
    assert desk.paper.holding("anilla") == []
    with pytest.raises(UsageError, match="no article"):
        say(desk.root, "rights", late.url)
    assert "polywire backfill" in say(desk.root, "restore", late.url)
    wire = desk.paper.wire
    past = backfill.Past(
        wire.settings,
        wire.db,
        desk.paper.outlet,
        wire.now,
        lambda _: None,
        wire.archive,
    )
    backfill.backfill(past, "courier", NOON - timedelta(days=9), start=FEED)
    desk.publish()
    assert desk.paper.holding("anilla") != []


@ON_SQLITE
def test_somebody_who_was_let_in_again_does_not_get_the_old_token_back(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    say(desk.root, "user", "remove", "eva")
    say(desk.root, "user", "add", "eva", told="five words that nobody joins")
    assert "eva" in desk.let_in()
    desk.close()
    url = desk.new_url()
    write_settings(desk.root, url)
    say(desk.root, "restore-backup", str(file))
    desk.open(desk.root, url)
    assert desk.let_in() & {"eva", "token of eva"} == set()
    say(desk.root, "user", "add", "eva", told="five words that nobody joins")
    desk.open(desk.root, url)
    assert "eva" in desk.let_in()


@ON_SQLITE
def test_a_backup_from_after_everything_changes_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take_down()
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    desk.close()
    url = desk.new_url()
    write_settings(desk.root, url)
    assert "0 later removals" in say(desk.root, "restore-backup", str(file))
    desk.open(desk.root, url)
    assert_all_is_down(desk)


@ON_SQLITE
def test_an_empty_store_that_learnt_from_its_ledger_can_still_be_filled(
    desk: Desk, tmp_path: Path
) -> None:
    """Whoever looks into a lost wire before restoring it must not lock herself out."""
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    desk.take_down()
    url = desk.new_url()
    desk.open(desk.root, url)
    assert say(desk.root, "user", "list") == ""
    say(desk.root, "restore-backup", str(file))
    desk.open(desk.root, url)
    assert_all_is_down(desk)


@ON_SQLITE
def test_a_restore_ends_every_login(desk: Desk, tmp_path: Path) -> None:
    access = Access(desk.paper.wire.db, lambda: desk.paper.now)
    cookie = access.log_in("rui", PASSWORD, "192.0.2.1")
    assert isinstance(cookie, str)
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    desk.close()
    url = desk.new_url()
    write_settings(desk.root, url)
    say(desk.root, "restore-backup", str(file))
    desk.open(desk.root, url)
    again = Access(desk.paper.wire.db, lambda: desk.paper.now)
    assert again.of_cookie(cookie) is None
    assert "token of rui" in desk.let_in()


@ON_SQLITE
def test_the_ledger_and_its_copies_hold_no_name_and_no_text(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    desk.take_down()
    own = (desk.root / "polywire.removals").read_bytes()
    assert own == file.with_name("wire.backup.removals").read_bytes()
    for word in (*DOWN, "Marsh", "eva", "rui", "marta", "courier", "court", "request"):
        assert word.encode() not in own
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.removals")}
    assert modes == {0o600}


@ON_SQLITE
def test_a_withdrawal_says_which_backups_still_hold_it(
    desk: Desk, tmp_path: Path
) -> None:
    first, second = tmp_path / "one.backup", tmp_path / "two.backup"
    say(desk.root, "backup", str(first))
    asked = ["https://courier.example/bridge", "--reason", "court order"]
    assert str(first) in say(desk.root, "withdraw", *asked)
    say(desk.root, "backup", str(second))
    told = say(desk.root, "suppress", "Ottilie Marsh", "--reason", "a request")
    assert str(first) in told
    assert str(second) in told
    first.unlink()
    told = say(desk.root, "withdraw", *asked)
    assert "Still held" not in told


@ON_SQLITE
def test_a_restore_without_any_ledger_says_what_may_be_back(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "usb" / "wire.backup"
    file.parent.mkdir()
    say(desk.root, "backup", str(file))
    file.with_name("wire.backup.removals").unlink()
    new = tmp_path / "new"
    write_settings(new, desk.new_url())
    assert "No ledger of removals" in say(new, "restore-backup", str(file))


@ON_SQLITE
def test_a_folder_of_another_wire_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "wire.backup"
    say(desk.root, "backup", str(file))
    other = tmp_path / "other"
    write_settings(other, desk.new_url())
    say(other, "backup", str(tmp_path / "other.backup"))
    write_settings(other, desk.new_url())
    with pytest.raises(UsageError, match="another wire"):
        say(other, "restore-backup", str(file))
    write_settings(other, desk.url)
    with pytest.raises(StoreError, match="another wire"):
        reconcile.open_store(operator_file.load(other))


@ON_SQLITE
def test_a_wire_does_not_start_on_a_ledger_that_nobody_can_read(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take_down()
    ledger = desk.root / "polywire.removals"
    lines = ledger.read_bytes().split(b"\n")
    lines[2] = lines[2][: len(lines[2]) // 2]
    ledger.write_bytes(b"\n".join(lines))
    with pytest.raises(LedgerDamaged, match="line 3"):
        say(desk.root, "publish", "--all")
    url, root = desk.url, desk.root
    desk.close()
    write_settings(root, url)

    def of_ledger(*, mend: bool) -> str:
        found = examine(operator_file.load(root), mend=mend)
        return next(one.state for one in found if one.name == "removals")

    assert of_ledger(mend=False) == "wrong"
    assert of_ledger(mend=True) == "ok"
    assert (root / "polywire.removals.damaged").exists()
    desk.open(root, url)
    assert_all_is_down(desk)


@ON_SQLITE
def test_a_lost_ledger_is_missed_and_made_again_from_the_store(desk: Desk) -> None:
    desk.take_down()
    ledger = desk.root / "polywire.removals"
    before = reconcile.ledger_of(desk.paper.wire.settings).read()
    ledger.unlink()
    found = {one.name: one for one in examine(desk.paper.wire.settings)}
    assert found["removals"].state == "warning"
    assert "is missing" in found["removals"].words
    desk.open(desk.root, desk.url)
    assert reconcile.ledger_of(desk.paper.wire.settings).read() == before


def test_each_machine_has_the_ledger_of_the_store_that_they_share(
    desk: Desk, tmp_path: Path
) -> None:
    """The operator withdraws on one machine; another one's folder knows, too."""
    other, third = tmp_path / "other", tmp_path / "third"
    write_settings(other, desk.url)
    say(other, "withdraw", "https://courier.example/bridge", "--reason", "court order")
    desk.paper.later(minutes=1)
    wire = desk.paper.wire
    reconcile.reconcile(wire.db, lambda: wire.archive, desk.paper.now)
    write_settings(third, desk.url)
    reconcile.open_store(operator_file.load(third)).close()
    ledgers = [
        (folder / "polywire.removals").read_bytes()
        for folder in (other, desk.root, third)
    ]
    assert len(set(ledgers)) == 1


@ON_SQLITE
def test_what_was_taken_down_before_there_was_a_ledger_goes_into_it(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take_down()
    with desk.paper.wire.db.write() as conn:
        conn.exec_driver_sql("DELETE FROM removal")
        conn.exec_driver_sql("DELETE FROM meta WHERE key = 'wire'")
    (desk.root / "polywire.removals").unlink()
    desk.open(desk.root, desk.url)
    held = reconcile.ledger_of(desk.paper.wire.settings).read()
    kinds = sorted(one.kind for one in held.removals)
    assert kinds == ["name", "withdrawal", "withdrawal", "withdrawal"]
