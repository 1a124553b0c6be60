"""What readers are told of the checks of one edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from polywire.article import Draft, Edition, Finding, Level, SegmentVerdict


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding, with the sentence that it is about."""

    rule: str
    evidence: str
    """Empty where it would repeat text that we may not show."""
    number: int = 0
    """Number of the sentence, from 1; 0 for the article as a whole."""
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that made sentences of the edition."""

    name: str
    model: str


@dataclass(frozen=True, slots=True)
class Told:
    """How an edition was checked, in figures."""

    sentences: int
    untouched: int
    doubtful: int
    repaired: int
    engines: tuple[Engine, ...]
    findings: tuple[Fault, ...]


def told(edition: Edition) -> Told | None:
    """Return what readers are told; None where nothing was translated."""
    draft = edition.draft
    if draft is None:
        return None
    made = draft.translations
    engines = sorted({(t.engine, t.model) for t in made if t.engine})
    return Told(
        sentences=len(made),
        untouched=sum(t.verdict is SegmentVerdict.STOP for t in made),
        doubtful=sum(t.verdict is SegmentVerdict.DOUBT for t in made),
        repaired=sum(bool(t.repairs) for t in made),
        engines=tuple(Engine(name, model) for name, model in engines),
        findings=tuple(_faults(draft, is_full=edition.level is Level.FULL)),
    )


def _faults(draft: Draft, *, is_full: bool) -> Iterable[Fault]:
    for finding in draft.findings:
        yield _fault(finding, finding.segment, is_full=is_full)
    for number, translation in enumerate(draft.translations):
        for finding in translation.findings:
            yield _fault(finding, number, is_full=is_full)


def _fault(finding: Finding, segment: int | None, *, is_full: bool) -> Fault:
    evidence = finding.evidence if is_full else ""
    if segment is None:
        return Fault(finding.rule, evidence)
    return Fault(finding.rule, evidence, segment + 1, f"s{segment}")
