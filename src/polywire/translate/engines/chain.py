"""A pivot: several engines one after the other, each hop recorded in the id."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from polywire.errors import EngineError
from polywire.language.text.tags import base
from polywire.translate.engines.engine import Result, Translator, without_stars
from polywire.translate.sentence.prepare import Prepared, prepare
from polywire.translate.sentence.vocabulary_gate import Gate


class Chain:
    """A Translator made of hops: "firefox+apertium" goes en -> pt -> es."""

    def __init__(self, hops: Sequence[Translator]) -> None:
        """Take the hops in order; raises EngineError when they do not fit."""
        for first, second in pairwise(hops):
            if base(first.target) != base(second.source):
                raise EngineError(
                    f"{first.id} writes {first.target}, {second.id} reads "
                    f"{second.source}: they make no chain"
                )
        self._hops = tuple(hops)
        self.id = "+".join(hop.id for hop in hops)
        self.source, self.target = hops[0].source, hops[-1].target
        models = "\n".join(hop.model for hop in hops)
        self.model = hashlib.sha256(models.encode()).hexdigest()

    @property
    def gate(self) -> Gate | None:
        """The first hop's gate; later hops get their own here."""
        return self._hops[0].gate

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate through all hops; an error at one hop is the sentence's error."""
        results = self._hops[0].translate(sentences)
        for hop in self._hops[1:]:
            results = _hop(hop, results)
        return results

    def close(self) -> None:
        """Close all hops."""
        for hop in self._hops:
            hop.close()


def _hop(engine: Translator, results: Sequence[Result]) -> list[Result]:
    """Give one hop's texts to the next; its own gate protects it."""
    prepared = [
        None if result.error else _prepared(engine, without_stars(result.text)[0])
        for result in results
    ]
    flat = [text for item in prepared if item for text in item.sentences]
    answers = iter(engine.translate(flat))
    made: list[Result] = []
    for item, result in zip(prepared, results, strict=True):
        if item is None:
            made.append(result)
            continue
        parts = [next(answers) for _ in item.sentences]
        error = next((part.error for part in parts if part.error), None)
        made.append(
            Result("", f"{engine.id}: {error}")
            if error
            else Result(item.restore([part.text for part in parts]).text)
        )
    return made


def _prepared(engine: Translator, text: str) -> Prepared:
    return prepare(text, gate=engine.gate, source=engine.source, target=engine.target)
