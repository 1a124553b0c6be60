"""Texts of ``tests/corpus`` that more than one test reads."""

from __future__ import annotations

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
