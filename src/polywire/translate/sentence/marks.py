"""Carry links, emphasis and other inline marks from a sentence to its translation.

The engine gives no alignment, so the words under a mark are looked for: as they
stand, as a number of the same value, as a known form, or as what the engine makes
of them alone. A link that is found nowhere is placed after the sentence: no
address is ever lost. Why: decision 0025.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Protocol

from polywire.article import Mark, Segment, SegmentVerdict, Translation
from polywire.language.numbers import numbers
from polywire.language.text import scripts
from polywire.language.text.words import fold
from polywire.language.time import dates

_POSSESSIVE = re.compile(r"(?<=\w)[’']s?$")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_EDGE = " \t\n\"'“”‘’„«»‹›.,;:!?()[]…—–-"
_ALIKE = 0.75
"""Letters that two forms of a word share; "presidente"/"presidentes" have 0.95."""
_STEM = 4
_ENOUGH = 0.5
"""Score of a window that is taken for the anchor; below it too many were wrong."""
_LONG = 3
"""Words of fewer letters ("de", "the") only count inside a window."""
_SLACK = 3
"""Words that a translated anchor may have more than the source's."""
_NO_WORDS = "↗"
"""Stands for a link whose words are white space only, or in foreign letters."""
_PLACE_WEIGHT = 0.12
_MOST_MARKS = 50
"""Marks of one sentence for which its words are compared one by one. Chosen: more are a
list of links, and what stands behind them is found as it is written or not at all."""


class Lexicon(Protocol):
    """A rough dictionary; ``language.text.lexicon.Shortlist`` is the real one."""

    def targets(self, word: str) -> frozenset[str] | None:
        """Return stems that may translate a folded word; None when unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Carried:
    """A translation with its marks; the text grew if a link had no place in it."""

    text: str
    marks: tuple[Mark, ...]
    strays: int = 0
    """Links that stand after the sentence."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """What is known of a pair for finding words again."""

    source: str
    target: str
    alone: Mapping[str, str]
    """Anchor -> what the engine makes of it alone."""
    lexicon: Lexicon | None = None
    forms: Callable[[str], Iterable[str]] = lambda _: ()
    """Known forms of a name in the target: "Moscow" -> "Moscou"."""

    def carry(self, segment: Segment, text: str) -> Carried:
        """Place the marks of a segment in its translation."""
        placed: list[Mark] = []
        strays: list[Mark] = []
        for mark in segment.marks:
            anchor = segment.text[mark.start : mark.end]
            span = self._find(segment, mark, anchor, text, placed)
            if span and (mark.type != "time" or self._is_day(anchor, text, span)):
                placed.append(replace(mark, start=span[0], end=span[1]))
            elif mark.href:
                strays.append(mark)
        for mark in strays:
            anchor = segment.text[mark.start : mark.end].strip()
            words = self.alone.get(anchor.strip(_EDGE), anchor).strip(_EDGE)
            words = words or anchor
            if not words or not scripts.are_home(words, self.target):
                # Nothing has checked these: a word that nobody can read says less.
                words = _NO_WORDS
            text, start = f"{text} ({words})", len(text) + 2
            placed.append(replace(mark, start=start, end=start + len(words)))
        placed.sort(key=lambda mark: (mark.start, -mark.end))
        return Carried(text, tuple(placed), len(strays))

    def _is_day(self, anchor: str, text: str, span: tuple[int, int]) -> bool:
        """Tell whether the span names no other weekday: one date stands for no two."""
        days = dates.weekdays(text[slice(*span)], self.target)
        return days.sure <= dates.weekdays(anchor, self.source).possible

    def _find(
        self,
        segment: Segment,
        mark: Mark,
        anchor: str,
        text: str,
        placed: Sequence[Mark],
    ) -> tuple[int, int] | None:
        core = anchor.strip(_EDGE)
        if not core:
            return None
        if len(core) >= len(segment.text.strip(_EDGE)):
            return _trimmed(text)
        taken = [(m.start, m.end) for m in placed if m.type == mark.type]
        where = mark.start / max(1, len(segment.text))
        bare = _POSSESSIVE.sub("", core)
        for form in dict.fromkeys((core, *self.forms(core), bare, *self.forms(bare))):
            span = _verbatim(form, text, where, taken)
            if span:
                return span
        if len(placed) >= _MOST_MARKS:
            return None
        return self._number(core, text, taken) or self._window(core, text, where, taken)

    def _number(
        self, core: str, text: str, taken: Sequence[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """Find an anchor that is a number by its value."""
        inside = numbers.find(core, self.source)
        if len(inside) != 1 or len(inside[0].text) < len(core):
            return None
        for number in numbers.find(text, self.target):
            span = (number.start, number.end)
            if number.value == inside[0].value and not _touches(span, taken):
                return span
        return None

    def _window(
        self, core: str, text: str, where: float, taken: Sequence[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """Find the run of words that is most like the anchor."""
        tokens = list(_WORD.finditer(text))
        alone = _words(self.alone.get(core, ""))
        ours = _words(core)
        hits = [self._likeness(token[0], ours, alone) for token in tokens]
        long = sum(len(word) > _LONG for word in alone or ours)
        wanted = long or len(alone or ours)
        best: tuple[float, int, int] | None = None
        longest = len(alone or ours) + _SLACK
        for first, last in _windows(hits, longest):
            span = (tokens[first].start(), tokens[last].end())
            inside = tokens[first : last + 1]
            if _touches(span, taken) or (long and not _has_long(inside, hits[first:])):
                continue
            score = _score(hits[first : last + 1], tokens[first : last + 1], wanted)
            score -= _PLACE_WEIGHT * abs(span[0] / max(1, len(text)) - where)
            if best is None or score > best[0]:
                best = (score, *span)
        if best is None or best[0] < _ENOUGH:
            return None
        return best[1], best[2]

    def _likeness(self, token: str, ours: Sequence[str], alone: Sequence[str]) -> float:
        """Say how likely a word of the translation belongs to the anchor."""
        word = fold(token)
        if word in ours or word in alone:
            return 1.0
        if any(_is_alike(word, other) for other in (*alone, *ours)):
            return 0.9
        if self.lexicon and len(word) > _LONG:
            for our in ours:
                stems = self.lexicon.targets(our) if len(our) > _LONG else None
                if stems and any(word.startswith(s) for s in stems if len(s) >= _STEM):
                    return 0.7
        return 0.0


def _windows(hits: Sequence[float], longest: int) -> Iterator[tuple[int, int]]:
    """Yield runs that begin and end with a word of the anchor."""
    for first, hit in enumerate(hits):
        for last in range(first, min(first + longest, len(hits)) if hit else first):
            if hits[last]:
                yield first, last


def _has_long(tokens: Sequence[re.Match[str]], hits: Sequence[float]) -> bool:
    """Tell whether more than "de" and "o" of the anchor was found."""
    return any(
        hit and len(token[0]) > _LONG for token, hit in zip(tokens, hits, strict=False)
    )


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _is_alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _STEM:
        return False
    if word[:_STEM] != other[:_STEM] and word[:2] != other[:2]:
        return False
    return SequenceMatcher(None, word, other).ratio() >= _ALIKE


def _score(
    hits: Sequence[float], tokens: Sequence[re.Match[str]], wanted: int
) -> float:
    """Return the F1 of a window: its own words found, the anchor's words found."""
    long = [
        hit for hit, token in zip(hits, tokens, strict=True) if len(token[0]) > _LONG
    ]
    counted = long or list(hits)
    found = sum(counted)
    precision = found / len(counted)
    recall = min(1.0, found / max(1, wanted))
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def _verbatim(
    form: str, text: str, where: float, taken: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Find a form as it stands; of several places the one in the same region."""
    pattern = rf"(?<![^\W_]){re.escape(form)}(?![^\W_])"
    spans = [
        match.span()
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if not _touches(match.span(), taken)
    ]
    if not spans:
        return None
    return min(spans, key=lambda span: abs(span[0] / max(1, len(text)) - where))


def _touches(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _trimmed(text: str) -> tuple[int, int] | None:
    stripped = text.strip(_EDGE)
    start = text.find(stripped)
    return (start, start + len(stripped)) if stripped else None


def anchors(segment: Segment, text: str) -> tuple[str, ...]:
    """Return the words under marks that do not stand in the translation as they are.

    They are to be translated alone; each comes without punctuation at its ends.
    """
    cores = (segment.text[m.start : m.end].strip(_EDGE) for m in segment.marks)
    whole = len(segment.text.strip(_EDGE))
    return tuple(
        dict.fromkeys(
            core
            for core in cores
            if core and len(core) < whole and not _verbatim(core, text, 0, ())
        )
    )


def carry_marks(
    segments: Sequence[Segment],
    translations: Sequence[Translation],
    translate: Callable[[Sequence[str]], Sequence[str | None]],
    carrier: Carrier,
) -> tuple[Translation, ...]:
    """Place the marks of all segments in their translations.

    ``translate`` makes texts of anchors, None where it cannot; it is called at
    most once. Stopped segments keep their original, so they are left alone.
    """
    marked = [
        (segment, made)
        for segment, made in zip(segments, translations, strict=True)
        if segment.marks and made.verdict is not SegmentVerdict.STOP
    ]
    wanted = list(
        dict.fromkeys(core for s, made in marked for core in anchors(s, made.target))
    )
    texts = translate(wanted) if wanted else ()
    alone = {
        core: text for core, text in zip(wanted, texts, strict=True) if text is not None
    }
    ready = replace(carrier, alone={**carrier.alone, **alone})
    return tuple(
        _carried(segment, made, ready)
        for segment, made in zip(segments, translations, strict=True)
    )


def _carried(segment: Segment, made: Translation, carrier: Carrier) -> Translation:
    if not segment.marks or made.verdict is SegmentVerdict.STOP:
        return made
    carried = carrier.carry(segment, made.target)
    return replace(made, target=carried.text, marks=carried.marks)
