"""What the operator sees of her sources, and what she can do about one."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.builders import NOON
from tests.wire_on_paper import Paper, Story, paper
from typer.testing import CliRunner

from polywire.cli.context import State
from polywire.cli.setup import sources as commands
from polywire.errors import SettingsError
from polywire.intake import opml
from polywire.operate.care.source_standing import QUARANTINE
from polywire.operate.care.status import status
from polywire.store.wire import source_states

TOML = """
[site]
operator = "Paper Wire"
contact = "desk@wire.example"
languages = ["en"]

[[source]]
slug = "courier"
name = "The Courier"
url = "https://courier.example/feed"
language = "en-GB"

[[source]]
slug = "herald"
url = "https://herald.example/rss"
"""


def call(root: Path, *words: str) -> Any:
    """Run a command on an installation; return what typer's runner saw."""
    import typer

    app = typer.Typer()

    @app.callback()
    def options(context: typer.Context) -> None:
        context.obj = State(directory=root)

    commands.register(app)
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "polywire.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


def test_a_list_of_sources_comes_back_from_its_own_export(
    root: Path, tmp_path: Path
) -> None:
    exported = call(root, "opml", "export").stdout
    other = tmp_path / "other"
    other.mkdir()
    head = TOML.split("[[source]]", maxsplit=1)[0]
    (other / "polywire.toml").write_text(head, encoding="utf-8")
    (other / "list.opml").write_text(exported, encoding="utf-8")
    said = call(other, "opml", "import", str(other / "list.opml")).stdout
    assert "2 added, 0 were there already" in said
    again = call(other, "opml", "import", str(other / "list.opml")).stdout
    assert "0 added, 2 were there already" in again
    back = opml.read_opml(call(other, "opml", "export").stdout.encode())
    assert back == opml.read_opml(exported.encode())


def test_a_source_that_was_never_polled_is_new(root: Path) -> None:
    found = msgspec.json.decode(call(root, "sources", "--json").stdout)
    assert {one["slug"]: one["condition"] for one in found} == {
        "courier": "new",
        "herald": "new",
    }


def test_an_unknown_source_is_not_retried(root: Path) -> None:
    result = call(root, "sources", "retry", "nobody")
    assert isinstance(result.exception, SettingsError)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    made = paper(tmp_path, Story("bridge", "Norvale opens its bridge", ["One."]))
    with closing(made.wire.db):
        yield made


def _condition(wire: Paper) -> dict[str, Any]:
    (found,) = status(wire.wire.settings, wire.wire.db)["sources"]
    return dict(found)


def test_a_source_that_fails_again_and_again_is_quarantined_and_says_why(
    wire: Paper,
) -> None:
    wire.run()
    wire.outlet.down = 500
    seen = []
    for _ in range(QUARANTINE):
        wire.later(days=1)
        wire.run()
        seen.append(_condition(wire)["condition"])
    assert seen == ["failing"] * (QUARANTINE - 1) + ["quarantined"]
    found = _condition(wire)
    assert "500" in found["error"]
    assert found["last_success"] == NOON.isoformat()
    wire.outlet.down = None
    wire.later(days=1)
    wire.run()
    assert _condition(wire)["condition"] == "working"


def test_a_source_that_is_gone_is_paused_until_it_is_retried(wire: Paper) -> None:
    wire.outlet.down = 410
    wire.run()
    assert _condition(wire)["condition"] == "paused"
    with wire.wire.db.write() as conn:
        source_states.poll_now(conn, "courier", wire.now)
        assert [row.slug for row in source_states.due(conn, wire.now)] == ["courier"]
        assert source_states.due(conn, wire.now - timedelta(seconds=1)) == []


def test_a_source_is_paused_until_it_is_resumed(root: Path) -> None:
    assert "undoes it" in call(root, "sources", "pause", "courier").stdout
    told = call(root, "sources").stdout
    assert "paused by operator" in told
    assert "not before 'resume'" in told
    assert "is due now" in call(root, "sources", "resume", "courier").stdout
    assert "paused" not in call(root, "sources").stdout
    assert isinstance(call(root, "sources", "pause", "nobody").exception, SettingsError)
