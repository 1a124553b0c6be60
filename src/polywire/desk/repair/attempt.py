"""One try: prepare sentences, ask memory, then the engine, and restore.

Does not judge what came back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from polywire.translate.engines.engine import Translator, without_stars
from polywire.translate.known.memory_keys import engine_key
from polywire.translate.sentence.options import Options, Protected
from polywire.translate.sentence.prepare import Prepared, prepare

PLAIN = Options()


class RawMemory(Protocol):
    """Keeps what engines wrote, before anything was put back or checked."""

    def recall(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the answers that are known, by key."""
        ...

    def keep(self, answers: dict[str, tuple[str, ...]]) -> None:
        """Keep answers by key."""
        ...


@dataclass(frozen=True, slots=True)
class Try:
    """How to translate once: with which engine, prepared in which way."""

    engine: Translator
    options: Options = PLAIN
    names: tuple[Protected, ...] = ()
    """Forms that must come out exactly so."""
    repair: str = ""
    """Name of the repair; empty for the first try."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try of one sentence."""

    text: str
    problems: tuple[str, ...] = ()
    """What could not be put back ("number-lost: 820,000")."""
    error: str | None = None
    """Why there is no text."""


def ask(
    tries: Sequence[tuple[str, Try]], memory: RawMemory | None
) -> tuple[list[Answer], int]:
    """Translate each sentence in its own way, all with the same engine.

    Returns the answers and how many sentences the engine was given. Raises
    EngineDown when the engine does not answer at all.
    """
    if not tries:
        return [], 0
    engine = tries[0][1].engine
    prepared = [_prepare(text, how) for text, how in tries]
    keys = [
        engine_key(p, how.engine) for p, (_, how) in zip(prepared, tries, strict=True)
    ]
    known = memory.recall(keys) if memory else {}
    wanted = _wanted(keys, prepared, known)
    flat = [sentence for sentences in wanted.values() for sentence in sentences]
    results = iter(engine.translate(flat) if flat else ())
    fresh: dict[str, tuple[str, ...]] = {}
    errors: dict[str, str] = {}
    for key, sentences in wanted.items():
        answers = [next(results) for _ in sentences]
        error = next((answer.error for answer in answers if answer.error), None)
        if error:
            errors[key] = error
        else:
            fresh[key] = tuple(answer.text for answer in answers)
    if memory and fresh:
        memory.keep(fresh)
    raw = known | fresh
    return [
        _restore(p, raw.get(key, ()), errors.get(key))
        for key, p in zip(keys, prepared, strict=True)
    ], len(flat)


def count_new(tries: Sequence[tuple[str, Try]], memory: RawMemory | None) -> int:
    """Return how many sentences an engine would be given; asks no engine."""
    prepared = [_prepare(text, how) for text, how in tries]
    keys = [
        engine_key(p, how.engine) for p, (_, how) in zip(prepared, tries, strict=True)
    ]
    known = memory.recall(keys) if memory else {}
    return sum(map(len, _wanted(keys, prepared, known).values()))


def _wanted(
    keys: Sequence[str],
    prepared: Sequence[Prepared],
    known: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """Return what nobody remembers, each once."""
    return {
        key: p.sentences
        for key, p in zip(keys, prepared, strict=True)
        if key not in known and p.sentences
    }


def _prepare(text: str, how: Try) -> Prepared:
    return prepare(
        text,
        gate=how.engine.gate,
        source=how.engine.source,
        target=how.engine.target,
        options=how.options,
        names=how.names,
    )


def _restore(prepared: Prepared, outputs: Sequence[str], error: str | None) -> Answer:
    if error:
        return Answer("", error=error)
    restored = prepared.restore(outputs)
    if "*" in prepared.original:
        return Answer(restored.text, restored.problems)
    text, unknown = without_stars(restored.text)
    left = (f"unknown-word: {word} was left as it is" for word in unknown)
    return Answer(text, (*restored.problems, *left))
