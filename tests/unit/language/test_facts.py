"""Facts about languages are data: words and expressions that are read once."""

from __future__ import annotations

import re

import pytest

from polywire.language.facts import every, facts, languages, mended, pattern, table


@pytest.mark.parametrize(
    ("key", "groups"),
    [
        ("halves", {"from", "to", "hour", "minute", "half", "end"}),
        ("hours", {"at", "hour", "minute"}),
        ("printed", {"hour", "minute"}),
    ],
)
def test_times_of_day_hold_the_groups_that_their_readers_ask_for(
    key: str, groups: set[str]
) -> None:
    known = [one for one in languages("times") if key in facts("times", one)]
    assert known
    assert {frozenset(pattern("times", one, key).groupindex) for one in known} == {
        frozenset(groups)
    }


def test_a_tag_with_a_sign_for_hours_says_how_they_are_printed() -> None:
    bases = {tag.partition("-")[0] for tag in table("times")["hour_sign"]}
    assert all("printed" in facts("times", base) for base in bases)


def test_an_expression_that_a_language_has_not_is_found_nowhere() -> None:
    assert pattern("numbers", "xx", "and_a_half").search("two and a half") is None
    assert pattern("numbers", "en", "and_a_half").search("two and a half") is not None


def test_words_of_all_languages_come_once_each() -> None:
    cut = every("clauses", "cut")
    assert {"because", "porque", "pero"} <= set(cut)
    assert len(cut) == len(set(cut))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Foi o 3o lugar, a 2.a vez.", "Foi o 3º lugar, a 2ª vez."),
        (
            "Custou 1,5 bilhões, depois 2,5 bilhões.",
            "Custou 1,5 bilhão, depois 2,5 bilhões.",
        ),
        ("Às 4,2o e no km 11,5 milhões.", "Às 4,2o e no km 11,5 milhões."),
    ],
)
def test_slips_in_portuguese_numbers_are_put_right_there_only(
    said: str, told: str
) -> None:
    assert mended(said, "numbers", "pt") == told
    assert mended(said, "numbers", "en") == said


@pytest.mark.parametrize("key", ["cut", "join", "part"])
def test_words_of_clauses_are_plain_words(key: str) -> None:
    assert all(re.fullmatch(r"[^\W\d_]+", word) for word in every("clauses", key))
