"""A sentence without an end: cut at safe places, and no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.numbers.number_facts import facts
from polywire.language.numbers.number_words import spelled
from polywire.language.text.sentences import LONGEST, split, whole

WORDS = st.lists(
    st.sampled_from(["tide", "1", "250", "000", "a,", "b;", "no:", "国、"])
)


def parts(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


@given(WORDS, st.integers(1, 400))
def test_no_part_is_longer_than_the_longest_and_none_is_lost(
    words: list[str], times: int
) -> None:
    text = (" ".join(words) + " ") * times
    found = parts(text)
    assert all(len(part) <= LONGEST for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(part == part.strip() for part in found)


def test_a_usual_sentence_is_never_cut() -> None:
    text = "The tide, they say; it rises: " * (LONGEST // 30 - 1)
    assert split(text, "en") == whole(text, "en")
    assert len(split(text, "en")) == 1


@pytest.mark.parametrize(
    ("unit", "end"),
    [
        ("the tide and the moon; the sea, too ", ";"),
        ("the tide and, the moon and the sea ", ","),
        ("pay 1 250 000 now ", ("pay", "000", "now")),
        ("海は広いな、大きいな", "、"),
    ],
    ids=["clause", "comma", "word", "no blanks"],
)
def test_it_is_cut_where_a_clause_or_else_a_word_ends(
    unit: str, end: str | tuple[str, ...]
) -> None:
    found = parts(unit * 200)
    assert len(found) > 1
    assert all(part.endswith(end) for part in found[:-1])


def test_a_grouped_number_is_not_cut_where_there_is_another_place() -> None:
    found = parts("for 1 250 000 crowns " * 300)
    assert all(part.endswith(("for", "000", "crowns")) for part in found)
    assert all(part.startswith(("for", "1", "crowns")) for part in found)


def test_an_endless_word_stays_whole() -> None:
    word = "a" * (3 * LONGEST)
    assert parts(f"Before {word} behind.") == [f"Before {word}", "behind."]


def test_hundreds_of_hundreds_are_no_number_and_break_nothing() -> None:
    text = "one hundred " * 400
    assert all(number.value <= 10**24 for number in spelled(text, facts("en"), ()))
