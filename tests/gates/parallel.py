"""Good translations and planted faults of parallel sentences, judged per rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from polywire.article import Segment, SegmentVerdict, Severity
from polywire.check.judge import check_segment
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.desk.repair.article_words import read_article
from polywire.language.meaning.sensitive import is_sensitive
from polywire.language.text.identify import identify
from polywire.translate.models.dictionaries import bundled_lexicon, bundled_words

LANGUAGES = ("pt", "es", "fr", "de", "it", "ro", "pl", "ru", "uk", "ar", "fa", "he", "tr", "zh")  # fmt: skip
Stops = tuple[bool, frozenset[str], frozenset[str]]
"""Whether a pair is stopped, the rules that stop it, and all that say anything."""


@dataclass
class Direction:
    """What the rules say of one direction."""

    good: int = 0
    stopped: int = 0
    by_others: int = 0
    """Good sentences that rules stop which are not about names."""
    faults: int = 0
    found: int = 0
    false: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)


NAMES = frozenset({"name", "place", "name-order"})


def sentences(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of parallel sentences."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def judged(pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Stops]:
    """Judge pairs as the command ``check`` does."""
    source, target = ("pt-BR" if one == "pt" else one for one in (source, target))
    segments = [Segment("body", n, None, left) for n, (left, _) in enumerate(pairs)]
    words = bundled_lexicon(source, target)
    given = Context(
        *read_article(segments, source), identify, words, bundled_words(target)
    )
    made = []
    for left, right in pairs:
        known = replace(given, sensitive=is_sensitive(left, source))
        pair = Pair(left, right, source, target, context=known)
        verdict, findings = check_segment(pair, ALL)
        stops = frozenset(f.rule for f in findings if f.severity is Severity.STOP)
        every = frozenset(f.rule for f in findings)
        made.append((verdict is SegmentVerdict.STOP, stops, every))
    return made


def direction(source: str, target: str, items: list[dict[str, Any]]) -> Direction:
    """Judge all good sentences of a direction and the faults in its target."""
    items = [one for one in items if {source, target} <= one["texts"].keys()]
    good = [(one["texts"][source], one["texts"][target]) for one in items]
    planted = [
        (at, (one["texts"][source], fault["text"]))
        for at, one in enumerate(items)
        for fault in one["faults"]
        if fault["lang"] == target
    ]
    answers = judged([*good, *(pair for _, pair in planted)], source, target)
    right, wrong = answers[: len(good)], answers[len(good) :]
    made = Direction(len(good), faults=len(wrong))
    for is_stopped, stops, _ in right:
        made.stopped += is_stopped
        made.by_others += bool(stops - NAMES)
        made.false.update(stops)
    for (at, _), (_, stops, _) in zip(planted, wrong, strict=True):
        new = stops - right[at][2]
        made.found += bool(new)
        made.caught.update(new)
    return made
