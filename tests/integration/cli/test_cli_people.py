"""The commands for people, reviews and webhooks, as an operator types them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from pytest_httpserver import HTTPServer
from tests.webhook_reader import is_signed
from tests.wire_on_paper import Paper, Story, paper
from typer.testing import CliRunner, Result

from polywire.cli.context import State
from polywire.cli.decide import review
from polywire.cli.setup import user, webhook
from polywire.errors import PolywireError, UsageError
from polywire.settings import operator_file

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105  # of the test
TOML = """
[site]
name = "Paper Wire"
url = "https://wire.example"
languages = ["en", "pt-BR"]
operator = "Paper Wire"
contact = "desk@wire.example"
[fetch]
allow_private = ["{host}"]
[[webhook]]
name = "newsroom"
url = "http://{host}/hook"
secret = "{secret}"
"""

Say = Callable[..., Result]


@pytest.fixture
def say(tmp_path: Path, httpserver: HTTPServer) -> Say:
    host = f"{httpserver.host}:{httpserver.port}"
    (tmp_path / operator_file.FILE_NAME).write_text(
        TOML.format(host=host, secret=SECRET)
    )
    app = typer.Typer()
    for module in (user, review, webhook):
        module.register(app)

    def run(*words: str, told: str = "") -> Result:
        result = CliRunner().invoke(app, words, input=told, obj=State(tmp_path))
        if isinstance(result.exception, PolywireError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return run


def test_a_user_comes_gets_a_token_and_goes(say: Say) -> None:
    made = say("user", "add", "Marta", told="four words nobody joins\n").output
    assert made == "marta may log in as reader: https://wire.example/_login\n"
    (row,) = json.loads(say("user", "list", "--json").output)
    assert (row["name"], row["role"]) == ("marta", "reader")
    token = say("user", "token", "marta", "--label", "phone").output.strip()
    assert token.startswith("pw_")
    (kept,) = json.loads(say("user", "tokens", "--json").output)
    assert (kept["label"], kept["scope"], kept["used"]) == ("phone", "read", None)
    assert token not in say("user", "tokens").output
    assert "marta phone" in say("user", "revoke", kept["number"]).output
    said = say("user", "password", "marta", "--generate").output
    assert len(said.splitlines()[0].split()[-1]) >= 12
    say("user", "remove", "marta")
    assert say("user", "list").output == ""


@pytest.mark.parametrize(
    ("words", "told", "problem"),
    [
        (["user", "add", "rui"], "short\n", "12 to 1000 characters"),
        (["user", "password", "rui"], "four words nobody joins\n", "no user 'rui'"),
        (["user", "remove", "rui"], "", "no user 'rui'"),
        (["user", "token", "rui"], "", "no user 'rui'"),
        (["user", "revoke", "abc"], "", "0 tokens begin with 'abc'"),
        (["webhook", "test", "other"], "", "no webhook 'other'"),
    ],
    ids=["weak", "password", "remove", "token", "revoke", "webhook"],
)
def test_what_cannot_be_done_is_one_clear_line(
    say: Say, words: list[str], told: str, problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        say(*words, told=told)


def test_a_name_is_given_once_and_readers_do_not_review(say: Say) -> None:
    say("user", "add", "rui", told="four words nobody joins\n")
    with pytest.raises(UsageError, match="already"):
        say("user", "add", "RUI", told="four words nobody joins\n")
    with pytest.raises(UsageError, match="'--role editor'"):
        say("user", "token", "rui", "--scope", "review")


def test_a_trial_message_is_signed(say: Say, httpserver: HTTPServer) -> None:
    assert say("webhook", "secret").output.startswith("whsec_")
    httpserver.expect_request("/hook").respond_with_data("", 204)
    assert say("webhook", "test", "newsroom").output.endswith("answered 204\n")
    (request, _) = httpserver.log[0]
    stamp = int(request.headers["webhook-timestamp"])
    at = datetime.fromtimestamp(stamp, UTC)
    assert is_signed(SECRET, dict(request.headers), request.get_data(), at)
    assert "waiting 0, sent 0, given up 0" in say("webhook", "list").output
    assert say("webhook", "retry").output.startswith("0 messages")
    httpserver.clear()
    with pytest.raises(UsageError, match="did not take"):
        say("webhook", "test", "newsroom")


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    made = paper(tmp_path, Story("bridge", "Norvale opens its old bridge", list(LONG)))
    with closing(made.wire.db):
        made.run()
        yield made


def test_a_review_is_filed_shown_and_undone(wire: Paper, say: Say) -> None:
    asked = ["review", "https://courier.example/bridge", "-l", "pt-BR"]
    with pytest.raises(UsageError, match="nobody has reviewed"):
        say(*asked)
    said = say(*asked, "--by", "Marta Reis").output
    assert "reviewed by Marta Reis" in said
    assert "responsible: Paper Wire" in said
    assert json.loads(say(*asked, "--json").output)["version"] == 1
    wire.run()
    assert "Marta Reis" in wire.page("bridge", "pt-BR")
    with pytest.raises(UsageError, match="version 1 is published"):
        say(*asked, "--by", "Ines", "--version", "2")
    say(*asked, "--undo")
    wire.run()
    assert "Marta Reis" not in wire.page("bridge", "pt-BR")
