"""What readers are told of the checks of one edition."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from polywire.article import (
    Draft,
    Edition,
    Finding,
    Grade,
    Level,
    PartType,
    SegmentVerdict,
    Severity,
)
from polywire.check import second_reading
from polywire.check.grade import grade
from polywire.language.text.tags import is_same
from polywire.tables import table


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding, with the sentence that it is about."""

    rule: str
    kind: str
    """What is compared: a key of ``finding_kinds.toml``, or "form"."""
    evidence: str
    """English: for pages in English, and only where the text may be shown."""
    part: PartType | None = None
    """None for the article as a whole."""
    number: int = 0
    """Number of the sentence, from 1; 0 for what is none."""
    anchor: str | None = None
    """None where the page shows no such sentence."""
    percent: int | None = None
    """What the second reader estimates."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that made sentences of the edition."""

    name: str
    model: str


@dataclass(frozen=True, slots=True)
class Told:
    """How an edition was checked, in figures."""

    grade: Grade | None
    sentences: int
    untouched: int
    doubtful: int
    repaired: int
    engines: tuple[Engine, ...]
    findings: tuple[Fault, ...]
    is_estimated: bool
    """Whether a second reader has read it."""


def told(edition: Edition, anchored: Collection[int]) -> Told | None:
    """Return what readers are told; None where nothing was translated.

    Cells of tables are no sentences, but those in doubt or in the original are counted
    as such. ``anchored`` are the segments that the page shows.
    """
    draft = edition.draft
    if draft is None:
        return None
    made = [draft.translations[n] for n in draft.prose]
    heard = {n for n, one in enumerate(draft.segments) if one.part == "alt"}
    engines = sorted({(t.engine, t.model) for t in draft.translations if t.engine})
    is_told = edition.level is Level.FULL and is_same(edition.language, "en")
    places = {index: number for number, index in enumerate(draft.prose, start=1)}
    return Told(
        grade=grade(draft),
        sentences=len(made),
        untouched=len(draft.stopped - heard),
        doubtful=len(draft.in_doubt - heard),
        repaired=sum(
            bool(t.repairs) for t in made if t.verdict is not SegmentVerdict.STOP
        ),
        engines=tuple(Engine(name, model) for name, model in engines),
        findings=tuple(
            _fault(draft, finding, number, places, anchored, is_told=is_told)
            for number, finding in _findings(draft)
            if finding.severity is not Severity.NOTE  # a word to the operator
        ),
        is_estimated=any(one.second for one in made),
    )


def _findings(draft: Draft) -> Iterator[tuple[int | None, Finding]]:
    for finding in draft.findings:
        yield finding.segment, finding
    for number, translation in enumerate(draft.translations):
        for finding in translation.findings:
            yield number, finding


def _fault(
    draft: Draft,
    finding: Finding,
    segment: int | None,
    places: Mapping[int, int],
    anchored: Collection[int],
    *,
    is_told: bool,
) -> Fault:
    kind = kind_of(finding.rule)
    evidence = finding.evidence if is_told else ""
    if segment is None:
        return Fault(finding.rule, kind, evidence)
    second = draft.translations[segment].second
    is_estimate = finding.rule == second_reading.NAME and second is not None
    return Fault(
        finding.rule,
        kind,
        evidence,
        draft.segments[segment].part,
        places.get(segment, 0),
        f"s{segment}" if segment in anchored else None,
        # never 100: it is an estimate
        min(99, int(second.p * 100)) if second and is_estimate else None,
    )


def kind_of(rule: str) -> str:
    """Return what a rule compares: a key of ``finding_kinds.toml``, or "form"."""
    return _kinds().get(rule, "form")


@cache
def _kinds() -> dict[str, str]:
    kinds = table("polywire.publish.label", "finding_kinds.toml")
    return {rule: kind for kind, rules in kinds.items() for rule in rules}
