"""What a translation engine is: one narrow Protocol and its answer.

Does not know any engine, route or check. Engines get sentences that
``prepare.py`` made safe for them, and hand back what they wrote.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from polywire.translate.sentence.vocabulary_gate import Gate


@dataclass(frozen=True, slots=True)
class Result:
    """What an engine made of one sentence: a text, or the reason why none."""

    text: str
    error: str | None = None
    """In plain words, for the operator; the text is empty then."""


_LEFT = re.compile(r"(?<![\w*])\*(?=[^\W\d_])([\w'’-]+)(?![\w'’*-])")


def without_stars(text: str) -> tuple[str, tuple[str, ...]]:
    """Return an answer without stars, and the words that had one.

    An engine may write one before a word that it did not know and left as it is; a word
    between two stars is emphasis.
    """
    return _LEFT.sub(r"\1", text), tuple(_LEFT.findall(text))


class Translator(Protocol):
    """Translates sentences of one language pair.

    A sentence that fails gets a result with an error; the others are not
    affected. Only an engine that does not answer at all raises EngineDown.
    Calls from several threads at once are allowed.
    """

    @property
    def id(self) -> str:
        """Name in routes and in translations: "firefox", "apertium", "deepl"."""
        ...

    @property
    def model(self) -> str:
        """SHA-256 of the model, or the remote model's name."""
        ...

    @property
    def source(self) -> str:
        """BCP 47 tag of the language it reads."""
        ...

    @property
    def target(self) -> str:
        """BCP 47 tag of the language it writes."""
        ...

    @property
    def gate(self) -> Gate | None:
        """The characters that may reach it; None when all may."""
        ...

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences; one result for each, in the same order."""
        ...

    def close(self) -> None:
        """Give back processes and connections. May be called twice."""
        ...


class Wrapped:
    """A Translator around another one; what it does not change is the other's."""

    def __init__(self, engine: Translator) -> None:
        self._engine = engine

    @property
    def id(self) -> str:
        """Name in routes and in translations."""
        return self._engine.id

    @property
    def model(self) -> str:
        """The engine's model."""
        return self._engine.model

    @property
    def source(self) -> str:
        """The language it reads."""
        return self._engine.source

    @property
    def target(self) -> str:
        """The language it writes."""
        return self._engine.target

    @property
    def gate(self) -> Gate | None:
        """The characters that may reach it."""
        return self._engine.gate

    @property
    def bare(self) -> Translator:
        """The engine itself, out of all that is around it."""
        return bare(self._engine)

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()


def bare(engine: Translator) -> Translator:
    """Return an engine without what is wrapped around it."""
    return engine.bare if isinstance(engine, Wrapped) else engine
