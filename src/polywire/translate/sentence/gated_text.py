"""Bring a sentence through the vocabulary gate: fold, or protect, what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from polywire.language.text import letters
from polywire.translate.sentence.masks import PRIVATE, Masks
from polywire.translate.sentence.vocabulary_gate import Gate

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
    own = letters.own(source)
    folded: list[Folded] = []

    def fold(match: re.Match[str]) -> str:
        word = match[0]
        if gate.allows(word):
            return word
        plain = letters.fold(word)
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
