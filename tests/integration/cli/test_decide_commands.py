"""``fix``, ``waive`` and ``release``: what a person decides is kept, told and undone."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.commands import PAPER_WIRE, called
from tests.wire_on_paper import Paper, Story, paper

from polywire.article import State, Verdict
from polywire.cli.decide import fix
from polywire.desk import people_fixes
from polywire.errors import UsageError
from polywire.settings import operator_file
from polywire.store.wire import articles

TEXT = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    (tmp_path / operator_file.FILE_NAME).write_text(PAPER_WIRE, encoding="utf-8")
    made = paper(tmp_path, Story("bridge", "Norvale opens its bridge", TEXT))
    made.desk.verdict = Verdict(State.WITHHELD, "3 of 4 sentences stopped")
    with closing(made.wire.db):
        made.run()
        yield made


def call(wire: Paper, *words: str) -> Any:
    return called(wire.root, words, fix)


def address(wire: Paper) -> str:
    with wire.wire.db.read() as conn:
        return articles.listed(conn)[0].url


def test_a_waiver_is_listed_with_its_scope_and_lifted(wire: Paper) -> None:
    assert call(wire, "waive").stdout == "Nothing is waived.\n"
    scope = ["--source", "courier", "--pattern", "Norvale"]
    said = call(wire, "waive", "place", *scope, "--reason", "it has one name").stdout
    assert said.startswith("place is waived.")
    told = call(wire, "waive").stdout
    assert told.startswith("place  courier, 'Norvale'  it has one name  (")
    (row,) = json.loads(call(wire, "waive", "--json").stdout)
    assert (row["rule"], row["pattern"], row["language"]) == ("place", "Norvale", None)
    assert (
        call(wire, "waive", "place", "--undo").stdout == "There was no such waiver.\n"
    )
    assert call(wire, "waive", "place", *scope, "--undo").stdout == "Lifted.\n"
    call(wire, "waive", "place", "--reason", "it has one name")
    assert "place  everywhere  it has one name" in call(wire, "waive").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["waive", "places", "--reason", "x"], "no rule 'places'"),
        (["waive", "place"], "needs --reason"),
    ],
)
def test_what_is_no_waiver_is_refused(wire: Paper, words: list[str], told: str) -> None:
    error = call(wire, *words).exception
    assert isinstance(error, UsageError)
    assert told in str(error)


def test_a_release_is_under_the_operators_name_and_taken_back(wire: Paper) -> None:
    where = [address(wire), "-l", "pt-BR"]
    assert call(wire, "release", *where).exit_code == 0
    with wire.wire.db.read() as conn:
        (told,) = people_fixes.decisions(conn)
    assert (told["what"], told["by"]) == ("released", "Paper Wire")
    assert call(wire, "release", *where, "--undo").stdout.startswith("Taken back")
    error = call(wire, "release", *where, "--undo").exception
    assert isinstance(error, UsageError)


def test_a_fixed_sentence_is_told_with_its_editions_and_taken_back(wire: Paper) -> None:
    where = [address(wire), "-l", "pt-BR"]
    words = ["--sentence", TEXT[1], "--translation", "Moradores pediram a mudança."]
    told = call(wire, "fix", *where, *words).stdout
    assert told.startswith(f"fixed, in 1 edition: {TEXT[1]}\nThe running wire")
    back = ["--sentence", TEXT[1], "--undo"]
    assert "Taken back, in 1 edition" in call(wire, "fix", *where, *back).stdout
    assert "Nobody had fixed" in call(wire, "fix", *where, *back).stdout
    for refused, why in (
        (["--sentence", "Of nowhere."], "no sentence 'Of nowhere.' here"),
        (["--sentence", TEXT[1]], "go together"),
        (["--undo"], "--undo needs --sentence"),
    ):
        assert why in str(call(wire, "fix", *where, *refused).exception)
    other = call(wire, "fix", where[0], "-l", "es", *words).exception
    assert "has no translation in es to fix" in str(other)
