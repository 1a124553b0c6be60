"""The loop: a first try for all sentences at once, more for those that fail.

Among tries with equal findings the first one stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import structlog

from polywire.article import (
    Article,
    Draft,
    Finding,
    Segment,
    SegmentVerdict,
    Severity,
    Translation,
)
from polywire.check.judge import Strictness, check_segment, too_long, verdict_of
from polywire.check.rule import Context, LanguageIdentifier, Lexicon, Pair, Rule
from polywire.check.rules import ALL
from polywire.check.rules.roles import are_open
from polywire.desk.repair import attempt, wording
from polywire.desk.repair.article_words import mere_names, read_article
from polywire.desk.repair.attempt import Answer, RawMemory, Try, ask
from polywire.desk.repair.repair_plan import repairs
from polywire.desk.repair.wording import Wording
from polywire.errors import EngineDown
from polywire.language.meaning import headlines
from polywire.language.meaning.sensitive import is_sensitive
from polywire.language.text.sentences import LONGEST
from polywire.translate.engines.engine import Translator
from polywire.translate.known.glossary import Entry
from polywire.translate.sentence import prepare
from polywire.translate.sentence.options import Protected

log = structlog.get_logger(__name__)

Clock = Callable[[], float]
"""Seconds that only grow: ``time.thread_time``."""

SEGMENT_SECONDS = 5.0
"""For one look of all rules at one pair: 500 times what a pair of news takes. This and
the next two are chosen, not measured (decision 0215)."""
ARTICLE_SECONDS = 30.0
"""For all checks of one article in one language."""
MOST_CHARACTERS = 300_000
"""Of one article that are translated: a book. The rest is shown in the original."""


def no_clock() -> float:
    """Stand still: for who sets no deadline."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a clock."""

    clock: Clock
    moment: float

    @classmethod
    def of(cls, clock: Clock, seconds: float) -> Deadline:
        """Set a deadline so many seconds from now."""
        return cls(clock, clock() + seconds)

    def is_past(self) -> bool:
        """Tell whether the time is used up."""
        return self.clock() > self.moment

    def within(self, seconds: float) -> Deadline:
        """Return a nearer deadline: never behind this one."""
        return Deadline(self.clock, min(self.moment, self.clock() + seconds))


def no_names(_text: str) -> tuple[Protected, ...]:
    """Know no form that must come out exactly so."""
    return ()


def translate_alone(
    texts: Sequence[str],
    engine: Translator,
    memory: RawMemory | None = None,
    protected: Callable[[str], tuple[Protected, ...]] = no_names,
) -> list[str | None]:
    """Translate words under marks, or a sentence back; None where none came.

    Of an engine that is down comes what memory knows, and what needs no engine.
    """
    tries = [(text, Try(engine, names=protected(text))) for text in texts]
    try:
        answers, _ = ask(tries, memory)
    except EngineDown as error:
        # Both are extras: without them links and checks do with less.
        log.warning("engine-down", engine=engine.id, reason=str(error))
        known = (not attempt.count_new([one], memory) for one in tries)
        return [
            ask([one], memory)[0][0].text if is_known else None
            for one, is_known in zip(tries, known, strict=True)
        ]
    return [None if answer.error else answer.text for answer in answers]


_MARK = re.compile(r"[\"“”„«»]")
_CLOSES_TWICE = re.compile(r"[\"”»]{2}")
_CLOSES_BOTH = re.compile(r"[’'][\"”]")
_CLOSES_ONE = re.compile(r"(?<=\w)([.,!?…]*’)(?!\w)(?=[.,]? |[.,]?$)")


def close(source: str, target: str) -> str:
    """Return the target with its quotations closed as often as in the source."""
    said, told = list(_MARK.finditer(source)), list(_MARK.finditer(target))
    if len(_CLOSES_BOTH.findall(source)) == len(said) - len(told) == 1:
        return _CLOSES_ONE.sub(r"\1”", target, count=1)
    twice = _CLOSES_TWICE.search(source)
    if twice is None or len(told) != len(said) - 1:
        return target
    number = next(i for i, mark in enumerate(said) if mark.start() == twice.start())
    mark = told[number]
    return target[: mark.end()] + mark[0] + target[mark.end() :]


# Chosen, not measured: with four tries ntrex-dev takes 6 to 8 % more engine calls, and
# 20 % is the ceiling (decision 0032). What a fifth would clear nobody has counted.
BUDGET = 4


@dataclass(frozen=True, slots=True)
class RepairTools:
    """What the loop works with, besides the sentences."""

    engines: tuple[Translator, ...]
    """The route: the first one that answers is used, the next ones are repairs."""
    rules: Sequence[Rule] = ALL
    memory: RawMemory | None = None
    identifier: LanguageIdentifier | None = None
    lexicon: Lexicon | None = None
    vocabulary: frozenset[str] = frozenset()
    """Words of the target language, folded: see ``Context``."""
    strictness: Strictness = "normal"
    sensitive: bool | None = None
    """True or False treats all sentences so; None looks at each one's words."""
    back: Translator | None = None
    """The reverse route: sensitive sentences are translated back and compared."""
    budget: int = BUDGET
    """Repairs of one sentence at most."""
    glossary: tuple[Entry, ...] = ()
    """The operator's terms."""
    clock: Clock = no_clock
    """Tells how much time an article has taken: see ``deadline``."""

    @property
    def route(self) -> str:
        """The engines in order, as drafts name them."""
        return ",".join(engine.id for engine in self.engines)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One try, checked."""

    how: Try
    answer: Answer
    verdict: SegmentVerdict
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[int, int]:
        """Stops and doubts: fewer is better, stops count first."""
        severities = [finding.severity for finding in self.findings]
        return severities.count(Severity.STOP), severities.count(Severity.DOUBT)


@dataclass(slots=True)
class _Case:
    """One sentence on its way."""

    segment: Segment
    said: str
    """What an engine is asked: a headline is written small."""
    context: Context
    wording: Wording
    protected: tuple[Protected, ...] = ()
    candidates: list[_Candidate] = field(default_factory=list)
    planned: list[Try] = field(default_factory=list)
    refused: Finding | None = None
    """Why no engine is asked: the sentence is shown in the original."""

    def asked(self, how: Try) -> tuple[str, Try]:
        """Return what an engine gets, and how: a headline is also said in full."""
        if self.segment.part != "headline":
            return self.said, how
        return self.said, replace(how, options=replace(how.options, headline=True))

    @property
    def is_settled(self) -> bool:
        """Tell whether more tries would be of no use."""
        return not self.planned or any(
            candidate.verdict is SegmentVerdict.OK for candidate in self.candidates
        )


def make_draft(
    article: Article, language: str, segments: Sequence[Segment], tools: RepairTools
) -> Draft:
    """Translate and check an article that was cut to segments.

    Raises EngineDown when no engine of the route answers: the article waits.
    """
    return Draft(
        revision=article.revision,
        source_language=article.language,
        language=language,
        route=tools.route,
        segments=tuple(segments),
        translations=translate_segments(segments, tools),
    )


def translate_segments(
    segments: Sequence[Segment], tools: RepairTools
) -> tuple[Translation, ...]:
    """Translate and check the sentences of one article; one result for each.

    Raises EngineDown when no engine of the route answers: the article waits.
    """
    deadline = Deadline.of(tools.clock, ARTICLE_SECONDS)
    cases = _cases(segments, tools)
    taken = [case for case in cases if case.refused is None]
    if taken:
        engine = _first_try(taken, tools, deadline)
        for case in taken:
            case.planned = _plan(case, engine, tools)
    for _ in range(tools.budget):
        waiting = [case for case in taken if not case.is_settled]
        if not waiting or deadline.is_past():
            break
        _next_round(waiting, tools, deadline)
    return tuple(_best(case) for case in cases)


def count_new(segments: Sequence[Segment], tools: RepairTools) -> int:
    """Return how many sentences the first engine would be given; asks no engine.

    Repairs of what fails the checks come on top: see decision 0032.
    """
    first = tools.engines[0]
    tries = [
        case.asked(Try(first, names=case.protected))
        for case in _cases(segments, tools)
        if case.refused is None
    ]
    return attempt.count_new(tries, tools.memory)


def _cases(segments: Sequence[Segment], tools: RepairTools) -> list[_Case]:
    source, target = tools.engines[0].source, tools.engines[0].target
    names, common = read_article(segments, source)
    told = wording.read(segments, tools.glossary, source, target)
    cases = []
    for segment, refused in zip(segments, _refused(segments), strict=True):
        context = Context(
            names=names,
            common=common,
            identifier=tools.identifier,
            lexicon=tools.lexicon,
            vocabulary=tools.vocabulary,
            sensitive=is_sensitive(segment.text, source)
            if tools.sensitive is None
            else tools.sensitive,
            terms=told.terms(segment.text),
        )
        said = _said(segment, context, source)
        protected = told.protected(segment.text)
        cases.append(_Case(segment, said, context, told, protected, refused=refused))
    return cases


def _said(segment: Segment, context: Context, language: str) -> str:
    """Return a segment as an engine is asked: a headline is written small."""
    if segment.part != "headline":
        return segment.text
    text = headlines.calmed(segment.text, language, context.is_name)
    return headlines.opened(text, language) if context.looks_like_name(text) else text


def in_plain_words(segments: Sequence[Segment], tools: RepairTools) -> list[str]:
    """Return sentences as engines are asked: headlines in full, senses said plainly."""
    source, target = tools.engines[0].source, tools.engines[0].target
    return [
        prepare.in_plain_words(
            case.said, source, target, headline=case.segment.part == "headline"
        )
        for case in _cases(segments, tools)
    ]


def _refused(segments: Sequence[Segment]) -> Iterator[Finding | None]:
    """Yield for each sentence why it is not translated; None where it is."""
    before = 0
    for segment in segments:
        length = len(segment.text)
        before += length
        if length > LONGEST:
            yield too_long(length)
        elif before > MOST_CHARACTERS:
            evidence = f"stands behind the first {MOST_CHARACTERS} characters"
            yield Finding("too-long", Severity.STOP, evidence)
        else:
            yield None


def _first_try(
    cases: Sequence[_Case], tools: RepairTools, deadline: Deadline
) -> Translator:
    """Translate all sentences with the first engine that answers."""
    down: EngineDown | None = None
    for engine in tools.engines:
        try:
            first = [Try(engine, names=case.protected) for case in cases]
            _run(cases, first, tools, deadline)
        except EngineDown as error:
            log.warning("engine-down", engine=engine.id, reason=str(error))
            down = error
        else:
            return engine
    raise down or EngineDown("the route names no engine: add one to [routes]")


def _plan(case: _Case, engine: Translator, tools: RepairTools) -> list[Try]:
    first = case.candidates[0]
    if first.verdict is SegmentVerdict.OK:
        return []
    later = tools.engines[tools.engines.index(engine) + 1 :]
    planned = [
        replace(how, names=(*case.protected, *how.names))
        for how in repairs(
            case.segment.text,
            first.findings,
            engine=engine,
            later=later,
            names=mere_names(case.context.names, tools.lexicon),
        )
    ]
    if case.protected:
        # A lost stand-in is no lost word: the engine may know the term by itself.
        planned.insert(1, Try(engine, repair="unmasked"))
    return planned[: tools.budget]


def _next_round(cases: Sequence[_Case], tools: RepairTools, deadline: Deadline) -> None:
    """Give each open sentence its next try, all of one engine in one call."""
    groups: dict[int, list[tuple[_Case, Try]]] = {}
    for case in cases:
        how = case.planned.pop(0)
        groups.setdefault(id(how.engine), []).append((case, how))
    for group in groups.values():
        try:
            tries = [how for _, how in group]
            _run([case for case, _ in group], tries, tools, deadline)
        except EngineDown as error:
            # A repair is a bonus: the first try stands.
            log.warning("engine-down", engine=group[0][1].engine.id, reason=str(error))


def _run(
    cases: Sequence[_Case], tries: Sequence[Try], tools: RepairTools, deadline: Deadline
) -> None:
    asked = [case.asked(how) for case, how in zip(cases, tries, strict=True)]
    answers, _ = ask(asked, tools.memory)
    for case, how, raw in zip(cases, tries, answers, strict=True):
        text = close(case.segment.text, raw.text)
        text = case.wording.tidied(case.segment.text, text, tools.lexicon)
        answer = replace(raw, text=text)
        pair = _pair(case, how, answer, tools)
        case.candidates.append(_checked(pair, how, answer, tools, deadline))
    _look_back(cases, tools, deadline)


def _look_back(cases: Sequence[_Case], tools: RepairTools, deadline: Deadline) -> None:
    """Translate the newest tries of sensitive sentences back, and check them again."""
    if tools.back is None or deadline.is_past():
        return
    wanted = [
        case
        for case in cases
        if case.context.sensitive
        and case.candidates[-1].verdict is not SegmentVerdict.STOP
        and are_open(
            _pair(case, case.candidates[-1].how, case.candidates[-1].answer, tools)
        )
    ]
    texts = [case.candidates[-1].answer.text for case in wanted]
    backs = translate_alone(texts, tools.back)
    for case, back in zip(wanted, backs, strict=True):
        last = case.candidates.pop()
        pair = _pair(case, last.how, last.answer, tools, back)
        case.candidates.append(_checked(pair, last.how, last.answer, tools, deadline))


def _checked(
    pair: Pair, how: Try, answer: Answer, tools: RepairTools, deadline: Deadline
) -> _Candidate:
    if answer.error:
        finding = Finding("engine", Severity.STOP, answer.error)
        return _Candidate(how, answer, SegmentVerdict.STOP, (finding,))
    near = deadline.within(SEGMENT_SECONDS)
    _, findings = check_segment(pair, tools.rules, is_late=near.is_past)
    findings += tuple(_problem(problem) for problem in answer.problems)
    return _Candidate(how, answer, verdict_of(findings, tools.strictness), findings)


def _pair(
    case: _Case, how: Try, answer: Answer, tools: RepairTools, back: str | None = None
) -> Pair:
    said, source = case.said, how.engine.source
    if case.segment.part == "headline":
        said = headlines.in_full(said, source)
    return Pair(
        said,
        answer.text,
        source,
        tools.engines[0].target,
        case.segment.part,
        replace(case.context, back=back),
        case.segment.text,
    )


def _problem(problem: str) -> Finding:
    """Make a finding of what could not be put back."""
    kind, _, evidence = problem.partition(": ")
    severity = Severity.DOUBT if kind in _MERE_DOUBTS else Severity.STOP
    return Finding(kind, severity, evidence)


_MERE_DOUBTS = frozenset({"letters-lost", "unknown-word"})


def _best(case: _Case) -> Translation:
    if case.refused is not None:
        stop = SegmentVerdict.STOP
        return Translation(case.segment.text, "", "", "", stop, (case.refused,))
    chosen = min(case.candidates, key=lambda candidate: candidate.faults)
    engine = chosen.how.engine
    return Translation(
        source=case.segment.text,
        target=chosen.answer.text,
        engine="" if chosen.answer.error else engine.id,
        model=engine.model,
        verdict=chosen.verdict,
        findings=chosen.findings,
        repairs=(chosen.how.repair,) if chosen.how.repair else (),
    )
