"""Find dates in words ("last week", "na terça-feira") and say what they mean.

The rules are data (``data/relative_dates.toml``). Each reading is an interval of
days with a precision, anchored at the publication in the source's zone. The words
stay as they are; expressions that leave it open ("a few days ago") are not read.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from polywire.language.facts import facts
from polywire.language.time.calendar_names import full_names
from polywire.language.time.dates import clocks

_DAY = timedelta(days=1)
_SATURDAY = 5
_SEASON_MONTHS = 3
_WINTER = 12
"""Meteorological seasons: winter begins in December in the north."""
_FIRST_THIRD, _LAST_THIRD = 10, 21


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date
    precision: str


Words = Mapping[str, int | str]


def resolve(
    means: str, words: Words, day: date, *, ahead: bool | None, south: bool
) -> Interval | None:
    """Return what a rule's meaning gives; None where the sentence leaves it open."""
    name, *arguments = means.split(":")
    if name == "ahead-open" and not ahead:
        return None
    if name.startswith("weekday"):
        weeks = int(arguments[0]) if arguments else 0
        return _weekday(name, int(words["weekday"]), day, weeks, ahead=ahead)
    if name == "weekend-past":
        return _weekend(day, 0 if ahead or day.weekday() >= _SATURDAY else -1)
    if name.startswith("season-"):
        return _season(name, int(words["season"]), day, south=south)
    return _periods_plain(name, arguments, words, day)


def _periods_plain(
    name: str, arguments: list[str], words: Words, day: date
) -> Interval:
    """Return what the calendar alone decides."""
    if name.startswith("month-"):
        return _named_month(name, int(words["month"]), day, arguments)
    if name in {"ago", "ahead", "ahead-open", "past", "coming"}:
        return _counted(name, day, *_count(arguments, words))
    if name == "part":
        return _part(arguments[0], int(arguments[1]), day)
    return period(name, day, int(arguments[0]))


def _count(arguments: list[str], words: Words) -> tuple[int, str]:
    """Return number and unit: from the words, or fixed by the rule."""
    unit = str(words.get("unit", "")) or arguments[0]
    number = words.get("number") or (arguments[-1] if arguments else 1)
    return int(number), unit


def period(unit: str, day: date, step: int) -> Interval:
    """Return the calendar period ``step`` periods away from the day's own."""
    if unit == "day":
        moved = day + timedelta(days=step)
        return Interval(moved, moved, "day")
    if unit == "weekend":
        return _weekend(day, step)
    if unit in {"week", "fortnight"}:
        weeks = step * (2 if unit == "fortnight" else 1)
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
        return Interval(monday, monday + timedelta(days=6), "week")
    if unit in {"month", "quarter"}:
        size = 1 if unit == "month" else 3
        index = (day.year * 12 + day.month - 1) // size + step
        return _months(index * size, size, unit)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    first = (day.year // years + step) * years
    if unit == "century":
        first += 1 if day.year % years else 1 - years
    return Interval(date(first, 1, 1), date(first + years - 1, 12, 31), unit)


def nearest(day: date, number: int, weekday: int | str) -> Interval | None:
    """Return the nearest day with this number in its month and this weekday."""
    for distance in range(20):
        for moved in (day - distance * _DAY, day + distance * _DAY):
            if moved.day == number and moved.weekday() == weekday:
                return Interval(moved, moved, "day")
    return None


def _months(index: int, size: int, precision: str) -> Interval:
    """Return ``size`` months from month ``index`` (year * 12 + month - 1)."""
    start = date(index // 12, index % 12 + 1, 1)
    last = index + size - 1
    year, month = last // 12, last % 12 + 1
    return Interval(start, date(year, month, monthrange(year, month)[1]), precision)


def _weekend(day: date, step: int) -> Interval:
    saturday = day - timedelta(days=day.weekday()) + timedelta(days=5, weeks=step)
    return Interval(saturday, saturday + _DAY, "weekend")


def _weekday(
    name: str, weekday: int, day: date, weeks: int, *, ahead: bool | None
) -> Interval | None:
    """Return a weekday before, after, or in the week of the day or ``weeks`` from it."""
    back = -((day.weekday() - weekday) % 7)
    forward = (weekday - day.weekday()) % 7
    told = forward if ahead else back
    moves = {
        "weekday-last": back or -7,
        "weekday-next": forward or 7,
        "weekday-this": weekday - day.weekday(),
        "weekday-of": weekday - day.weekday() + 7 * weeks,
        "weekday-before": (back or -7) - 7,
        "weekday-after": (forward or 7) + 7,
        "weekday-by": back if ahead is False else forward,
        "weekday-until": None if ahead is False and forward else forward,
        "weekday-since": told,
        "weekday": None if ahead is None and forward else told,
    }
    moved = moves[name]
    return None if moved is None else period("day", day, moved)


def _named_month(name: str, month: int, day: date, arguments: list[str]) -> Interval:
    """Return a named month before, after or of the year of the day."""
    year = day.year
    if name == "month-of-year":
        year += int(arguments[0])
    elif name == "month-last" and month + 1 >= day.month:
        year -= 1
    elif name == "month-next" and month + 1 <= day.month:
        year += 1
    return _months(year * 12 + month, 1, "month")


def _season(name: str, season: int, day: date, *, south: bool) -> Interval:
    """Return a season (0 winter ... 3 autumn) before, after or around the day."""
    first = (_WINTER - 1 + season * _SEASON_MONTHS + (6 if south else 0)) % 12
    found = [
        _months(year * 12 + first, _SEASON_MONTHS, "season")
        for year in range(day.year - 2, day.year + 3)
    ]
    if name == "season-last":
        return [one for one in found if one.end < day][-1]
    if name == "season-next":
        return next(one for one in found if one.start > day)
    return next(one for one in found if one.end >= day)


def _counted(name: str, day: date, number: int, unit: str) -> Interval:
    """Return the period that is so far back or ahead, or all days from here to there."""
    step = -number if name in {"ago", "past"} else number
    if name in {"past", "coming"}:
        first, last = sorted((day, shifted(day, step, unit)))
        return Interval(first, last, "span")
    return period(unit, day, step)


def shifted(day: date, number: int, unit: str) -> date:
    """Return the day a number of units away; a month's last day stays a last day."""
    days = {"day": 1, "week": 7, "fortnight": 14}.get(unit)
    if days is not None:
        return day + timedelta(days=days * number)
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    index = day.year * 12 + day.month - 1 + number * months[unit]
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _part(part: str, step: int, day: date) -> Interval:
    """Return the early or late part of a month or year."""
    which, _, unit = part.partition("-")
    whole = period(unit, day, step)
    if unit == "year":
        first = whole.start.year * 12 + (0 if which == "early" else 8)
        return _months(first, 4, "part")
    if which == "early":
        return Interval(whole.start, whole.start.replace(day=_FIRST_THIRD), "part")
    return Interval(whole.start.replace(day=_LAST_THIRD), whole.end, "part")


_EVENING = 15
"""An article of an earlier hour cannot tell what happened in its day's evening."""
_APART = 30
"""Letters that a comma or "that" is worth: a verb of the same clause is the nearer."""
_SENTENCE_END = re.compile(
    r"(?<![ap]\.m)[.!?…][”’\"»)]?\s|[,.!?…][”\"»]|[”»],|[“«](?![^“”«»]*[”»])"
)
"""A quotation is a sentence of its own: who says it, says it at another time."""
_QUOTED = re.compile(
    r"“[^“”]*(?:”|$)|«[^«»]*(?:»|$)|\"[^\"]*\"|(?<!\w)[‘'].{1,400}?[’'](?!\w)"
)
_TITLE = re.compile(r"[“«\"‘'].+[”»\"’']")
_LEAD, _BEFORE, _AROUND = 400, 60, 20
"""Letters in which a quotation, what stands before a name, or an hour is sought."""
_BESIDE = re.compile(r"\W*\w{0,5}\W*")
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
    tense: re.Pattern[str]
    """Verbs that look ahead or back, or leave it open: a group for each."""
    apart: re.Pattern[str]
    """What stands between two clauses."""
    name: re.Pattern[str]
    """What only looks like a date, by its capital letters or those before it."""
    named: re.Pattern[str]
    old: re.Pattern[str]
    never: re.Pattern[str]
    absolute: re.Pattern[str]
    """What follows a weekday that is only part of a full date."""
    late: re.Pattern[str]
    """Hours that had not come in the morning."""
    after: int
    tag: str


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
    moment = anchor.astimezone(info) if info else anchor
    south = language in {"pt", "pt-BR"}
    found: list[RelativeDate] = []
    at = 0
    while (match := rules.starts.search(text, at)) is not None:
        reading = _read(text, match.start(), rules, moment, south=south)
        at = match.start() + 1 if reading is None else reading[0].end()
        if reading and reading[1]:
            found.append(_result(reading[0], reading[1]))
    return tuple(found)


def _result(match: re.Match[str], interval: Interval) -> RelativeDate:
    return RelativeDate(
        match.start(), match.end(), match.group(),
        interval.start, interval.end, interval.precision,
    )  # fmt: skip


def _read(
    text: str, start: int, rules: _Language, moment: datetime, *, south: bool
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
    day, words = moment.date(), _words(match, rules)
    if _is_name(text, match, rules) or _is_old(text, start, rules, day.year):
        return match, None
    bracket = _DAY_IN_BRACKETS.match(text, match.end())
    if "weekday" in words and bracket:
        return match, nearest(day, int(bracket[1]), words["weekday"])
    ahead = _looks_ahead(text, match, rules)
    found = resolve(means, words, day, ahead=ahead, south=south)
    is_today = means == "weekday" and found is not None and found.end == day
    if is_today and not ahead and _is_to_come(text, match, rules, moment):
        found = None if ahead is None else period("day", day, -7)
    return match, found


def _is_name(text: str, match: re.Match[str], rules: _Language) -> bool:
    """Tell whether the words are a title, or a weekday in a name or full date."""
    start, end = match.span()
    if _TITLE.fullmatch(text[max(0, start - 1) : end + 1]):
        return True
    before = rules.named.search(text[max(0, start - _BEFORE) : end])
    is_part = before is not None or rules.absolute.match(text, end) is not None
    return is_part and "weekday" in _words(match, rules)


def _is_old(text: str, at: int, rules: _Language, year: int) -> bool:
    """Tell whether a quotation of another year, or month, holds this place."""
    first = max(0, at - _LEAD)
    near = text[first : at + _LEAD]
    for quoted in _QUOTED.finditer(near):
        if quoted.start() < at - first < quoted.end():
            said = _SENTENCE_END.split(near[: quoted.start()])[-1].split(",")
            then = re.split(r"[,;.?!“«\"]", near[quoted.end() :].lstrip(", "))[0]
            dates = rules.old.finditer(f"{said[0]}, {said[-1]}, {then}")
            return any(int(date["year"] or 0) < year for date in dates)
    return False


def _is_to_come(
    text: str, match: re.Match[str], rules: _Language, moment: datetime
) -> bool:
    """Tell whether an hour is spoken of beside the words that had not come yet."""
    start, end = match.span()
    if rules.late.search(match[0]) or rules.late.match(text, end, end + _AROUND):
        return moment.hour < _EVENING
    first = max(0, start - _AROUND)
    return any(
        min(clock.minutes) > moment.hour * 60 + moment.minute
        for clock in clocks(text[first : end + _AROUND], rules.tag)
        if _BESIDE.fullmatch(text[first + clock.end : start])
        or _BESIDE.fullmatch(text[end : first + clock.start])
    )


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


def _looks_ahead(text: str, match: re.Match[str], rules: _Language) -> bool | None:
    """Tell which way the nearest verb of the sentence looks; None: it does not say."""
    start, end = match.span()
    before = _SENTENCE_END.split(text[max(0, start - rules.after) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + rules.after])[0]
    verbs = {
        len(gap) + _APART * (len(rules.apart.findall(gap)) + (first == end)): verb
        for first, last in ((start - len(before), end), (end, end + len(after)))
        for verb in rules.tense.finditer(text, first, last)
        for gap in [text[verb.end() : start] or text[end : verb.start()]]
        if verb.lastgroup
    }
    nearest = verbs[min(verbs)].lastgroup if verbs else None
    return {"ahead": True, "back": False}.get(nearest or "")


@cache
def _language(language: str) -> _Language | None:
    """Compile the rules of a language once; None when there are none."""
    data = facts("relative_dates", language)
    if not data:
        return None
    months = full_names(language, "months") | facts("dates", language).get("months", {})
    tables = {
        "weekday": _numbered(
            full_names(language, "weekdays"), data.get("weekdays", {})
        ),
        "month": _numbered(months, data.get("months", {})),
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
        tense=_tenses(data),
        apart=re.compile(_any([r"[,;:](?=\s)", r"[“”\"«»()—–]", *data["apart"]])),
        name=re.compile(data["name"]),
        named=re.compile(data["named"]),
        old=re.compile(data["old"], re.IGNORECASE),
        never=re.compile(rf"(?:\w{{1,4}} )?{_any(data['never'])}(?!\w)", re.IGNORECASE),
        absolute=re.compile(
            rf",?\s+(?:{month}\s+\d|\d{{1,2}}\.?\s+(?:de\s+)?{month})", re.IGNORECASE
        ),
        late=re.compile(rf"\W{{0,2}}(?:\w{{1,2}} )?{data['late']}", re.IGNORECASE),
        after=data["after"],
        tag=language,
    )


def _numbered(known: dict[str, int], more: dict[str, int]) -> list[str]:
    """Return an expression for each month or weekday: its names, and more forms."""
    forms = {re.escape(name): number for name, number in known.items()} | more
    return [
        _any([form for form, number in forms.items() if number == wanted])
        for wanted in sorted(set(forms.values()))
    ]


def _tenses(data: Mapping[str, Any]) -> re.Pattern[str]:
    """Return what matches a verb; "will be held" is one, and a name is none."""
    ahead, unsaid, past = (_any(data[name]) for name in ("future", "open", "past"))
    group = rf"(?:(?: \w+){{0,2}}? {past})?"
    return re.compile(
        rf"{data['aside']}|(?<!\w)(?!(?<=\w )(?-i:[A-ZÀ-ÞЀ-Я]))(?:(?P<ahead>{ahead}{group})"
        rf"|(?P<open>{unsaid}{group})|(?P<back>{past}))(?!\w)",
        re.IGNORECASE,
    )


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
