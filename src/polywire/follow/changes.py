"""Changes: which kinds of things differ between two wordings of a sentence.

The kinds are the words of a public note. Only numbers and days keep their
values: text and names that a source took back are never said again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from polywire.follow.revision_diff import Change, Edit
from polywire.language.meaning import negation, polarity
from polywire.language.numbers import numbers
from polywire.language.text.words import fold, words
from polywire.language.time import calendar_days

Fact = tuple[str, str, str]
"""(what, from, to): see ``Correction.changes``."""

ORDER: Final = (
    "notice",
    "headline",
    "number",
    "date",
    "name",
    "negation",
    "quotation",
    "meaning",
    "removed",
    "text",
    "added",
    "typo",
)
"""What can change, in the order in which a note tells it."""

_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|„([^“”]+)[“”]")

# Seven digits without grouping are a telephone or identity number: telling
# them "from, to" would show again what was perhaps taken back to protect somebody.
_LONGEST_TOLD = 6
_UNTOLD = "?"

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
    if edit.part in {"byline", "dateline"}:
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
    if negation_of(edit.old, language) != negation_of(edit.new, language):
        yield ("negation", "", "")
    if _quotes(edit.old) != _quotes(edit.new):
        yield ("quotation", "", "")
    if _is_opposite(edit.old, edit.new, language):
        yield ("meaning", "", "")


def _values(edit: Edit, language: str) -> Iterator[Fact]:
    """Compare days, then the numbers of what is left."""
    old_days, old_rest = _days(edit.old, language)
    new_days, new_rest = _days(edit.new, language)
    yield from _pairs("date", old_days, new_days)
    yield from _pairs(
        "number", _numbers(old_rest, language), _numbers(new_rest, language)
    )


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


def _numbers(text: str, language: str) -> list[str]:
    """Return the numbers in a form of no language, marked where not to be told."""
    return [
        _told(number)
        for number in numbers.find(text, language)
        if number.kind != "vague"
    ]


def _told(number: numbers.Number) -> str:
    digits = sum(char.isdigit() for char in number.figure)
    is_plain = number.figure.isdigit() or not number.figure
    if digits > _LONGEST_TOLD and is_plain:
        return _UNTOLD + number.figure
    value = f"{number.value.normalize():f}"
    return f"{value}%" if number.kind == "percent" else value


def _names(text: str, change: Change) -> Counter[str]:
    """Count the names of a sentence; its first word only where it is one elsewhere.

    With their accents: a name that gets its accent back was misspelt.
    """
    found = [word for word in words(text) if word[:1].isupper()]
    return Counter(word.casefold() for word in found if fold(word) in change.names)


def negation_of(text: str, language: str) -> int | None:
    """Count the negations of a text; None where nothing is known of the language."""
    found = negation.count(text, language)
    return found.said if found else None


def _is_opposite(old: str, new: str, language: str) -> bool:
    """Tell whether a word gave way to its opposite: rose, fell."""
    before = polarity.count(map(fold, words(old)), language)
    after = polarity.count(map(fold, words(new)), language)
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
        for match in _QUOTED.finditer(text)
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
