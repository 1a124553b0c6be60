"""How a kind of translation service is spoken to; ``served.py`` does the talking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from polywire.errors import EngineError


class Unreadable(EngineError):
    """An answer does not belong to what was asked, sentence by sentence."""


@dataclass(frozen=True, slots=True)
class Batch:
    """How much a service takes in one request."""

    sentences: int
    characters: int


class Dialect(Protocol):
    """How one kind of service is spoken to, for one pair of languages."""

    @property
    def source(self) -> str:
        """BCP 47 tag of the language it reads."""
        ...

    @property
    def target(self) -> str:
        """BCP 47 tag of the language it writes."""
        ...

    @property
    def model(self) -> str:
        """What decides the translation, as far as the service tells."""
        ...

    @property
    def batch(self) -> Batch:
        """How much goes into one request."""
        ...

    @property
    def url(self) -> str:
        """Where requests go."""
        ...

    def request(self, sentences: Sequence[str], before: str, /) -> Any:
        """Return the JSON value to send; ``before`` is the sentence before them."""
        ...

    def easier(self, refusal: str, /) -> Dialect | None:
        """Return a dialect without what a refusal names; None when there is none."""
        ...

    def read(self, answer: Any, count: int, /) -> list[str]:
        """Return the translations in order; raises Unreadable."""
        ...
