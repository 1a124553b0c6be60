"""Hand-written twins of what is slow or far away, for tests.

Each twin keeps the contract of the real thing: one shared test runs on both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from queue import Queue

from polywire.errors import EngineDown
from polywire.translate.engines.engine import Result
from polywire.translate.sentence.vocabulary_gate import Gate


class TwinTranslator:
    """A Translator that knows a phrase book; other sentences get a mark.

    ``calls`` holds every sentence that reached it, so that a test can count.
    """

    def __init__(
        self,
        book: Mapping[str, str] | None = None,
        *,
        source: str = "en",
        target: str = "pt-BR",
        id: str = "twin",  # noqa: A002 - the Protocol's word
        answer: Callable[[str], Result] | None = None,
    ) -> None:
        self.id = id
        self.model = "0" * 64
        self.source = source
        self.target = target
        self.gate: Gate | None = None
        self.calls: list[str] = []
        self._book = dict(book or {})
        self._answer = answer
        self._is_closed = False

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        if self._is_closed:
            raise EngineDown("the twin was closed")
        return [self._one(sentence) for sentence in sentences]

    def _one(self, sentence: str) -> Result:
        if not sentence.strip():
            return Result("")
        self.calls.append(sentence)
        if self._answer:
            return self._answer(sentence)
        return Result(self._book.get(sentence, f"[{self.target}] {sentence}"))

    def close(self) -> None:
        self._is_closed = True


class TwinNotebook:
    """A memory of raw answers."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, ...]] = {}

    def recall(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def keep(self, answers: dict[str, tuple[str, ...]]) -> None:
        self.kept.update(answers)


class TwinLexicon:
    """A dictionary of some folded words, each with what it may become."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def targets(self, word: str) -> frozenset[str] | None:
        return frozenset({self._words[word]}) if word in self._words else None

    def all_targets(self, word: str) -> frozenset[str]:
        return self.targets(word) or frozenset()

    def forms(self, word: str) -> frozenset[str]:
        return self.all_targets(word)

    def chance(self, stem: str) -> float:
        return 0.5 * bool(stem)

    def is_common(self, word: str) -> bool:
        return word in self._words

    def is_common_target(self, word: str) -> bool:
        return word in self._words.values()

    def knows_target(self, word: str) -> bool:
        return self.is_common_target(word)


class TwinProcess:
    """A translation process that lives in a queue.

    "die" ends it, "shot" ends it from outside, "hang" makes it wait until it is
    killed; anything else comes back in capitals.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        self._answers: Queue[str | None] = Queue()
        self._killed = threading.Event()
        self.is_ended = False
        self._was_shot = False

    @property
    def was_shot(self) -> bool:
        return self._was_shot

    def wait_ready(self) -> None:
        return

    def send(self, text: str) -> bool:
        self.sent.append(text)
        self._answers.put(text)
        return True

    def receive(self) -> dict[str, str] | None:
        text = self._answers.get()
        if text == "hang":
            self._killed.wait()
        self._was_shot = text == "shot" or self._killed.is_set()
        if text in {"die", "shot"} or self._killed.is_set() or text is None:
            return None
        return {"text": text.upper()}

    def kill(self) -> None:
        self._killed.set()
        self._answers.put(None)

    def end(self) -> None:
        self.is_ended = True
