from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Mark, Segment, SegmentVerdict, Translation
from polywire.translate.sentence.marks import Carried, Carrier, anchors, carry_marks


def a_segment(text: str, *words: str) -> Segment:
    marks = tuple(
        Mark("link", text.index(w), text.index(w) + len(w), f"https://x.example/{n}")
        for n, w in enumerate(words)
    )
    return Segment("body", 0, None, text, marks)


def carried(segment: Segment, target: str, **alone: str) -> Carried:
    names = {key.replace("_", " "): value for key, value in alone.items()}
    return Carrier("en", "pt-BR", names).carry(segment, target)


def under(result: Carried) -> list[str]:
    return [result.text[m.start : m.end] for m in result.marks]


@pytest.mark.parametrize(
    ("word", "target", "alone", "found"),
    [
        ("Karakol", "Ele vive em Karakol.", {}, "Karakol"),
        ("1,200", "Eram 1.200 pessoas.", {}, "1.200"),
        ("the report", "Ele leu os relatórios.", {"the_report": "o relatório"}, None),
        (
            "new rules",
            "As novas regras.",
            {"new_rules": "novas regras"},
            "novas regras",
        ),
    ],
    ids=["name", "number", "inflected", "words"],
)
def test_an_anchor_is_found_again(
    word: str, target: str, alone: dict[str, str], found: str | None
) -> None:
    result = carried(a_segment(f"They said {word} there.", word), target, **alone)
    assert under(result) == [found or "relatórios"]
    assert result.text == target


def test_of_two_places_the_nearer_one_is_taken() -> None:
    segment = a_segment("Orl and the river and the Orl", "Orl")
    segment = Segment(
        "body", 0, None, segment.text, (Mark("link", 26, 29, "https://a"),)
    )
    result = carried(segment, "Orl e o rio e o Orl")
    assert (result.marks[0].start, result.strays) == (16, 0)


def test_a_link_that_is_found_nowhere_stands_after_the_sentence() -> None:
    result = carried(
        a_segment("He waved it away.", "waved"), "Recusou.", waved="acenou"
    )
    assert result.text == "Recusou. (acenou)"
    assert under(result) == ["acenou"]
    assert result.strays == 1


def test_emphasis_that_is_found_nowhere_is_dropped() -> None:
    segment = Segment("body", 0, None, "He did go.", (Mark("emphasis", 3, 6),))
    assert carried(segment, "Ele foi.") == Carried("Ele foi.", ())


def test_a_mark_over_the_whole_sentence_stays_so() -> None:
    assert under(carried(a_segment("He left.", "He left."), "Ele saiu.")) == [
        "Ele saiu"
    ]


def test_a_date_is_not_carried_over_two_days() -> None:
    text = "Closed from 4pm on Monday until noon on Tuesday."
    mark = Mark("time", 7, 25, datetime="2025-03-10")
    two = "16h na segunda-feira até o meio-dia na terça-feira"
    alone = {"from 4pm on Monday": two}
    made = f"Fechado das {two}."
    segment = Segment("body", 0, None, text, (mark,))
    assert Carrier("en", "pt", alone).carry(segment, made).marks == ()
    alone = {"from 4pm on Monday": "das 16h na segunda-feira"}
    assert under(Carrier("en", "pt", alone).carry(segment, made)) == [
        "das 16h na segunda-feira"
    ]


def test_a_known_form_of_a_name_is_found() -> None:
    carrier = Carrier(
        "en", "pt-BR", {}, forms=lambda name: {"Moscow": ["Moscou"]}[name]
    )
    result = carrier.carry(
        a_segment("From Moscow on.", "Moscow"), "De Moscou em diante."
    )
    assert under(result) == ["Moscou"]


def test_only_anchors_that_do_not_stand_there_are_translated_alone() -> None:
    asked: list[str] = []

    def translate(texts: Sequence[str]) -> list[str | None]:
        asked.extend(texts)
        return ["o relatório" if text == "the report" else None for text in texts]

    segment = a_segment("Orl read the report.", "Orl", "the report")
    stopped = a_segment("The plan failed.", "plan")
    made = [
        Translation(segment.text, "Orl leu o relatório.", "e", "m", SegmentVerdict.OK),
        Translation(stopped.text, "O plano.", "e", "m", SegmentVerdict.STOP),
    ]
    first, second = carry_marks(
        [segment, stopped], made, translate, Carrier("en", "pt-BR", {})
    )
    assert asked == ["the report"]
    assert anchors(segment, made[0].target) == ("the report",)
    assert [first.target[m.start : m.end] for m in first.marks] == [
        "Orl",
        "o relatório",
    ]
    assert second == made[1]


@given(
    words=st.lists(
        st.sampled_from(["sun", "rain", "Orl", "42", "house", "of", "the"]), min_size=2
    ),
    target=st.text(max_size=40),
    cuts=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=4),
)
def test_no_link_is_ever_lost(
    words: list[str], target: str, cuts: list[tuple[int, int]]
) -> None:
    text = " ".join(words)
    marks = tuple(
        Mark("link", start, min(start + size, len(text)), f"https://x.example/{n}")
        for n, (start, size) in enumerate(cuts)
        if start < len(text)
    )
    result = carried(Segment("body", 0, None, text, marks), target)
    assert sorted(m.href or "" for m in result.marks) == sorted(
        m.href or "" for m in marks
    )
    assert all(0 <= m.start < m.end <= len(result.text) for m in result.marks)
