"""Find telephone numbers: digits that name somebody and have no value.

Reads digits of every script and all usual ways of grouping; does not know which
numbers exist. Figures that may as well be an amount are not telephone numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from polywire.language.facts import every
from polywire.language.text.words import fold

_GAP = r"[ \u00a0\u202f.()/‑–-]"
# "(020) 7946 0958", "+44 (0)20 7946 0958", "1-800-555-0199", "01 23 45 67 89".
_SHAPE = re.compile(rf"(?<![\w.,])\+?\(?\d(?:{_GAP}{{0,2}}\d)+(?![\w]|[.,]\d)")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_TRUNK = re.compile(r"\(0\)")
_HYPHENS = str.maketrans("‑–\u00a0\u202f", "--  ")
_SURE = (
    re.compile(r"\d[- .]\d{3}[- .]\d{3}[- .]\d{4}"),
    re.compile(r"\d{3}[-.]\d{3}[-.]\d{4}"),
    re.compile(r"\(\d{2,5}\)[ -]?\d{2,5}(?:[ -]?\d{2,4}){1,3}"),
    re.compile(r"0\d{1,4}[ -/]{1,2}\d{2,8}(?:[ -]\d{2,4}){0,4}"),
    re.compile(r"0\d(?:[ .]\d\d){4}"),
)
"""Groupings that no amount of money, date or score has."""
_SHORT = re.compile(r"\d{3}-\d\d-\d\d")
"""The one sure grouping of seven digits."""
_INTERNATIONAL = re.compile(r"\+|00(?=[1-9])")
_DATE = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}[-./]\d\d[-./]\d\d")
_YEARS = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d-(?:(?:1[5-9]|20)\d\d|\d\d?)(?!\d)")
_FEWEST, _FEWEST_CUED, _MOST = 9, 5, 16
_CUE_REACH = 28
# "555-0142": some sign that it is no amount, or too long for one without a point.
_CUED = re.compile(r"[-(/]|^0|^\d{7,}$|\d \d\d \d\d$|\d{3} \d{4}$")


@dataclass(frozen=True, slots=True)
class Phone:
    """One telephone number over ``text[start:end]``."""

    start: int
    end: int
    text: str
    digits: str
    """Western digits without 00, + and a (0) that is only dialled at home."""
    is_international: bool


# A check reads each side more than once: rules and numbers both ask.
@lru_cache(maxsize=512)
def find(text: str) -> tuple[Phone, ...]:
    """Return all telephone numbers of a text in order."""
    return tuple(_found(text))


def groups(text: str) -> tuple[str, ...]:
    """Return all runs of digits of a text, in Western digits."""
    return tuple(re.findall(r"\d+", _western(text)))


def _found(text: str) -> Iterator[Phone]:
    western = _western(text)
    for match in _SHAPE.finditer(western):
        shape = match[0].translate(_HYPHENS)
        if shape.startswith("(") and ")" not in shape:
            continue
        plain = _TRUNK.sub("", shape)
        abroad = _INTERNATIONAL.match(plain)
        digits = re.sub(r"\D", "", plain[abroad.end() :] if abroad else plain)
        before = western[max(0, match.start() - _CUE_REACH) : match.start()]
        if _is_phone(before, shape, digits, is_abroad=abroad is not None):
            yield Phone(
                match.start(),
                match.end(),
                text[match.start() : match.end()],
                digits,
                abroad is not None,
            )


def _is_phone(before: str, shape: str, digits: str, *, is_abroad: bool) -> bool:
    if len(digits) > _MOST or _DATE.fullmatch(shape) or _YEARS.search(shape):
        return False
    if _SHORT.fullmatch(shape):
        return True
    is_sure = is_abroad or any(sure.fullmatch(shape) for sure in _SURE)
    if is_sure and len(digits) >= _FEWEST:
        return True
    may_be = len(digits) >= _FEWEST_CUED and _CUED.search(shape)
    return bool(may_be) and _is_cued(before)


def _is_cued(before: str) -> bool:
    return bool(_cues().search(fold(before)))


@cache
def _cues() -> re.Pattern[str]:
    """Return what stands before a telephone number, in all languages at once."""
    cues = sorted(every("phones", "cues"), key=lambda cue: (-len(cue), cue))
    words = "|".join(map(re.escape, cues))
    between = "|".join(every("phones", "between"))
    return re.compile(rf"(?<!\w)(?:{words})[.:]?(?: ?(?:{between}))?[.:º°]? ?$")


def _western(text: str) -> str:
    """Write digits of every script as 0 to 9; the length stays."""
    return _FOREIGN_DIGIT.sub(lambda digit: str(int(digit[0])), text)
