"""What one judge found of the sentences of bench/judged, beside what the wire publishes.

Run ``python -m bench.judged_pairs``. The sentences were written, translated and judged
before any figure of theirs was seen. The wire translates them again; an answer that was
not judged is counted apart, never guessed. Needs nothing but the bundled models.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from itertools import groupby
from pathlib import Path

import numpy as np
from tests.gates import judged

from polywire.article import Segment, SegmentVerdict, Translation
from polywire.check import second_reading
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.settings.operator_file import parse
from polywire.wire import utc_now

PAIRS = (("en", "pt-BR", "en-pt"), ("pt-BR", "en", "pt-en"))
LIMITS = (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
UNJUDGED = "not judged"

Row = dict[str, str]


def main() -> None:
    """Print, for each direction, what is published and how well p tells it."""
    for source, target, pair in PAIRS:
        rows = judged.fresh_rows(pair)
        made = _wire(rows, source, target)
        print(f"\n== {pair}: {len(rows)} sentences")
        _agreement(rows)
        _published(rows, made)
        known = [
            (one.second.p, _verdict(row, one.target) != "fine")
            for row, one in zip(rows, made, strict=True)
            if one.second and _verdict(row, one.target) != UNJUDGED
        ]
        if known:
            _curve(known)
    _unseen()


def _wire(rows: list[Row], source: str, target: str) -> list[Translation]:
    """Translate the sentences as the wire does, article by article."""
    settings = parse({"site": {"visibility": "private"}}, Path.cwd())
    made: list[Translation] = []
    with closing(RouteDesk(settings, None, utc_now, Counters())) as desk:
        for _, article in groupby(rows, lambda row: row["article"]):
            texts = [row["source"] for row in article]
            parts = [Segment("body", n, None, text) for n, text in enumerate(texts)]
            made += desk.segments(parts, source, target)
    return made


def _verdict(row: Row, answer: str) -> str:
    known = {row["target"]: row["verdict"]}
    if "raw" in row:
        known.setdefault(row["raw"], row["raw_verdict"])
    return known.get(answer, UNJUDGED)


def _agreement(rows: list[Row]) -> None:
    twice = [row for row in rows if "again" in row]
    same = sum((row["again"] == "fine") == (row["verdict"] == "fine") for row in twice)
    print(
        f"judged twice by the same judge, minutes apart: {same} of {len(twice)} alike"
    )


def _published(rows: list[Row], made: list[Translation]) -> None:
    raw = Counter(row.get("raw_verdict", row["verdict"]) for row in rows)
    print(f"raw engine: {raw['fine'] / len(rows):.1%} right", dict(raw))
    ours = Counter(
        (str(one.verdict), _verdict(row, one.target))
        for row, one in zip(rows, made, strict=True)
    )
    right = ours[str(SegmentVerdict.OK), "fine"]
    print(f"wire: {right / len(rows):.1%} right, unmarked and translated")
    print(f"  serious and unmarked: {ours[str(SegmentVerdict.OK), 'serious']}")
    for (verdict, found), count in sorted(ours.items()):
        print(f"  {verdict} / {found}: {count}")
    for row, one in zip(rows, made, strict=True):
        found = _verdict(row, one.target)
        if one.verdict is not SegmentVerdict.OK and found == "fine":
            rules = ", ".join(finding.rule for finding in one.findings)
            print(f"  {one.verdict} though fine ({rules}): {row['source']}")


def _curve(known: list[tuple[float, bool]]) -> None:
    p, refused = (
        np.array([one for one, _ in known]),
        np.array([bad for _, bad in known]),
    )
    judged.show("p of the product, whose weights have seen these", p, refused)
    for limit in sorted({*LIMITS, second_reading.thresholds("body")[0]}):
        above = refused[p > limit]
        print(f"  above {limit}: {len(above)} sentences, {above.sum()} refused")


def _unseen() -> None:
    """Print what the weights of the sample alone say of the sentences drawn later."""
    both = judged.both_ways()
    weights = judged.fitted(*judged.features(judged.sample(), both))
    x, refused = judged.features(judged.fresh("en-pt"), both)
    judged.show("en-pt, unseen when drawn", judged.chances(x, weights), refused)


if __name__ == "__main__":
    main()
