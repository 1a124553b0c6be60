"""The commands that keep an installation, on a wire that has run once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.commands import commands
from tests.wire_on_paper import Paper, Story, paper
from typer.testing import Result

from polywire.cli.wire import doctor, keeping
from polywire.errors import PolywireError, UsageError
from polywire.settings import operator_file
from polywire.steps import given_up
from polywire.store.ground import owner
from polywire.store.wire import articles, cells

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
TOML = """
[site]
name = "Paper Wire"
url = "https://wire.example"
languages = ["en"]
operator = "Paper Wire"
contact = "desk@wire.example"
[[source]]
slug = "courier"
url = "https://courier.example/feed.xml"
language = "en"
"""


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    made = paper(tmp_path, Story("bridge", "Norvale opens its old bridge", list(LONG)))
    (tmp_path / operator_file.FILE_NAME).write_text(TOML)
    with closing(made.wire.db):
        made.run()
        yield made


@pytest.fixture
def command() -> Callable[..., Result]:
    """Call a command of an installation; errors are raised."""
    return commands(keeping, doctor)


def test_a_backup_restores_into_a_new_installation(
    wire: Paper, command: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "wire.backup"
    assert "checked" in command(wire.root, "backup", str(file)).output
    other = tmp_path / "other"
    other.mkdir()
    (other / operator_file.FILE_NAME).write_text(TOML)
    assert "restored" in command(other, "restore-backup", str(file)).output
    with pytest.raises(UsageError, match="not empty"):
        command(other, "restore-backup", str(file))


def test_a_backup_holds_the_pictures_and_brings_them_back(
    wire: Paper, command: Callable[..., Result], tmp_path: Path
) -> None:
    home = wire.root / "pictures" / "a1b2c3d4e5f6"
    home.mkdir(parents=True)
    (home / "bridge.webp").write_bytes(b"a picture")
    file, bare = tmp_path / "wire.backup", tmp_path / "bare.backup"
    command(wire.root, "backup", str(file))
    command(wire.root, "backup", "--no-pictures", str(bare))
    for name, source, kept in (("one", file, True), ("two", bare, False)):
        other = tmp_path / name
        other.mkdir()
        (other / operator_file.FILE_NAME).write_text(TOML)
        told = command(other, "restore-backup", str(source)).output
        assert f"{int(kept)} files of pictures" in told
        back = other / "pictures" / "a1b2c3d4e5f6" / "bridge.webp"
        assert back.is_file() is kept
    assert (tmp_path / "one/pictures/a1b2c3d4e5f6/bridge.webp").read_bytes() == (
        b"a picture"
    )


def test_a_move_carries_everything_and_says_what_to_write(
    wire: Paper, command: Callable[..., Result]
) -> None:
    found = command(wire.root, "move", "--to", "sqlite:///second.db")
    assert "carried and compared" in found.output
    assert 'url = "sqlite:///second.db"' in found.output
    assert "up to date" in command(wire.root, "migrate").output


def test_a_dry_run_of_prune_forgets_nothing(
    wire: Paper, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYWIRE_NOW", "2036-03-02T12:00:00Z")
    dry = json.loads(command(wire.root, "prune", "--dry-run", "--json").output)
    again = json.loads(command(wire.root, "prune", "--dry-run", "--json").output)
    assert dry == again
    assert command(wire.root, "prune").output.startswith("Gone")


def test_what_was_given_up_is_listed_and_tried_again(
    wire: Paper, command: Callable[..., Result]
) -> None:
    with wire.wire.db.write() as conn:
        (row,) = articles.listed(conn)
        cells.want_again(conn, row.id, "en")
        articles.fetch_again(conn, row.id)
    given_up.bury(wire.wire, "ingest", row.id, "it broke")
    given_up.bury(wire.wire, "deliver", f"{row.id} en", "it broke too")
    listed = json.loads(command(wire.root, "retry", "--json").output)
    assert [one["reason"] for one in listed] == ["it broke", "it broke too"]
    assert "2 will be tried again" in command(wire.root, "retry", row.url).output
    with wire.wire.db.read() as conn:
        assert articles.to_fetch(conn, wire.now) == [row.id]
        assert [one.language for one in cells.pending(conn, wire.now)] == ["en"]
    wire.run()
    assert wire.board()["bridge", "en"]["state"] == "published"
    with pytest.raises(UsageError, match="nothing to retry"):
        command(wire.root, "retry", row.url)


def test_the_doctor_sees_a_lost_site_and_mends_it(
    wire: Paper, command: Callable[..., Result]
) -> None:
    site = wire.wire.settings.site_folder
    site.rename(site.with_name("lost"))
    with pytest.raises(PolywireError, match="files"):
        command(wire.root, "doctor")
    mended = json.loads(command(wire.root, "doctor", "--mend", "--json").output)
    (files,) = [one for one in mended if one["name"] == "files"]
    assert files["mended"] is True
    wire.run()
    assert wire.page("bridge", "en")


def test_a_healthy_installation_has_nothing_wrong(
    wire: Paper, command: Callable[..., Result]
) -> None:
    found = json.loads(command(wire.root, "doctor", "--json").output)
    assert {one["state"] for one in found} <= {"ok", "warning"}
    assert {one["name"] for one in found} >= {"settings", "disk", "store", "files"}


def test_a_damaged_engine_is_put_aside_unless_a_wire_has_it_open(
    wire: Paper, command: Callable[..., Result]
) -> None:
    (wire.root / "engine.db").write_bytes(b"SQLite format 3\x00" + b"noise" * 2000)
    with pytest.raises(PolywireError, match="engine"):
        command(wire.root, "doctor")
    running = owner.own(wire.wire.db, "a wire that runs")
    with pytest.raises(PolywireError, match="engine"):
        command(wire.root, "doctor", "--mend")
    owner.release(wire.wire.db, running)
    found = json.loads(command(wire.root, "doctor", "--mend", "--json").output)
    (engine,) = [one for one in found if one["name"] == "engine"]
    assert engine["mended"] is True
    assert (wire.root / "engine.db.damaged").exists()
    assert not (wire.root / "engine.db").exists()
