"""Measure each rule by itself and write src/polywire/check/measured.toml.

Recall: faults planted in what Polywire passes of ntrex-dev. False alarms: stops on
the accepted sentences of tests/corpus/accepted.en-pt.jsonl. Both sets were in view
while the rules were made, and the file says so.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.gates import injected
from tests.gates.desk import desk, dictionary, lines, translate_documents, typographic

from polywire.article import Segment, SegmentVerdict, Severity
from polywire.check.judge import check_segment
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.desk.repair.article_words import read_article
from polywire.language.text.identify import identify

ROOT = Path(__file__).parents[1]
BENCH = Path(os.environ.get("POLYWIRE_BENCH", ROOT.parent / "shared" / "bench"))
FILE = ROOT / "src" / "polywire" / "check" / "measured.toml"
SAMPLE = 600
PLANTED = {
    "number": ("number-lost", "number-invented"),
    "loop": ("loop",),
    "clause dropped": ("incomplete",),
    "name misspelt": ("name",),
    "negation lost": ("negation-lost",),
    "negation added": ("negation-added",),
    "polarity flipped": ("polarity", "opposite"),
    "currency or unit swapped": ("currency", "unit"),
    "quotation lost": ("quotation-lost",),
}
"""Fault -> the rules that are there for it, each measured alone."""
HEAD = """\
# Written by `python -m bench.measure_rules`; do not edit.
# recall: share of planted faults that the rule stops by itself, of `cases`.
# false_alarms: stops per 1,000 of the `accepted` translations.
# English to Brazilian Portuguese; both sets were in view while the rules were made.
"""


def main() -> None:
    """Measure and write the file."""
    recall = _recall(_good())
    alarms, accepted = _alarms()
    text = HEAD
    for rule in sorted(one.name for one in ALL):
        text += f"\n[rules.{rule}]\n"
        if rule in recall:
            share, cases, fault = recall[rule]
            text += f'recall = {share:.3f}\ncases = {cases}\nfault = "{fault}"\n'
        per_mille = 1000 * alarms[rule] / accepted
        text += f"false_alarms = {per_mille:.1f}\naccepted = {accepted}\n"
    FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _good() -> list[injected.Pair]:
    """Return sentences that the wire passes without any doubt."""
    data = BENCH / "translation" / "ntrex-dev"
    source = [typographic(line) for line in lines(data / "eng.txt")][:SAMPLE]
    ids = [line.split("\t")[0] for line in lines(data / "ids.txt")][:SAMPLE]
    with desk("en") as room:
        done = translate_documents(source, ids, room)
    return [
        (one.source, one.target) for one in done if one.verdict is SegmentVerdict.OK
    ]


def _recall(good: Sequence[injected.Pair]) -> dict[str, tuple[float, int, str]]:
    context = _context([source for source, _ in good])
    found = {}
    for fault, rules in PLANTED.items():
        cases = injected.plant(fault, good, most=400)
        stops = [_stops(pair, context) for pair in cases]
        for rule in rules:
            share = sum(rule in one for one in stops) / max(1, len(cases))
            found[rule] = (share, len(cases), fault)
    return found


def _alarms() -> tuple[dict[str, int], int]:
    """Count the stops of each rule on translations that were accepted."""
    corpus = ROOT / "tests" / "corpus" / "accepted.en-pt.jsonl"
    rows = [json.loads(line) for line in lines(corpus)]
    context = _context([row["source"] for row in rows])
    good = [(row["source"], row["target"]) for row in rows if row["accepted"]]
    times: dict[str, int] = defaultdict(int)
    for pair in good:
        for rule in _stops(pair, context):
            times[rule] += 1
    return times, len(good)


def _context(sources: Sequence[str]) -> Context:
    segments = [Segment("body", None, None, text) for text in sources]
    names, common = read_article(segments, "en")
    return Context(names, common, identify, dictionary("en"))


def _stops(pair: injected.Pair, context: Context) -> set[str]:
    read = Pair(*pair, "en", "pt-BR", context=context)
    _, findings = check_segment(read, ALL)
    return {one.rule for one in findings if one.severity is Severity.STOP}


if __name__ == "__main__":
    main()
