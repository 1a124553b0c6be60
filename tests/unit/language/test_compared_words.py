"""Four forms of a text, each for one use: comparing, searching, engines, names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polywire.language.text.search_terms import one_spelling
from polywire.language.text.words import caseless, fold
from polywire.translate.sentence.vocabulary_gate import in_ascii


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (fold, "  łodz's\n gross"),
        (caseless, "łódź’s gross"),
        (one_spelling, "  lodz’s\n gross"),
        (in_ascii, "  Lodz’s\n Gross"),
    ],
)
def test_each_form_keeps_what_its_use_needs(
    form: Callable[[str], str], told: str
) -> None:
    assert form("  Łódź’s\n Groß") == told


def test_case_and_white_space_alone_make_no_other_text() -> None:
    assert caseless(" Poli\u0301tica\tlocal ") == caseless("POLÍTICA LOCAL")
    assert caseless("Política") != caseless("Politica")


def test_marks_that_are_letters_stay_in_search_terms_only() -> None:
    assert one_spelling("が") != one_spelling("か")
    assert fold("が") == fold("か")
