"""Text -> the terms that a search knows: folded words, pairs of unspaced signs.

The same function makes the index and reads the question, so that both databases
answer alike. Knows no grammar: a term is found by the beginning of its word.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 40
"""Characters of a term: nobody looks for more, and databases have limits."""

PREFIX: Final = 3
"""Letters from which on a term finds the words that begin with it."""

# Marks that readers leave out: Latin, Greek and Cyrillic accents, Hebrew points,
# Arabic vowels and hamza. Not those of Indic, Thai or kana: there they are letters.
_SILENT = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u200c\u200d\u00ad]"
)
# Letters that do not come apart by Unicode, but that people write for each other.
_ALIKE = str.maketrans(
    {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae",
    "œ": "oe", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ґ": "г",
}
)  # fmt: skip
UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
)
# A syllable of Korean says as much as three letters, and particles follow it.
_HANGUL = re.compile("[\uac00-\ud7a3]")


def one_spelling(text: str) -> str:
    """Return text in the one spelling that all of its variants share.

    Stored with the index: unlike ``words.fold`` it keeps the marks that are letters.
    """
    whole = unicodedata.normalize("NFKC", text).casefold()
    apart = _SILENT.sub("", unicodedata.normalize("NFD", whole))
    return unicodedata.normalize("NFC", apart).translate(_ALIKE)


def terms(text: str) -> list[str]:
    """Return the terms of a text in its order, for an index."""
    return [
        term for word in _words(text) for part in _parts(word) for term in _pairs(part)
    ]


def question(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the terms that a find must hold, and whether each is a beginning."""
    found: dict[str, bool] = {}
    for word in _words(text):
        for part in _parts(word):
            if UNSPACED.fullmatch(part):
                signs = _pairs(part)[:-1] or [part]
                found |= dict.fromkeys(signs, len(part) == 1)
            else:
                found[part[:LONGEST]] = len(part) >= PREFIX or bool(_HANGUL.match(part))
    return tuple(found.items())


def is_unspaced(term: str) -> bool:
    """Tell whether a term is of a script that parts no words: a pair of its signs."""
    return UNSPACED.fullmatch(term) is not None


def _words(text: str) -> Iterator[str]:
    """Yield runs of letters, marks and digits; digits of all scripts as 0-9."""
    run: list[str] = []
    for sign in one_spelling(text):
        kind = unicodedata.category(sign)
        if kind[0] in "LM":
            run.append(sign)
        elif kind == "Nd":
            run.append(str(unicodedata.digit(sign)))
        elif run:
            yield "".join(run)
            run = []
    if run:
        yield "".join(run)


def _parts(word: str) -> Iterator[str]:
    """Split a word where a script without spaces begins or ends."""
    end = 0
    for match in UNSPACED.finditer(word):
        if match.start() > end:
            yield word[end : match.start()]
        yield match.group()
        end = match.end()
    if end < len(word):
        yield word[end:]


def _pairs(part: str) -> list[str]:
    """Return a word as it is, a run of unspaced signs as pairs and its last sign."""
    if not UNSPACED.fullmatch(part):
        return [part[:LONGEST]]
    return [*(part[i : i + 2] for i in range(len(part) - 1)), part[-1]]
