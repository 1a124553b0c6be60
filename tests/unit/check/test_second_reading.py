from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from tests.builders import a_draft, an_article

from polywire.article import (
    Finding,
    PartType,
    SecondReading,
    SegmentVerdict,
    Severity,
    State,
)
from polywire.check import second_reading
from polywire.check.judge import Limits, judge


def a_reading(p: float, *suspects: str) -> SecondReading:
    return SecondReading(p, suspects, "f" * 64)


def test_more_doubt_in_any_figure_makes_a_refusal_likelier() -> None:
    def p(unsure: float, lost: float, copied: int = 0) -> float:
        pair = {"source": "en", "target": "pt-BR"}
        return second_reading.chance(unsure, lost, copied, **pair)

    assert 0 < p(0.0, 0.0) < p(3.0, 0.0) < p(6.0, 0.0) < 1
    assert p(3.0, 0.0) < p(3.0, -5.0) < p(3.0, -12.0)
    assert p(3.0, 0.0) < p(3.0, 0.0, 1) < p(3.0, 0.0, 2) == p(3.0, 0.0, 7)


def test_only_pairs_with_fitted_weights_are_known() -> None:
    assert second_reading.is_known("en", "pt-BR")
    assert second_reading.is_known("en-GB", "pt")
    assert not second_reading.is_known("pt", "en")


def test_what_was_judged_is_known_of_a_pair_without_weights() -> None:
    found = second_reading.refusals("pt-BR", "en")
    assert found is not None
    assert 0 < found.refused < found.judged
    assert second_reading.refusals("en", "de") is None


def test_refusals_are_written_as_a_share_of_how_many() -> None:
    assert str(second_reading.Refusals(525, 178)) == "34% of 525"


@pytest.mark.parametrize("part", get_args(PartType))
def test_a_part_is_stopped_above_its_threshold_and_not_at_it(part: PartType) -> None:
    _, stop = second_reading.thresholds(part)
    above = second_reading.finding(a_reading(stop + 0.001), part, second_reading.USUAL)
    assert above is not None
    assert above.severity is Severity.STOP
    at = second_reading.finding(a_reading(stop), part, second_reading.USUAL)
    assert at is None or at.severity is Severity.DOUBT


def test_a_sentence_between_the_thresholds_is_in_doubt() -> None:
    doubt, stop = second_reading.thresholds("body")
    said = second_reading.finding(a_reading((doubt + stop) / 2, "Turnout"), "body", 20)
    assert said is not None
    assert said.severity is Severity.DOUBT
    assert said.evidence.endswith("Turnout")


def test_a_sentence_below_the_threshold_has_no_finding() -> None:
    doubt, _ = second_reading.thresholds("body")
    assert second_reading.finding(a_reading(doubt), "body", 20) is None


def test_a_short_sentence_is_in_doubt_earlier_than_a_long_one() -> None:
    limits = [second_reading.thresholds("body", n)[0] for n in (7, 8, 20, 40, 41)]
    assert limits == pytest.approx([0.74, 0.462, 0.74, 0.955, 0.955], abs=0.001)
    assert second_reading.finding(a_reading(0.6), "body", 30) is None
    said = second_reading.finding(a_reading(0.6), "body", 10)
    assert said is not None
    assert said.severity is Severity.DOUBT


def test_a_headline_is_stopped_earlier_than_a_sentence() -> None:
    assert (
        second_reading.thresholds("headline")[1] < second_reading.thresholds("body")[1]
    )


def test_a_standfirst_is_never_shown_with_a_doubt_of_the_reader() -> None:
    doubt, stop = second_reading.thresholds("standfirst", 8)
    assert doubt == stop
    assert second_reading.finding(a_reading(stop), "standfirst", 8) is None


def test_its_evidence_is_said_to_be_an_estimate_and_never_certain() -> None:
    said = second_reading.finding(a_reading(0.9999), "body", 20)
    assert said is not None
    assert said.evidence == "a program estimates at 0.99 that a reader would refuse it"


def test_what_nobody_read_is_a_note_that_says_why() -> None:
    said = second_reading.unread("the process that reads it was ended (SIGKILL)")
    assert said.severity is Severity.NOTE
    assert "SIGKILL" in said.evidence


@pytest.mark.parametrize(
    ("rule", "state"),
    [(second_reading.NAME, State.PUBLISHED_PARTLY), ("name", State.WITHHELD)],
)
def test_a_sentence_that_only_the_reader_stops_withholds_no_article(
    rule: str, state: State
) -> None:
    article = an_article("The road is closed.")
    draft = a_draft(article)
    headline, body = draft.translations
    stop = Finding(rule, Severity.STOP, "evidence")
    body = replace(body, verdict=SegmentVerdict.STOP, findings=(stop,))
    draft = replace(draft, translations=(headline, body))
    assert judge(article, draft, Limits()).state is state


def test_a_doubt_of_the_reader_alone_withholds_nothing_where_checks_are_strict() -> (
    None
):
    article = an_article("The road is closed.", "It opens on Monday.")
    draft = a_draft(article)
    doubt = Finding(second_reading.NAME, Severity.DOUBT, "evidence")
    made = tuple(
        replace(one, verdict=SegmentVerdict.STOP, findings=(doubt,))
        for one in draft.translations[1:]
    )
    draft = replace(draft, translations=(draft.translations[0], *made))
    verdict = judge(article, draft, Limits(strictness="strict"))
    assert verdict.state is State.PUBLISHED_PARTLY
