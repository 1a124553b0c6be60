"""Names of places in other languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.facts import table
from polywire.language.names import names, places


@pytest.mark.parametrize(
    ("name", "source", "target", "told"),
    [
        ("Moscow", "en", "pt-BR", "Moscou"),
        ("Moscow", "en", "pt-PT", "Moscovo"),
        ("Moscow", "en", "es", "Moscú"),
        ("Scotland", "en", "pt-BR", "Escócia"),
        ("Turkey", "en", "pt-BR", "Turquia"),
        ("Türkiye", "en", "de", "Türkei"),
        ("U.S.", "en", "es", "Estados Unidos"),
        ("EUA", "pt-BR", "en", "United States"),
        ("Pequim", "pt", "en", "Beijing"),
        ("Москва", "ru", "en", "Moscow"),
        ("Бишкек", "ru", "en", "Bishkek"),
        ("Bishkek", "en", "fr", "Bichkek"),
        ("Germany", "en", "fr", "Allemagne"),
        ("North Carolina", "en", "pt-BR", "Carolina do Norte"),
        ("Ohio", "en", "pt-BR", "Ohio"),
        ("Ohio", "en", "ru", "Огайо"),
        ("Welsh", "en", "pt-BR", "galês"),
        ("London", "en", "es", "Londres"),
        ("Vienna", "en", "de", "Wien"),
        ("Tokyo", "en", "pt-BR", "Tóquio"),
    ],
)
def test_a_place_is_written_in_one_form(
    name: str, source: str, target: str, told: str
) -> None:
    assert places.preferred(name, source, target) == told
    assert told in places.forms(name, source, target)


@pytest.mark.parametrize(
    ("name", "target", "told"),
    [
        ("Karakol", "pt-BR", {"Karakol"}),
        ("Tarnmouth", "pt-BR", {"Tarnmouth"}),
        ("Singapore", "pt-BR", {"Singapura", "Cingapura"}),
        ("Kyiv", "pt-BR", {"Kiev", "Kyiv", "Quieve"}),
    ],
)
def test_all_accepted_forms_are_known(name: str, target: str, told: set[str]) -> None:
    assert told <= places.forms(name, "en", target)
    assert len(places.forms(name, "en", target)) <= len(told) + 1


@pytest.mark.parametrize(
    ("name", "source", "target", "told"),
    [
        ("US", "en", "pt-BR", "americano"),
        ("Britain", "en", "fr", "britannique"),
        ("Syria", "en", "es", "sirio"),
        ("Alemanha", "pt-BR", "en", "German"),
    ],
)
def test_the_people_of_a_place_are_known(
    name: str, source: str, target: str, told: str
) -> None:
    assert told in places.people(name, source, target)
    assert places.people("Ohio", "en", target) == frozenset()


def test_within_a_language_a_name_stays() -> None:
    assert places.forms("Moscou", "pt", "pt-BR") == {"Moscou"}


def test_words_that_are_no_places_are_not_known() -> None:
    assert places.preferred("Harbour", "en", "pt-BR") is None
    assert not places.is_known("harbour", "en")
    assert places.is_known("Escócia", "pt-BR")


def test_a_language_without_data_keeps_the_name() -> None:
    assert places.forms("Moscow", "en", "xx") == {"Moscow"}


def test_each_row_of_the_hand_list_has_a_cell_for_each_language() -> None:
    data = table("places")
    for group in ("short", "kingdom", "states", "cities", "people"):
        for line in filter(None, data[group].split("\n")):
            assert len(line.split(";")) == len(data["languages"]), line


def test_all_fifty_states_are_there() -> None:
    assert len(table("places")["states"].strip().split("\n")) == 50


@given(st.text(max_size=20), st.sampled_from(["pt-BR", "es", "ru", "zz"]))
def test_there_is_always_a_form(name: str, target: str) -> None:
    assert places.forms(name, "en", target)


@pytest.mark.parametrize(
    ("word", "told", "pair"),
    [
        ("astronomical", "astronomica", ("en", "pt")),
        ("historical", "historico", ("en", "pt")),
        ("astronomica", "astronomical", ("pt", "en")),
        ("eletrico", "eletric", ("pt", "en")),
    ],
)
def test_endings_of_one_origin_are_no_other_name(
    word: str, told: str, pair: tuple[str, str]
) -> None:
    assert names.is_adapted(word, told, *pair)
    assert not names.is_adapted(word, "torval", *pair)
