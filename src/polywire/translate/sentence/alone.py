"""Translate words under marks by themselves, and remember them like sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from polywire.errors import EngineDown
from polywire.translate.engines.engine import Translator, without_stars
from polywire.translate.known.memory_keys import engine_key
from polywire.translate.sentence.options import Protected
from polywire.translate.sentence.prepare import prepare


class Answers(Protocol):
    """Keeps what engines wrote, by key; the repair loop's memory is one."""

    def recall(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the answers that are known, by key."""
        ...

    def keep(self, answers: dict[str, tuple[str, ...]]) -> None:
        """Keep answers by key."""
        ...


def no_names(_text: str) -> tuple[Protected, ...]:
    """Know no form that must come out exactly so."""
    return ()


def translator_of(
    engine: Translator,
    memory: Answers | None = None,
    protected: Callable[[str], Sequence[Protected]] = no_names,
) -> Callable[[Sequence[str]], list[str | None]]:
    """Return what ``marks.carry_marks`` needs to translate anchors.

    An anchor that fails, or an engine that is down, is None: its link is looked
    for as it stands, or placed after the sentence.
    """

    def translate(texts: Sequence[str]) -> list[str | None]:
        prepared = [
            prepare(
                text,
                gate=engine.gate,
                source=engine.source,
                target=engine.target,
                names=protected(text),
            )
            for text in texts
        ]
        keys = [engine_key(each, engine) for each in prepared]
        known = memory.recall(keys) if memory else {}
        wanted = {
            key: each.sentences
            for key, each in zip(keys, prepared, strict=True)
            if each.sentences and key not in known
        }
        fresh = _asked(engine, wanted)
        if memory and fresh:
            memory.keep(fresh)
        raw = known | fresh
        return [
            without_stars(each.restore(raw.get(key, ())).text)[0]
            if key in raw or not each.sentences
            else None
            for key, each in zip(keys, prepared, strict=True)
        ]

    return translate


def _asked(
    engine: Translator, wanted: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    flat = [sentence for sentences in wanted.values() for sentence in sentences]
    try:
        results = iter(engine.translate(flat) if flat else ())
    except EngineDown:
        return {}
    answers = {key: [next(results) for _ in wanted[key]] for key in wanted}
    return {
        key: tuple(result.text for result in results_of)
        for key, results_of in answers.items()
        if not any(result.error for result in results_of)
    }
