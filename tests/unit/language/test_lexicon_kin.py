"""What the dictionary says of words that the model's vocabulary holds in part."""

import struct
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.errors import EngineError
from polywire.language.text import lexicon
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


WORDS = ("hotel", "disse", "ponte", "rio", "")


@given(
    st.lists(st.lists(st.integers(0, 4), max_size=5), min_size=1, max_size=8),
    st.lists(st.sets(st.integers(0, 7), min_size=1, max_size=3), min_size=1),
)
def test_each_word_counts_once_for_what_it_may_become(
    lists: list[list[int]], owners: list[set[int]]
) -> None:
    ends = [sum(map(len, lists[:n])) for n in range(len(lists) + 1)]
    pieces = {
        f"word{n}": tuple(number for number in some if number < len(lists))
        for n, some in enumerate(owners)
    }
    made = Shortlist(
        lists=b"".join(struct.pack("<I", n) for some in lists for n in some),
        offsets=tuple(ends),
        stems_of=WORDS,
        pieces=pieces,
        common=frozenset(),
        common_targets=frozenset(),
        known_targets=frozenset(),
        words_of=WORDS,
    ).without_noise()
    expected = Counter(
        stem
        for numbers in pieces.values()
        for stem in {WORDS[target] for number in numbers for target in lists[number]}
        if stem
    )
    assert dict(made.times) == expected
    # so few words that each stem stands for more than a fiftieth of them
    assert made.noise == set(expected) == made.noisy_words - {""}


def test_a_shortlist_of_another_vocabulary_is_said_to_be_one() -> None:
    def field(number: int, data: bytes) -> bytes:
        return bytes([number << 3 | 2, len(data)]) + data

    texts = ["\u2581ponte", "\u2581rio"]
    vocabulary = b"".join(field(1, field(1, text.encode())) for text in texts)
    header = struct.pack("<6Q", 0xF11A48D5013417F5, 0, 0, 0, 3, 2)
    lists = struct.pack("<3Q2I", 0, 1, 2, 0, 7)
    with pytest.raises(EngineError, match="not of this vocabulary"):
        lexicon.read(header + lists, vocabulary, vocabulary)
    fits = struct.pack("<3Q2I", 0, 1, 2, 0, 1)
    found = lexicon.read(header + fits, vocabulary, vocabulary)
    assert found.targets("ponte") == frozenset()
    assert found.all_targets("ponte") == {"ponte"}
