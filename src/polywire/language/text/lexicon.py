"""A rough dictionary: the lexical shortlist that lies beside a translation model.

For each source piece the shortlist holds some 50 target pieces that may follow from
it, noise included. It says "this word may come of that one", never "this is right".
Reads bytes that it is handed; opens no file.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from polywire.errors import EngineError
from polywire.language.text.vocabulary import WORD_START, texts_of
from polywire.language.text.words import fold

Labels = NDArray[np.int64]

_HEADER = struct.Struct("<6Q")
# Marian's magic number for binary shortlists (marian-dev, shortlist.h).
_MAGIC = 0xF11A48D5013417F5
# A stem that a fiftieth of all words may become says nothing of any of them
# ("hotel", "disse"): without these 90 % instead of 88 % of dropped clauses of
# ntrex-dev are seen at the same rate of false alarms (decision 0031).
_NOISE = 0.02
_STEM = 5
_SHORTEST = 3
_LONGEST_ENDING = 5
_NOTHING: frozenset[str] = frozenset()


def stem(word: str) -> str:
    """Return what two forms of a folded word most often share."""
    return word[:_STEM]


@dataclass(frozen=True)
class Shortlist:
    """The dictionary of one direction."""

    lists: bytes
    offsets: tuple[int, ...]
    stems_of: Sequence[str]
    """Stems of the target pieces by number; empty for what begins no word."""
    pieces: dict[str, tuple[int, ...]]
    """Folded source word -> its pieces, in small and capital letters."""
    common: frozenset[str]
    """Folded source words that have a piece in small letters."""
    common_targets: frozenset[str]
    """Folded target words that have a piece in small letters."""
    known_targets: frozenset[str]
    """Folded target words that are one piece."""
    noise: frozenset[str] = frozenset()
    times: Mapping[str, int] = field(default_factory=dict)
    """How many words of the source may become each stem of the target."""
    words_of: Sequence[str] = ()
    """Target pieces that are whole words by number, folded; empty for all others."""
    noisy_words: frozenset[str] = frozenset()
    _kin: dict[str, str] = field(default_factory=dict)
    """Stem -> a source word in small letters that has it."""
    _seen: dict[str, frozenset[str]] = field(default_factory=dict)
    _seen_all: dict[str, frozenset[str]] = field(default_factory=dict)
    _seen_words: dict[str, frozenset[str]] = field(default_factory=dict)

    def targets(self, word: str) -> frozenset[str] | None:
        """Return stems that may translate a folded word; None when it is unknown."""
        numbers = self.pieces.get(word)
        if numbers is None:
            return None
        if word not in self._seen:
            self._seen[word] = self._stems(numbers) - self.noise
        return self._seen[word]

    def all_targets(self, word: str) -> frozenset[str]:
        """Return all stems that may follow from a word, those of small words too."""
        known = word if word in self.pieces else self._relative(word)
        if not known:
            return _NOTHING
        if known not in self._seen_all:
            self._seen_all[known] = self._stems(self.pieces[known])
        return self._seen_all[known]

    def forms(self, word: str) -> frozenset[str]:
        """Return whole words that may translate a folded word.

        "Partido" is a partner of "party", though its stem stands everywhere.
        """
        if word not in self._seen_words:
            known = word if word in self.pieces else self._relative(word)
            self._seen_words[word] = self._words(self.pieces.get(known, ()))
        return self._seen_words[word]

    def _relative(self, word: str) -> str:
        """Return the longest known word that an unknown one begins with, or "".

        The vocabulary holds "lose", "east" and "daughter", not "loses", "eastwards"
        and "daughters": without their kin, good words would seem to come of nothing.
        """
        shortest = max(_SHORTEST, len(word) - _LONGEST_ENDING)
        for end in range(len(word) - 1, shortest - 1, -1):
            if word[:end] in self.common:
                return word[:end]
            # "emptiness", "heavier": before an ending English writes y as i
            if word[end - 1] == "i" and f"{word[: end - 1]}y" in self.common:
                return f"{word[: end - 1]}y"
        # "insured" and "insurance": no ending more, but one stem
        return self._kin.get(stem(word), "") if len(word) > _STEM else ""

    def is_common(self, word: str) -> bool:
        """Tell whether a folded word is more than a name."""
        return word in self.common

    def is_common_target(self, word: str) -> bool:
        """Tell whether a folded word of the target is more than a name."""
        return word in self.common_targets

    def knows_target(self, word: str) -> bool:
        """Tell whether a folded word is a whole word of the target's vocabulary."""
        return word in self.known_targets

    def chance(self, stem: str) -> float:
        """Return the share of all words that may become a stem: of "said", a 50th."""
        return self.times.get(stem, 0) / max(1, len(self.pieces))

    def without_noise(self) -> Shortlist:
        """Return the same dictionary without the stems that stand everywhere."""
        stems = list(dict.fromkeys(self.stems_of))
        number_of = {stem: number for number, stem in enumerate(stems)}
        every = np.array([number_of[stem] for stem in self.stems_of])
        counted = zip(stems, self._words_with(every).tolist(), strict=False)
        times = {stem: count for stem, count in counted if stem and count}
        words = self._words_with(np.arange(len(self.stems_of)))
        limit = _NOISE * len(self.pieces)
        noise = frozenset(stem for stem, count in times.items() if count >= limit)
        noisy = (self.words_of[n] for n in np.flatnonzero(words >= limit).tolist())
        return replace(
            self,
            noise=noise,
            times=times,
            noisy_words=frozenset(noisy) if self.words_of else frozenset(),
            _seen={},
            _seen_all={},
            _seen_words={},
        )

    def _words_with(self, labels: Labels) -> Labels:
        """Return for each label how many source words may become a piece that has it.

        ``labels`` are integers by the number of a target piece.
        """
        numbers = [(w, n) for w, some in enumerate(self.pieces.values()) for n in some]
        owners, pieces = np.array(numbers, dtype=np.int64).reshape(-1, 2).T
        starts = np.array(self.offsets, dtype=np.int64)
        sizes = starts[pieces + 1] - starts[pieces]
        ends = np.cumsum(sizes)
        # positions in the lists: each piece's own, one after another
        at = np.arange(sizes.sum()) + np.repeat(starts[pieces] - ends + sizes, sizes)
        found = labels[np.frombuffer(self.lists, dtype="<u4")[at]]
        both = np.sort(np.repeat(owners, sizes) * len(labels) + found)
        # each label of a word once; np.unique hashes, which takes eighty times as long
        once = both[np.diff(both, prepend=-1) != 0]
        return np.bincount(once % len(labels), minlength=len(labels))

    def _stems(self, numbers: Sequence[int]) -> frozenset[str]:
        found = {self.stems_of[target] for target in self._targets(numbers)}
        return frozenset(found) - {""}

    def _words(self, numbers: Sequence[int]) -> frozenset[str]:
        if not self.words_of:
            return _NOTHING
        found = {self.words_of[target] for target in self._targets(numbers)}
        return frozenset(found) - self.noisy_words - {""}

    def _targets(self, numbers: Sequence[int]) -> set[int]:
        """Return the target pieces that may follow from pieces of the source."""
        found: set[int] = set()
        for number in numbers:
            start, end = self.offsets[number], self.offsets[number + 1]
            found.update(struct.unpack_from(f"<{end - start}I", self.lists, 4 * start))
        return found


def tables(shortlist: bytes) -> tuple[int, bytes, bytes]:
    """Return how many first pieces may always follow, the offsets and the lists.

    Offsets are uint64, one for each source piece; lists are uint32, little-endian.
    Raises EngineError when the bytes are no such shortlist.
    """
    if len(shortlist) < _HEADER.size:
        raise EngineError("lexical shortlist: too short; fetch the model folder again")
    magic, _, first, _, words, entries = _HEADER.unpack_from(shortlist)
    if magic != _MAGIC or len(shortlist) != _HEADER.size + 8 * words + 4 * entries:
        message = "lexical shortlist: not in Marian's binary form; the check of completeness goes without it"
        raise EngineError(message)
    middle = _HEADER.size + 8 * words
    return first, shortlist[_HEADER.size : middle], shortlist[middle:]


def read(shortlist: bytes, source: bytes, target: bytes) -> Shortlist:
    """Read a binary shortlist with the SentencePiece vocabularies of both sides.

    Raises EngineError when the bytes are no such shortlist.
    """
    _, counts, lists = tables(shortlist)
    words = len(counts) // 8
    offsets = struct.unpack(f"<{words}Q", counts)
    pieces: dict[str, list[int]] = {}
    pieces_of_target, pieces_of_source = texts_of(target), texts_of(source)
    heads = [_head(piece) for piece in pieces_of_target]
    common = set()
    for number, piece in enumerate(pieces_of_source):
        word = fold(piece[1:])
        if piece[:1] == WORD_START and word.isalpha() and number + 1 < words:
            pieces.setdefault(word, []).append(number)
            if piece.islower():
                common.add(word)
    found = Shortlist(
        lists,
        offsets,
        [_stem_of(head) for head in heads],
        {word: tuple(numbers) for word, numbers in pieces.items()},
        frozenset(common),
        frozenset(
            h for h, p in zip(heads, pieces_of_target, strict=True) if p.islower()
        )
        - {""},
        frozenset(heads) - {""},
        words_of=[h if len(h) > 1 and h.isalpha() else "" for h in heads],
        _kin={stem(word): word for word in sorted(common) if len(word) > _STEM},
    )
    try:
        return found.without_noise()
    except IndexError as error:
        raise EngineError(
            "lexical shortlist: not of this vocabulary; fetch the model folder again"
        ) from error


def _head(piece: str) -> str:
    """Return the folded word that a piece begins; empty when it begins none."""
    return fold(piece[1:]) if piece[:1] == WORD_START else ""


def _stem_of(head: str) -> str:
    return stem(head) if len(head) >= _SHORTEST and head.isalpha() else ""
