"""The vocabulary gate: which characters a model can represent.

A Firefox-Translations model reads pieces of a SentencePiece vocabulary that
has no byte fallback. A character without a piece reaches the model as "unknown"
and it guesses: pounds become euros. The vocabulary file itself says which
characters are safe. Why: docs/explanation/vocabulary-gate.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from polywire.errors import EngineError
from polywire.language.facts import table
from polywire.language.text.vocabulary import WORD_START, read_pieces
from polywire.translate.sentence.masks import PRIVATE, Masks

# Letters that Unicode does not take apart; the usual way to write them in ASCII.
_SPECIAL = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o",
    "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l",
    "Ł": "L", "ı": "i", "ŋ": "n", "Ŋ": "N", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T",
    "ə": "a", "Ə": "A", "ĸ": "k", "ʻ": "'", "ʼ": "'", "ʹ": "", "ʺ": "", "ˈ": "",
    "ĳ": "ij", "Ĳ": "IJ", "ƒ": "f", "ɨ": "i", "ʿ": "'", "ʾ": "'", "ł̇": "l",
    "®": "", "™": "", "©": "", "†": "", "‡": "", "º": "o", "ª": "a",
}  # fmt: skip


@cache
def own_letters(language: str) -> frozenset[str]:
    """Return the letters outside a-z that belong to a language, in both cases."""
    letters = table("letters").get(language.partition("-")[0], "")
    return frozenset(letters + letters.upper())


def in_ascii(text: str) -> str:
    """Write Latin letters without their marks: "Łukasz Żuławski", "Győr" in ASCII.

    Case stays, and so do signs of other scripts.
    """
    return "".join(map(_in_ascii, text))


@cache
def _in_ascii(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char.isascii():
        return char
    parts = unicodedata.normalize("NFKD", char)
    base = "".join(
        _SPECIAL.get(part, part) for part in parts if not unicodedata.combining(part)
    )
    return base if base and base.isascii() else char


_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[®™†‡\u0300-\u036f]|['’-](?=[^\W\d_]))*|[^\W\d_]|[®™†‡©]"
)
_CHUNK = re.compile(r"\S+")
_PLAIN = str.maketrans({"{": "(", "}": ")", "`": "'", "´": "'", "×": "x", "⁄": "/"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A word that reaches the engine in other letters."""

    folded: str
    original: str


def through(
    text: str, gate: Gate, masks: Masks, *, source: str
) -> tuple[str, tuple[Folded, ...]]:
    """Make a text representable; return it with the words that were folded.

    Words in foreign Latin letters are folded and come back later; letters of
    the source language itself are folded for good. Anything else that the gate
    refuses is protected as a whole.
    """
    own = own_letters(source)
    folded: list[Folded] = []

    def fold(match: re.Match[str]) -> str:
        word = match[0]
        if gate.allows(word):
            return word
        plain = in_ascii(word)
        if not gate.allows(plain):
            return word
        foreign = gate.unknown(word) - own
        if foreign and len(word) > 1 and plain:
            folded.append(Folded(plain, word))
        return plain

    text = _WORD.sub(fold, text)
    if not gate.allows(PRIVATE.sub("", text)):
        text = "".join(
            char if gate.allows(char) or PRIVATE.match(char) else char.translate(_PLAIN)
            for char in text
        )
    return _protect(text, gate, masks), tuple(dict.fromkeys(folded))


def _protect(text: str, gate: Gate, masks: Masks) -> str:
    """Protect runs of words that the gate refuses; neighbours become one run."""

    def is_refused(chunk: str) -> bool:
        return not gate.allows(PRIVATE.sub("", chunk))

    runs: list[tuple[int, int]] = []
    for match in _CHUNK.finditer(text):
        if not is_refused(match[0]):
            continue
        start, end = _core(match, gate)
        touches = runs and text[runs[-1][1] : start].isspace()
        runs[-1:] = [(runs[-1][0], end)] if touches else [*runs[-1:], (start, end)]
    for start, end in reversed(runs):
        inner = text[start:end]
        text = text[:start] + _split_masks(inner, masks.word) + text[end:]
    return text


def _core(match: re.Match[str], gate: Gate) -> tuple[int, int]:
    """Leave allowed punctuation at both ends of a refused chunk outside."""
    chunk = match[0]
    start, end = 0, len(chunk)
    signs = [i for i, char in enumerate(chunk) if not _passes(char, gate)]
    if signs and not any(chunk[i].isalnum() for i in signs):
        # emoji and the like at a word: the word itself can be translated
        return match.start() + signs[0], match.start() + signs[-1] + 1
    while start < end and _stays(chunk[start], gate):
        start += 1
    while end > start and _stays(chunk[end - 1], gate):
        end -= 1
    return match.start() + start, match.start() + end


def _passes(char: str, gate: Gate) -> bool:
    return bool(PRIVATE.match(char)) or gate.allows(char)


def _stays(char: str, gate: Gate) -> bool:
    return not char.isalnum() and (bool(PRIVATE.match(char)) or gate.allows(char))


def _split_masks(text: str, protect: Callable[[str], str]) -> str:
    """Protect what stands between masks that are there already."""
    parts = re.split("([\ue000-\uf8ff])", text)
    return "".join(
        part if PRIVATE.fullmatch(part) or not part.strip() else protect(part)
        for part in parts
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """The characters that a model's vocabulary can represent."""

    characters: frozenset[str]

    @classmethod
    def of(cls, vocabulary: bytes) -> Gate:
        """Read a SentencePiece model file; raises EngineError when it is none."""
        found = {
            piece.text
            for piece in read_pieces(vocabulary)
            if piece.is_text and len(piece.text) == 1
        }
        if not found:
            raise EngineError("the vocabulary file holds no pieces")
        return cls(frozenset(found - {WORD_START} | {" "}))

    @classmethod
    def read(cls, path: Path) -> Gate:
        """Read a vocabulary file; raises EngineError that names the file."""
        try:
            return cls.of(path.read_bytes())
        except EngineError as error:
            raise EngineError(f"{path}: {error}") from error
        except OSError as error:
            raise EngineError(f"{path}: cannot be read ({error})") from error

    def allows(self, text: str) -> bool:
        """Tell whether every character of a text can be represented.

        The model normalises to NFKC itself, so what it makes of the text must
        be inside the vocabulary too.
        """
        return self.characters.issuperset(text) and self.characters.issuperset(
            unicodedata.normalize("NFKC", text)
        )

    def unknown(self, text: str) -> frozenset[str]:
        """Return the characters of a text that the model cannot represent."""
        return frozenset(char for char in text if not self.allows(char))
