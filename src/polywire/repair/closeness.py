"""Which of several translations is nearest in meaning to the original.

Good for choosing between variants of one sentence (0.83 to 1.00 of meaning changes
on ntrex-dev), useless as a threshold: see notes in decision 0033.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from polywire.check.rule import Embedder


def closest(source: str, variants: Sequence[str], embedder: Embedder | None) -> int:
    """Return the index of the nearest variant; the first one without an embedder."""
    if embedder is None or len(set(variants)) < 2:  # noqa: PLR2004  # one has no rival
        return 0
    wanted, *found = embedder.embed([source, *variants])
    scores = [_cosine(wanted, vector) for vector in found]
    return scores.index(max(scores))


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    dot = sum(a * b for a, b in zip(one, other, strict=True))
    size = sqrt(sum(a * a for a in one)) * sqrt(sum(b * b for b in other))
    return dot / size if size else 0.0
