"""Verdicts: of a segment from its findings, of an article from its segments."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import a_draft, an_article, paragraphs

from polywire.article import Article, Draft, Finding, SegmentVerdict, Severity, State
from polywire.check.judge import (
    Limits,
    Strictness,
    check_segment,
    judge,
    verdict_of,
    whole_headline,
)
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.check.rules import ALL


def broken(pair: Pair) -> list[Fault]:
    raise ZeroDivisionError(pair.source)


BROKEN = Rule("broken", Severity.NOTE, "Breaks.", Example("a", "b"), broken)


def test_a_rule_that_breaks_is_a_stop() -> None:
    verdict, findings = check_segment(Pair("a", "b", "en", "pt"), [BROKEN])
    assert verdict is SegmentVerdict.STOP
    assert "ZeroDivisionError" in findings[0].evidence


def test_a_broken_rule_does_not_hide_the_others() -> None:
    _, findings = check_segment(Pair("Go home.", "", "en", "pt"), [BROKEN, *ALL])
    assert {"broken", "empty"} <= {finding.rule for finding in findings}


@pytest.mark.parametrize(
    ("severities", "strictness", "verdict"),
    [
        ([], "normal", SegmentVerdict.OK),
        ([Severity.NOTE], "strict", SegmentVerdict.OK),
        ([Severity.DOUBT], "normal", SegmentVerdict.DOUBT),
        ([Severity.DOUBT], "strict", SegmentVerdict.STOP),
        ([Severity.DOUBT, Severity.STOP], "normal", SegmentVerdict.STOP),
    ],
)
def test_the_worst_finding_decides(
    severities: list[Severity], strictness: Strictness, verdict: SegmentVerdict
) -> None:
    findings = [Finding("r", severity, "") for severity in severities]
    assert verdict_of(findings, strictness) is verdict


@settings(deadline=None)  # the first call reads CLDR
@given(st.text(max_size=80), st.text(max_size=80))
def test_checking_never_fails_and_says_the_same_twice(source: str, target: str) -> None:
    pair = Pair(source, target, "en", "pt-BR")
    first = check_segment(pair, ALL)
    assert first == check_segment(Pair(source, target, "en", "pt-BR"), ALL)
    assert not any("the rule broke" in finding.evidence for finding in first[1])


def stopped(share: int, total: int = 8) -> State:
    article = an_article(*(f"Sentence {number}." for number in range(total - 1)))
    draft = a_draft(article)
    translations = tuple(
        replace(t, verdict=SegmentVerdict.STOP if i >= total - share else t.verdict)
        for i, t in enumerate(draft.translations)
    )
    return judge(article, replace(draft, translations=translations), Limits()).state


@pytest.mark.parametrize(
    ("share", "state"),
    [
        (0, State.PUBLISHED),
        (1, State.PUBLISHED_PARTLY),
        (2, State.PUBLISHED_PARTLY),
        (3, State.WITHHELD),
        (8, State.WITHHELD),
    ],
)
def test_the_share_of_stopped_sentences_decides(share: int, state: State) -> None:
    assert stopped(share) is state


def test_a_stopped_headline_is_shown_in_the_original() -> None:
    article = an_article("The bridge opened on Monday.")
    draft = a_draft(article)
    first, *rest = draft.translations
    headline = replace(first, verdict=SegmentVerdict.STOP)
    more = [replace(rest[0]) for _ in range(6)]
    segments = (draft.segments[0], *[draft.segments[1]] * 6)
    whole = replace(draft, segments=segments, translations=(headline, *more))
    verdict = judge(article, whole, Limits())
    assert verdict.state is State.PUBLISHED_PARTLY
    assert "headline-original" in {finding.rule for finding in verdict.findings}


def with_verdicts(*verdicts: SegmentVerdict) -> tuple[Article, Draft]:
    """Return a draft whose headline and sentences have these verdicts."""
    texts = (f"Sentence {number}." for number, _ in enumerate(verdicts[1:]))
    article = an_article(blocks=paragraphs(*texts))
    draft = a_draft(article)
    pairs = zip(draft.translations, verdicts, strict=True)
    made = tuple(replace(one, verdict=verdict) for one, verdict in pairs)
    return article, replace(draft, translations=made)


OK, STOP = SegmentVerdict.OK, SegmentVerdict.STOP


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        pytest.param((STOP, OK), State.PUBLISHED_PARTLY, id="one-sentence"),
        pytest.param((STOP, OK, OK, OK, STOP), State.PUBLISHED_PARTLY, id="at-limit"),
        pytest.param((STOP, OK, STOP), State.WITHHELD, id="sentences-too"),
        pytest.param((STOP, STOP), State.WITHHELD, id="nothing-translated"),
        pytest.param((STOP,), State.PUBLISHED_PARTLY, id="a-headline-alone"),
    ],
)
def test_a_stopped_headline_is_no_sentence_that_failed(
    verdicts: tuple[SegmentVerdict, ...], state: State
) -> None:
    assert judge(*with_verdicts(*verdicts), Limits()).state is state


@given(st.lists(st.sampled_from(SegmentVerdict), min_size=2, max_size=9))
def test_a_stopped_headline_withholds_nothing_that_has_a_sentence(
    verdicts: list[SegmentVerdict],
) -> None:
    article, draft = with_verdicts(OK, *verdicts[1:])
    _, stopped = with_verdicts(STOP, *verdicts[1:])
    before = judge(article, draft, Limits()).state
    after = judge(article, stopped, Limits()).state
    assert (after is State.WITHHELD) is (before is State.WITHHELD)


def test_a_headline_is_never_half_translated() -> None:
    _, draft = with_verdicts(OK, STOP, OK)
    head = replace(draft.segments[0], part="headline", block=None)
    draft = replace(draft, segments=(head, head, draft.segments[2]))
    assert [t.verdict for t in whole_headline(draft).translations] == [STOP, STOP, OK]


def test_a_sound_headline_stays_as_it_is() -> None:
    _, draft = with_verdicts(OK, STOP, SegmentVerdict.DOUBT)
    assert whole_headline(draft) is draft


def test_a_draft_without_text_is_withheld_with_a_reason() -> None:
    article = an_article()
    draft = replace(a_draft(article), segments=(), translations=())
    verdict = judge(article, draft, Limits())
    assert (verdict.state, verdict.reason) == (
        State.WITHHELD,
        "there is no text to publish",
    )


def test_a_sentence_that_never_came_back_withholds() -> None:
    article = an_article()
    draft = a_draft(article)
    short = replace(draft, translations=draft.translations[:-1])
    assert judge(article, short, Limits()).state is State.WITHHELD


@pytest.mark.parametrize(
    ("again", "evidence"),
    [
        ("Cingapura é quente.", ["singapore: cingapura, singapura"]),
        ("Singapura é quente.", []),
        ("É quente.", []),
    ],
    ids=["two forms", "one form twice", "told once"],
)
def test_one_place_in_two_forms_is_noted(again: str, evidence: list[str]) -> None:
    article = an_article("He lives in Singapore.", "Singapore is hot.")
    draft = a_draft(article)
    first, second, third = draft.translations
    told = (
        first,
        replace(
            second, source="He lives in Singapore.", target="Ele mora em Singapura."
        ),
        replace(third, source="Singapore is hot.", target=again),
    )
    verdict = judge(article, replace(draft, translations=told), Limits())
    found = [f.evidence for f in verdict.findings if f.rule == "name-in-two-forms"]
    assert found == evidence


def test_a_quotation_left_open_in_the_article_is_a_doubt() -> None:
    article = an_article("“We won.”", "She left.")
    draft = a_draft(article)
    first, second, third = draft.translations
    told = (
        first,
        replace(second, source="“We won.”", target="“Ganhamos."),
        replace(third, source="She left.", target="Ela partiu."),
    )
    verdict = judge(article, replace(draft, translations=told), Limits())
    assert "quotation-open" in {finding.rule for finding in verdict.findings}
