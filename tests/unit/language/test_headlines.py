"""Headlines written small and in full, and the signs of a wrong translation."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.meaning import headlines

IN_FULL = [
    ("Clerk held over forged stamps", "Clerk was arrested because of forged stamps"),
    ("Two girls rescued from well", "Two girls were rescued from well"),
    ("Nine hurt as tram leaves rails", "Nine people were hurt while tram leaves rails"),
    ("Port to close on Sundays", "Port will close on Sundays"),
    ("Ferry fares set to rise", "Ferry fares will rise"),
    ("Row over parking grows", "Dispute about parking grows"),
    ("Actor named as UN envoy", "Actor was named as UN envoy"),
    ("Ex-spy quits", "Former spy resigns"),
    ("Baker wins lottery, buys mill", "Baker wins lottery and buys mill"),
    ("Dozens missing after landslip", "Dozens of people were missing after landslip"),
    ("Cod boats stay in port", "Cod boats stay in port"),
    ("Rovers come from behind to win", "Rovers come from behind to win"),
    ("Vote held after delay", "Vote was held after delay"),
    ("Road to ruin", "Road to ruin"),
    ("“No way back,” says baker", "“No way back,” says baker"),
    ("Snow falls on the hills", "Snow falls on the hills"),
    ("iPhone prices fall", "iPhone prices fall"),
    ("", ""),
]


@pytest.mark.parametrize(("said", "full"), IN_FULL, ids=lambda text: text[:30])
def test_a_headline_is_said_in_full(said: str, full: str) -> None:
    assert headlines.in_full(said, "en") == full


IN_FULL_PT = [
    ("Morre aos 80 anos o ator Ivo Lua", "O ator Ivo Lua morre aos 80 anos"),
    ("Cai número de furtos em Olinda", "Número de furtos cai em Olinda"),
    ("Sobe para 9 o número de mortos", "O número de mortos sobe para 9"),
    ("Presa mulher que furtava joias", "Mulher que furtava joias é presa"),
    ("Escola reabre na terça", "Escola reabre na terça-feira"),
    ("Time joga a segunda partida", "Time joga a segunda partida"),
]


@pytest.mark.parametrize(("said", "full"), IN_FULL_PT, ids=lambda text: text[:30])
def test_a_portuguese_headline_is_said_in_full(said: str, full: str) -> None:
    assert headlines.in_full(said, "pt-BR") == full


@pytest.mark.parametrize("language", ["es", "ru", "ar"])
def test_a_language_without_facts_is_left_alone(language: str) -> None:
    assert headlines.in_full("Man held over fire", language) == "Man held over fire"
    assert headlines.opened("Squid doubles", language) == "Squid doubles"
    assert headlines.has_verb("Squid doubles", language, bool) is None


@given(st.text(alphabet="abcdes 0123456789,.'", max_size=60))
def test_no_figure_is_lost_or_made_by_saying_it_in_full(text: str) -> None:
    found = re.findall(r"\d+", headlines.in_full(text, "en"))
    assert found == re.findall(r"\d+", text)


def is_name(word: str) -> bool:
    return word in {"osei", "accra"}


CALMED = [
    ("OSEI WINS SEAT IN ACCRA", "Osei wins seat in Accra"),
    ("Osei Wins Big Seat in Accra", "Osei wins big seat in Accra"),
    ("UN ENVOY LEAVES ACCRA'S PORT", "UN envoy leaves Accra's port"),
    ("Osei wins seat in Accra", "Osei wins seat in Accra"),
    ("FBI Raids Osei’s Big House", "FBI raids Osei’s big house"),
    ("FIRE", "FIRE"),
]


@pytest.mark.parametrize(("said", "calm"), CALMED)
def test_capitals_are_folded_and_names_keep_theirs(said: str, calm: str) -> None:
    assert headlines.calmed(said, "en", is_name) == calm


def test_a_first_word_that_looks_like_a_name_gets_an_article() -> None:
    assert (
        headlines.opened("Squid doubles in price", "en") == "The squid doubles in price"
    )


SLIPS = [
    ("Ship heads for port", "Navio cabeça para o porto", ["“heads” is not “cabeça” in a headline"]),
    ("Two heads for the price", "Duas cabeças", ["“heads” is not “cabeças” in a headline"]),
    ("Mayor eyes seat", "Prefeito olhos assento", ["“eyes” is not “olhos” in a headline"]),
    ("Man with blue eyes", "Homem com olhos azuis", []),
    ("Dam bursts as rain falls", "Barragem rompe como chuva cai", ["“as” is not “como” in a headline"]),
    ("Smith named as coach", "Smith é nomeado como técnico", []),
    ("Traders fear for their stalls", "Comerciantes temem por suas barracas", []),
]  # fmt: skip


@pytest.mark.parametrize(("said", "told", "found"), SLIPS)
def test_a_word_of_headlines_in_a_wrong_sense_is_named(
    said: str, told: str, found: list[str]
) -> None:
    assert list(headlines.slips(said, told, "en", "pt")) == found


VERBS = [
    ("Navio chega ao porto", True),
    ("Prefeito é preso", True),
    ("Casas destruídas por fogo", True),
    ("Tribunal proíbe jogo", True),
    ("Aviso de rajadas na costa", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "has"), VERBS)
def test_a_verb_is_seen_by_its_forms(text: str, has: bool) -> None:  # noqa: FBT001  # a row of the table
    assert headlines.has_verb(text, "pt", {"chegar", "destruir"}.__contains__) is has


def test_words_that_both_languages_write_are_shared_either_way() -> None:
    shared = headlines.shared("en", "pt")
    assert shared == headlines.shared("pt", "en")
    assert {"hospital", "show", "shopping", "site", "drone"} <= shared
    assert shared.isdisjoint({"squid", "kelp", "eel", "weir", "interdict", "school"})
    assert headlines.shared("en", "ru") == frozenset()


SENTENCES = [
    "His body was found an hour later.",
    "They want to go back to the roots of the town",
    "Syria “ready” for refugees to return, says minister",
    "He said the decision to pull out was right",
    "The bats are useful, thanks to their ears",
    "Women with eyes downcast leave the court",
]


@pytest.mark.parametrize("said", SENTENCES)
def test_what_is_a_sentence_already_stays_so(said: str) -> None:
    assert headlines.in_full(said, "en") == said
