"""Placing: the same address, the same text, nearly the same text, or new."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import an_article, at

from polywire.article import article_id
from polywire.group.keys import keys, resemblance, sketch
from polywire.group.place import Known, Place, place

SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru"]


def sentences(seed: int, count: int = 20) -> list[str]:
    chance = random.Random(seed)
    return [
        " ".join(
            "".join(chance.choices(SYLLABLES, k=2)) for _ in range(12)
        ).capitalize()
        + "."
        for _ in range(count)
    ]


def known(seed: int, hours: float = 0, **fields: bool) -> Known:
    article = an_article(*sentences(seed), url=f"https://a.example/{seed}")
    found = keys(article)
    return Known(found, story=f"story-{seed}", first_seen=at(hours), **fields)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/1",
        "https://www.a.example/1/",
        "https://a.example/1?utm_source=x#top",
    ],
)
def test_the_same_address_is_the_same_article(url: str) -> None:
    article = keys(an_article("All other words.", url=url))
    assert place(article, [known(1)]) == Place("story-1", "same address")
    assert article.id == article_id("a.example/1")


def test_the_same_text_elsewhere_is_a_copy() -> None:
    text = [line.upper() for line in sentences(1)]
    article = keys(an_article(*text, url="https://b.example/x", headline="Other"))
    assert place(article, [known(1)]) == Place("story-1", "same text", known(1).keys.id)


def test_another_number_in_the_same_words_is_another_text() -> None:
    one = keys(an_article("The match ended 3 to 1.", url="https://b.example/1"))
    two = keys(an_article("The match ended 1 to 3.", url="https://b.example/2"))
    assert one.content != two.content


def test_a_copy_with_a_quarter_of_its_sentences_dropped_is_seen() -> None:
    article = keys(an_article(*sentences(1)[:15], url="https://b.example/x"))
    found = place(article, [known(2), known(1)])
    assert (found.story, found.reason) == ("story-1", "nearly the same text")


def test_a_text_in_another_language_is_no_copy() -> None:
    article = keys(
        an_article(*sentences(1)[:15], url="https://b.example/x", language="pt")
    )
    assert place(article, [known(1)]).reason == "new"


def test_another_text_is_new_and_begins_its_own_story() -> None:
    article = keys(an_article(*sentences(3), url="https://b.example/x"))
    assert place(article, [known(1), known(2)]) == Place(article.id, "new")


@given(st.permutations([known(1, 5), known(2, 1), known(3, 9)]))
def test_the_order_of_what_is_known_does_not_matter(order: list[Known]) -> None:
    article = keys(an_article(*sentences(1), url="https://b.example/x"))
    assert place(article, order).story == "story-1"


def test_of_two_originals_the_licensed_one_is_shown() -> None:
    first = known(1, 0)
    licensed = Known(first.keys, "licensed", at(9), is_licensed=True)
    article = keys(an_article(*sentences(1), url="https://b.example/x"))
    assert place(article, [first, licensed]).story == "licensed"


def test_resemblance_is_one_for_itself_and_zero_for_strangers() -> None:
    one, two = (sketch(" ".join(sentences(seed))) for seed in (1, 2))
    assert resemblance(one, one) == 1.0
    assert resemblance(one, two) == 0.0
    assert resemblance((), ()) == 0.0


@given(st.integers(0, 20))
def test_resemblance_is_near_the_true_share(dropped: int) -> None:
    whole = sentences(1)
    cut = whole[dropped:]
    true = len(cut) / len(whole)
    found = resemblance(sketch(" ".join(whole)), sketch(" ".join(cut)))
    assert abs(found - true) <= 0.15


def test_an_article_without_words_is_known_by_its_headline() -> None:
    one = keys(an_article(blocks=(), headline="A"))
    two = keys(an_article(blocks=(), headline="B"))
    assert one.content != two.content
