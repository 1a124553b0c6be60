"""The vocabulary gate: which characters a model can represent.

A Firefox-Translations model reads pieces of a SentencePiece vocabulary that
has no byte fallback. A character without a piece reaches the model as "unknown"
and it guesses: pounds become euros. The vocabulary file itself says which
characters are safe. Why: docs/explanation/vocabulary-gate.md.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import unpack

from polywire.errors import EngineError
from polywire.language.facts import table
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


_SPACE_PIECE = "\u2581"
_NORMAL, _UNKNOWN, _USER_DEFINED = 1, 2, 4
"""Piece types of sentencepiece_model.proto; control pieces are no text."""
WORD_START = _SPACE_PIECE
_UNKNOWN_PENALTY = 10.0
"""Below the rarest piece (sentencepiece, unigram_model.cc)."""
_FLOAT = 4
"""Bytes of a score."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The characters that a model's vocabulary can represent."""

    characters: frozenset[str]

    @classmethod
    def of(cls, vocabulary: bytes) -> Gate:
        """Read a SentencePiece model file; raises EngineError when it is none."""
        characters: set[str] = set()
        try:
            for piece in read_pieces(vocabulary):
                if piece.is_text and len(piece.text) == 1:
                    characters.add(piece.text)
        except (IndexError, UnicodeDecodeError) as error:
            raise EngineError("the vocabulary file is damaged") from error
        if not characters:
            raise EngineError("the vocabulary file holds no pieces")
        characters.discard(_SPACE_PIECE)
        characters.add(" ")
        return cls(frozenset(characters))

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


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a SentencePiece vocabulary."""

    text: str
    kind: int = _NORMAL
    score: float = 0.0
    """Its log-probability."""

    @property
    def is_text(self) -> bool:
        """Tell whether texts are made of it: control pieces are no text."""
        return self.kind in {_NORMAL, _USER_DEFINED}

    @property
    def is_unknown(self) -> bool:
        """Tell whether it stands for what no piece has."""
        return self.kind == _UNKNOWN


def read_pieces(vocabulary: bytes) -> Iterator[Piece]:
    """Yield the pieces of a SentencePiece model (field 1 of a ModelProto) in order.

    Raises IndexError or UnicodeDecodeError where the file is damaged.
    """
    for number, value in _fields(vocabulary):
        if number != 1 or not isinstance(value, bytes):
            continue
        text, kind, score = "", _NORMAL, 0.0
        for inner, part in _fields(value):
            if inner == 1 and isinstance(part, bytes):
                text = part.decode("utf-8")
            elif inner == 2 and isinstance(part, bytes):  # noqa: PLR2004 - field number of "score"
                score = unpack("<f", part)[0] if len(part) == _FLOAT else 0.0
            elif inner == 3 and isinstance(part, int):  # noqa: PLR2004 - field number of "type"
                kind = part
        yield Piece(text, kind, score)


@dataclass(frozen=True, slots=True)
class Pieces:
    """How a vocabulary cuts texts: by the unigram model of SentencePiece (Kudo 2018).

    Each piece has a log-probability, and a text is cut where the sum is highest. Written
    anew because it is forty lines, and the library is no part of an installation.
    """

    numbers: Mapping[str, int]
    scores: Mapping[str, float]
    unknown: int
    longest: int
    """Characters of the longest piece."""
    rarest: float
    """What a character without a piece counts."""

    @classmethod
    def of(cls, vocabulary: bytes) -> Pieces:
        """Read a SentencePiece model; raises EngineError when it is none."""
        try:
            found = list(read_pieces(vocabulary))
        except (IndexError, UnicodeDecodeError, ValueError) as error:
            raise EngineError("the vocabulary file is damaged") from error
        numbers = {piece.text: n for n, piece in enumerate(found)}
        scores = {piece.text: piece.score for piece in found if piece.is_text}
        unknown = next((n for n, one in enumerate(found) if one.is_unknown), None)
        if unknown is None or not scores:
            raise EngineError("the vocabulary file holds no pieces")
        rarest = min(scores.values()) - _UNKNOWN_PENALTY
        return cls(numbers, scores, unknown, max(map(len, scores)), rarest)

    def cut(self, text: str) -> list[str]:
        """Return the pieces of a text; what no piece has is one of its own."""
        plain = unicodedata.normalize("NFKC", text)
        seen = "".join(c for c in plain if unicodedata.category(c) != "Cf")
        words = seen.split()
        return [piece for word in words for piece in self._cut(WORD_START + word)]

    def ids(self, pieces: list[str]) -> list[int]:
        """Return the numbers of pieces, with the end of the sentence behind them."""
        return [*(self.numbers.get(one, self.unknown) for one in pieces), 0]

    def _cut(self, word: str) -> list[str]:
        """Cut a word where the sum of scores is highest; what no piece has stays whole."""
        best = [0.0] + [-math.inf] * len(word)
        starts = [0] * (len(word) + 1)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - self.longest), end):
                score = self.scores.get(word[start:end])
                if score is None:
                    if end - start > 1:
                        continue
                    score = self.rarest
                if best[start] + score > best[end]:
                    best[end], starts[end] = best[start] + score, start
        found: list[str] = []
        end = len(word)
        while end:
            piece, end = word[starts[end] : end], starts[end]
            if found and {piece, found[-1]}.isdisjoint(self.scores):
                found[-1] = piece + found[-1]
            else:
                found.append(piece)
        return found[::-1]


def _fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield (field number, value) of a protobuf message; knows no schema."""
    position = 0
    while position < len(data):
        key, position = _varint(data, position)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, position = _varint(data, position)
            yield number, value
            continue
        if wire == 2:  # noqa: PLR2004 - wire type "length-delimited"
            length, position = _varint(data, position)
        else:
            length = {1: 8, 5: 4}[wire] if wire in {1, 5} else len(data)
        if position + length > len(data):
            raise IndexError(position)
        yield number, data[position : position + length]
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position += 1
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says that more follows
            return value, position
        shift += 7
