"""Texts of ``tests/corpus`` that more than one test reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Sample:
    """A small article in a language."""

    tag: str
    headline: str
    body: str

    @property
    def text(self) -> str:
        """Headline and body, as they are identified."""
        return f"{self.headline} {self.body}"


def languages(name: str) -> list[Sample]:
    """Return the articles of a file of ``tests/corpus/languages``."""
    file = _CORPUS / "languages" / f"{name}.psv"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [Sample(*line.split("|")) for line in lines]


@dataclass(frozen=True, slots=True)
class SenseExample:
    """A sentence that holds a word of several senses, and translations of it."""

    sense: str
    """The key of ``data/senses.toml`` that it is about."""
    source: str
    bad: str
    """What the default model writes of it by itself."""
    good: str
    """What it writes when the word is said in plain words."""
    right: str
    """An expression that a right translation holds."""


def senses(pair: str) -> list[SenseExample]:
    """Return the examples of ``tests/corpus/senses.<pair>.jsonl``: "en-pt", "pt-en"."""
    text = (_CORPUS / f"senses.{pair}.jsonl").read_text(encoding="utf-8")
    return [SenseExample(**json.loads(line)) for line in text.splitlines()]
