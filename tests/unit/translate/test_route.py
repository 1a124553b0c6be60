from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.twins import TwinTranslator

from polywire.errors import EngineError, NoTranslator, SettingsError
from polywire.settings.operator_file import Settings, parse
from polywire.translate.engines.engine import Result
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.route import Chain, Offer, Routes

FILE = Path("m")
BUNDLED = (
    ModelFolder("en", "pt-BR", FILE, FILE, FILE),
    ModelFolder("pt", "en", FILE, FILE, FILE),
)
MODES = ("pt-es", "es-pt", "es-pt_BR", "spa-eng")


def settings(**tables: Any) -> Settings:
    return parse({"site": {"visibility": "private"}, **tables}, Path())


def routes(modes: tuple[str, ...] = MODES, **tables: Any) -> Routes:
    return Routes(settings(**tables), bundled=BUNDLED, modes=modes)


def ids(found: tuple[Offer, ...]) -> list[str]:
    return [f"{offer.id}:{offer.source}-{offer.target}" for offer in found]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("en", "pt-BR", ["firefox:en-pt-BR"]),
        ("en", "pt", ["firefox:en-pt-BR"]),
        ("en-GB", "pt-BR", ["firefox:en-pt-BR"]),
        ("pt-PT", "en", ["firefox:pt-en"]),
        ("en", "es", ["firefox+apertium:en-es"]),
        ("es", "pt-BR", ["apertium:es-pt-BR", "apertium:es-pt"]),
        ("en", "pt-PT", []),
        ("en", "fr", []),
    ],
)
def test_routes_are_found_without_any_settings(
    source: str, target: str, expected: list[str]
) -> None:
    assert ids(routes().offers(source, target)) == expected


def test_a_pivot_stands_before_direct_rules() -> None:
    assert ids(routes().offers("es", "en")) == [
        "apertium+firefox:es-en",
        "apertium:es-en",
    ]


def test_the_operators_route_wins() -> None:
    found = routes(
        engines={"far": {"kind": "deepl", "key_env": "KEY"}},
        routes={"en-pt-BR": ["far", "firefox"]},
    )
    assert ids(found.offers("en", "pt-BR")) == ["far:en-pt-BR", "firefox:en-pt-BR"]


def test_a_route_may_name_a_region_that_the_engine_does_not_claim() -> None:
    found = routes(routes={"en-pt-PT": ["firefox"]})
    assert ids(found.offers("en", "pt-PT")) == ["firefox:en-pt-PT"]


def test_text_stays_on_the_machine_unless_it_is_allowed() -> None:
    found = routes(
        engines={"far": {"kind": "openai", "url": "https://llm.example/v1"}},
        routes={"en-fr": ["far"]},
    )
    with pytest.raises(NoTranslator):
        found.find("en", "fr")
    near = routes(
        engines={"near": {"kind": "libretranslate", "url": "http://127.0.0.1:5"}}
    )
    assert [offer.is_remote for offer in near.offers("en", "fr")] == [False]


def test_an_unknown_engine_in_a_route_is_named() -> None:
    with pytest.raises(SettingsError, match="no engine 'depl'"):
        routes(routes={"en-fr": ["depl"]}).offers("en", "fr")


def test_a_route_that_is_no_pair_is_named() -> None:
    with pytest.raises(SettingsError, match="'english' is no pair"):
        routes(routes={"english": ["firefox"]})


def test_a_broken_model_folder_does_not_hurt_other_pairs() -> None:
    found = routes(engines={"mine": {"kind": "firefox", "folder": "no/such"}})
    assert ids(found.offers("en", "pt-BR")) == ["firefox:en-pt-BR"]
    assert "no such folder" in str(found.problems["mine"])


def test_a_route_that_names_a_broken_engine_says_why() -> None:
    found = routes(
        engines={"mine": {"kind": "firefox", "folder": "no/such"}},
        routes={"en-pt-BR": ["mine"]},
    )
    with pytest.raises(EngineError, match="no such folder"):
        found.offers("en", "pt-BR")


def test_every_way_is_listed_once() -> None:
    found = ids(routes(modes=("pt-es",)).pairs())
    assert found == [
        "firefox:en-pt-BR",
        "firefox:pt-en",
        "apertium:pt-es",
        "firefox+apertium:en-es",
    ]


def test_a_chain_hands_texts_on_and_keeps_errors() -> None:
    first = TwinTranslator(
        {"one": "um"},
        answer=lambda text: Result("", "no") if text == "bad" else Result(text + " pt"),
    )
    second = TwinTranslator(source="pt", target="es", id="rules")
    chain = Chain([first, second])
    assert (chain.id, chain.source, chain.target) == ("twin+rules", "en", "es")
    assert chain.translate(["One", "bad"]) == [Result("[es] One pt"), Result("", "no")]


def test_hops_that_do_not_fit_make_no_chain() -> None:
    with pytest.raises(EngineError, match="make no chain"):
        Chain([TwinTranslator(), TwinTranslator(source="fr", target="es")])
