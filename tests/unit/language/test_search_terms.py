"""What a search holds for the same word, and how it reads a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.text.search_terms import LONGEST, one_spelling, question, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Eleições", "eleicoes"),
        ("STRASSE", "straße"),
        ("Łódź", "lodz"),
        ("كِتَاب", "كتاب"),
        ("أحمد", "احمد"),
        ("کتابخانه", "كتابخانه"),
        ("שָׁלוֹם", "שלום"),
        ("ещё", "еще"),
        ("ＡＢＣ", "abc"),
        ("٢٠٢٦", "2026"),
        ("ﬁnance", "finance"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("กา", "กำ"), ("हक", "हिक")])
def test_marks_that_are_letters_are_kept(one: str, other: str) -> None:
    assert one_spelling(one) != one_spelling(other)


def test_a_run_without_spaces_is_found_by_any_part_of_it() -> None:
    held = set(terms("東京都知事の会見"))
    for part in ("東京", "知事", "京都知", "会見"):
        assert all(term in held for term, _ in question(part)), part
    assert question("見") == (("見", True),)
    assert "見" in held


def test_a_long_word_is_asked_by_its_beginning_and_a_short_one_whole() -> None:
    assert question("Elei de") == (("elei", True), ("de", False))


def test_signs_ask_for_nothing() -> None:
    assert question("\"'*()&|!:-") == ()


@given(st.text())
def test_whatever_is_asked_holds_no_operator(text: str) -> None:
    for term, _ in question(text):
        assert 0 < len(term) <= LONGEST
        assert not set(term) & set(" \"'*&|!:()\\")


@given(st.text(max_size=60))
def test_a_text_is_found_by_itself(text: str) -> None:
    held = terms(text)
    for term, is_start in question(text):
        assert any(t == term or (is_start and t.startswith(term)) for t in held)
