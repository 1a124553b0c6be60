"""How local engines are stands in `status` and `engines`, as for services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import typer
from tests.builders import NOON
from typer.testing import CliRunner

from polywire.cli.context import State
from polywire.cli.texts import engines as commands
from polywire.desk.engine_health import HealthNotes
from polywire.operate.care.status import status
from polywire.settings.operator_file import load, parse
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.translate.engines.breaker import Breaker
from polywire.translate.route import Routes

TOML = """
[site]
operator = "Paper Wire"
contact = "desk@wire.example"
languages = ["en", "pt-BR"]
"""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "polywire.toml").write_text(TOML, encoding="utf-8")
    url = load(tmp_path).store_url
    with closing(open_database(url)) as opened:
        yield opened


def _broken(db: Database) -> None:
    breaker = Breaker("firefox en-pt-BR")
    for _ in range(3):
        breaker.failed("no process could be started")
    HealthNotes(db, lambda: NOON).note([breaker.health()])


def test_a_broken_local_engine_stands_in_the_status(
    db: Database, tmp_path: Path
) -> None:
    _broken(db)
    (row,) = status(load(tmp_path), db, NOON)["engines"]
    assert (row["name"], row["kind"]) == ("firefox en-pt-BR", "built-in")
    assert (row["health"], row["failures"]) == ("open", 3)
    assert row["error"] == "no process could be started"


def test_a_broken_local_engine_stands_among_the_engines(
    db: Database, tmp_path: Path
) -> None:
    _broken(db)
    app = typer.Typer()

    @app.callback()
    def options(context: typer.Context) -> None:
        context.obj = State(directory=tmp_path)

    commands.register(app)
    said = CliRunner().invoke(app, ["engines", "--json"])
    ways = msgspec.json.decode(said.stdout)["ways"]
    found = {(one["source"], one["target"], one["way"]): one["health"] for one in ways}
    assert found["en", "pt-BR", "firefox"] == "open: no process could be started"
    assert found["pt", "en", "firefox"] == "not asked yet"


def test_a_local_engine_that_answers_is_closed(tmp_path: Path) -> None:
    settings = parse({"site": {"visibility": "private"}}, tmp_path)
    with closing(Routes(settings)) as routes:
        assert routes.health() == ()
        (engine, *_) = routes.find("en", "pt-BR")
        engine.translate(["The bridge is closed."])
        (health,) = routes.health()
        assert health.engine == "firefox en-pt-BR"
        assert (str(health.circuit), health.sentences) == ("closed", 1)
