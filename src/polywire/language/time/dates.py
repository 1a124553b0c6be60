"""Months, weekdays and clock times: values that a translation must keep.

Does not resolve relative dates and knows no calendar.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from polywire.language.facts import facts
from polywire.language.text.spans import Spans
from polywire.language.text.words import fold
from polywire.language.time.calendar_names import Kind, full_names, names

_SHORTEST = 3
_HOURS, _NOON, _MINUTES = 24, 12, 60
_SMALL_HOURS = 4
_AROUND = 80
_DIGIT = re.compile(r"\d")
_ALONE = (r"(?<![\w.,:])", r"(?!\w)")
"""What stands around a time where words have spaces between them."""


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
    places: tuple[tuple[int, int, int], ...] = field(default=(), compare=False)
    """The possible ones in order: number, start and end in the text."""


def months(text: str, language: str) -> Named:
    """Return the months that a text names."""
    return _named(text, language, "months")


def weekdays(text: str, language: str) -> Named:
    """Return the weekdays that a text names, Monday is 1."""
    return _named(text, language, "weekdays")


def clocks(text: str, language: str) -> tuple[Clock, ...]:
    """Return the times of day that a text surely gives, in order."""
    found: list[Clock] = []
    plain = _in_ascii_digits(_same_length_fold(text))
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
    before, after = (r"(?<![\d.,:])", "") if _is_by_sign(language) else _ALONE
    own = [(re.compile(f"{before}{form}{after}"), half) for form, half in known.items()]
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
    plain = _same_length_fold(text)
    sure, places = set(), []
    for match in _any_of(language, kind).finditer(plain):
        word = match["name"]
        number = words.get(word) or _by_stem(word, language, kind)
        places.append((number, match.start("name"), match.end("name")))
        around = plain[max(0, match.start("name") - _AROUND) : match.end() + _AROUND]
        doubt = _doubts(language, kind).get(word)
        if doubt is None or _is_confirmed(doubt, word, around):
            sure.add(number)
    possible = frozenset(number for number, _, _ in places)
    return Named(frozenset(sure), possible, tuple(places))


@cache
def _doubts(language: str, kind: Kind) -> dict[str, str]:
    """Return the names that need company to be sure, with the pattern of it.

    CLDR's short names are often other words ("się" is no "sie"): only beside a day.
    """
    known = facts("dates", language)
    own: dict[str, str] = known.get(f"doubtful_{kind}", {})
    if known.get("sure_shorts") or _is_by_sign(language):
        return own
    beside = r"\d\.? ?WORD" if kind == "months" else ""
    whole = {fold(name) for name in (*full_names(language, kind), *known.get(kind, {}))}
    return {w: beside for w in _words(language, kind) if w not in whole} | own


def _stems(language: str, kind: Kind) -> dict[str, int]:
    known: dict[str, int] = facts("dates", language).get(f"{kind}_stems", {})
    return known


def _by_stem(word: str, language: str, kind: Kind) -> int:
    return next(n for w, n in _stems(language, kind).items() if word.startswith(w))


def _is_by_sign(language: str) -> bool:
    return bool(facts("numbers", language).get("by_sign"))


def _is_confirmed(pattern: str, word: str, around: str) -> bool:
    """Tell whether the words around a doubtful name make it a sure one."""
    return bool(pattern and re.search(pattern.replace("WORD", re.escape(word)), around))


@cache
def _any_of(language: str, kind: Kind) -> re.Pattern[str]:
    known = facts("dates", language)
    names = sorted(_words(language, kind), key=len, reverse=True)
    every = "|".join(map(re.escape, names))
    if _is_by_sign(language):
        return re.compile(rf"(?<![\d{_TENS}])(?P<name>{every})")
    stems = "|".join(rf"{stem}\w{{0,4}}" for stem in _stems(language, kind)) or "(?!)"
    before, after = known.get("prefix", ""), known.get("suffix", "")
    after = known.get(f"{kind}_suffix", after)
    return re.compile(rf"(?<!\w)(?:{before})(?P<name>{every}|{stems})(?:{after})(?!\w)")


_TENS = "十一二三四五六七八九"


def _in_ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return _DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


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
    if _is_by_sign(language):
        return folded
    return {word: number for word, number in folded.items() if len(word) >= _SHORTEST}
