"""What a page says of the checks is counted from the verdicts, at every level."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_decision, a_draft, an_article, an_edition

from polywire.article import Edition, Finding, Level, SegmentVerdict, Severity
from polywire.publish.label.check_notice import told

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
    found = told(edition(*verdicts, level=level))
    assert found is not None
    assert found.sentences == len(verdicts)
    assert found.untouched == verdicts.count(SegmentVerdict.STOP)
    assert found.doubtful == verdicts.count(SegmentVerdict.DOUBT)
    faulty = len(verdicts) - verdicts.count(SegmentVerdict.OK)
    assert len(found.findings) == faulty


@pytest.mark.parametrize("level", [Level.EXCERPT, Level.LINK])
def test_below_a_full_text_a_finding_is_named_without_its_words(level: Level) -> None:
    found = told(edition(SegmentVerdict.DOUBT, SegmentVerdict.OK, level=level))
    assert found is not None
    (fault,) = found.findings
    assert (fault.rule, fault.evidence) == ("name", "")
