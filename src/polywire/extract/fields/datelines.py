"""Read datelines: place, day and agency before the first sentence.

A word in capitals is a place only when an agency, a day or the gazetteer says so:
what is cut wrongly is lost to readers, what stays is only ugly.
"""

import re
from dataclasses import dataclass
from functools import cache

from polywire.extract.fields.bylines import agency_in
from polywire.extract.tree.word_lists import any_of, table
from polywire.language.names.places import is_city, is_known
from polywire.language.text.tags import base
from polywire.language.text.words import fold
from polywire.language.time.calendar_names import full_names, month_of

_LONGEST = 90
_MOST_WORDS = 4
"""Words of a town: "RIO DE JANEIRO", not "HOW TO VOTE EARLY IN"."""
_WORD = r"(?:[^\W\d_]['’])?[^\W\d_]+(?:['’\-][^\W\d_]+)*"
_TOWN = re.compile(rf"(?:[^\W\d_]{{2,3}}\. )?{_WORD}(?:[ /]{_WORD}){{0,5}}")
_COUNTRY = re.compile(r"\s*[(\[][^)\]]{2,30}[)\]](?=,)")
_REGION = re.compile(
    rf",\s+(?P<joined>[eyиu]\s|and\s|et\s|und\s)?(?P<region>{_WORD}(?:\.{_WORD})?(?: {_WORD}){{0,3}})\.?",
    re.IGNORECASE,
)
_DAY = re.compile(table("datelines")["day"].replace("{word}", _WORD))
_COMMA = re.compile(r",?\s*")
_BOXED = re.compile(r"[,.]?\s*(?:\((?P<round>[^()]{2,40})\)|/(?P<slash>[^/]{2,60})/)")
_END = re.compile(
    r"[.,]?\s*(?P<sign>[-–—―]{1,2})\s+|\s*(?P<colon>:)\s+|\.\s+|(?P<blank>\s+)"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline and where the text goes on."""

    text: str
    end: int
    agency: str | None


@dataclass(slots=True)
class _Parts:
    """What a line begins with, as far as it was read."""

    line: str
    at: int = 0
    town: str = ""
    regions: tuple[str, ...] = ()
    day: str = ""
    boxed: str = ""
    agency: str | None = None

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what stands here, and go on behind it."""
        found = pattern.match(self.line, self.at)
        if found is not None:
            self.at = found.end()
        return found


def find(paragraph: str, language: str = "") -> Dateline | None:
    """Return the dateline at the start of a paragraph, or None."""
    parts = _read(paragraph[: 2 * _LONGEST])
    size = parts.at
    end = parts.take(_END)
    if end is None or not (parts.town or parts.agency):
        return None
    if end["sign"] and (late := parts.take(_signed())) is not None:
        parts.agency = parts.agency or agency_in(late["agency"])
        size = late.end("agency")
    if parts.at > _LONGEST or parts.at >= len(paragraph):
        return None
    if not _may_end(parts, end, paragraph[parts.at], language):
        return None
    return Dateline(paragraph[:size].strip(" .,"), parts.at, parts.agency)


def _read(line: str) -> _Parts:
    """Read place, day and agency, in the orders in which agencies write them."""
    parts = _Parts(line)
    if (first := parts.take(_bare())) is not None:
        parts.agency = agency_in(first["agency"])
        _take_day(parts)
        return parts if parts.day else _Parts(line)
    if _take_day(parts):
        parts.take(_COMMA)
    town = parts.take(_TOWN)
    parts.town = town[0] if town else ""
    parts.take(_COUNTRY)
    while not _take_day(parts) and len(parts.regions) <= _MOST_WORDS:
        region = parts.take(_REGION)
        if region is None:
            break
        parts.regions += (region["region"],)
    _take_agency(parts)
    return parts


def _take_day(parts: _Parts) -> bool:
    """Take a day, when its month is one."""
    found = _DAY.match(parts.line, parts.at)
    if parts.day or found is None:
        return False
    name = found["month"] or found["before"]
    if month_of(name, language=None) is None:
        return False
    parts.day, parts.at = found["day"], found.end()
    return True


def _take_agency(parts: _Parts) -> None:
    """Take an agency in brackets, between strokes, or after the day."""
    if (found := parts.take(_BOXED)) is not None:
        parts.boxed = found["round"] or found["slash"]
        named = map(agency_in, (parts.boxed, *parts.boxed.split("/")))
        parts.agency = next(filter(None, named), None)
    elif parts.day and (bare := _after_day().match(parts.line, parts.at)) is not None:
        parts.at = bare.end()
        parts.boxed = bare["agency"]
        parts.agency = agency_in(parts.boxed)


def _may_end(parts: _Parts, end: re.Match[str], following: str, language: str) -> bool:
    """Tell whether the parts prove a dateline that ends like this."""
    if not _is_town(parts.town, language):
        return bool(parts.agency and not parts.town)
    in_capitals = parts.town.isupper()
    is_known = _is_known(parts, language)
    if end["blank"]:
        is_one = " " not in parts.town or (is_known and not in_capitals)
        return bool(parts.agency and (parts.day or is_one)) and following.isupper()
    if parts.agency or (end["sign"] and parts.day):
        return True
    if parts.boxed:
        return in_capitals and _is_like_agency(parts.boxed)
    # "Berlin – Hauptstadt": German writes every noun like the first word of a sentence
    is_new = following.isupper() and base(language) != "de"
    return is_known and (in_capitals or bool(end["sign"] and is_new))


def _is_town(text: str, language: str) -> bool:
    """Tell whether words can be a town's name."""
    words = text.split()
    if not 0 < len(words) <= _MOST_WORDS or fold(text) in _kickers():
        return False
    if fold(text) in map(fold, full_names(base(language) or "en", "weekdays")):
        return False
    small = table("people")["particles"]
    return words[0][0].isupper() and all(
        word[0].isupper() or word in small for word in words
    )


def _is_known(parts: _Parts, language: str) -> bool:
    """Tell whether the gazetteer has a town, or its region proves it."""
    seats = table("datelines")["towns"]
    if any(is_city(t, language) or fold(t) in seats for t in parts.town.split("/")):
        return True
    regions = frozenset(table("datelines")["regions"])
    return parts.town.isupper() and any(
        each in regions or is_known(each, language or "en") for each in parts.regions
    )


def _is_like_agency(name: str) -> bool:
    return re.search(table("datelines")["likeness"], name, re.IGNORECASE) is not None


@cache
def _kickers() -> frozenset[str]:
    return frozenset(table("datelines")["kickers"])


@cache
def _names() -> str:
    """Return an expression for the agencies, the longest names first."""
    known = table("people")["agencies"]
    forms = {*known, *(name.upper() for name in known)}
    ordered = sorted(map(re.escape, forms), key=len, reverse=True)
    return rf"(?P<agency>{any_of(ordered)}(?:\.[A-Z]{{2}}|-{_WORD})?)(?!\w)"


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(_names())


@cache
def _after_day() -> re.Pattern[str]:
    return re.compile(rf"[,.]?\s+{_names()}")


@cache
def _signed() -> re.Pattern[str]:
    """Return an agency behind the dash, with a reporter's name or not."""
    return re.compile(rf"{_names()}(?:, {_WORD} {_WORD})?(?:\.\s+|\s+[-–—]\s+)")
