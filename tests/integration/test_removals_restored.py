"""What was taken down after a backup stays down, however the older store came back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import make_url
from tests.asgi import Client
from tests.builders import NOON
from tests.wire_on_paper import FEED, Paper, Story, paper
from typer.testing import CliRunner

from polywire import settings as conf
from polywire.cli import keeping, names, people, publishing, review
from polywire.cli.context import State
from polywire.errors import LedgerDamaged, PolywireError, StoreError, UsageError
from polywire.steps import backfill, reconcile
from polywire.steps.access import Access
from polywire.steps.doctor import examine
from polywire.steps.shelf import StoreShelf
from polywire.store import articles, move, removals
from polywire.store import people as store_people
from polywire.store.database import open_database
from polywire.web.api import Api
from polywire.web.app import create_app

BODY = [
    "The council of Norvale voted on Monday to open it to everybody at last.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
]
STORIES = {
    "bridge": ("Norvale opens its walnut bridge", "The bridge is of walnut wood."),
    "inn": ("Ferry inn changes hands", "Ottilie Marsh has kept it for years."),
    "mill": ("Granite mill closes", "The granite mill closes for the winter."),
    "dam": ("Juniper dam is repaired", "The juniper dam leaked in the spring."),
    "quay": ("Saffron quay is painted", "The saffron quay gets its paint."),
}
DOWN = ("walnut", "Ottilie Marsh", "granite")
"""Words of what the operator withdrew, of a name, of what the source withdrew."""
UP = ("juniper", "saffron")
"""The second was withdrawn and given back before the loss."""
PASSWORD = "four words nobody joins"  # noqa: S105  # of the test
TOML = """
[site]
name = "Paper Wire"
url = "https://wire.example"
languages = ["en", "pt-BR"]
operator = "Paper Wire"
contact = "desk@wire.example"
[store]
url = "{url}"
[[source]]
slug = "courier"
url = "https://courier.example/feed.xml"
name = "The Norvale Courier"
language = "en"
[source.rights]
basis = "permission"
evidence = "letter of 1 March 2026"
"""


def say(folder: Path, *words: str, told: str = "") -> str:
    """Call a command as an operator does; errors are raised."""
    app = typer.Typer()
    for module in (keeping, names, people, publishing, review):
        module.register(app)
    found = CliRunner().invoke(app, words, input=told, obj=State(folder))
    if isinstance(found.exception, PolywireError):
        raise found.exception
    assert found.exit_code == 0, (found.output, found.exception)
    return found.output


@dataclass
class Desk:
    """A wire with an operator, in a folder and a store that may both be lost."""

    paper: Paper
    tokens: dict[str, str]
    new_url: Callable[[], str]
    """Gives the address of a store that does not exist or has no tables yet."""

    @property
    def root(self) -> Path:
        return self.paper.root

    @property
    def url(self) -> str:
        return self.paper.wire.settings.store_url

    def close(self) -> None:
        self.paper.wire.db.close()

    def open(self, root: Path, url: str) -> None:
        """Go on in a folder and with a store, as ``polywire run`` opens them."""
        self.close()
        write_settings(root, url)
        settings = conf.load(root)
        wire = replace(
            self.paper.wire,
            settings=settings,
            db=reconcile.open_store(settings, self.paper.now),
            folder=type(self.paper.wire.folder)(settings.site_folder),
        )
        self.paper = replace(self.paper, wire=wire, root=root)

    def use(self) -> None:
        """Make people and tokens before the backup."""
        for name in ("eva", "rui", "marta"):
            say(self.root, "user", "add", name, "--role", "editor", told=PASSWORD)
            self.tokens[name] = say(self.root, "user", "token", name).strip()

    def take_down(self) -> None:
        """Take everything down that must not come back, and give one thing back."""
        url = "https://courier.example/"
        say(self.root, "withdraw", url + "bridge", "--reason", "court order")
        say(self.root, "withdraw", url + "quay", "--reason", "by mistake")
        say(self.root, "suppress", "Ottilie Marsh", "--reason", "a request")
        say(self.root, "restore", url + "quay")
        story = next(s for s in self.paper.outlet.stories if s.slug == "mill")
        story.status = 410
        self.paper.later(hours=2)
        self.paper.run()
        say(self.root, "user", "remove", "eva")
        listed = json.loads(say(self.root, "user", "tokens", "--json"))
        (number,) = [row["number"] for row in listed if row["name"] == "rui"]
        say(self.root, "user", "revoke", number)
        say(self.root, "user", "password", "marta", told="five words that nobody joins")

    def publish(self) -> None:
        """Make the site and take in what is due, twice."""
        say(self.root, "publish", "--all")
        self.paper.run()
        self.paper.later(hours=30)
        self.paper.run()

    def shown(self) -> set[str]:
        """Return which of the marked words any file, API answer or search shows."""
        settings, db = self.paper.wire.settings, self.paper.wire.db
        shelf = StoreShelf(db, settings)
        client = Client(create_app(settings, Api(shelf=shelf, search=shelf.search)))
        texts = list(self.paper.files().values())
        for language in ("en", "pt-BR"):
            texts.append(client.get(f"/api/v1/articles?language={language}").text)
            for cell in self.paper.board().values():
                where = f"/api/v1/editions/{cell['url'].rstrip('/')[-12:]}"
                texts.append(client.get(f"{where}?language={language}").text)
        every = " ".join(texts)
        found = {word for word in (*DOWN, *UP) if word in every}
        for word in (*DOWN, *UP):
            for language in ("en", "pt-BR"):
                asked = f"/api/v1/search?q={word.split()[-1]}&language={language}"
                if client.get(asked).json()["items"]:
                    found.add(word)
        return found

    def let_in(self) -> set[str]:
        """Return whose token of before the backup opens the door, and old passwords."""
        access = Access(self.paper.wire.db, lambda: self.paper.now)
        found = {
            f"token of {name}"
            for name, token in self.tokens.items()
            if access.of_token(token)
        }
        with self.paper.wire.db.read() as conn:
            found |= {row.name for row in store_people.accounts(conn)}
        if isinstance(access.log_in("marta", PASSWORD, "192.0.2.1"), str):
            found.add("old password of marta")
        return found


def write_settings(root: Path, url: str) -> None:
    root.mkdir(exist_ok=True)
    (root / conf.FILE_NAME).write_text(TOML.format(url=url))


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Give a wire that has published, with people; nothing is backed up yet."""
    root = tmp_path / "wire"
    root.mkdir()
    made = paper(
        root, *(Story(k, head, [*BODY, words]) for k, (head, words) in STORIES.items())
    )
    made.run()
    url = f"sqlite:///{root / 'polywire.db'}"
    if request.param == "postgresql":
        new: Callable[[], str] = request.getfixturevalue("new_postgres")
        url = new()
        with closing(open_database(url)) as db:
            move.copy(made.wire.db, db)
    else:

        def new() -> str:
            folder = tmp_path / f"store-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return f"sqlite:///{folder / 'polywire.db'}"

    found = Desk(made, {}, new)
    found.open(root, url)
    found.use()
    yield found
    found.close()


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
    late = Story("late", "Vanilla ferry sinks", [*BODY, "The vanilla ferry sank."])
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
        reconcile.open_store(conf.load(other))


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
        found = examine(conf.load(root), mend=mend)
        return next(one.state for one in found if one.name == "removals")

    assert of_ledger(mend=False) == "wrong"
    assert of_ledger(mend=True) == "ok"
    assert (root / "polywire.removals.damaged").exists()
    desk.open(root, url)
    assert_all_is_down(desk)


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
    reconcile.open_store(conf.load(third)).close()
    ledgers = [
        (folder / "polywire.removals").read_bytes()
        for folder in (other, desk.root, third)
    ]
    assert len(set(ledgers)) == 1


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


# --- killed at any point

KILLED = """
import os, signal, sys
from pathlib import Path
from polywire.store import removals
from polywire.store.removal_ledger import RemovalLedger
from polywire.store.database import Database

step = int(sys.argv[1])
count = 0

def counted(function):
    def call(*args, **kwargs):
        global count
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return function(*args, **kwargs)
    return call

from polywire.cli.app import load
from polywire.cli import app
load(sys.argv[2:])
Database.write = counted(Database.write)
RemovalLedger.append = counted(RemovalLedger.append)
app.app(sys.argv[2:])
"""
ACTS = {
    "withdraw": ("withdraw", "https://courier.example/bridge", "--reason", "order"),
    "suppress": ("suppress", "Ottilie Marsh", "--reason", "request"),
    "remove": ("user", "remove", "eva"),
    "password": ("user", "password", "marta"),
    "restore": ("restore", "https://courier.example/quay"),
}
KILLS = [("sqlite", act) for act in ACTS] + [("postgresql", "withdraw")]


def seen(desk: Desk) -> tuple[frozenset[str], frozenset[str], int, int]:
    db = desk.paper.wire.db
    with db.read() as conn:
        rows = articles.listed(conn, state="withdrawn")
        gone = frozenset(row.url.rsplit("/", 1)[1] for row in rows)
        known = len(removals.listed(conn))
    held = len(reconcile.ledger_of(desk.paper.wire.settings).read().removals)
    return gone, frozenset(desk.let_in()), known, held


@pytest.mark.parametrize(("desk", "act"), KILLS, indirect=["desk"])
def test_a_kill_at_any_write_ends_with_both_or_with_neither(
    desk: Desk, act: str
) -> None:
    """Kill the command before each of its writes, until one is not reached."""
    quay = "https://courier.example/quay"
    say(desk.root, "withdraw", quay, "--reason", "by mistake")
    desk.open(desk.root, desk.url)
    before = after = seen(desk)
    step = 0
    while after[:2] == before[:2]:
        desk.close()
        killed(desk.root, step, ACTS[act])
        desk.open(desk.root, desk.url)
        after = seen(desk)
        assert after[2] == after[3], "ledger and store hold the same"
        assert (after[2] > before[2]) is (after[:2] != before[:2])
        step += 1
    assert step > 1
    gone, who, *_ = after
    assert ("bridge" in gone) is (act == "withdraw")
    assert ("inn" in gone) is (act == "suppress")
    assert ("eva" in who) is (act != "remove")
    assert ("old password of marta" in who) is (act != "password")
    assert ("quay" in gone) is (act != "restore")


def killed(root: Path, step: int, words: tuple[str, ...]) -> None:
    line = [sys.executable, "-c", KILLED, str(step), "-C", str(root), *words]
    told = b"five words that nobody joins\n"
    subprocess.run(line, input=told, capture_output=True, timeout=120, check=False)
