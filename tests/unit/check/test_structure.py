"""Lists and lines inside a sentence stay lists and lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.article import Severity
from polywire.check.rule import Pair
from polywire.check.rules.structure import RULES

LIST, LINES = RULES


@pytest.mark.parametrize(
    "target",
    [
        "Ele quer (1) uma ponte e (2) uma estrada.",
        "Ele quer (1) uma ponte, (3) uma escola e (2) uma estrada.",
        "Ele quer uma ponte, uma escola e uma estrada.",
        "Ele quer (1) uma ponte, (2) uma escola e (2) uma estrada.",
    ],
)
def test_items_that_are_lost_or_moved_are_a_stop(target: str) -> None:
    source = "He wants (1) a bridge, (2) a school and (3) a road."
    findings = LIST(Pair(source, target, "en", "pt"))
    assert [one.severity for one in findings] == [Severity.STOP]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("It is a) old, b) cold.", "É a) velho, b) frio."),
        ("It is a) old, b) cold.", "Он а) старый, б) холодный."),
        ("1. Boil water 2. Add salt", "1) Ferva a água 2) Ponha sal"),
        ("They won (2) and lost (3).", "Venceram (2) e perderam (3)."),
        ("The law (1) is old.", "A lei é velha (1)."),
    ],
)
def test_lists_may_be_written_in_another_way(source: str, target: str) -> None:
    assert LIST(Pair(source, target, "en", "pt")) == ()


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("Open it.\nClose it.", "Abra. Feche.", Severity.DOUBT),
        ("• Open it • Close it", "• Abra e feche", Severity.DOUBT),
        ("Open it.", "Abra.\nFeche.", Severity.STOP),
    ],
)
def test_lines_and_bullets_are_counted(
    source: str, target: str, severity: Severity
) -> None:
    findings = LINES(Pair(source, target, "en", "pt"))
    assert [one.severity for one in findings] == [severity]


def test_a_dash_inside_a_sentence_is_no_bullet() -> None:
    assert LINES(Pair("He came - at last.", "Ele veio, enfim.", "en", "pt")) == ()


WORDS = st.lists(st.sampled_from(["ponte", "rua", "escola"]), min_size=2, max_size=9)


@given(WORDS)
def test_a_list_that_loses_its_last_item_is_always_seen(words: list[str]) -> None:
    items = [f"({number}) {word}" for number, word in enumerate(words, 1)]
    whole, short = "; ".join(items), "; ".join(items[:-1])
    assert LIST(Pair(whole, whole, "en", "pt")) == ()
    assert [one.rule for one in LIST(Pair(whole, short, "en", "pt"))] == ["list"]
