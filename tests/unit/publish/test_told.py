"""What a page says of the checks is counted from the verdicts, at every level."""

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_decision, a_draft, an_article, an_edition

from polywire.article import Edition, Finding, Level, SegmentVerdict, Severity
from polywire.check import rules
from polywire.publish.label.check_notice import kind_of, told
from polywire.publish.pages.interface_words import shipped, words
from polywire.publish.pages.page_templates import environment

DOUBT = Finding("name", Severity.DOUBT, "Ilse Varga is missing")


def edition(*verdicts: SegmentVerdict, level: Level = Level.FULL) -> Edition:
    """Return an edition whose sentences have these verdicts, with their findings."""
    article = an_article(*(f"Sentence {n}." for n in range(1, len(verdicts))))
    draft = a_draft(article)
    made = tuple(
        replace(
            one,
            verdict=verdict,
            findings=() if verdict is SegmentVerdict.OK else (DOUBT,),
        )
        for one, verdict in zip(draft.translations, verdicts, strict=True)
    )
    draft = replace(draft, translations=made)
    return an_edition(article, draft=draft, level=level, rights=a_decision(level))


@given(st.lists(st.sampled_from(SegmentVerdict), min_size=2), st.sampled_from(Level))
def test_each_figure_is_counted(verdicts: list[SegmentVerdict], level: Level) -> None:
    found = told(edition(*verdicts, level=level), ())
    assert found is not None
    assert found.sentences == len(verdicts)
    assert found.untouched == verdicts.count(SegmentVerdict.STOP)
    assert found.doubtful == verdicts.count(SegmentVerdict.DOUBT)
    faulty = len(verdicts) - verdicts.count(SegmentVerdict.OK)
    assert len(found.findings) == faulty


@pytest.mark.parametrize("level", [Level.EXCERPT, Level.LINK])
def test_below_a_full_text_a_finding_is_named_without_its_words(level: Level) -> None:
    doubted = edition(SegmentVerdict.DOUBT, SegmentVerdict.OK, level=level)
    found = told(doubted, {0})
    assert found is not None
    (fault,) = found.findings
    assert (fault.rule, fault.evidence) == ("name", "")


def test_each_rule_has_a_kind_or_compares_the_form() -> None:
    form = {"loop", "flood", "bracket", "doubled-mark", "refusal", "echo", "code"}
    text = files("polywire.publish.label").joinpath("finding_kinds.toml")
    kinds = tomllib.loads(text.read_text("utf-8"))
    known = {rule for rules in kinds.values() for rule in rules}
    assert {rule.name for rule in rules.ALL} - known == form


def test_a_cell_is_no_sentence_and_is_counted_where_it_stays_in_the_original() -> None:
    edition_ = edition(SegmentVerdict.OK, SegmentVerdict.STOP, SegmentVerdict.DOUBT)
    assert edition_.draft is not None
    head, cell, body = edition_.draft.segments
    segments = (head, replace(cell, part="cell", cell=(0, 0)), body)
    draft = replace(edition_.draft, segments=segments)
    found = told(replace(edition_, draft=draft), {0, 2})
    assert found is not None
    assert (found.sentences, found.untouched, found.doubtful) == (2, 1, 1)
    places = [(one.part, one.number, one.anchor) for one in found.findings]
    assert places == [("cell", 0, None), ("body", 2, "s2")]


def test_a_note_is_for_the_operator() -> None:
    edition_ = edition(SegmentVerdict.DOUBT, SegmentVerdict.OK)
    assert edition_.draft is not None
    note = replace(DOUBT, severity=Severity.NOTE)
    draft = replace(edition_.draft, findings=(note,))
    found = told(replace(edition_, draft=draft), ())
    assert found is not None
    assert len(found.findings) == 1


def test_a_doubt_over_the_article_is_counted_where_it_points() -> None:
    edition_ = edition(SegmentVerdict.OK, SegmentVerdict.OK, SegmentVerdict.STOP)
    assert edition_.draft is not None
    pointing = tuple(replace(DOUBT, segment=n) for n in (1, 2))
    draft = replace(edition_.draft, findings=(DOUBT, *pointing))
    found = told(replace(edition_, draft=draft), {0, 1, 2})
    assert found is not None
    # what is shown in the original is no translation in doubt
    assert (found.untouched, found.doubtful) == (1, 1)


def test_what_is_heard_alone_is_not_counted_where_it_is_left_out() -> None:
    edition_ = edition(SegmentVerdict.OK, SegmentVerdict.STOP, SegmentVerdict.DOUBT)
    assert edition_.draft is not None
    head, one, two = edition_.draft.segments
    segments = (head, replace(one, part="alt"), replace(two, part="alt"))
    draft = replace(edition_.draft, segments=segments)
    found = told(replace(edition_, draft=draft), ())
    assert found is not None
    assert (found.untouched, found.doubtful) == (0, 0)


@pytest.mark.parametrize("tag", shipped())
def test_each_rule_is_named_in_words_of_the_pages_language(tag: str) -> None:
    named = vars(environment(None).get_template("macros.html").make_module())["kind"]
    english = {
        rule: str(named(kind_of(rule), words("en").say)).strip()
        for rule in (*(rule.name for rule in rules.ALL), "second-reader", "blocks")
    }
    for rule, name in english.items():
        own = str(named(kind_of(rule), words(tag).say)).strip()
        assert own, rule
        assert tag == "en" or own == words(tag).catalogue.gettext(name), rule
        assert tag in {"en", "fr", "de"} or own != name, rule
