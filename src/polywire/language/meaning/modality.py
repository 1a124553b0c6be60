"""How sure a text is of an accusation: said, or proven.

Counts forms; does not judge anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polywire.language.meaning.polarity import stems


@dataclass(frozen=True, slots=True)
class Modality:
    """Counts of one text."""

    hedged: int = 0
    """alleged, suspected, accused."""
    proven: int = 0
    """convicted, guilty."""
    reported: int = 0
    """Words that may render an accusation and mostly mean something else: says."""


def read(words: Iterable[str], language: str) -> Modality | None:
    """Count words of accusation; None when nothing is known of the language."""
    known = stems("modality", language)
    if known is None:
        return None
    counts = known.count(words)
    return Modality(counts["hedged"], counts["proven"], counts["reported"])
