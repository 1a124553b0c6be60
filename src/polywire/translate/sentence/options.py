"""Variants of preparing a sentence; the repair loop tries them in turn."""

from dataclasses import dataclass
from typing import Literal

VERSION = "3"
"""Counts up when prepare or restore would make another text of the same answer;
part of the memory's key."""

MAX_PIECE = 380
"""Characters of one engine input. The bundled model cuts its answer off: of 40
words it keeps 41, of 108 words 82, of 206 words 74 (first 32 lines of ntrex-dev
from line 100, joined). 380 characters are about 65 words."""


@dataclass(frozen=True, slots=True)
class Protected:
    """A form that must not be translated, or only so: a name, a glossary entry."""

    source: str
    target: str
    accepted: tuple[str, ...] = ()
    """Other forms that a check lets pass, where the engine wrote them by itself."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to prepare one sentence."""

    numbers: Literal["large", "none", "all"] = "large"
    """Which numbers get stand-ins. ``large``: four digits and more, and decimals."""
    calm: bool = False
    """Write SHOUTED words in lower case before translating."""
    split: bool = False
    """Translate the clauses one by one."""
    headline: bool = False
    """Say it in full first: "Man held" is "A man was held"."""

    @property
    def name(self) -> str:
        """Stable name for memory keys and for the list of repairs."""
        parts = [f"numbers-{self.numbers}"] if self.numbers != "large" else []
        parts += ["calm"] * self.calm + ["split"] * self.split
        parts += ["headline"] * self.headline
        return "+".join(parts) or "plain"
