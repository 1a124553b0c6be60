"""The commands around engines, run on a real installation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.commands import app_of
from tests.fake_services import Service, serving
from typer.testing import CliRunner, Result

from polywire.check import second_reading
from polywire.cli.texts import engines
from polywire.desk.engine_costs import StoreSpend
from polywire.errors import EngineError, PolywireError, UsageError
from polywire.settings.operator_file import load
from polywire.store.ground.migrate import open_database
from polywire.store.wire import memory
from polywire.translate.engines.engine_limits import Use
from polywire.translate.known.memory_keys import human_key
from polywire.translate.models import model_folder

pytestmark = pytest.mark.skipif(
    not model_folder.bundled(),
    reason="the bundled models have no wheel for this machine",
)
TOML = """
[site]
visibility = "private"
languages = ["en", "pt-BR"]
"""
TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="en-US"/><body>
<tu><tuv xml:lang="en-US"><seg>The bridge is closed.</seg></tuv>
<tuv xml:lang="pt-br"><seg>A ponte fechou.</seg></tuv></tu></body></tmx>"""


@pytest.fixture
def app() -> typer.Typer:
    return app_of(engines)


class Shell:
    """Runs commands in one installation."""

    def __init__(self, app: typer.Typer, home: Path) -> None:
        self._app = app
        self.home = home

    def run(self, *words: str) -> Result:
        found = CliRunner().invoke(self._app, ["--directory", str(self.home), *words])
        if isinstance(found.exception, PolywireError):
            raise found.exception
        return found

    def json(self, *words: str) -> Any:
        found = self.run(*words, "--json")
        assert found.exit_code == 0, found.output
        return json.loads(found.stdout)


@pytest.fixture
def shell(app: typer.Typer, tmp_path: Path) -> Shell:
    (tmp_path / "polywire.toml").write_text(TOML, encoding="utf-8")
    return Shell(app, tmp_path)


@pytest.fixture
def service(shell: Shell) -> Iterator[Service]:
    with serving("libretranslate") as service:
        text = (
            f'{TOML}\n[engines.mine]\nkind = "libretranslate"\nurl = "{service.url}"\n'
            "daily_characters = 100\n[routes]\n"
            '"en-pt-BR" = ["mine", "firefox"]\n"en-de" = ["mine"]\n'
        )
        (shell.home / "polywire.toml").write_text(text, encoding="utf-8")
        yield service


def test_a_model_is_added_listed_verified_and_removed(shell: Shell) -> None:
    home = str(model_folder.bundled()[0].model.parent)
    (made,) = shell.json("models", "add", home, "--as", "en-pt")
    assert made["pair"] == "en-pt"
    listed = shell.json("models", "list")
    assert [row["origin"] for row in listed] == [home, "bundled", "bundled"]
    assert shell.json("models", "verify") == {"en-pt": []}
    (shell.home / "models" / made["sha256"] / "vocab.enpt.spm").write_bytes(b"x")
    with pytest.raises(EngineError, match="damaged; remove it with"):
        shell.run("models", "verify")
    assert "Removed en-pt" in shell.run("models", "remove", "en-pt").output


def test_a_pair_that_is_none_is_a_usage_error(shell: Shell) -> None:
    with pytest.raises(UsageError, match="no pair of languages"):
        shell.run("models", "add", "russian")


def test_a_memory_is_taken_counted_and_written(shell: Shell) -> None:
    file = shell.home / "old.tmx"
    file.write_text(TMX, encoding="utf-8")
    assert shell.json("memory", "import", str(file)) == {"imported": 1}
    assert shell.json("memory", "import", str(file)) == {"imported": 1}
    stats = shell.json("memory", "stats")
    assert stats == {"engine": 0, "human": 1, "human_by_pair": {"en-pt-BR": 1}}
    out = shell.home / "new.tmx"
    assert "Wrote 1 sentences" in shell.run("memory", "export", str(out)).output
    written = out.read_text(encoding="utf-8")
    assert '<tuv xml:lang="pt-BR">' in written
    assert "A ponte fechou." in written
    assert "Wrote 0" in shell.run("memory", "export", str(out), "--to", "de").output


def test_an_imported_sentence_lies_where_the_wire_looks(shell: Shell) -> None:
    file = shell.home / "old.tmx"
    file.write_text(TMX, encoding="utf-8")
    shell.run("memory", "import", str(file))
    key = human_key("The bridge is closed.", "en", "pt-BR")
    with closing(open_database(load(shell.home).store_url)) as db, db.read() as conn:
        assert memory.get_many(conn, [key])[key].target_text == "A ponte fechou."


def test_what_is_no_tmx_is_a_usage_error(shell: Shell) -> None:
    bad = shell.home / "bad.tmx"
    bad.write_text("hello", encoding="utf-8")
    with pytest.raises(UsageError, match="no TMX"):
        shell.run("memory", "import", str(bad))
    with pytest.raises(UsageError, match="cannot be read"):
        shell.run("memory", "import", str(shell.home / "gone.tmx"))


def test_the_ways_to_translate_are_shown(shell: Shell) -> None:
    ways = shell.json("engines")["ways"]
    pairs = {(way["source"], way["target"], way["way"]) for way in ways}
    assert {("en", "pt-BR", "firefox"), ("pt", "en", "firefox")} <= pairs
    assert "firefox" in shell.run("engines").output


def test_only_bundled_models_show_how_many_sentences_a_reader_refused(
    shell: Shell, service: Service
) -> None:
    ways = shell.json("engines")["ways"]
    shown = {(way["source"], way["way"]): way["refusals"] for way in ways}
    assert shown["en", "mine"] is None
    for source, target in (("en", "pt-BR"), ("pt", "en")):
        found = second_reading.refusals(source, target)
        assert found is not None
        assert shown[source, "firefox"] == asdict(found)
        assert str(found) in shell.run("engines").output


def test_a_check_gives_each_engine_a_sentence(shell: Shell, service: Service) -> None:
    tried = shell.json("engines", "check", "--pair", "en-pt-BR")
    assert [(one["way"], one["error"]) for one in tried] == [
        ("mine", None),
        ("firefox", None),
    ]
    assert tried[1]["text"] == "A ponte está fechada."
    assert len(service.asked) == 1


def test_a_check_names_the_engine_that_does_not_work(
    shell: Shell, service: Service
) -> None:
    service.how = "html"
    with pytest.raises(EngineError, match=r"1 of 2 do not work: mine \(en-pt-BR\)"):
        shell.run("engines", "check", "--pair", "en-pt-BR")


def test_a_pair_that_nothing_translates_says_what_now(shell: Shell) -> None:
    with pytest.raises(EngineError, match="there is no engine for ja-ko: see"):
        shell.run("engines", "check", "--pair", "ja-ko")


def test_what_a_service_was_sent_is_shown(shell: Shell, service: Service) -> None:
    settings = load(shell.home)
    today = datetime.now(UTC).date()
    with closing(open_database(settings.store_url)) as db:
        StoreSpend(db).add("mine", today, Use(70, 1, 0.5))
        assert StoreSpend(db).used("mine", date(2020, 1, 1), today) == Use(70, 1, 0.5)
    ways = shell.json("engines")["ways"]
    mine = next(way for way in ways if way["way"] == "mine")
    assert (mine["characters"], mine["money"]) == (70, 0.5)
    tried = shell.json("engines", "check", "--pair", "en-de")
    assert tried[0]["error"] is None
    with pytest.raises(EngineError, match="daily_characters = 100 is reached"):
        shell.run("engines", "check", "--pair", "en-de")
    assert len(service.asked) == 1


def test_settings_without_a_file_are_enough_to_look(
    app: typer.Typer, tmp_path: Path
) -> None:
    shell = replace_home(Shell(app, tmp_path), tmp_path / "empty")
    assert shell.json("models", "list")[0]["origin"] == "bundled"


def replace_home(shell: Shell, home: Path) -> Shell:
    home.mkdir()
    shell.home = home
    return shell
