"""Decide which pieces of a page are the article's body.

Two linear models judge in turn: the first by the figures of ``features``, the
second by the same figures and by what the first thought of the neighbours. Their
weights are data (``data/ballot.json``), learned from pages of many publishers by
``bench/train_ballot.py``; every weight has a name (decision 0040).
"""

import json
import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import mul

from polywire.extract.tree.pieces import Piece
from polywire.extract.voices import features
from polywire.extract.voices.features import Context, Opinion

_OUTSIDE = -6.0
"""What the models take the page's margins for: surely not the article."""
_SURE = 1e-4
_KEPT = 0.5
_FEW_SEEN, _MANY_UNSEEN = 250, 2
"""Words of an article that are seen, and how often as many are not, with which a page
is taken to show its text by a script: five of 504 real ones do (decision 0265)."""
STEPS = (-1, 1, -2, 2, -3, 3)
SECOND = (
    "first:own",
    *(f"first:{step:+d}" for step in STEPS),
    "first:signature",
    "first:container",
    "first:before",
    "first:after",
)
"""Names of the figures that the second model has beside those of the first."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A linear model: one weight for each figure."""

    weights: tuple[float, ...]
    bias: float

    def chance(self, row: Sequence[float]) -> float:
        """Return the chance that a piece belongs to the body."""
        total = self.bias + sum(map(mul, self.weights, row))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def judge(
    pieces: Sequence[Piece], opinions: Sequence[Opinion], context: Context
) -> list[float]:
    """Return for each piece the chance that it belongs to the body."""
    if not pieces:
        return []
    first, second = _models(tuple(one.name for one in opinions))
    rows = features.describe(pieces, opinions, context)
    chances = [first.chance(row) for row in rows]
    wider = neighbourhood(pieces, chances)
    return [second.chance((*row, *more)) for row, more in zip(rows, wider, strict=True)]


def with_terms(pieces: Sequence[Piece], chances: Sequence[float]) -> list[float]:
    """Return the chances; the terms of a list have those of what explains them."""
    judged = list(chances)
    for at in range(len(pieces) - 2, -1, -1):
        if pieces[at].tag == "dt" and pieces[at + 1].tag in {"dt", "dd"}:
            judged[at] = max(judged[at], judged[at + 1])
    return judged


def only_seen(
    pieces: Sequence[Piece], chances: Sequence[float]
) -> tuple[list[Piece], list[float], int]:
    """Return the pieces that readers see, numbered anew, and their chances.

    The third value counts the words of the article that nobody sees, beside some that
    are seen.
    """
    kept = [at for at, chance in enumerate(chances) if chance > _KEPT]
    taken = sum(len(pieces[at].words) for at in kept)
    unseen = sum(len(pieces[at].words) for at in kept if pieces[at].unseen)
    if taken - unseen < min(_FEW_SEEN, unseen / _MANY_UNSEEN):
        return list(pieces), list(chances), unseen if unseen < taken else 0
    pairs = [
        (piece, chance)
        for piece, chance in zip(pieces, chances, strict=True)
        if not piece.unseen
    ]
    for index, (piece, _) in enumerate(pairs):
        piece.index = index
    return [piece for piece, _ in pairs], [chance for _, chance in pairs], unseen


def neighbourhood(
    pieces: Sequence[Piece], chances: Sequence[float]
) -> list[tuple[float, ...]]:
    """Return what the first model thought of each piece and those around it."""
    odds = [_odds(chance) for chance in chances]
    sizes = [len(piece.words) for piece in pieces]
    alike = _others_share([features.signature(p) for p in pieces], sizes, chances)
    beside = _others_share([p.container for p in pieces], sizes, chances)
    kept = [
        size if chance > _KEPT else 0
        for size, chance in zip(sizes, chances, strict=True)
    ]
    total = sum(kept) or 1
    before = 0
    rows = []
    for at in range(len(pieces)):
        around = (
            odds[at + step] if 0 <= at + step < len(odds) else _OUTSIDE
            for step in STEPS
        )
        after = total - before - kept[at]
        rows.append(
            (odds[at], *around, alike[at], beside[at], before / total, after / total)
        )
        before += kept[at]
    return rows


def _odds(chance: float) -> float:
    chance = min(1 - _SURE, max(_SURE, chance))
    return math.log(chance / (1 - chance))


def _others_share(
    groups: Sequence[Hashable], sizes: Sequence[int], chances: Sequence[float]
) -> list[float]:
    """Return the mean chance of the other words of each piece's group, or -1."""
    total: dict[Hashable, int] = defaultdict(int)
    taken: dict[Hashable, float] = defaultdict(float)
    for group, size, chance in zip(groups, sizes, chances, strict=True):
        total[group] += size
        taken[group] += size * chance
    return [
        (taken[group] - size * chance) / (total[group] - size)
        if total[group] > size
        else -1.0
        for group, size, chance in zip(groups, sizes, chances, strict=True)
    ]


@cache
def _models(opinions: tuple[str, ...]) -> tuple[_Model, _Model]:
    """Read the weights once; a figure without a weight counts for nothing."""
    path = resources.files("polywire.extract") / "data" / "ballot.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    own = features.names(opinions)
    return _model(data["first"], own), _model(data["second"], (*own, *SECOND))


def _model(data: dict[str, dict[str, float] | float], names: tuple[str, ...]) -> _Model:
    """Put the weights into the order of the figures."""
    weights, bias = data["weights"], data["bias"]
    if not isinstance(weights, dict) or isinstance(bias, dict):
        raise TypeError("ballot.json: weights must be a table and bias a number")
    return _Model(tuple(weights.get(name, 0.0) for name in names), bias)
