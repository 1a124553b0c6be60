from __future__ import annotations

from tests.twins import TwinNotebook, TwinTranslator

from polywire.desk.repair.repair_loop import translate_alone
from polywire.translate.engines.engine import Result


def test_anchors_are_translated_once_and_then_remembered() -> None:
    engine, shelf = TwinTranslator({"the report": "o relatório"}), TwinNotebook()
    for _ in range(2):
        texts = translate_alone(["the report", "3-0"], engine, shelf)
        assert texts == ["o relatório", "3-0"]
    assert engine.calls == ["the report"]


def test_an_anchor_that_fails_is_none_and_is_not_remembered() -> None:
    engine = TwinTranslator(answer=lambda _: Result("", "no"))
    shelf = TwinNotebook()
    assert translate_alone(["the report"], engine, shelf) == [None]
    assert shelf.kept == {}


def test_an_engine_that_is_down_loses_no_link() -> None:
    engine = TwinTranslator()
    engine.close()
    assert translate_alone(["the report", "3-0"], engine) == [None, "3-0"]
