"""Words of a text, and the forms in which words and texts are compared.

Does not stem: endings are the business of who compares.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from polywire.article import normalise
from polywire.language.facts import facts
from polywire.language.text.tags import base

_LONG, _FEWEST, _MOST = 4, 3, 0.7
"""Letters of a word that tells, how many must, and the share that has a capital."""
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")


# A newsroom's day has some 20,000 different words.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return text in lower case without accents, with straight apostrophes.

    For comparing words of one text with another's. Stored search terms have a spelling
    of their own (``search_terms.one_spelling``), engines another (``letters.in_ascii``).
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    return "".join(char for char in plain if not unicodedata.combining(char))


_CHINESE_BLANK = re.compile(r"(?<=\d) (?=[㐀-鿿])|(?<=[㐀-鿿]) (?=\d)")
_POINTS = re.compile(r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u0652\u0670]")


def unpointed(text: str) -> str:
    """Return text without what parts no words: vowel points, blanks in "2040 万"."""
    return text if text.isascii() else _CHINESE_BLANK.sub("", _POINTS.sub("", text))


def caseless(text: str) -> str:
    """Return text for comparing where only case and white space may differ."""
    return normalise(text).casefold()


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as written, in order."""
    return tuple(_WORD.findall(text))


def is_title_case(written: Iterable[str]) -> bool:
    """Tell whether Most Words Have a Capital Letter: then it proves no name."""
    long = [word for word in written if len(word) >= _LONG]
    capital = sum(word[0].isupper() for word in long)
    return len(long) >= _FEWEST and capital / len(long) > _MOST


def letters(text: str) -> str:
    """Return a text without all but its letters and figures: by these it is known again."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text)).casefold()


@cache
def small_words(language: str) -> frozenset[str]:
    """Return the folded words that every text has: articles, prepositions."""
    known = facts("stopwords", base(language))
    return frozenset((*known.get("words", ()), *known.get("more", ())))


@lru_cache(maxsize=16_384)
def parts(word: str) -> tuple[str, ...]:
    """Return a folded word without an English ``'s``, and the parts that a hyphen joins."""
    bare = word.removesuffix("'s")
    return (bare, *bare.split("-")) if "-" in bare else (bare,)
