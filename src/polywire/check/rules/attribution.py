"""The rule about the verb beside a quotation: who said, denied or admitted it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from polywire.article import Severity
from polywire.check.rule import Fault, Pair, declared
from polywire.language.meaning.polarity import stems
from polywire.language.text.words import fold, words

_MARK = re.compile(r"[\"“”„«»]")
_CLOSING, _OPENING = frozenset("”"), frozenset("“„")
_NEAR = 6
"""Words from a mark within which the verb stands: "the mayor of the town said"."""


@dataclass(frozen=True, slots=True)
class Speech:
    """How people speak in one text that holds a quotation."""

    near: Counter[str]
    """Meanings of the words within a few words of a mark."""
    anywhere: Counter[str]
    """Meanings of all words outside the quotations."""


def read(text: str, language: str) -> Speech | None:
    """Count how people speak beside the quotations; None without facts or marks.

    Text before a mark that only closes belongs to a quotation that began in a
    sentence before.
    """
    known = stems("speech", language)
    if known is None or not _MARK.search(text):
        return None
    near: list[str] = []
    every: list[str] = []
    pieces = list(_outside(text))
    for number, piece in enumerate(pieces):
        told = [fold(word) for word in words(piece)]
        after, before = number > 0, number < len(pieces) - 1
        keep = set(range(_NEAR)) if after else set()
        keep |= set(range(len(told) - _NEAR, len(told))) if before else set()
        near += [word for at, word in enumerate(told) if at in keep]
        every += told
    return Speech(known.count(near), known.count(every))


def _outside(text: str) -> Iterator[str]:
    """Yield what stands before, between and after quotations; a part may be empty."""
    start, inside = 0, None
    low = text.find("„")
    for match in _MARK.finditer(text):
        is_german = 0 <= low < match.start()
        closes = _closes(text, match.start(), inside=inside, is_german=is_german)
        if inside is None and closes:
            yield ""
        elif not closes:
            yield text[start : match.start()]
        inside = not closes
        start = match.end()
    if inside is None:
        return
    yield "" if inside else text[start:]


def _closes(text: str, at: int, *, inside: bool | None, is_german: bool) -> bool:
    """Tell whether a mark ends a quotation."""
    if text[at] in _CLOSING or text[at] in _OPENING:
        # German closes with the mark that English opens with.
        return text[at] in _CLOSING or (text[at] == "“" and is_german)
    if inside is not None:
        return inside
    return at > 0 and not text[at - 1].isspace() and text[at - 1] not in "([—–-"


_AGAINST = (("deny", "confirm"), ("confirm", "deny"))


def _attribution(pair: Pair) -> Iterable[Fault]:
    said = read(pair.left.plain, pair.left.base)
    told = read(pair.right.plain, pair.right.base)
    if said is None or told is None:
        return
    for one, other in _AGAINST:
        is_gone = said.near[one] and not told.anywhere[one]
        if is_gone and told.anywhere[other] > said.anywhere[other]:
            yield Fault(f"“{one}” beside the quotation became “{other}”")
            return
    if _denial_appears(said, told):
        yield Fault("the translation denies what the original only says")
    elif said.near["deny"] and not told.anywhere["deny"] and pair.more_negations <= 0:
        yield Fault("a denial beside the quotation is gone", Severity.DOUBT)
    elif said.near["core"] and not told.anywhere:
        yield Fault("the verb beside the quotation is gone", Severity.DOUBT)


def _denial_appears(said: Speech, told: Speech) -> bool:
    """Tell whether somebody who only spoke now denies."""
    is_new = told.near["deny"] and not said.anywhere["deny"]
    spoke = told.near["core"] - told.near["deny"]
    return bool(is_new and spoke < said.near["core"])


RULES = declared({"attribution": _attribution})
