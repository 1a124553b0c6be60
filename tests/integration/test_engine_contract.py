"""One contract for the twin and for the real engine, so that the twin cannot drift."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from tests.twins import TwinTranslator

from polywire.errors import EngineDown
from polywire.translate import folder
from polywire.translate.engine import Result, Translator
from polywire.translate.firefox import Firefox


@pytest.fixture(params=["twin", "firefox"])
def engine(request: pytest.FixtureRequest) -> Iterator[Translator]:
    made: Translator
    if request.param == "twin":
        made = TwinTranslator({"Good morning.": "Bom dia."})
    else:
        made = Firefox(folder.bundled()[0], children=1)
    yield made
    made.close()


def test_each_sentence_gets_its_own_answer_in_order(engine: Translator) -> None:
    sentences = ["Good morning.", "The bridge is closed.", "Good morning."]
    results = engine.translate(sentences)
    assert len(results) == 3
    assert results[0] == results[2] == Result("Bom dia.")
    assert results[1].text not in {"", results[0].text}


def test_nothing_asked_is_nothing_answered(engine: Translator) -> None:
    assert engine.translate([]) == []


def test_an_empty_sentence_stays_empty_and_is_no_error(engine: Translator) -> None:
    assert engine.translate(["", "Good morning."])[0] == Result("")


def test_it_says_who_it_is(engine: Translator) -> None:
    assert (engine.source, engine.target) == ("en", "pt-BR")
    assert engine.id
    assert len(engine.model) == 64


def test_two_threads_may_ask_at_once(engine: Translator) -> None:
    answers: list[list[Result]] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(engine.translate(["Good morning."] * 5))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[Result("Bom dia.")] * 5] * 2


def test_a_closed_engine_is_down_and_closes_twice(engine: Translator) -> None:
    engine.close()
    engine.close()
    with pytest.raises(EngineDown):
        engine.translate(["Good morning."])
