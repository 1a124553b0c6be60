"""How well articles are grouped into stories: ECB+ (English), MEANTIME (four languages).

The sets carry no times, so that articles years apart stand side by side: on a wire
the window of three days helps. The scorer is the bench's own measure, BCubed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import NOON

from polywire.article import Article, Block
from polywire.group import stories

FLOORS = {"ecbplus": (0.92, 0.89), "meantime": (0.66, 0.78)}
"""Precision and F1, as reached. The subjects of MEANTIME come back for years (stock
markets, Airbus): most of its wrong pairs lie outside any window of three days."""


def articles(bench: Path, name: str) -> list[tuple[str, Article]]:
    lines = (bench / "grouping" / f"{name}.dev.jsonl").read_text("utf-8").splitlines()
    return [
        (row["story"], an_article(row["sents"], row["lang"]))
        for row in map(json.loads, lines)
    ]


def an_article(sentences: Sequence[str], language: str) -> Article:
    blocks = tuple(Block("paragraph", sentence) for sentence in sentences[1:])
    return Article("https://a.example", sentences[0], language, blocks)


def bcubed(gold: Sequence[str], made: Sequence[str]) -> tuple[float, float, float]:
    stories_, groups = Counter(gold), Counter(made)
    joint = Counter(zip(gold, made, strict=True))
    precision = sum(n * n / groups[g] for (_, g), n in joint.items()) / len(gold)
    recall = sum(n * n / stories_[s] for (s, _), n in joint.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("name", FLOORS)
def test_articles_of_one_event_are_grouped(bench: Path, name: str) -> None:
    rows = articles(bench, name)
    seen: list[stories.Signed] = []
    parents: dict[str, str | None] = {}
    for number, (_, article) in enumerate(rows):
        at = NOON + timedelta(seconds=number)
        one = stories.Signed(
            f"{number:05}", at, article.language, stories.sign(article)
        )
        parents[one.id] = stories.parent(one, seen)
        seen.append(one)
    made = stories.roots(parents)
    precision, recall, f1 = bcubed([s for s, _ in rows], [made[o.id] for o in seen])
    print(
        f"stories {name}: {len(rows)} articles, BCubed precision {precision:.3f}, "
        f"recall {recall:.3f}, F1 {f1:.3f}"
    )
    assert precision >= FLOORS[name][0]
    assert f1 >= FLOORS[name][1]
