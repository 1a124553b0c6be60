"""What only the whole article shows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_draft, an_article

from polywire.article import (
    Article,
    Draft,
    Finding,
    SegmentVerdict,
    Severity,
    State,
    Translation,
)
from polywire.check.judge import Limits, judge
from polywire.check.whole import look_at_whole


def told(*pairs: tuple[str, str]) -> tuple[Article, Draft]:
    """Return an article with its translation; the first pair is the headline."""
    (headline, _), *body = pairs
    article = an_article(*(source for source, _ in body), headline=headline)
    draft = a_draft(article)
    made = tuple(
        Translation(source, target, "firefox", "a", SegmentVerdict.OK)
        for source, target in pairs
    )
    return article, replace(draft, translations=made)


def look(*pairs: tuple[str, str]) -> list[Finding]:
    return list(look_at_whole(*told(*pairs)))


def test_a_number_that_differs_between_headline_and_body_is_a_doubt() -> None:
    found = look(
        ("Flood drives 820,000 from home", "Enchente expulsa 880.000 de casa"),
        ("Some 820,000 people fled.", "Cerca de 820.000 pessoas fugiram."),
    )
    assert [(one.rule, one.severity, one.segment) for one in found] == [
        ("headline-body", Severity.DOUBT, 0)
    ]
    assert "820,000 is told as 880,000" in found[0].evidence


def test_a_month_told_in_two_ways_is_a_doubt() -> None:
    found = look(
        ("Bridge opens", "Ponte abre"),
        ("It opens on June 8.", "Abre em 8 de junho."),
        ("On June 8 there is music.", "Em 8 de julho há música."),
    )
    assert [(one.rule, one.segment) for one in found] == [("told-in-two-ways", 2)]


def test_a_name_in_two_forms_is_noted_with_both_places() -> None:
    found = look(
        ("Mayor speaks", "Prefeito fala"),
        ("Mayor Ilse Kovarik spoke.", "A prefeita Ilse Kovarik falou."),
        ("Later Kovarik left.", "Mais tarde Kowarick saiu."),
    )
    assert [(one.rule, one.severity) for one in found] == [
        ("name-in-two-forms", Severity.NOTE)
    ]
    assert "in sentence 3, not in 2" in found[0].evidence


def test_what_is_told_alike_is_no_finding() -> None:
    assert (
        look(
            ("Flood drives 820,000 from home", "Enchente tira 820 mil de casa"),
            ("Some 820,000 people fled.", "Cerca de 820.000 pessoas fugiram."),
            ("On June 8 Ilse Kovarik came.", "Em 8 de junho veio Ilse Kovarik."),
            (
                "Kovarik's boat left on June 8.",
                "O barco de Kovarik saiu em 8 de junho.",
            ),
        )
        == []
    )


def test_a_stopped_sentence_is_not_compared() -> None:
    article, draft = told(
        ("Flood drives 820,000 from home", "Enchente expulsa 880.000 de casa"),
        ("Some 820,000 people fled.", "Cerca de 820.000 pessoas fugiram."),
    )
    first, second = draft.translations
    stopped = replace(first, verdict=SegmentVerdict.STOP)
    found = look_at_whole(article, replace(draft, translations=(stopped, second)))
    assert [one.rule for one in found] == ["headline-original"]


def test_a_quotation_over_two_paragraphs_stays_open_in_the_first() -> None:
    said = ("“We won.", "“We always win.”")
    right = ("“Ganhamos.", "“Sempre ganhamos.”")
    wrong = ("“Ganhamos.”", "“Sempre ganhamos.”")
    title = ("A day", "Um dia")
    assert look(title, *zip(said, right, strict=True)) == []
    found = look(title, *zip(said, wrong, strict=True))
    assert [(one.rule, one.segment) for one in found] == [("quotation-open", 1)]


def test_an_open_quotation_is_looked_for_in_the_sentence_whose_marks_differ() -> None:
    said = ("He came on Monday.", "“I won,” he said.", "‘Then what?’ she asked.")
    wrong = ("Ele veio na segunda.", "“Ganhei, disse ele.", "‘E então?’ disse ela.")
    article, draft = told(("A day", "Um dia"), *zip(said, wrong, strict=True))
    one_block = tuple(
        segment if segment.block is None else replace(segment, block=0)
        for segment in draft.segments
    )
    found = look_at_whole(article, replace(draft, segments=one_block))
    assert ("quotation-open", 2) in [(one.rule, one.segment) for one in found]


@pytest.mark.parametrize("doubts", [3, 4])
def test_mostly_doubtful_articles_say_so(doubts: int) -> None:
    pairs = [("A day", "Um dia"), *[(f"It was so {n}.", f"Era {n}.") for n in range(8)]]
    article, draft = told(*pairs)
    made = tuple(
        replace(one, verdict=SegmentVerdict.DOUBT) if n < doubts else one
        for n, one in enumerate(draft.translations)
    )
    found = look_at_whole(article, replace(draft, translations=made))
    assert [one.rule for one in found] == ["many-doubts"] * (doubts == 4)


def test_the_share_of_doubts_that_people_met_is_not_yet_many() -> None:
    pairs = [("A day", "Um dia"), *[(f"It was so {n}.", f"Era {n}.") for n in range(9)]]
    article, draft = told(*pairs)
    for doubts, seen in ((4, False), (5, True)):
        made = tuple(
            replace(one, verdict=SegmentVerdict.DOUBT) if n < doubts else one
            for n, one in enumerate(draft.translations)
        )
        found = look_at_whole(article, replace(draft, translations=made))
        assert bool(list(found)) is seen, doubts


@given(st.integers(1, 5), st.data())
def test_a_draft_without_one_of_the_blocks_is_withheld(
    count: int, data: st.DataObject
) -> None:
    article = an_article(*(f"Sentence {n}." for n in range(count)))
    draft = a_draft(article)
    gone = data.draw(st.integers(1, count))
    lost = replace(
        draft,
        segments=draft.segments[:gone] + draft.segments[gone + 1 :],
        translations=draft.translations[:gone] + draft.translations[gone + 1 :],
    )
    verdict = judge(article, lost, Limits())
    assert verdict.state is State.WITHHELD
    assert f"block {gone} of {count} is not there" in str(verdict.reason)


def test_a_block_elsewhere_is_told_once() -> None:
    article = an_article("One came.", "Two left.", "Three stayed.")
    draft = a_draft(article)
    head, one, two, _ = draft.segments
    moved = replace(
        draft, segments=(head, two, one), translations=draft.translations[:3]
    )
    found = [finding.evidence for finding in look_at_whole(article, moved)]
    assert found == ["block 1 stands behind block 2"]
    gone = replace(draft, segments=(head, one), translations=draft.translations[:2])
    found = [finding.evidence for finding in look_at_whole(article, gone)]
    assert found == ["block 2 of 3 is not there"]


def test_blocks_in_another_order_withhold() -> None:
    article = an_article("One came.", "Two left.")
    draft = a_draft(article)
    head, one, two = draft.segments
    verdict = judge(article, replace(draft, segments=(head, two, one)), Limits())
    assert verdict.state is State.WITHHELD
    assert "block 1 stands behind block 2" in str(verdict.reason)
