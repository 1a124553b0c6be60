from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import an_article

from polywire.article import Block, Mark
from polywire.language.text.sentences import split
from polywire.translate.sentence.segments import segments_of


def test_each_part_of_an_article_becomes_segments() -> None:
    article = replace(
        an_article(),
        standfirst="It took years.",
        dateline="NORVALE",
        credits=("With agency material",),
        blocks=(
            Block("heading", "The day after", level=2),
            Block("paragraph", "One thing. Another thing."),
            Block("list-item", "A point"),
            Block("quote", "We waited."),
            Block("figure", "The bridge.", alt="A bridge at dawn", credit="Mia Holt"),
            Block("table", "Town\tPeople", rows=(("Town", "People"), ("Orl", "1,200"))),
            Block("embed", "a video", src="https://v.example"),
            Block("correction", "The name was wrong."),
        ),
    )
    found = segments_of(article, split)
    assert [(s.part, s.block, s.cell, s.text) for s in found] == [
        ("headline", None, None, "Norvale opens its new bridge"),
        ("standfirst", None, None, "It took years."),
        ("body", 0, None, "The day after"),
        ("body", 1, None, "One thing."),
        ("body", 1, None, "Another thing."),
        ("body", 2, None, "A point"),
        ("body", 3, None, "We waited."),
        ("caption", 4, None, "The bridge."),
        ("alt", 4, None, "A bridge at dawn"),
        ("cell", 5, (0, 0), "Town"),
        ("cell", 5, (0, 1), "People"),
        ("cell", 5, (1, 0), "Orl"),
        ("cell", 5, (1, 1), "1,200"),
        ("correction", 7, None, "The name was wrong."),
    ]


def test_bylines_and_credits_are_never_translated() -> None:
    article = replace(
        an_article(),
        bylines=("Tomas Reed",),
        credits=("Agency",),
        blocks=(Block("figure", "", credit="Mia Holt"),),
    )
    texts = " ".join(segment.text for segment in segments_of(article, split))
    assert not any(name in texts for name in ("Reed", "Agency", "Holt"))


def test_a_mark_over_two_sentences_is_in_both() -> None:
    text = "He left. She stayed."
    block = Block("paragraph", text, (Mark("link", 3, 12, "https://a.example"),))
    first, second = segments_of(replace(an_article(), blocks=(block,)), split)[1:]
    assert [(m.start, m.end) for m in first.marks] == [(3, 8)]
    assert [(m.start, m.end) for m in second.marks] == [(0, 3)]


def test_a_mark_inside_a_sentence_does_not_cut_it() -> None:
    block = Block("paragraph", "He said no. Twice.", (Mark("emphasis", 3, 7),))
    found = segments_of(replace(an_article(), blocks=(block,)), split)[1:]
    assert [segment.text for segment in found] == ["He said no.", "Twice."]


@given(
    st.lists(
        st.sampled_from(
            ["He left.", "“No,” she said.", "At 5 p.m.", "U.S. law", "Why?"]
        )
    ),
    st.sampled_from([" ", "  ", "\n", "\n\n", "\u00a0"]),
)
def test_joining_the_sentences_loses_no_character(parts: list[str], gap: str) -> None:
    text = gap.join(parts)
    block = Block("paragraph", text)
    found = segments_of(replace(an_article(), blocks=(block,)), split)[1:]
    assert "".join(one.text + one.gap for one in found).strip() == text.strip()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_block_has_no_segments(text: str) -> None:
    article = replace(an_article(), blocks=(Block("paragraph", text),))
    assert len(segments_of(article, split)) == 1
