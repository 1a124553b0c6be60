"""One contract for the twin and for every engine, so that the twin cannot drift."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fake_services import Service, serving
from tests.twins import TwinTranslator

from polywire.errors import EngineDown
from polywire.net.send.post import Poster
from polywire.settings.operator_file import Settings
from polywire.translate.engines.breaker import Breaker, Guarded
from polywire.translate.engines.engine import Result, Translator
from polywire.translate.engines.engine_limits import Caps, Limited, MemorySpend, Meter
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder
from polywire.translate.servers.deepl import DeepL
from polywire.translate.servers.http import Line
from polywire.translate.servers.libretranslate import LibreTranslate
from polywire.translate.servers.openai import OpenAI
from polywire.translate.servers.served import Served
from polywire.translate.servers.service_dialect import Dialect

LOCAL = ("twin", "firefox", "wrapped")
FAR = ("libretranslate", "deepl", "openai")


@pytest.fixture(params=LOCAL + FAR)
def engine(request: pytest.FixtureRequest) -> Iterator[Translator]:
    with ExitStack() as stack:
        if request.param in FAR:
            made: Translator = far(stack, request.param)
        elif request.param == "firefox":
            made = Firefox(model_folder.bundled()[0], children=1)
        else:
            made = TwinTranslator({"Good morning.": "Bom dia."})
        if request.param == "wrapped":
            made = wrapped(made)
        yield stack.enter_context(closing(made))


def far(stack: ExitStack, kind: str) -> Served:
    service: Service = stack.enter_context(serving(kind))
    poster = stack.enter_context(Poster(Settings(root=Path()), [service.url]))
    dialects: dict[str, Dialect] = {
        "libretranslate": LibreTranslate("en", "pt-BR", service.url),
        "deepl": DeepL("en", "pt-BR", service.url),
        "openai": OpenAI("en", "pt-BR", service.url, name="tiny"),
    }
    return Served(dialects[kind], Line(poster, id=kind, timeout=10))


def wrapped(engine: Translator) -> Translator:
    inner = Guarded(engine, Breaker(engine.id))
    meter = Meter(engine.id, Caps(), MemorySpend(), now=lambda: datetime.now(UTC))
    return Limited(inner, meter)


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
    assert engine.model
    assert isinstance(engine.model, str)


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
