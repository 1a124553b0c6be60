"""The language of a text among those configured."""

from __future__ import annotations

import pytest

from polywire.language.text.identify import identify
from polywire.tongue import UNKNOWN

WIRE = ("en", "pt-BR", "ru", "uk", "es")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O prefeito disse que a ponte não abre na terça-feira.", "pt-BR"),
        ("The mayor said the bridge would not open on Tuesday.", "en"),
        ("Мэр сообщил, что мост не откроют во вторник.", "ru"),
        ("Мер повідомив, що міст не відкриють у вівторок.", "uk"),
    ],
)
def test_the_tag_comes_back_as_it_was_configured(text: str, expected: str) -> None:
    language, share = identify(text, candidates=WIRE)
    assert language == expected
    assert share > 0.5


@pytest.mark.parametrize("text", ["", "   ", "12 345", "…!"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert identify(text, candidates=WIRE) == (UNKNOWN, 0.0)


def test_without_candidates_any_language_may_win() -> None:
    text = "Borgmesteren sagde, at broen ikke åbner på tirsdag."
    assert identify(text, candidates=())[0] == "da"


def test_the_belief_in_a_single_candidate_is_measured_against_all() -> None:
    text = "The mayor said the bridge would not open on Tuesday."
    assert identify(text, candidates=("pt",))[1] < 0.1


def test_an_unknown_candidate_is_ignored() -> None:
    text = "The mayor said the bridge would not open."
    assert identify(text, candidates=("qq", "en", "pt"))[0] == "en"
