"""``find`` and ``status``: which articles there are, how they stand, and why."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.commands import PAPER_WIRE, called
from tests.wire_on_paper import Paper, Story, paper

from polywire.article import State, Verdict
from polywire.cli.decide import explain
from polywire.cli.wire import run
from polywire.errors import UsageError
from polywire.settings import operator_file

TEXT = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
BRIDGE = Story("bridge", "Norvale [again] opens its bridge", TEXT)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    (tmp_path / operator_file.FILE_NAME).write_text(PAPER_WIRE, encoding="utf-8")
    made = paper(tmp_path, BRIDGE)
    made.desk.verdict = Verdict(State.WITHHELD, "3 of 4 sentences [stopped]")
    with closing(made.wire.db):
        made.run()
        yield made


def call(wire: Paper, *words: str) -> Any:
    return called(wire.root, words, run, explain)


def test_find_says_how_an_article_stands_in_each_language_and_why(wire: Paper) -> None:
    told = call(wire, "find", "norvale", "bridge").stdout
    assert "  en  published  Norvale [again] opens its bridge" in told
    assert "  pt-BR  withheld  Norvale [again] opens its bridge" in told
    assert "\n    3 of 4 sentences [stopped]\n" in told
    only = call(wire, "find", "bridge", "--state", "withheld", "--json").stdout
    (line,) = json.loads(only)
    assert (line["language"], line["source"]) == ("pt-BR", "courier")
    assert "No article fits" in call(wire, "find", "harbour").stdout


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--source", "nobody", "no source 'nobody'"), ("--language", "xx", "en, pt-BR")],
)
def test_what_the_wire_does_not_have_is_said(
    wire: Paper, option: str, value: str, words: str
) -> None:
    error = call(wire, "find", "bridge", option, value).exception
    assert isinstance(error, UsageError)
    assert words in str(error)


def test_status_lists_the_newest_articles_with_their_reasons(wire: Paper) -> None:
    told = call(wire, "status").stdout
    assert "  pt-BR  withheld  Norvale [again] opens its bridge" in told
    assert told.endswith("    3 of 4 sentences [stopped]\n")


def test_a_command_takes_the_address_of_our_own_page(wire: Paper) -> None:
    (line, *_) = json.loads(call(wire, "find", "bridge", "--json").stdout)
    ours = f"https://wire.example/en/{line['article_id']}/"
    assert "en: published" in call(wire, "explain", ours).stdout
