"""Words of pages as data: where in a name or line they must stand."""

import re

import pytest

from polywire.extract.fields import bylines
from polywire.extract.tree import picture_credits
from polywire.extract.tree.pieces import hints, hints_of
from polywire.extract.tree.word_lists import table


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("ad", {"ad"}),
        ("shadow", set()),
        ("author-bio", {"author"}),
        ("biology", set()),
        ("storyBodyText", {"content"}),
        ("photo__caption", {"caption"}),
        ("lede-wide", {"lede"}),
    ],
)
def test_a_hint_stands_where_its_list_says(names: str, found: set[str]) -> None:
    assert hints_of(names) == found


def test_the_order_of_hints_is_that_of_the_ballot_s_figures() -> None:
    assert hints()[:3] == ("content", "related", "newsletter")
    assert hints()[-1] == "hidden"


@pytest.mark.parametrize(
    "name", ["credits", "hints", "invitations", "people", "phrases"]
)
def test_every_expression_of_a_list_stands_by_itself(name: str) -> None:
    lists = table(name).values()
    words = [
        word
        for entry in lists
        for group in (entry.values() if isinstance(entry, dict) else [entry])
        for word in group
    ]
    assert words
    if name != "people":
        assert all(re.compile(word) for word in words)
        assert not [word for word in words if re.search(word, "")]


@pytest.mark.parametrize(
    ("line", "is_credit"),
    [
        ("Foto: Eva Lima", True),
        ("Ada Lin / Getty Images", True),
        ("צילום: דן", True),
        ("The mill stood by the river.", False),
    ],
)
def test_a_line_of_credit_is_known_in_its_language(
    line: str, *, is_credit: bool
) -> None:
    assert picture_credits.is_credit_line(line) is is_credit


def test_a_line_that_names_the_reporters_is_known_by_its_beginning() -> None:
    assert bylines.tells_who_reported("Additional reporting by Ada Lin")
    assert not bylines.tells_who_reported("The reporting by Ada Lin won a prize")
