"""Months, weekdays and clock times: values that a translation must keep.

Does not resolve relative dates and knows no calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from polywire.language.facts import facts
from polywire.language.text.spans import Spans
from polywire.language.text.words import fold
from polywire.language.time.calendar_names import Kind, names

_SHORTEST = 3
_HOURS, _NOON, _MINUTES = 24, 12, 60
_SMALL_HOURS = 4
_AROUND = 20
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day with all minutes since midnight that it may mean."""

    start: int
    end: int
    text: str
    minutes: frozenset[int]
    written: int
    """Minutes since midnight as the figures stand there: 4:00 is 240."""


@dataclass(frozen=True, slots=True)
class Named:
    """Months or weekdays of a text, by number from 1 (January, Monday)."""

    sure: frozenset[int] = frozenset()
    possible: frozenset[int] = frozenset()
    """All sure ones, and those that the words may mean: "segunda", "may"."""


def months(text: str, language: str) -> Named:
    """Return the months that a text names."""
    return _named(text, language, "months")


def weekdays(text: str, language: str) -> Named:
    """Return the weekdays that a text names, Monday is 1."""
    return _named(text, language, "weekdays")


def clocks(text: str, language: str) -> tuple[Clock, ...]:
    """Return the times of day that a text surely gives, in order."""
    found: list[Clock] = []
    plain = _same_length_fold(text)
    has_digit = _DIGIT.search(text) is not None
    for pattern, half in _clock_patterns(language):
        if not has_digit and "hour" in pattern.groupindex:
            continue
        # matches of one pattern do not touch each other
        surer = Spans((clock.start, clock.end) for clock in found)
        for match in pattern.finditer(plain):
            if surer.touch(*match.span()):
                continue
            minutes = _minutes(match, half)
            if minutes:
                start, end = match.span()
                written = _minutes(match, half if half.isdigit() else "day")
                found.append(Clock(start, end, text[start:end], minutes, min(written)))
    return tuple(sorted(found, key=lambda clock: clock.start))


def _minutes(match: re.Match[str], half: str) -> frozenset[int]:
    """Return what a match may mean; ``half`` is am, pm, any, day or a minute."""
    if half.isdigit():
        return frozenset({int(half)})
    hour, minute = int(match["hour"]), int(match.groupdict().get("minute") or 0)
    if hour > _HOURS or minute >= _MINUTES:
        return frozenset()
    as_written = hour % _HOURS * _MINUTES + minute
    early = hour % _NOON * _MINUTES + minute
    late = early + _NOON * _MINUTES
    if hour > _NOON:
        return frozenset({as_written})
    return frozenset(
        {
            "am": {early},
            "pm": {late},
            "half-day": {early, late},
            # "11 da noite" is late; "2 da noite" some say for early.
            "night": {early, late} if hour <= _SMALL_HOURS else {late},
        }.get(half, {as_written})
    )


@cache
def _clock_patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns with what they mean, the surest first."""
    known = facts("dates", language).get("clock", {})
    own = [
        (re.compile(rf"(?<![\w.,:]){form}(?!\w)"), half) for form, half in known.items()
    ]
    # 14:30 is a time in all languages; 6:45 may be one of the evening in English.
    shared = re.compile(
        r"(?<![\w.,:-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\w:]|[.,]\d)"
    )
    half = "half-day" if facts("dates", language).get("twelve_hours") else "day"
    return (*own, (shared, half))


def _named(text: str, language: str, kind: Kind) -> Named:
    """Find names in text; the data says which need company to be sure."""
    words = _words(language, kind)
    if not words:
        return Named()
    doubtful: dict[str, str] = facts("dates", language).get(f"doubtful_{kind}", {})
    plain = _same_length_fold(text)
    sure, possible = set(), set()
    for match in _any_of(language, kind).finditer(plain):
        word = match[0]
        number = words[word]
        possible.add(number)
        around = plain[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if word not in doubtful or _is_confirmed(doubtful[word], word, around):
            sure.add(number)
    return Named(frozenset(sure), frozenset(possible))


def _is_confirmed(pattern: str, word: str, around: str) -> bool:
    """Tell whether the words around a doubtful name make it a sure one."""
    return bool(pattern and re.search(pattern.replace("WORD", re.escape(word)), around))


@cache
def _any_of(language: str, kind: Kind) -> re.Pattern[str]:
    longest_first = sorted(_words(language, kind), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _same_length_fold(text: str) -> str:
    """Fold text without moving any character."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    # "ß" folds to two letters: such a letter stays, the others fold
    each = ((fold(char), char) for char in text)
    return "".join(new if len(new) == 1 else char for new, char in each)


@cache
def _words(language: str, kind: Kind) -> dict[str, int]:
    """Return the folded names of months or weekdays; two letters say nothing."""
    folded = {fold(name): number for name, number in names(language, kind).items()}
    return {word: number for word, number in folded.items() if len(word) >= _SHORTEST}
