"""Learn the weights of the ballot from the extraction bench.

    POLYWIRE_BENCH=... python bench/train_ballot.py

Needs numpy and scikit-learn (not needed to run Polywire). Writes
``src/polywire/extract/data/ballot.json``. Pages of one publisher are never on both
sides of a fold, and the second model learns from the first one's answers on pages
that it had not seen.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from polywire.errors import ExtractError
from polywire.extract.fields import metadata
from polywire.extract.tree import page, pieces
from polywire.extract.tree.pieces import words_of
from polywire.extract.voices import ballot, features, other_extractors

ROOT = Path(__file__).parents[1]
BENCH = Path(os.environ.get("POLYWIRE_BENCH", ROOT.parent / "shared" / "bench"))
TARGET = ROOT / "src" / "polywire" / "extract" / "data" / "ballot.json"
SETS = {"fundus": 1.0, "aeb": 1.0, "axd": 1.0, "wcxb": 0.4}
"""Sets and the weight of a page: wcxb has more guides than news."""
FOLDS = 5
IN_GOLD = 0.6
"""A piece belongs to the body when this share of its trigrams stands in the gold."""
SECOND_LEVEL = {"co", "com", "org", "ne", "or", "net", "gov", "ac"}


def examples() -> Iterator[dict[str, Any]]:
    """Yield every page as figures, labels and weights."""
    for name, weight in SETS.items():
        gold_path = BENCH / "extraction" / f"{name}.gold.dev.jsonl.gz"
        html_path = BENCH / "extraction" / f"{name}.html.dev.jsonl.xz"
        with lzma.open(html_path, "rt", encoding="utf-8") as lines:
            pages = {row["id"]: row["html"] for row in map(json.loads, lines)}
        with gzip.open(gold_path, "rt", encoding="utf-8") as lines:
            for gold in map(json.loads, lines):
                if gold["id"] in pages:
                    yield from example(gold, pages[gold["id"]], weight)


def example(gold: dict[str, Any], html: str, weight: float) -> Iterator[dict[str, Any]]:
    """Turn one page into figures, labels and weights."""
    try:
        tree = page.read(html).tree
    except ExtractError:
        return
    found = pieces.cut(tree)
    if not found:
        return
    declared = metadata.declared(metadata.sources(tree, gold["url"]))
    asked = other_extractors.opinions(tree, declared.article_body)
    labels, weights = label(gold, found)
    total = weights.sum() or 1.0
    yield {
        "publisher": publisher(gold["url"]),
        "pieces": found,
        "rows": np.array(
            features.describe(found, asked, features.context(tree, declared))
        ),
        "labels": labels,
        "weights": weights / total * 100 * weight,
    }


def label(gold: dict[str, Any], found: list[pieces.Piece]) -> tuple[Any, Any]:
    """Return which pieces the gold holds, and how much each counts.

    A standfirst counts for nothing: sets differ on whether it is body, and it has
    a field of its own.
    """
    lines = gold["body"].split("\n")
    summary = gold.get("summary") or ""
    summary_lines = summary if isinstance(summary, list) else summary.split("\n")
    body = grams(gold["body"])
    rest = grams("\n".join(line for line in lines if line not in summary_lines))
    lead = grams("\n".join(summary_lines)) if summary else set()
    whole = {words_of(line) for line in lines}
    labels, weights = [], []
    for piece in found:
        own = features.grams_of(piece.words)
        short = len(piece.words) < features.GRAM
        is_body = piece.words in whole if short else share(own, body) > IN_GOLD
        is_lead = not short and share(own, lead) > IN_GOLD >= share(own, rest)
        labels.append(float(is_body))
        weights.append(0.0 if is_lead else len(piece.words) ** 0.8 + 1)
    return np.array(labels), np.array(weights)


def grams(text: str) -> set[tuple[str, ...]]:
    """Return the trigrams of a text."""
    return set(features.grams_of(words_of(text)))


def share(own: list[tuple[str, ...]], gold: set[tuple[str, ...]]) -> float:
    """Return the share of trigrams that the gold holds."""
    return sum(gram in gold for gram in own) / len(own)


def publisher(url: str) -> str:
    """Return the registrable domain, near enough."""
    parts = (urlsplit(url).hostname or "").split(".")
    keep = 3 if len(parts) > 2 and parts[-2] in SECOND_LEVEL else 2
    return ".".join(parts[-keep:])


def fold(name: str) -> int:
    """Return the fold of a publisher."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def fit(data: list[dict[str, Any]], key: str) -> Any:
    """Fit a model to the rows of pages."""
    rows = np.vstack([item[key] for item in data])
    labels = np.concatenate([item["labels"] for item in data])
    weights = np.concatenate([item["weights"] for item in data])
    used = weights > 0
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=600))
    return model.fit(
        rows[used], labels[used], logisticregression__sample_weight=weights[used]
    )


def widen(data: list[dict[str, Any]]) -> None:
    """Give the second model what the first thinks of pages that it has not seen."""
    for number in range(FOLDS):
        model = fit([x for x in data if fold(x["publisher"]) != number], "rows")
        for item in data:
            if fold(item["publisher"]) == number:
                chances = model.predict_proba(item["rows"])[:, 1].tolist()
                more = ballot.neighbourhood(item["pieces"], chances)
                item["wide"] = np.hstack([item["rows"], np.array(more)])


def weights_of(model: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a model's weights by name, for figures that are not scaled."""
    scaler, linear = model.steps[0][1], model.steps[1][1]
    weights = linear.coef_[0] / scaler.scale_
    bias = float(linear.intercept_[0] - (weights * scaler.mean_).sum())
    named = zip(names, weights.tolist(), strict=True)
    return {"bias": round(bias, 5), "weights": {n: round(w, 5) for n, w in named}}


def main() -> None:
    """Learn and write the weights."""
    data = list(examples())
    names = features.names(other_extractors.NAMES)
    widen(data)
    learned = {
        "first": weights_of(fit(data, "rows"), names),
        "second": weights_of(fit(data, "wide"), (*names, *ballot.SECOND)),
    }
    TARGET.write_text(json.dumps(learned, indent=1) + "\n", encoding="utf-8")
    print(f"{len(data)} pages, {sum(len(x['labels']) for x in data)} pieces: {TARGET}")


if __name__ == "__main__":
    main()
