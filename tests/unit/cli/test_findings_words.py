"""The operator reads counts of what the checks found, and no praise."""

from dataclasses import replace

from tests.builders import a_draft, an_article

from polywire.article import Finding, SegmentVerdict, Severity
from polywire.cli.findings import counted


def test_sentences_are_counted_by_what_became_of_them() -> None:
    draft = a_draft(an_article("One.", "Two.", "Three."))
    stop = (Finding("number-lost", Severity.STOP, "3 is missing"),)
    doubt = (Finding("name", Severity.DOUBT, "Ilse is missing"),)
    first, second, third, fourth = draft.translations
    made = (
        first,
        replace(second, verdict=SegmentVerdict.STOP, findings=stop),
        replace(third, verdict=SegmentVerdict.DOUBT, findings=doubt),
        replace(fourth, repairs=("split",)),
    )
    assert counted(replace(draft, translations=made)) == (
        "4 sentences: 2 without a finding, 1 in doubt, 1 in the original, 1 repaired "
        "(rules see form, not meaning)"
    )
