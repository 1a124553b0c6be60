"""The vocabulary of a model: its SentencePiece file, and how it cuts texts.

Reads bytes that it is handed; opens no file.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from struct import unpack

from polywire.errors import EngineError

WORD_START = "\u2581"
"""What a piece that begins a word begins with."""
_NORMAL, _UNKNOWN, _USER_DEFINED = 1, 2, 4
"""Piece types of sentencepiece_model.proto; control pieces are no text."""
_UNKNOWN_PENALTY = 10.0
"""Below the rarest piece (sentencepiece, unigram_model.cc)."""
_FLOAT = 4
"""Bytes of a score."""
_USUAL = re.compile(rb"\n([\0-\x7f])(.*)\x15(.{4})(?:\x18([\0-\x7f]))?", re.DOTALL)
"""A piece as all writers write it: text, score, type. Read so, 32,000 pieces take a
fifth of the time."""


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

    Raises EngineError where the file is damaged.
    """
    try:
        yield from _read(vocabulary)
    except (IndexError, UnicodeDecodeError) as error:
        message = "the vocabulary file is damaged; fetch the model folder again"
        raise EngineError(message) from error


@lru_cache(maxsize=4)
def texts_of(vocabulary: bytes) -> tuple[str, ...]:
    """Return the texts of the pieces by number; raises EngineError as above."""
    return tuple(piece.text for piece in read_pieces(vocabulary))


def _read(vocabulary: bytes) -> Iterator[Piece]:
    for number, value in _fields(vocabulary):
        if number != 1 or not isinstance(value, bytes):
            continue
        yield _usual(value) or _piece(value)


def _usual(value: bytes) -> Piece | None:
    match = _USUAL.fullmatch(value)
    if match is None or match[1][0] != len(match[2]):
        return None
    kind = match[4][0] if match[4] else _NORMAL
    return Piece(match[2].decode("utf-8"), kind, unpack("<f", match[3])[0])


def _piece(value: bytes) -> Piece:
    text, kind, score = "", _NORMAL, 0.0
    for inner, part in _fields(value):
        if inner == 1 and isinstance(part, bytes):
            text = part.decode("utf-8")
        elif inner == 2 and isinstance(part, bytes):  # noqa: PLR2004 - field number of "score"
            score = unpack("<f", part)[0] if len(part) == _FLOAT else 0.0
        elif inner == 3 and isinstance(part, int):  # noqa: PLR2004 - field number of "type"
            kind = part
    return Piece(text, kind, score)


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
        found = list(read_pieces(vocabulary))
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
