"""Copies: which articles are one text for a reader, and which of them is shown.

Pure functions of the texts as they are stored: the order in which articles came
decides nothing but who was seen first. Does not compare across languages.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from polywire.article import Article
from polywire.language.text.search_terms import UNSPACED
from polywire.language.text.tags import base
from polywire.language.text.words import fold

SKETCH: Final = 256
"""Smallest shingle hashes that are kept: all of a text of some 250 words, and an
error of about 3 points beyond."""
KEYS: Final = 16
"""Of them by which candidates are looked up: see ``store.keeping.sketches.near``."""
LEAST: Final = 30
"""Words of a body below which only the very same words are a copy: in a text of
two sentences each word may be the news."""

# tests/corpus/copies.toml, written before: 20 copies share .71 of their shingles and
# more, and .73 of those around figures and names; of 20 other pairs those that reach
# half share .25 of those around figures at most (decision 0079).
ALIKE: Final = 0.5
KEPT: Final = 0.65

CROWD: Final = 50
"""Articles of one text that are compared with each other. A machine fills a feed with
hundreds; of those the ones seen first are looked at, so that each costs the same."""

_FIGURE, _NAME = 1, 2
_MARKS: Final = 2
"""Bits of a number that say what its shingle holds; the others are its hash."""
_PRIME: Final = 2**61 - 1
_FIRST, _SECOND = 0x1B873593CC9E2D51, 0x0E6546B64A54FF53
"""Any two large numbers: a shingle's hash is made of those of its words."""
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’‑-][^\W\d_]+)*")
_BEFORE_A_SENTENCE = re.compile(r"[.!?:…\n\"“”„«‹‘]")


@dataclass(frozen=True, slots=True)
class Sketch:
    """All by which a text is known again: hashes, never words."""

    whole: int
    """Hash of all words and figures, without case, accents and signs."""
    numbers: tuple[int, ...] = ()
    """The smallest shingle hashes in order, each with its marks: 63 bits, for a
    database. Empty when only the very same words are a copy."""

    @property
    def keys(self) -> tuple[int, ...]:
        """The hashes by which candidates are looked up: those of the first numbers."""
        return tuple(number >> _MARKS for number in self.numbers[:KEYS])


@dataclass(frozen=True, slots=True)
class Known:
    """An article that we have."""

    id: str
    language: str
    first_seen: datetime
    sketches: tuple[Sketch, ...]
    """Of its contents, the current one first. An article stays the original of
    whoever carries what it said before a correction."""
    shown_in: frozenset[str]
    """The site's languages that it may be shown in."""
    is_full: bool = False
    """Its rights permit the full text: it is shown before a mere copy."""


def sketch(article: Article, *, may_compare: bool = True) -> Sketch | None:
    """Return the sketch of an article; None when it has no words.

    Of a text that may not be compared only its identity is taken.
    """
    tokens = list(_tokens(article.body))
    if len(tokens) < LEAST:
        parts = (article.headline, article.standfirst or "", article.body)
        tokens, may_compare = list(_tokens("\n".join(parts))), False
    if not tokens:
        return None
    whole = _number(" ".join(word for word, _ in tokens))
    if not may_compare:
        return Sketch(whole)
    hashes = [(_number_of_word(word), mark) for word, mark in tokens]
    found: dict[int, int] = {}
    for (one, a), (two, b), (three, c) in zip(
        hashes, hashes[1:], hashes[2:], strict=False
    ):
        number = (one * _FIRST + two * _SECOND + three) % _PRIME
        found[number] = found.get(number, 0) | a | b | c
    smallest = sorted(found)[:SKETCH]
    return Sketch(whole, tuple(n << _MARKS | found[n] for n in smallest))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words and figures of a text, folded, each with its mark."""
    end = 0
    for match in _TOKEN.finditer(text):
        word = match.group()
        gap = text[end : match.start()]
        begins = end == 0 or (gap != " " and _BEFORE_A_SENTENCE.search(gap))
        end = match.end()
        if UNSPACED.match(word):
            yield from ((sign, 0) for sign in word)
        elif word[0].isdigit():
            yield word, _FIGURE
        else:
            yield fold(word), _NAME if word[0].isupper() and not begins else 0


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % _PRIME


# A newsroom's day has some 20,000 different words.
_number_of_word = lru_cache(maxsize=16_384)(_number)


def is_copy(first: Sketch, second: Sketch) -> bool:
    """Tell whether two texts of one language are nearly the same.

    Two reports in one frame are not: what they share is not around the figures and
    the names. What was cut or added does not count against that.
    """
    if first.whole == second.whole:
        return True
    one, two = _within(first, second), _within(second, first)
    both, shared = one | two, one.keys() & two.keys()
    if not shared or len(shared) < ALIKE * len(both):
        return False
    for mark in (_FIGURE, _NAME):
        marked = {n for n in both if (one.get(n, 0) | two.get(n, 0)) & mark}
        fewest = min(len(marked & one.keys()), len(marked & two.keys()))
        if len(marked & shared) < KEPT * fewest:
            return False
    return True


def _within(sketch: Sketch, other: Sketch) -> dict[int, int]:
    """Return hash and marks of the numbers up to where both sketches reach."""
    full = [one.numbers[-1] for one in (sketch, other) if len(one.numbers) == SKETCH]
    top = min(full, default=sketch.numbers[-1] if sketch.numbers else 0) >> _MARKS
    pairs = (divmod(number, 1 << _MARKS) for number in sketch.numbers)
    return {number: marks for number, marks in pairs if number <= top}


def carries(copy: Known, original: Known) -> bool:
    """Tell whether an article now says what another says or said."""
    return base(copy.language) == base(original.language) and any(
        is_copy(copy.sketches[0], one) for one in original.sketches
    )


def originals(known: Iterable[Known], language: str) -> dict[str, str]:
    """Return the copies among articles in a language of the site, each with its original.

    The licensed one is shown before others, then the one seen first, then the
    smallest id; whoever carries nothing of what is shown is shown as well.
    """
    shown: list[Known] = []
    found: dict[str, str] = {}
    for one in sorted(known, key=_order):
        if language not in one.shown_in:
            continue
        first = shown[:CROWD]
        original = next((other for other in first if carries(one, other)), None)
        if original is None:
            shown.append(one)
        else:
            found[one.id] = original.id
    return found


def _order(one: Known) -> tuple[bool, datetime, str]:
    return (not one.is_full, one.first_seen, one.id)
