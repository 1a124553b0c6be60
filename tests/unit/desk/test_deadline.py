"""A hostile article: what is too long or takes too long is shown in the original."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from polywire.article import Segment, SegmentVerdict, Severity, Translation
from polywire.check.judge import LONGEST_SIDE, check_segment
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.check.rules import ALL
from polywire.desk.repair.repair_loop import (
    ARTICLE_SECONDS,
    MOST_CHARACTERS,
    SEGMENT_SECONDS,
    Deadline,
    RepairTools,
    count_new,
    translate_segments,
)
from polywire.language.text.sentences import LONGEST
from polywire.translate.engines.engine import Result
from polywire.translate.sentence.vocabulary_gate import Gate


class Echo:
    """An engine that answers with other words, and counts what it was given."""

    id = "echo"
    model = "1"
    source = "en"
    target = "pt-BR"
    gate: Gate | None = None

    def __init__(self) -> None:
        self.given: list[str] = []

    def close(self) -> None:
        """Hold nothing."""

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        self.given += sentences
        return [Result("A maré sobe.") for _ in sentences]


class Watch:
    """A clock that each rule moves on."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        return self.now

    def look(self, _pair: Pair) -> Iterable[Fault]:
        self.now += self.step
        return [Fault("seen")]

    def rule(self, severity: Severity = Severity.NOTE) -> Rule:
        example = Example("The tide rises.", "A maré sobe.")
        return Rule("slow", severity, "Takes its time.", example, self.look)


def body(*texts: str) -> tuple[Segment, ...]:
    return tuple(Segment("body", n, None, text) for n, text in enumerate(texts))


def rules_of(made: Translation) -> list[str]:
    return [finding.rule for finding in made.findings]


def test_an_endless_word_is_shown_in_the_original_and_no_engine_gets_it() -> None:
    engine = Echo()
    word = "a" * (LONGEST + 1)
    segments = body("The tide rises.", word)
    plain, endless = translate_segments(segments, RepairTools((engine,), rules=()))
    assert plain.target == "A maré sobe."
    assert endless.verdict is SegmentVerdict.STOP
    assert endless.shown == word
    assert rules_of(endless) == ["too-long"]
    assert engine.given == ["The tide rises."]
    assert count_new(segments, RepairTools((engine,))) == 1


def test_an_article_of_endless_words_alone_asks_nobody() -> None:
    engine = Echo()
    made = translate_segments(body("é" * (LONGEST + 1)), RepairTools((engine,)))
    assert [one.verdict for one in made] == [SegmentVerdict.STOP]
    assert engine.given == []


def test_what_stands_behind_a_book_is_shown_in_the_original() -> None:
    line = "The tide rises and falls. " * 40
    many = body(*[line] * (MOST_CHARACTERS // len(line) + 3))
    made = translate_segments(many, RepairTools((Echo(),), rules=()))
    stopped = [one.verdict is SegmentVerdict.STOP for one in made]
    assert stopped == sorted(stopped)
    assert sum(stopped) == 3
    assert rules_of(made[-1]) == ["too-long"]


def test_a_sentence_whose_checks_take_too_long_is_stopped_and_the_next_goes_on() -> (
    None
):
    watch = Watch(SEGMENT_SECONDS + 1)
    desk = RepairTools(
        (Echo(),), rules=(watch.rule(), watch.rule()), clock=watch, budget=0
    )
    made = translate_segments(body("The tide rises.", "The moon sets."), desk)
    assert [rules_of(one) for one in made] == [["slow", "deadline"]] * 2


def test_an_article_that_used_its_time_ends_with_what_was_judged() -> None:
    watch = Watch(SEGMENT_SECONDS - 1)
    engine = Echo()
    desk = RepairTools((engine,), rules=(watch.rule(Severity.STOP),), clock=watch)
    count = int(ARTICLE_SECONDS / watch.step) + 5
    made = translate_segments(
        body(*(f"The tide number {n} rises." for n in range(count))), desk
    )
    assert len(made) == count
    assert rules_of(made[0]) == ["slow"]
    assert rules_of(made[-1]) == ["deadline"]
    assert all(one.verdict is SegmentVerdict.STOP for one in made)
    assert len(engine.given) == count  # nothing is repaired any more
    assert watch.now <= ARTICLE_SECONDS + watch.step


def test_a_nearer_deadline_is_never_behind_the_farther_one() -> None:
    watch = Watch(0)
    far = Deadline.of(watch, 3.0)
    assert far.within(5.0).moment == far.moment
    assert far.within(1.0).moment == 1.0
    watch.now = 3.0
    assert not far.is_past()
    watch.now = 3.1
    assert far.is_past()


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_side_that_is_too_long_is_stopped_before_any_rule(side: str) -> None:
    pair = Pair("The tide rises.", "A maré sobe.", "en", "pt-BR")
    endless = "1," * LONGEST_SIDE
    is_source = side == "source"
    pair = replace(pair, source=endless) if is_source else replace(pair, target=endless)
    verdict, findings = check_segment(pair, ALL)
    assert verdict is SegmentVerdict.STOP
    assert [finding.rule for finding in findings] == ["too-long"]
