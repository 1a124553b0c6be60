"""What the dictionary says of words that the model's vocabulary holds in part."""

import pytest

from polywire.language.text.lexicon import Shortlist
from polywire.language.time.dates import clocks


def a_shortlist() -> Shortlist:
    return Shortlist(
        lists=b"\x00\x00\x00\x00\x01\x00\x00\x00",
        offsets=(0, 1, 2),
        stems_of=["perde", "segur"],
        pieces={"lose": (0,), "insurance": (1,)},
        common=frozenset({"lose", "insurance"}),
        common_targets=frozenset(),
        known_targets=frozenset(),
        _kin={"insur": "insurance"},
    )


@pytest.mark.parametrize(
    ("word", "told"),
    [("lose", "perde"), ("loses", "perde"), ("losers", "perde"), ("insured", "segur")],
)
def test_an_unknown_word_may_become_what_its_kin_becomes(word: str, told: str) -> None:
    assert a_shortlist().all_targets(word) == {told}


@pytest.mark.parametrize("word", ["losangeles", "los", "", "ins"])
def test_a_word_without_kin_explains_nothing(word: str) -> None:
    assert a_shortlist().all_targets(word) == frozenset()


def test_only_a_known_word_is_expected_to_have_its_partner() -> None:
    assert a_shortlist().targets("loses") is None


def test_a_running_time_is_no_time_of_day() -> None:
    assert clocks("Ela venceu em 2:41:07.", "pt") == ()
