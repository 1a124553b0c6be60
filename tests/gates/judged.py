"""Translations that a bilingual reader accepted or refused, and how well a figure tells them apart."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from polywire.translate.marian.both_ways import BothWays, Model
from polywire.translate.marian.second_reader import Hesitation
from polywire.translate.models import model_folder

ROOT = Path(__file__).parents[2]
ACCEPTED = ROOT / "tests" / "corpus" / "accepted.en-pt.jsonl"
FRESH = ROOT / "bench" / "judged"
NEWSROOM = ROOT / "src" / "polywire" / "demo" / "newsroom" / "courier"
RATES = (0.03, 0.05, 0.10, 0.20)
"""False stops at which is asked how many of the refused are caught."""
ROUNDS = 2000
FOLDS = 10
PENALTY = 3.0
"""On the squares of the weights: with so few features nearly nothing."""

Rows = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    source: str
    target: str
    refused: bool
    article: str
    is_headline: bool = False


def sample() -> list[Judged]:
    """Return the 300 judged sentences of the sample newsroom, with their articles."""
    articles = {
        path.stem: path.read_text("utf-8") for path in sorted(NEWSROOM.glob("*.toml"))
    }
    headlines = {tomllib.loads(text)["headline"] for text in articles.values()}
    return [
        Judged(
            row["source"],
            row["target"],
            not row["accepted"],
            next((n for n, text in articles.items() if row["source"] in text), ""),
            row["source"] in headlines,
        )
        for row in _rows(ACCEPTED)
    ]


def unseen(bench: Path) -> list[Judged]:
    """Return the 75 sentences of real news that no weight was fitted on."""
    path = bench / "meaning" / "judged.ntrex75.en-pt.jsonl"
    return [
        Judged(row["source"], row["target"], not row["accepted"], "")
        for row in _rows(path)
    ]


def fresh(pair: str) -> list[Judged]:
    """Return the sentences of our own that were judged before any figure was seen.

    As the models read them: in the words that the engine was asked.
    """
    return [
        Judged(
            row.get("asked", row["source"]),
            row["target"],
            row["verdict"] != "fine",
            row["article"],
        )
        for row in fresh_rows(pair)
    ]


def fresh_rows(pair: str) -> list[dict[str, str]]:
    """Return what is kept of each: answers, verdicts, and why one was refused."""
    return _rows(FRESH / f"{pair}.jsonl")


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def both_ways(source: str = "en", target: str = "pt") -> BothWays:
    """Open the bundled models in this process, the one that reads ``source`` first."""
    there, back = (
        next(one for one in model_folder.bundled() if one.source == language)
        for language in (source, target)
    )
    return BothWays(Model(there), Model(back), there.source, there.target)


def hesitations(pairs: Sequence[Judged], both: BothWays) -> list[Hesitation]:
    """Read pairs; each of these sets can be read as a whole."""
    found = both.read([(one.source, one.target) for one in pairs])
    assert None not in found
    return [one for one in found if one is not None]


def auc(p: Rows, refused: Flags) -> float:
    """Return how often a refused sentence has the higher figure of two."""
    bad, good = p[refused][:, None], p[~refused][None]
    return float(np.mean((bad > good) + 0.5 * (bad == good)))


def interval(p: Rows, refused: Flags) -> tuple[float, float]:
    """Return the 95 % interval of the AUC, by drawing sentences anew with a seed."""
    draw = np.random.default_rng(random.Random(14).randrange(2**32))
    found = []
    for _ in range(ROUNDS):
        some = draw.integers(0, len(p), len(p))
        if 0 < refused[some].sum() < len(some):
            found.append(auc(p[some], refused[some]))
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def caught(p: Rows, refused: Flags, rate: float) -> float:
    """Return which share of the refused stands above all but this share of the good."""
    good = np.sort(p[~refused])[::-1]
    return float(np.mean(p[refused] > good[int(rate * len(good))]))


def fitted(x: Rows, y: Flags) -> Rows:
    """Return the weights of a logistic regression, by Newton's way."""
    with_bias = np.column_stack([x, np.ones(len(x))])
    weights = np.zeros(with_bias.shape[1])
    ridge = np.diag([1 / PENALTY] * x.shape[1] + [0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-with_bias @ weights))
        slope = with_bias.T @ (y - p) - ridge @ weights
        bend = (with_bias.T * (p * (1 - p))) @ with_bias + ridge
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def chances(x: Rows, weights: Rows) -> Rows:
    """Return p of rows of features."""
    made: Rows = 1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1])))
    return made


def by_article(x: Rows, y: Flags, articles: list[str]) -> Rows:
    """Return p of each sentence by weights that saw no sentence of its article."""
    names = sorted(set(articles))
    fold = np.array([names.index(one) % FOLDS for one in articles])
    p = np.empty(len(y))
    for number in range(FOLDS):
        held = fold == number
        p[held] = chances(x[held], fitted(x[~held], y[~held]))
    return p


def features(pairs: Sequence[Judged], both: BothWays) -> tuple[Rows, Flags]:
    """Return the figures of pairs, and which of them a reader refused."""
    rows = np.array(
        [(one.unsure, one.lost, min(one.copied, 2)) for one in hesitations(pairs, both)]
    )
    return rows, np.array([one.refused for one in pairs])


def fifths(p: Rows, refused: Flags) -> list[tuple[float, float]]:
    """Return p and the share refused of each fifth, the least doubtful first."""
    return [
        (float(p[fifth].mean()), float(refused[fifth].mean()))
        for fifth in np.array_split(np.argsort(p), 5)
    ]


def show(name: str, p: Rows, refused: Flags) -> tuple[float, float]:
    """Print how well p tells the refused; return AUC and what is caught at 5 %."""
    low, high = interval(p, refused)
    found = auc(p, refused)
    print(
        f"\n{name}: {refused.sum()} of {len(p)} refused; AUC {found:.3f} "
        f"[{low:.2f}-{high:.2f}]"
    )
    for rate in RATES:
        share = caught(p, refused, rate)
        print(f"  at {rate:.0%} false: {share:.0%} of the refused caught")
    order = np.argsort(p)
    for said, found_true in fifths(p, refused):
        print(f"  said {said:.0%}, refused {found_true:.0%}")
    for keep in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        kept = order[: round(keep * len(order))]
        print(f"  published {keep:.0%}: {refused[kept].mean():.0%} of these refused")
    return found, caught(p, refused, 0.05)
