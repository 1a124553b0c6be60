"""Tests of the star before a word that an engine left as it was."""

import pytest

from polywire.translate.engines.engine import without_stars


@pytest.mark.parametrize(
    ("answer", "text", "left"),
    [
        ("o *smelt subiu", "o smelt subiu", ("smelt",)),
        ("*Smelt e *char-r", "Smelt e char-r", ("Smelt", "char-r")),
        ("isto é *muito* bom", "isto é *muito* bom", ()),
        ("2 * 3 e **negrito**", "2 * 3 e **negrito**", ()),
    ],
)
def test_a_star_marks_a_word_and_two_are_emphasis(
    answer: str, text: str, left: tuple[str, ...]
) -> None:
    assert without_stars(answer) == (text, left)
