"""The operator's glossary."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.errors import SettingsError
from polywire.translate.known import glossary
from polywire.translate.sentence.options import Protected

TEXT = """
[[term]]
en = ["Supreme Court", "High Court"]
pt = "Supremo Tribunal"
case = "any"

[[term]]
keep = ["Polywire", "C++"]

[[term]]
en = "May"
pt-BR = "maio"
note = "the month, never the verb"

[[term]]
en = "council"
pt = "câmara"
"""
ENTRIES = glossary.parse(TEXT)


def found(text: str, language: str = "en") -> list[int]:
    hits = glossary.matching(ENTRIES, text, language)
    return [ENTRIES.index(entry) for entry in hits]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The supreme court met.", [0]),
        ("The High  Court met the council.", [0, 3]),
        ("It may rain.", []),
        ("In May it rained.", [2]),
        ("Councils met.", []),
        ("COUNCIL MET", [3]),
        ("Polywire is written without C++ here.", [1]),
        ("", []),
    ],
)
def test_a_term_is_found_as_whole_words(text: str, numbers: list[int]) -> None:
    assert found(text) == numbers


def test_a_region_finds_the_forms_of_its_language_and_back() -> None:
    assert found("Em maio.", "pt") == [2]
    assert found("O Supremo Tribunal decidiu.", "pt-BR") == [0]


def test_what_must_come_out_is_given_as_the_text_has_it() -> None:
    text = "The council of the High Court uses Polywire in May. Council!"
    assert glossary.protected(ENTRIES, text, "en", "pt-BR") == (
        Protected("High Court", "Supremo Tribunal"),
        Protected("Polywire", "Polywire"),
        Protected("Council", "Câmara"),
        Protected("council", "câmara"),
        Protected("May", "maio"),
    )


def test_a_language_without_a_form_protects_nothing() -> None:
    assert glossary.protected(ENTRIES, "The council met.", "en", "de") == ()


def test_a_fingerprint_depends_on_the_matching_terms_only() -> None:
    one = glossary.matching(ENTRIES, "The council met.", "en")
    longer = glossary.parse(TEXT + '\n[[term]]\nkeep = "Gazeta"\n')
    assert glossary.fingerprint(one) == glossary.fingerprint(
        glossary.matching(longer, "The council met.", "en")
    )
    assert glossary.fingerprint(longer) != glossary.fingerprint(ENTRIES)
    assert glossary.fingerprint(()) == ""


@given(st.permutations(ENTRIES))
def test_the_order_of_terms_does_not_change_the_fingerprint(
    entries: list[glossary.Entry],
) -> None:
    assert glossary.fingerprint(entries) == glossary.fingerprint(ENTRIES)


@given(st.text(max_size=40))
def test_what_is_protected_stands_in_the_text(text: str) -> None:
    for each in glossary.protected(ENTRIES, text, "en", "pt-BR"):
        assert each.source in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[term]]\nen = 'x'", "of en only"),
        ("[[term]]\nkeep = 'x'\nen = 'y'", "either keep"),
        ("[[term]]", "either keep"),
        ("[[term]]\nen = 'x'\nPT = 'y'", "no language tag"),
        ("[[term]]\nen = 'x'\npt = 3", "must be a word"),
        ("[[term]]\nen = []\npt = 'x'", "must be a word"),
        ("[[term]]\nen = 'x'\npt = 'y'\ncase = 'loud'", "none of auto, any, exact"),
        ("[[terms]]\nen = 'x'", "'terms' is unknown"),
        ("[[term", "glossary.toml: "),
    ],
)
def test_a_mistake_names_its_place(text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        glossary.parse(text)


def test_no_file_is_an_empty_glossary(tmp_path: Path) -> None:
    assert glossary.read(tmp_path / "glossary.toml") == ()
    (tmp_path / "glossary.toml").write_text(TEXT, encoding="utf-8")
    assert glossary.read(tmp_path / "glossary.toml") == ENTRIES


def test_case_first_allows_a_capital_at_the_start() -> None:
    (entry,) = entries = glossary.parse(
        "[[term]]\nen = 'de facto'\npt = 'de facto'\ncase = 'first'"
    )
    assert glossary.matching(entries, "De facto it ended.", "en") == (entry,)
    assert glossary.matching(entries, "DE FACTO it ended.", "en") == ()
