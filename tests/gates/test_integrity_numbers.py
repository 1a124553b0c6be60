"""Floor: 2,000 seeded sentences each way; no wrong value may be published."""

import pytest
from tests.gates import seeded
from tests.gates.desk import desk

from polywire.article import Segment, SegmentVerdict, Translation
from polywire.desk.repair.repair_loop import translate_segments

COUNT = 2000
PER_ARTICLE = 250
MOST_STOPPED = 0.01


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("source", "target"), [("en", "pt"), ("pt", "en")])
def test_no_wrong_value_is_published(source: str, target: str) -> None:
    made = seeded.sentences(source, target, COUNT, seed=2026)
    segments = [Segment("body", i, None, s.text) for i, s in enumerate(made)]
    done: list[Translation] = []
    with desk(source) as room:
        for start in range(0, COUNT, PER_ARTICLE):
            done += translate_segments(segments[start : start + PER_ARTICLE], room)
    stopped = sum(t.verdict is SegmentVerdict.STOP for t in done)
    wrong = [
        (sentence.text, translation.target)
        for sentence, translation in zip(made, done, strict=True)
        if translation.verdict is not SegmentVerdict.STOP
        and seeded.faults(sentence, translation.target)
    ]
    print(
        f"\nnumbers {source}->{target}: {len(wrong)} wrong, {stopped} stopped of {COUNT}"
    )
    assert wrong == []
    assert stopped / COUNT <= MOST_STOPPED
