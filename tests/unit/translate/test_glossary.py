from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from polywire.errors import SettingsError
from polywire.translate.glossary import Glossary, load, parse
from polywire.translate.options import Protected

TERMS = parse(
    {
        "term": [
            {"en": ["the Fed", "Federal Reserve"], "pt": "Fed"},
            {"en": "town hall", "pt": "câmara", "pt-BR": "prefeitura"},
            {"keep": "Novaya Gazeta Europe"},
            {"en": "Sun", "pt": "The Sun", "case": "exact"},
        ]
    }
)


def matching(text: str, target: str = "pt-BR") -> tuple[Protected, ...]:
    return Glossary(TERMS, "en", target).matching(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He left the Fed.", [("the Fed", "Fed")]),
        ("Federal Reserve chief", [("Federal Reserve", "Fed")]),
        ("the town hall", [("town hall", "prefeitura")]),
        ("Town hall closed", [("Town hall", "Prefeitura")]),
        ("by Novaya Gazeta Europe", [("Novaya Gazeta Europe", "Novaya Gazeta Europe")]),
        ("the sun shone on the fed bird", []),
        ("townhall", []),
    ],
)
def test_terms_of_a_sentence_are_found_with_their_form(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert matching(text) == tuple(Protected(*pair) for pair in found)


def test_a_region_has_its_own_form() -> None:
    assert matching("a town hall", "pt-PT") == (Protected("town hall", "câmara"),)


def test_a_language_without_a_form_leaves_the_term_alone() -> None:
    assert matching("a town hall", "fr") == ()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"terms": []}, "'terms' is not known"),
        ({"term": [{"en": "a"}]}, "two languages"),
        ({"term": [{"en": "a", "portuguese": "b"}]}, "no language tag"),
        ({"term": [{"en": 1, "pt": "b"}]}, "word or a list"),
        ({"term": [{"en": "a", "pt": "b", "case": "x"}]}, "must be 'exact'"),
        ({"term": ["a"]}, "as a table"),
    ],
)
def test_a_wrong_entry_is_named(raw: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        parse(raw)


def test_no_file_is_no_terms() -> None:
    assert load(Path("no-such-glossary.toml")) == ()
