"""How strictly an edition is checked: its source, its language, the site."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.desk.route_desk import Care, care_for
from polywire.settings.operator_file import Settings, Source
from polywire.settings.toml_tables import Check, CheckLanguage, Sensitive

SITE = Settings(
    root=Path(),
    check=Check(
        languages={
            "pt": CheckLanguage(strictness="strict"),
            "uk": CheckLanguage(sensitive="off"),
        }
    ),
)
MODES: list[Sensitive] = ["off", "words", "round-trip"]


@pytest.mark.parametrize(
    ("language", "care"),
    [
        ("pt-BR", Care("strict", "round-trip")),
        ("uk", Care("normal", "off")),
        ("de", Care("normal", "round-trip")),
    ],
)
def test_a_language_may_be_checked_in_its_own_way(language: str, care: Care) -> None:
    assert care_for(SITE, language, None) == care


def test_the_source_has_the_last_word() -> None:
    source = Source(slug="a", url="https://a.example", sensitive="words")
    assert care_for(SITE, "uk", source) == Care("normal", "words")


@given(st.sampled_from(MODES), st.sampled_from(["pt", "uk", "de"]))
def test_only_off_treats_no_sentence_as_sensitive(mode: Sensitive, tag: str) -> None:
    source = Source(slug="a", url="https://a.example", sensitive=mode)
    wanted = False if mode == "off" else None
    assert care_for(SITE, tag, source).is_sensitive is wanted
