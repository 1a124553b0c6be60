"""Stage 5 of 6: compare a draft with its article and say what may be shown.

Does not translate, and does not know which engine made the draft.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from polywire.article import (
    Article,
    Draft,
    Finding,
    SegmentVerdict,
    Severity,
    State,
    Translation,
    Verdict,
)
from polywire.check import second_reading
from polywire.check.rule import Pair, Rule
from polywire.check.whole import look_at_whole
from polywire.language.text.sentences import LONGEST

log = structlog.get_logger(__name__)

Strictness = Literal["normal", "strict"]

LONGEST_SIDE = 2 * LONGEST
"""Characters of a side that are judged: a translation may be longer than its sentence.
Rules compare each word with each other one, so time grows with the square."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be wrong before nothing is published."""

    max_stopped: float = 0.25
    """Share of stopped segments above which an article is withheld."""
    strictness: Strictness = "normal"
    """Strict: a doubt stops its segment as well."""


def never() -> bool:
    """Tell that there is time: for who sets no deadline."""
    return False


def check_segment(
    pair: Pair,
    rules: Sequence[Rule],
    *,
    strictness: Strictness = "normal",
    is_late: Callable[[], bool] = never,
) -> tuple[SegmentVerdict, tuple[Finding, ...]]:
    """Say what may be shown of one translated segment, and why.

    What is too long, or what no time is left for, is stopped: it was not judged.
    """
    findings = tuple(_findings(pair, rules, is_late))
    return verdict_of(findings, strictness), findings


def _findings(
    pair: Pair, rules: Sequence[Rule], is_late: Callable[[], bool]
) -> Iterator[Finding]:
    longest = max(len(pair.source), len(pair.target))
    if longest > LONGEST_SIDE:
        yield too_long(longest)
        return
    for rule in rules:
        if is_late():
            evidence = f"its checks took too long; stopped before {rule.name}"
            yield Finding("deadline", Severity.STOP, evidence)
            return
        yield from _look(rule, pair)


def too_long(characters: int) -> Finding:
    """Say that a sentence is longer than what is translated and judged."""
    evidence = f"{characters} characters without an end: no sentence is as long"
    return Finding("too-long", Severity.STOP, evidence)


def verdict_of(
    findings: Iterable[Finding], strictness: Strictness = "normal"
) -> SegmentVerdict:
    """Return the verdict that the worst finding asks for."""
    severities = {finding.severity for finding in findings}
    if Severity.STOP in severities:
        return SegmentVerdict.STOP
    if Severity.DOUBT in severities:
        is_strict = strictness == "strict"
        return SegmentVerdict.STOP if is_strict else SegmentVerdict.DOUBT
    return SegmentVerdict.OK


def whole_headline(draft: Draft) -> Draft:
    """Stop all of a headline where a sentence of it is: none is half translated."""
    made = draft.translations
    heads = [n for n, one in enumerate(draft.segments) if one.part == "headline"]
    if not any(made[n].verdict is SegmentVerdict.STOP for n in heads):
        return draft
    told = (
        replace(one, verdict=SegmentVerdict.STOP) if n in heads else one
        for n, one in enumerate(made)
    )
    return replace(draft, translations=tuple(told))


def judge(article: Article, draft: Draft, limits: Limits) -> Verdict:
    """Say what of a draft may be published. Reads nothing, writes nothing.

    The verdicts of the segments stand in the draft; here the article is seen as a
    whole. A stopped headline is shown in the original language, and is none of the
    sentences of which too many withhold the article; a link stands under it as well.
    """
    findings = tuple(look_at_whole(article, draft))
    stopped = [
        translation.verdict is SegmentVerdict.STOP for translation in draft.translations
    ]
    reason = _reason_to_withhold(draft, stopped, limits) or _broken(findings)
    if reason:
        return Verdict(State.WITHHELD, reason, findings)
    state = State.PUBLISHED_PARTLY if any(stopped) else State.PUBLISHED
    return Verdict(state, _partly(stopped), findings)


def _has_failed(one: Translation, strictness: Strictness) -> bool:
    """Tell whether a sentence speaks against its whole article.

    What the second reader alone stopped stands well in the original.
    """
    if one.verdict is not SegmentVerdict.STOP:
        return False
    others = tuple(f for f in one.findings if f.rule != second_reading.NAME)
    was_read = len(others) < len(one.findings)
    return not was_read or verdict_of(others, strictness) is SegmentVerdict.STOP


def _reason_to_withhold(
    draft: Draft, stopped: Sequence[bool], limits: Limits
) -> str | None:
    if not stopped:
        return "there is no text to publish"
    if len(stopped) != len(draft.segments):
        return (
            f"{len(draft.segments)} sentences were sent and {len(stopped)} came back; "
            "translate the article again"
        )
    has_text = any(one.part != "headline" for one in draft.segments)
    if all(stopped) and has_text:
        return "no sentence passed the checks"
    pairs = zip(draft.segments, draft.translations, strict=True)
    failed = sum(
        one.part != "headline" and _has_failed(told, limits.strictness)
        for one, told in pairs
    )
    share = failed / len(stopped)
    if share > limits.max_stopped:
        return (
            f"{failed} of {len(stopped)} sentences failed the checks "
            f"({share:.0%}; the limit is {limits.max_stopped:.0%})"
        )
    return None


def _broken(findings: Iterable[Finding]) -> str | None:
    """Return what is so wrong with the whole article that nobody may see it."""
    stops = (one.evidence for one in findings if one.severity is Severity.STOP)
    evidence = next(stops, None)
    if evidence is None:
        return None
    return f"the translation is not of this article: {evidence}; translate it again"


def _partly(stopped: Sequence[bool]) -> str | None:
    if not any(stopped):
        return None
    return f"{sum(stopped)} of {len(stopped)} sentences are shown in the original"


def _look(rule: Rule, pair: Pair) -> tuple[Finding, ...]:
    """Run one rule; one that breaks stops its segment, it never lets it pass."""
    try:
        return rule(pair)
    except Exception as error:  # noqa: BLE001  # it becomes a stop and a log line
        # Any error at all: a rule must not take the wire down, nor be overlooked.
        # As text: a trace with all locals would repeat the whole dictionary.
        log.error("rule-broke", rule=rule.name, trace=traceback.format_exc())  # noqa: TRY400
        evidence = f"the rule broke ({type(error).__name__}); see the log"
        return (Finding(rule.name, Severity.STOP, evidence),)
