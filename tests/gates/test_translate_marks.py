"""Links and emphases of 500 sentences: none lost, names and numbers on their words.

The sentences are lines of ntrex-dev; the marks are made here, on names, numbers and
runs of words, with a fixed seed. There is no reference alignment: what can be judged
without one is where names and numbers went, and that no address is lost.
"""

from __future__ import annotations

import os
import random
import re
from functools import partial
from pathlib import Path

import pytest

from polywire.article import Mark, Segment, SegmentVerdict, Translation
from polywire.desk.repair.repair_loop import translate_alone
from polywire.language.names import cast, names
from polywire.language.numbers import numbers
from polywire.language.text import lexicon
from polywire.language.text.words import fold
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder
from polywire.translate.sentence.marks import Carrier, carry_marks
from polywire.translate.sentence.prepare import prepare

BENCH = Path(os.environ.get("POLYWIRE_BENCH", "../shared/bench")) / "translation"
SEGMENTS = 500
NAMES_FLOOR = 0.95
STRAYS_CEILING = 0.15

pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        not BENCH.is_dir() and os.environ.get("CI") != "true",
        reason="needs the bench folder, see POLYWIRE_BENCH",
    ),
]


def marked(text: str, chance: random.Random, number: int) -> Segment:
    """Return a sentence with one to four marks that do not touch."""
    spans = [(n.start, n.end) for n in numbers.find(text, "en") if n.kind == "digits"]
    spans += [
        (text.index(name.text), text.index(name.text) + len(name.text))
        for name in names.find(text, "en")
        if name.has_neighbour and not name.is_first
    ]
    # whole words: nobody links the "amer" of "Famer"
    words = list(re.finditer(r"\b[a-z]{4,}(?: [a-z]{4,}){0,2}\b", text))
    spans += [match.span() for match in chance.sample(words, min(2, len(words)))]
    chance.shuffle(spans)
    marks: list[Mark] = []
    for start, end in spans[: chance.randint(1, 4)]:
        if all(end <= mark.start or mark.end <= start for mark in marks):
            kind = chance.choice(("link", "link", "emphasis"))
            href = (
                f"https://x.example/{number}/{len(marks)}" if kind == "link" else None
            )
            marks.append(Mark("link" if href else "emphasis", start, end, href))
    return Segment("body", 0, None, text, tuple(marks))


def is_judged(anchor: str, target: str) -> bool:
    """Tell whether a name or a number stands in the translation at all."""
    values = [n.value for n in numbers.find(anchor, "en")]
    if values:
        return values[0] in {n.value for n in numbers.find(target, "pt-BR")}
    return anchor[:1].isupper() and fold(anchor) in fold(target)


def is_right(anchor: str, words: str) -> bool:
    values = [n.value for n in numbers.find(anchor, "en")]
    if values:
        return values == [n.value for n in numbers.find(words, "pt-BR")]
    return fold(anchor) in fold(words) and len(words) <= len(anchor) + 6


def test_links_are_kept_and_stand_on_their_words() -> None:
    chance = random.Random(11)
    text = (BENCH / "ntrex-dev" / "eng.txt").read_text(encoding="utf-8")
    lines = chance.sample([line for line in text.splitlines() if len(line) > 40], 900)
    segments = [marked(line, chance, n) for n, line in enumerate(lines)]
    segments = [segment for segment in segments if segment.marks][:SEGMENTS]
    assert len(segments) == SEGMENTS
    engine = Firefox(model_folder.bundled()[0], children=2)
    prepared = [
        prepare(s.text, gate=engine.gate, source="en", target="pt-BR") for s in segments
    ]
    answers = iter(engine.translate([t for p in prepared for t in p.sentences]))
    translations = [
        Translation(
            segment.text,
            each.restore([next(answers).text for _ in each.sentences]).text,
            "firefox",
            engine.model,
            SegmentVerdict.OK,
        )
        for segment, each in zip(segments, prepared, strict=True)
    ]
    files = engine.folder
    assert files.shortlist
    words = lexicon.read(
        files.shortlist.read_bytes(),
        files.source_vocabulary.read_bytes(),
        files.target_vocabulary.read_bytes(),
    )
    # as the desk does: the forms that places and people may have in the target
    told = cast.read([segment.text for segment in segments], "en", "pt-BR")
    carrier = Carrier("en", "pt-BR", {}, words, told.forms)
    carried = carry_marks(
        segments, translations, partial(translate_alone, engine=engine), carrier
    )
    engine.close()
    links = strays = judged = right = 0
    for segment, before, made in zip(segments, translations, carried, strict=True):
        wanted = sorted(m.href for m in segment.marks if m.href)
        assert sorted(m.href for m in made.marks if m.href) == wanted
        assert "<" not in made.target or "<" in segment.text
        for mark in (m for m in segment.marks if m.href):
            anchor = segment.text[mark.start : mark.end]
            (there,) = (m for m in made.marks if m.href == mark.href)
            links += 1
            strays += there.end > len(before.target)
            if is_judged(anchor, before.target):
                judged += 1
                right += is_right(anchor, made.target[there.start : there.end])
    print(
        f"\n{links} links in {SEGMENTS} sentences: none lost, {strays / links:.1%} after "
        f"the sentence; names and numbers {right} of {judged} on their words"
    )
    assert right / judged >= NAMES_FLOOR
    assert strays / links <= STRAYS_CEILING
