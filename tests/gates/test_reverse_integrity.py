"""Floors of Portuguese to English on a sample of ntrex-dev in typographic form.

The other direction is measured whole in ``test_integrity_ntrex``; here one document of
eight, or all of them with FULL=1. Floors are those of the other direction, but for
truncation and wrong sentences, which are a little below (reached 98.7 and 98.5).
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sacrebleu
from tests.gates import injected
from tests.gates.desk import (
    desk,
    lines,
    plain,
    scorer,
    translate_documents,
    typographic,
)

from polywire.article import Segment, SegmentVerdict, Translation
from polywire.check.judge import check_segment
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.desk.repair.article_words import read_article
from polywire.language.text.identify import identify

pytestmark = pytest.mark.timeout(900)

SHARE = 1 if os.environ.get("FULL") == "1" else 8
NOT_COUNTED = {"name_changed", "name_lost", "weekday_lost"}
"""Names as in the other direction. Weekdays: the scorer takes "segunda" (second) and
"quinta" (an estate) for Monday and Thursday; on all documents 18 of its 18 flags."""
NEVER = {"currency_lost", "percent_lost", "url_handle_broken"}
FLOORS = {
    "number": 99.0,
    "truncation": 97.0,
    "loop": 99.0,
    "wrong sentence": 98.0,
    "clause dropped": 90.0,
    "name misspelt": 92.0,
    "name swapped": 92.0,
    "quotation lost": 97.0,
}
"""Kinds of faults that know no word of the language they are planted in."""


@dataclass(frozen=True)
class Corpus:
    source: list[str]
    reference: list[str]
    bare: list[str]
    done: list[Translation]
    context: Context

    @property
    def published(self) -> list[int]:
        return [
            n for n, t in enumerate(self.done) if t.verdict is not SegmentVerdict.STOP
        ]


@pytest.fixture(scope="module")
def corpus(bench: Path) -> Iterator[Corpus]:
    data = bench / "translation" / "ntrex-dev"
    ids = [line.split("\t")[0] for line in lines(data / "ids.txt")]
    kept = set(sorted(set(ids))[::SHARE])
    rows = [
        (one, typographic(said), told)
        for one, said, told in zip(
            ids, lines(data / "por.txt"), lines(data / "eng.txt"), strict=True
        )
        if one in kept
    ]
    source = [said for _, said, _ in rows]
    with desk("pt") as room:
        done = translate_documents(source, [one for one, _, _ in rows], room)
        bare = [r.text.replace("\n", " ") for r in room.engines[0].translate(source)]
        segments = [Segment("body", None, None, text) for text in source]
        names, common = read_article(segments, "pt")
        context = Context(names, common, identify, room.lexicon)
        yield Corpus(source, [told for _, _, told in rows], bare, done, context)


def test_little_is_stopped_and_few_hard_flags_are_published(
    corpus: Corpus, bench: Path
) -> None:
    score = scorer(bench)
    score.load_generic([plain(text) for text in corpus.source])
    flags: Counter[str] = Counter()
    hard = 0
    for n in corpus.published:
        found = score.check(corpus.source[n], corpus.done[n].target, "pt", "en")
        flags.update(set(found) & score.HARD)
        hard += bool(set(found) & score.HARD - NOT_COUNTED)
    per_mille = 1000 * hard / len(corpus.done)
    stopped = 1 - len(corpus.published) / len(corpus.done)
    print(
        f"\npt->en hard flags without names and weekdays: {per_mille:.1f} per 1,000 of "
        f"{len(corpus.done)}; stopped {stopped:.1%}; {dict(flags.most_common())}"
    )
    assert per_mille <= FLAGS
    assert stopped <= STOPPED
    assert not NEVER & set(flags)


FLAGS = 20.0
STOPPED = 0.04


def chrf(told: list[str], reference: list[str]) -> float:
    return float(sacrebleu.corpus_chrf([plain(t) for t in told], [reference]).score)


def test_checking_costs_no_quality(corpus: Corpus) -> None:
    bare = chrf(corpus.bare, corpus.reference)
    shown = chrf([t.shown for t in corpus.done], corpus.reference)
    kept = [corpus.reference[n] for n in corpus.published]
    ours = chrf([corpus.done[n].target for n in corpus.published], kept)
    theirs = chrf([corpus.bare[n] for n in corpus.published], kept)
    print(
        f"\npt->en chrF: bare {bare:.2f}, shown {shown:.2f}; published {ours:.2f} "
        f"(bare {theirs:.2f})"
    )
    assert shown >= bare - LOST
    assert ours >= theirs


LOST = 0.3


@pytest.mark.parametrize("kind", FLOORS)
def test_planted_faults_are_caught(kind: str, corpus: Corpus) -> None:
    good = [(t.source, t.target) for t in corpus.done if t.verdict is SegmentVerdict.OK]
    cases = injected.plant(kind, good, most=200)
    stopped = sum(
        check_segment(Pair(*case, "pt", "en", context=corpus.context), ALL)[0]
        is SegmentVerdict.STOP
        for case in cases
    )
    recall = 100 * stopped / len(cases)
    print(f"\npt->en {kind}: {recall:.1f} % of {len(cases)}")
    assert recall >= FLOORS[kind]
