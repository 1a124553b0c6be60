"""Which articles tell of one event: names, numbers, time, and nothing else."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON, an_article

from polywire.article import Block
from polywire.group import stories
from polywire.group.stories import WINDOW, Signed


def signed(
    identity: str, *terms: str, hours: float = 0, language: str = "en"
) -> Signed:
    weight = 1 / math.sqrt(len(terms) or 1)
    return Signed(
        identity, NOON + timedelta(hours=hours), language, dict.fromkeys(terms, weight)
    )


def test_names_and_numbers_weigh_more_than_words() -> None:
    article = an_article(
        "The old mill of Halden burned down on Tuesday.",
        "Police said Halden lost 340 jobs that night.",
    )
    terms = stories.sign(article)
    assert terms["halden"] > terms["burned"]
    assert terms["#340"] > terms["burned"]
    assert "the" not in terms
    assert sum(weight**2 for weight in terms.values()) == pytest.approx(1, abs=0.01)


def test_an_article_without_words_is_near_to_none() -> None:
    empty = an_article("…")
    terms = stories.sign(empty)
    one = Signed("a", NOON, "en", {})
    assert stories.parent(Signed("b", NOON, "en", terms), [one]) is None


def test_only_the_beginning_of_a_long_article_is_read() -> None:
    lines = [f"Sentence number {n} of the Halden report is here." for n in range(30)]
    last = "Torvald came at the very end."
    article = an_article(*lines, last)
    assert "torvald" not in stories.sign(article)


def test_captions_and_tables_do_not_count() -> None:
    figure = Block("figure", "Birgit Solheim in Oster.", src="https://a.example/1.jpg")
    article = an_article("Nobody was hurt in the fire.")
    with_figure = an_article("Nobody was hurt in the fire.", blocks=(figure,))
    assert stories.sign(with_figure).keys() <= stories.sign(article).keys()


def test_an_article_continues_the_nearest_earlier_one() -> None:
    far = signed("a", "halden", "mill", "fire", "goats", "race")
    near = signed("b", "halden", "mill", "fire", "ravn", hours=1)
    new = signed("c", "halden", "mill", "fire", "ravn", hours=2)
    assert stories.parent(new, [far, near]) == "b"
    assert stories.parent(new, [near, far]) == "b"


def test_of_two_equally_near_ones_it_continues_the_earlier() -> None:
    first = signed("b", "halden", "mill")
    second = signed("a", "halden", "mill", hours=1)
    new = signed("c", "halden", "mill", hours=2)
    assert stories.parent(new, [second, first]) == "b"


@pytest.mark.parametrize("hours", [-1, 73])
def test_what_is_later_or_days_away_is_not_continued(hours: int) -> None:
    old = signed("a", "halden", "mill")
    new = signed("b", "halden", "mill", hours=hours)
    assert stories.parent(new, [old]) is None


def test_another_language_must_be_nearer() -> None:
    terms = ("halden", "ravn", "oster", "solheim", "tirsdag", "natt", "brann", "folk")
    old = signed("a", *terms[:3], "x", "y", "z", "v", "w")
    new = signed("b", *terms, hours=1)
    assert stories.SAME_LANGUAGE <= 3 / 8 < stories.OTHER_LANGUAGE
    assert stories.parent(new, [old]) == "a"
    foreign = Signed("b", new.at, "nb", new.terms)
    assert stories.parent(foreign, [old]) is None


def test_a_story_is_named_for_the_article_that_it_began_with() -> None:
    parents = {"a": None, "b": "a", "c": "b", "d": None}
    assert stories.roots(parents) == {"a": "a", "b": "a", "c": "a", "d": "d"}


@given(st.lists(st.integers(0, 40), min_size=2, max_size=12), st.integers(0, 99))
def test_stories_do_not_depend_on_the_order_of_what_is_known(
    hours: list[int], seed: int
) -> None:
    dice = random.Random(seed)  # no secret
    words = [
        "halden",
        "ravn",
        "oster",
        "solheim",
        "mill",
        "fire",
        "goats",
        "pia",
        "vellmar",
    ]
    known = [
        signed(f"{n:02}", *dice.sample(words, 4), hours=at)
        for n, at in enumerate(hours)
    ]
    other = dice.sample(known, len(known))
    first = {one.id: stories.parent(one, known) for one in known}
    second = {one.id: stories.parent(one, other) for one in other}
    assert first == second
    assert stories.roots(first) == stories.roots(second)
    at = {one.id: one.place for one in known}
    for one in known:
        above = first[one.id]
        if above is not None:
            assert at[above] < one.place
            assert one.at - at[above][0] <= WINDOW
