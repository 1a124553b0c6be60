"""Engines behind HTTP: batches, half answers, and what is no translation.

What a service's requests look like is a Dialect: ``libretranslate.py``,
``deepl.py``, ``openai.py``. Health and caps are put around an engine by
``breaker.py`` and ``limits.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from polywire.errors import EngineDown, EngineError
from polywire.translate.engines.engine import Result
from polywire.translate.sentence.vocabulary_gate import Gate
from polywire.translate.servers.http import Line, Refused
from polywire.translate.servers.no_translation import fault
from polywire.translate.servers.service_dialect import Batch, Dialect, Unreadable

MAX_REFUSALS = 3
"""Sentences in a row that a service may refuse before it counts as down: then it
is the request that it does not understand, not the sentences."""
MAX_SENTENCE = 5000
"""Characters of one sentence; longer ones are no sentences, and cost money."""


class Served:
    """A Translator that speaks a dialect over a line."""

    def __init__(self, dialect: Dialect, line: Line) -> None:
        """Take how to speak and where; nothing is sent before the first call."""
        self._dialect = dialect
        self._line = line
        self.id = line.id
        self.source, self.target = dialect.source, dialect.target
        self.gate: Gate | None = None  # any character may be sent
        self._closed = threading.Event()

    @property
    def model(self) -> str:
        """The remote model's name."""
        return self._dialect.model

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences; an empty one stays empty.

        When the service stops answering in the middle, what it gave is kept and
        the rest gets an error: it may have been paid for.
        """
        done: dict[int, Result] = {}
        count = _Refusals()
        before = ""
        for places in _batches(sentences, self._dialect.batch):
            texts = [sentences[at] for at in places]
            try:
                answers = self._answers(texts, before, count)
            except EngineDown as error:
                if not any(result.text for result in done.values()):
                    raise
                rest = Result("", str(error))
                return [
                    done.get(at, rest) if text.strip() else Result("")
                    for at, text in enumerate(sentences)
                ]
            done.update(zip(places, answers, strict=True))
            before = texts[-1]
        return [done.get(at, Result("")) for at in range(len(sentences))]

    def close(self) -> None:
        """Refuse further calls. Connections belong to whoever made the poster."""
        self._closed.set()

    def _answers(
        self, texts: Sequence[str], before: str, count: _Refusals
    ) -> list[Result]:
        """Ask for a batch; sentence by sentence when that gives no clear answer."""
        try:
            return self._ask(texts, before)
        except (Refused, Unreadable) as error:
            if len(texts) == 1:
                return [count.refusal(error)]
        found = []
        for text in texts:
            try:
                found += self._ask([text], before)
                count.reset()
            except (Refused, Unreadable) as error:
                found.append(count.refusal(error))
            before = text
        return found

    def _ask(self, texts: Sequence[str], before: str) -> list[Result]:
        if self._closed.is_set():
            raise EngineDown(f"{self.id}: was closed")
        for text in texts:
            if len(text) > MAX_SENTENCE:
                raise Unreadable(f"a sentence of {len(text)} characters is not sent")
        answer = self._answer(texts, before)
        written = self._dialect.read(answer, len(texts))
        if len(written) != len(texts):
            raise Unreadable(
                f"the service gave {len(written)} texts for {len(texts)} sentences"
            )
        return [self._checked(*pair) for pair in zip(texts, written, strict=True)]

    def _answer(self, texts: Sequence[str], before: str) -> Any:
        """Ask; what the service refuses to understand is left out from then on."""
        while True:
            spoken = self._dialect
            try:
                return self._line.ask(spoken.url, spoken.request(texts, before))
            except Refused as error:
                easier = spoken.easier(str(error))
                if easier is None:
                    raise
                self._dialect = easier

    def _checked(self, sentence: str, text: str) -> Result:
        found = fault(sentence, text, self.source, self.target)
        return Result("", found) if found else Result(text.strip())


class _Refusals:
    """Counts what a service refuses in a row within one call."""

    def __init__(self) -> None:
        self._row = 0
        self._good = False

    def reset(self) -> None:
        """Note a sentence that was taken."""
        self._row, self._good = 0, True

    def refusal(self, error: EngineError) -> Result:
        """Return the error of a sentence; raises EngineDown after too many."""
        self._row += 1
        if self._row >= MAX_REFUSALS and not self._good and isinstance(error, Refused):
            raise EngineDown(f"{error}; it refuses every sentence") from error
        return Result("", str(error))


def _batches(sentences: Sequence[str], size: Batch) -> Iterator[list[int]]:
    """Yield the places of sentences that go into one request, in order."""
    some: list[int] = []
    characters = 0
    for at, text in enumerate(sentences):
        if not text.strip():
            continue
        full = len(some) == size.sentences or characters + len(text) > size.characters
        if some and full:
            yield some
            some, characters = [], 0
        some.append(at)
        characters += len(text)
    if some:
        yield some
