"""Find dates in words ("last week", "na terça-feira") and say what they mean.

The rules are data (``data/relative_dates.toml``). Each reading is an interval of
days with a precision, anchored at the publication in the source's zone. The words
stay as they are; expressions that leave it open ("a few days ago") are not read.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from polywire.language.time import periods
from polywire.language.time.periods import Interval

_SENTENCE_END = re.compile(r"[.!?…]\s")
_DAY_IN_BRACKETS = re.compile(r"\s*\((\d{1,2})(?:/\d{1,2})?\)")
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBER = r"\d{1,3}"


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """An expression and the interval of days that it stands for."""

    start: int
    end: int
    text: str
    interval_start: date
    interval_end: date
    """The last day, which belongs to it."""
    precision: str
    """day, weekend, week, fortnight, month, quarter, season, year, decade,
    century, part, or span for "the past three weeks"."""

    @property
    def iso(self) -> str:
        """ISO 8601: a day, or an interval ``a/b``."""
        if self.interval_start == self.interval_end:
            return self.interval_start.isoformat()
        return f"{self.interval_start.isoformat()}/{self.interval_end.isoformat()}"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One expression and what it means."""

    pattern: re.Pattern[str]
    means: str


@dataclass(frozen=True, slots=True)
class _Language:
    """The rules of one language, compiled."""

    rules: tuple[_Rule, ...]
    starts: re.Pattern[str]
    """Matches wherever some rule may match: one pass instead of sixty."""
    numbers: dict[str, int]
    units: dict[str, str]
    tables: dict[str, tuple[re.Pattern[str], ...]]
    future: re.Pattern[str]
    past: re.Pattern[str]
    name: re.Pattern[str]
    """What only looks like a date, by its capital letters."""
    never: re.Pattern[str]
    absolute: re.Pattern[str]
    """What follows a weekday that is only part of a full date."""
    after: int


def find(
    text: str, language: str, anchor: datetime, zone: str | tzinfo | None = None
) -> tuple[RelativeDate, ...]:
    """Return the expressions of a text in order; none for a language without rules.

    ``anchor`` is the moment of publication, ``zone`` the source's time zone.
    """
    rules = _language(language.split("-", maxsplit=1)[0].lower())
    if rules is None:
        return ()
    info = ZoneInfo(zone) if isinstance(zone, str) else zone
    day = (anchor.astimezone(info) if info else anchor).date()
    south = language in {"pt", "pt-BR"}
    found: list[RelativeDate] = []
    at = 0
    while (match := rules.starts.search(text, at)) is not None:
        reading = _read(text, match.start(), rules, day, south=south)
        if reading is None:
            at = match.start() + 1
            continue
        expression, interval = reading
        at = expression.end()
        if interval is not None:
            found.append(_result(expression, interval))
    return tuple(found)


def _result(match: re.Match[str], interval: Interval) -> RelativeDate:
    return RelativeDate(
        match.start(), match.end(), match.group(),
        interval.start, interval.end, interval.precision,
    )  # fmt: skip


def _read(
    text: str, start: int, rules: _Language, day: date, *, south: bool
) -> tuple[re.Match[str], Interval | None] | None:
    """Read the longest expression that begins here; None when there is none."""
    fixed = rules.never.match(text, start) or rules.name.match(text, start)
    if fixed is not None:
        return fixed, None
    matches = [
        (match, rule.means)
        for rule in rules.rules
        if (match := rule.pattern.match(text, start))
    ]
    if not matches:
        return None
    match, means = max(matches, key=lambda item: item[0].end())
    words = _words(match, rules)
    if "weekday" in words and rules.absolute.match(text, match.end()):
        return match, None
    bracket = _DAY_IN_BRACKETS.match(text, match.end())
    if "weekday" in words and bracket:
        numbered = periods.nearest(day, int(bracket[1]), words["weekday"])
        return match, numbered
    if means == "ahead-open":
        if _tells(rules.past, text, match, rules) and not _tells(
            rules.future, text, match, rules
        ):
            return match, None
        means = "ahead"
    ahead = means.startswith(("weekday", "weekend")) and _tells(
        rules.future, text, match, rules
    )
    return match, periods.resolve(means, words, day, ahead=ahead, south=south)


def _words(match: re.Match[str], rules: _Language) -> dict[str, int | str]:
    """Return what stood in the slots: numbers of weekday, month, season, count."""
    found: dict[str, int | str] = {}
    for name, value in match.groupdict().items():
        if value is None:
            continue
        slot = name.rsplit("_", 1)[0]
        word = value.lower()
        if slot == "number":
            found[slot] = int(word) if word.isdigit() else rules.numbers[word]
        elif slot == "unit":
            found[slot] = rules.units[word]
        else:
            found[slot] = next(
                at
                for at, known in enumerate(rules.tables[slot])
                if known.fullmatch(word)
            )
    return found


def _tells(
    words: re.Pattern[str], text: str, match: re.Match[str], rules: _Language
) -> bool:
    """Tell whether the sentence around an expression holds one of these words."""
    before = text[max(0, match.start() - rules.after) : match.start()]
    before = _SENTENCE_END.split(before)[-1]
    after = _SENTENCE_END.split(text[match.end() : match.end() + rules.after])[0]
    return bool(words.search(before) or words.search(after))


@cache
def _language(language: str) -> _Language | None:
    """Compile the rules of a language once; None when there are none."""
    path = resources.files("polywire.language") / "data" / "relative_dates.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8")).get(language)
    if data is None:
        return None
    tables = {
        "weekday": [_any(words) for words in data["weekdays"]],
        "month": [_any(words) for words in data["months"]],
        "season": [_any(words) for words in data["seasons"]],
    }
    slots = {name: _any(words) for name, words in tables.items()}
    slots["number"] = _any([_NUMBER, *data["numbers"]])
    slots["unit"] = _any(list(data["units"]))
    rules = tuple(
        _Rule(_pattern(expression, slots), means) for expression, means in data["rules"]
    )
    every = _any([_plain(expression, slots) for expression, _ in data["rules"]])
    month = slots["month"]
    return _Language(
        rules=rules,
        starts=re.compile(rf"(?<!\w)(?:{every}|{_any(data['never'])})", re.IGNORECASE),
        numbers=data["numbers"],
        units=data["units"],
        tables={
            name: tuple(re.compile(words, re.IGNORECASE) for words in table)
            for name, table in tables.items()
        },
        future=_one_of(data["future"]),
        past=_one_of(data["past"] or ["(?!)"]),
        name=re.compile(data["name"]),
        never=re.compile(rf"(?:\w{{1,4}} )?{_any(data['never'])}(?!\w)", re.IGNORECASE),
        absolute=re.compile(
            rf",?\s+(?:{month}\s+\d|\d{{1,2}}\.?\s+(?:de\s+)?{month})", re.IGNORECASE
        ),
        after=data["after"],
    )


def _one_of(words: list[str]) -> re.Pattern[str]:
    """Return what matches one of these words, whole."""
    return re.compile(rf"(?<!\w){_any(words)}(?!\w)", re.IGNORECASE)


def _any(words: list[str]) -> str:
    """Join expressions, the longer first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def _pattern(expression: str, slots: dict[str, str]) -> re.Pattern[str]:
    """Put the tables into a rule; each slot gets a group of its own."""
    count = 0

    def named(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"(?P<{match[1]}_{count}>{slots[match[1]]})"

    return re.compile(rf"(?:{_SLOT.sub(named, expression)})(?!\w)", re.IGNORECASE)


def _plain(expression: str, slots: dict[str, str]) -> str:
    """Put the tables into a rule without naming groups."""
    return _SLOT.sub(lambda match: slots[match[1]], expression)
