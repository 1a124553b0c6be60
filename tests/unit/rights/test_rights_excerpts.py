"""Excerpts keep within their limit, end at a word, and are the source's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_decision, an_article

from polywire.article import FeedEntry, Level
from polywire.rights.excerpts import (
    PUBLIC_LIMIT,
    WORD_LIMIT,
    excerpt,
    excerpt_of,
    own_summary,
)


@given(st.text(max_size=600), st.integers(0, 300))
def test_an_excerpt_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit


@given(st.text("abc é", max_size=400))
def test_an_excerpt_has_at_most_25_words(text: str) -> None:
    assert len(excerpt(text).split()) <= WORD_LIMIT


def test_a_short_summary_stays_whole() -> None:
    assert excerpt("The bridge opened on Monday.") == "The bridge opened on Monday."


def test_a_summary_of_many_short_words_ends_after_its_25th() -> None:
    text = " ".join(["a", "b", "c"] * 10)
    assert excerpt(text) == " ".join([*["a", "b", "c"] * 8, "a"]) + "…"


def test_an_excerpt_is_cut_at_a_word() -> None:
    text = "The bridge over the Orl opened on Monday"
    assert excerpt(text, 22) == "The bridge over the…"


def test_a_script_without_spaces_is_cut_between_characters() -> None:
    assert excerpt("诺瓦莱的新桥星期一开放了" * 20, 12) == "诺瓦莱的新桥星期一开放…"


def test_a_cut_does_not_part_a_letter_from_its_accent() -> None:
    assert excerpt("กำ" + "ก่" * 40, 10) in {"กำก่ก่ก่ก…", "กำก่ก่ก่…"}


def test_the_feeds_summary_comes_before_the_pages_description() -> None:
    entry = FeedEntry(id="1", link="https://x.example", summary="From the feed.")
    assert own_summary(an_article(), entry) == "From the feed."
    assert own_summary(an_article()) == "The bridge over the Orl opened on Monday."


def test_the_body_is_never_the_excerpt() -> None:
    article = an_article(description=None)
    assert excerpt_of(article, a_decision(Level.EXCERPT)) == ""


def test_a_decision_of_no_characters_shows_none() -> None:
    assert excerpt_of(an_article(), a_decision(Level.LINK, excerpt_chars=0)) == ""


@pytest.mark.parametrize("limit", [PUBLIC_LIMIT, 40])
def test_the_decisions_limit_is_kept(limit: int) -> None:
    article = an_article(description="word " * 24)
    shown = excerpt_of(article, a_decision(Level.EXCERPT, excerpt_chars=limit))
    assert len(shown) <= limit


def test_an_excerpt_that_just_fits_is_not_cut() -> None:
    assert excerpt("The bridge", 10) == "The bridge"
    assert excerpt("a " * 30, 50) == " ".join("a" * 25) + "…"


def test_without_a_description_the_standfirst_is_the_summary() -> None:
    assert own_summary(an_article(description=None, standfirst="A lead.")) == "A lead."
