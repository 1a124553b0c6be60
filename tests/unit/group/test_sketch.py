"""Copies: nearly the same text is one article, two reports in one frame are two."""

import tomllib
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import an_article, at, paragraphs

from polywire.article import Article
from polywire.group.sketch import Known, is_copy, originals, sketch

CORPUS = tomllib.loads(Path("tests/corpus/copies.toml").read_text(encoding="utf-8"))
PAIRS: list[dict[str, Any]] = CORPUS["pair"]
TEXTS: dict[str, str] = CORPUS["texts"]
FLOOD = TEXTS["flood"]


def article(text: str, **fields: Any) -> Article:
    return an_article(blocks=paragraphs(*text.strip().splitlines()), **fields)


def both(pair: dict[str, Any]) -> tuple[Article, Article]:
    first = pair.get("first") or TEXTS[pair["base"]]
    second = first
    for old, new in pair["edits"]:
        assert old in second
        second = second.replace(old, new)
    other = {"headline": pair["headline"]} if "headline" in pair else {}
    return article(first), article(second, **other)


def are_one(first: Article, second: Article) -> bool:
    one, two = sketch(first), sketch(second)
    return one is not None and two is not None and is_copy(one, two)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["name"] for pair in PAIRS])
def test_a_pair_is_one_article_or_two_as_for_a_reader(pair: dict[str, Any]) -> None:
    first, second = both(pair)
    assert are_one(first, second) is pair["copy"]
    assert are_one(second, first) is pair["copy"]


def test_there_are_as_many_pairs_that_are_not_copies() -> None:
    copies = sum(pair["copy"] for pair in PAIRS)
    assert (copies, len(PAIRS)) == (20, 40)


def test_case_signs_headline_and_byline_make_no_other_text() -> None:
    other = article(FLOOD.upper().replace(",", ""), headline="Water!", bylines=())
    assert are_one(article(FLOOD), other)


def test_another_number_in_the_same_words_is_another_text() -> None:
    one, two = (article(f"The match ended {n}.") for n in ("3 to 1", "1 to 3"))
    assert not are_one(one, two)


def test_a_short_text_under_another_headline_is_another_text() -> None:
    one = article("A report follows.", headline="Norvale beats Felsau")
    assert not are_one(one, replace(one, headline="Valbrune beats Tarnmouth"))
    assert are_one(one, replace(one, bylines=("Dilys Maddern",)))


def test_what_has_no_words_is_a_copy_of_nothing() -> None:
    assert sketch(article("—", headline="…")) is None


def test_a_text_that_may_not_be_compared_is_known_by_the_very_same_words() -> None:
    reserved = sketch(article(FLOOD), may_compare=False)
    plain = sketch(article(FLOOD))
    near = sketch(article(FLOOD.replace("340", "430")))
    assert reserved is not None
    assert plain is not None
    assert near is not None
    assert reserved.numbers == ()
    assert is_copy(reserved, plain)
    assert not is_copy(reserved, near)


def test_of_a_long_text_a_sketch_tells_the_same_as_the_whole_would() -> None:
    lines = [
        f"The {word} of hall {n} was opened by {name} for {n * 7} guests on that day."
        for n in range(60)
        for word, name in (("north gate", "Ada Brandt"), ("old stair", "Jo Quill"))
    ]
    long = article("\n".join(lines))
    assert are_one(long, article("\n".join(lines[:96])))
    assert not are_one(long, article("\n".join(lines[:48])))


def known(identity: str, text: str = FLOOD, *old: str, **fields: Any) -> Known:
    found = [sketch(article(one)) for one in (text, *old)]
    values: dict[str, Any] = {
        "id": identity,
        "language": "en",
        "first_seen": at(0),
        "sketches": tuple(one for one in found if one is not None),
        "shown_in": frozenset({"en", "de"}),
    }
    return Known(**(values | fields))


NEAR = FLOOD.replace("about 340 houses", "about 430 houses")
CUT = "\n".join(FLOOD.strip().splitlines()[:-2])
SHORTER = "\n".join(FLOOD.strip().splitlines()[2:-2]) + "\nThe inn gave out soup."


def test_the_first_seen_is_the_original() -> None:
    found = originals([known("a", NEAR, first_seen=at(2)), known("b")], "de")
    assert found == {"a": "b"}


def test_of_those_seen_at_once_the_smallest_id_is_the_original() -> None:
    assert originals([known("b"), known("a", NEAR)], "en") == {"b": "a"}


def test_a_licensed_original_is_shown_before_a_copy_that_was_seen_first() -> None:
    licensed = known("b", first_seen=at(9), is_full=True)
    assert originals([known("a", NEAR), licensed], "en") == {"a": "b"}


def test_a_text_in_another_language_is_no_copy() -> None:
    assert originals([known("a"), known("b", language="pt")], "en") == {}
    assert originals([known("a"), known("b", language="en-GB")], "en") == {"b": "a"}


def test_what_is_not_shown_in_a_language_hides_nobody_there() -> None:
    some = [known("a", shown_in=frozenset({"en"})), known("b", NEAR)]
    assert originals(some, "en") == {"b": "a"}
    assert originals(some, "de") == {}


def test_a_copy_of_a_copy_that_is_far_from_what_is_shown_is_shown() -> None:
    chain = [known("a"), known("b", CUT, first_seen=at(1))]
    assert originals(chain, "en") == {"b": "a"}
    assert are_one(article(CUT), article(SHORTER))
    assert not are_one(article(FLOOD), article(SHORTER))
    chain += [known("c", SHORTER, first_seen=at(2))]
    assert originals(chain, "en") == {"b": "a"}


def test_who_carries_what_was_corrected_stays_a_copy() -> None:
    told = "Twelve houses burnt down in Norvale.\n" + TEXTS["strike"]
    corrected = known("a", told, FLOOD)
    assert originals([corrected, known("b", first_seen=at(1))], "en") == {"b": "a"}
    parted = known("b", told, FLOOD, first_seen=at(1))
    assert originals([known("a"), parted], "en") == {}


@given(st.permutations([
    known("a", first_seen=at(3)), known("b", NEAR, first_seen=at(1)),
    known("c", CUT, first_seen=at(2), is_full=True), known("d", TEXTS["strike"]),
]))  # fmt: skip
def test_the_order_of_what_is_known_does_not_matter(order: list[Known]) -> None:
    assert originals(order, "en") == {"a": "c", "b": "c"}


def test_reports_of_one_frame_with_figures_of_their_own_are_many() -> None:
    """Each names its bridge, cost and lamps in every paragraph; the pillars repeat."""
    said = (
        "The council of Norvale voted to spend {0},{1}40 crowns on pillar {1} of bridge "
        "{0}, which is expected to stand for {1}0 years, and residents asked for {0} "
        "lamps beside it."
    )
    made = [
        article("\n".join(said.format(bridge, pillar) for pillar in range(1, 10)))
        for bridge in range(10, 20)
    ]
    assert not any(are_one(one, two) for one, two in combinations(made, 2))
