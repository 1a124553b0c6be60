"""Changes: which kinds of things differ between two wordings of a sentence.

The kinds are the words of a public note. Only numbers and days keep their
values: text and names that a source took back are never said again.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

from polywire.follow.revision_diff import Change, Edit, likeness
from polywire.language.facts import table
from polywire.language.meaning import narration, negation, polarity
from polywire.language.numbers import money, numbers
from polywire.language.text.words import fold, words
from polywire.language.time import calendar_days, calendar_names, dates

Fact = tuple[str, str, str]
"""(what, from, to): see ``Correction.changes``."""

ORDER: Final = (
    "notice", "headline", "number", "date", "time", "currency", "unit", "name",
    "negation", "quotation", "meaning", "removed", "text", "added", "typo",
)  # fmt: skip
"""What can change, in the order in which a note tells it."""

# Seven digits without grouping are a telephone or identity number: telling
# them "from, to" would show again what was perhaps taken back to protect somebody.
_LONGEST_TOLD = 6
_UNTOLD = "?"

_DENIED: Final = 0.6
"""Words in common from which on two wordings say one thing, affirmed or denied."""

_NEAR = 2
_SHORTEST_TYPO = 4
_MOST_TYPOS = 3


def facts(change: Change) -> tuple[Fact, ...]:
    """Return what changed, each kind once unless it has values, in a fixed order."""
    found = {fact for edit in change.edits for fact in _of_edit(edit, change)}
    return tuple(sorted(found, key=lambda fact: (ORDER.index(fact[0]), *fact[1:])))


def _of_edit(edit: Edit, change: Change) -> Iterator[Fact]:
    if edit.part == "correction":
        if edit.new:
            yield ("notice", "", "")
        return
    if edit.part == "headline" and _words(edit.old) != _words(edit.new):
        yield ("headline", "", "")
        # written anew it counts other things: only what became another value is told
        yield from (fact for fact in _values(edit, change.language) if fact[1])
    elif edit.part in {"byline", "dateline"}:
        yield ("name", "", "")
    elif not edit.old:
        yield ("added", "", "")
    elif not edit.new:
        yield from _of_removed(edit.old, change)
    else:
        yield from between(edit, change)


def _of_removed(text: str, change: Change) -> Iterator[Fact]:
    """Say what went; a name that is nowhere any more was taken back."""
    yield ("removed", "", "")
    gone = {fold(word) for word in words(text)} & change.names - change.kept
    if gone:
        yield ("name", "", "")


def between(edit: Edit, change: Change) -> Iterator[Fact]:
    """Compare a sentence before and after."""
    found = [*_values(edit, change.language), *_kinds(edit, change)]
    yield from found
    if not found and edit.part != "headline":
        yield ("typo" if _is_typo(edit.old, edit.new) else "text", "", "")


def _kinds(edit: Edit, change: Change) -> Iterator[Fact]:
    language = change.language
    if _names(edit.old, change) != _names(edit.new, change):
        yield ("name", "", "")
    if _is_denied(edit, language):
        yield ("negation", "", "")
    if _quotes(edit.old) != _quotes(edit.new):
        yield ("quotation", "", "")
    if _is_opposite(edit, change):
        yield ("meaning", "", "")


def _is_denied(edit: Edit, language: str) -> bool:
    """Tell whether a sentence of the text says no to what it said, or the reverse."""
    if edit.part not in {"body", "standfirst"}:
        return False
    said, now = negation_of(edit.old, language), negation_of(edit.new, language)
    return said != now and likeness(edit.old, edit.new) >= _DENIED


def _values(edit: Edit, language: str) -> Iterator[Fact]:
    """Compare days and clock times, then the numbers of what is left."""
    old_days, old_rest = _days(edit.old, language)
    new_days, new_rest = _days(edit.new, language)
    yield from _pairs("date", old_days, new_days)
    named = zip(
        _named_days(old_rest, language), _named_days(new_rest, language), strict=True
    )
    # one in place of another: a day that is only added is more text
    if any(was - now and now - was for was, now in named):
        yield ("date", "", "")
    old_times, old_rest = _clocks(old_rest, language)
    new_times, new_rest = _clocks(new_rest, language)
    if old_times != new_times and old_times and new_times:
        yield ("time", "", "")
    before, after = _numbers(old_rest, language), _numbers(new_rest, language)
    yield from _pairs("number", before, after)
    if before and after:
        yield from _measures(old_rest, new_rest, language)


def _measures(old: str, new: str, language: str) -> Iterator[Fact]:
    """Say whether a sum or measure is given in another currency or unit."""
    was, now = ([one.currency for one in money.find(t, language)] for t in (old, new))
    if Counter(was) != Counter(now) and (len(was) == len(now) or not (was and now)):
        yield ("currency", "", "")
    units = polarity.stems("measures", language)
    if units is None:
        return
    before, after = (units.count(map(fold, words(text))) for text in (old, new))
    for kind in table("measures")["kinds"].values():
        lost = any(after[unit] < before[unit] for unit in kind)
        if lost and any(after[unit] > before[unit] for unit in kind):
            yield ("unit", "", "")


def _named_days(text: str, language: str) -> tuple[frozenset[int], ...]:
    """Return the weekdays and months that a text surely names."""
    return dates.weekdays(text, language).sure, dates.months(text, language).sure


def _pairs(what: str, old: list[str], new: list[str]) -> Iterator[Fact]:
    """Pair what went with what came; unequal counts and long digits stay untold."""
    went, came = Counter(old), Counter(new)
    gone = [value for value in old if value in went - came]
    fresh = [value for value in new if value in came - went]
    if len(gone) != len(fresh):
        yield (what, "", "")
        return
    for before, after in zip(gone, fresh, strict=True):
        hidden = before.startswith(_UNTOLD) or after.startswith(_UNTOLD)
        yield (what, "" if hidden else before, "" if hidden else after)


def _days(text: str, language: str) -> tuple[list[str], str]:
    """Return the days of a text and the text without them."""
    found = calendar_days.find(text, language)
    rest = text
    for day in reversed(found):
        rest = f"{rest[: day.start]} ; {rest[day.end :]}"
    return [day.iso for day in found], rest


def _clocks(text: str, language: str) -> tuple[list[frozenset[int]], str]:
    """Return the times of day of a text and the text without them."""
    found = dates.clocks(text, language)
    rest = text
    for clock in reversed(found):
        rest = f"{rest[: clock.start]} ; {rest[clock.end :]}"
    return [clock.minutes for clock in found], rest


def _numbers(text: str, language: str) -> list[str]:
    """Return the numbers in a form of no language, marked where not to be told."""
    return [
        _told(number)
        for number in numbers.find(text, language)
        if number.kind != "vague"
    ]


def _told(number: numbers.Number) -> str:
    if len(number.figure) > _LONGEST_TOLD and number.figure.isdigit():
        return _UNTOLD + number.figure
    value = f"{number.value.normalize():f}"
    return f"{value}%" if number.kind == "percent" else value


def _names(text: str, change: Change) -> Counter[str]:
    """Count the names of a sentence; its first word only where it is one elsewhere.

    With their accents: a name that gets its accent back was misspelt. Weekdays and
    months are dates, whatever their letters.
    """
    found = [word for word in words(text) if word[:1].isupper()]
    names = change.names - _calendar(change.language)
    return Counter(word.casefold() for word in found if fold(word) in names)


@cache
def _calendar(language: str) -> frozenset[str]:
    kinds: tuple[calendar_names.Kind, ...] = ("weekdays", "months")
    known = (name for kind in kinds for name in calendar_names.names(language, kind))
    return frozenset(map(fold, known))


def negation_of(text: str, language: str) -> int | None:
    """Count the negations of a text; None where nothing is known of the language."""
    found = negation.count(text, language)
    return found.said if found else None


def _is_opposite(edit: Edit, change: Change) -> bool:
    """Tell whether a word gave way to its opposite: rose, fell; East Garth is a name."""
    before, after = (
        polarity.count(
            (w for w in map(fold, words(text)) if w not in change.names),
            change.language,
        )
        for text in (edit.old, edit.new)
    )
    if before is None or after is None:
        return False
    pairs = polarity.opposites()
    return any(
        before[one] > after[one] and after[other] > before[other]
        for one, other in (*pairs, *((b, a) for a, b in pairs))
    )


def _quotes(text: str) -> list[tuple[str, ...]]:
    return [
        _words(next(group for group in match.groups() if group))
        for match in narration.QUOTED.finditer(text)
    ]


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text))


def _is_typo(old: str, new: str) -> bool:
    """Tell whether only spelling, spacing or signs differ, in at most three words."""
    before, after = _words(old), _words(new)
    if "".join(before) == "".join(after):
        return True
    if len(before) != len(after):
        return False
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    return len(pairs) <= _MOST_TYPOS and all(
        min(len(a), len(b)) >= _SHORTEST_TYPO and distance(a, b) <= _NEAR
        for a, b in pairs
    )


def distance(first: str, second: str) -> int:
    """Return how many letters must change, come, go or swap places."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for i, char in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (char != other))
            swapped = i > 1 and j > 1 and (char, first[i - 2]) == (second[j - 2], other)
            row.append(min(cost, before[j - 2] + 1) if swapped else cost)
        before, last = last, row
    return last[-1]
