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


def found(text: str, source: str = "en", target: str = "pt-BR") -> list[str]:
    hits = glossary.protected(ENTRIES, text, source, target)
    return [each.source for each in hits]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The supreme court met.", ["supreme court"]),
        ("The High  Court met the council.", ["High  Court", "council"]),
        ("It may rain.", []),
        ("In May it rained.", ["May"]),
        ("Councils met.", []),
        ("COUNCIL MET", ["COUNCIL"]),
        ("Polywire is written without C++ here.", ["Polywire", "C++"]),
        ("", []),
    ],
)
def test_a_term_is_found_as_whole_words(text: str, terms: list[str]) -> None:
    assert found(text) == terms


def test_a_region_finds_the_forms_of_its_language_and_back() -> None:
    assert found("Em maio.", "pt", "en-GB") == ["maio"]
    assert found("O Supremo Tribunal decidiu.", "pt-BR", "en") == ["Supremo Tribunal"]


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
    entries = glossary.parse(
        "[[term]]\nen = 'de facto'\npt = 'de facto'\ncase = 'first'"
    )
    assert glossary.protected(entries, "De facto it ended.", "en", "pt")
    assert not glossary.protected(entries, "DE FACTO it ended.", "en", "pt")
