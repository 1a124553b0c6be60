"""How unsure two models are of a translation: one that makes it, one that goes back.

The first is forced to write the translation that is given, the second to write the
original from it. What the first hesitated at and what does not come back are the words
in doubt. Says nothing of what may be published, and serves
only for answers of its own model: of a text by anybody else it would find the best parts
the strangest.

A program as well, ``python -m polywire.translate.marian.both_ways``: what the models
take of memory and time is bounded there, and a broken model ends nothing else.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from polywire.child import limits
from polywire.errors import EngineError
from polywire.language.text import lexicon, typography
from polywire.language.text.vocabulary import WORD_START, Pieces
from polywire.language.text.words import fold, small_words, words
from polywire.translate.marian import model_file
from polywire.translate.marian.model_file import Floats
from polywire.translate.marian.network import END, Network
from polywire.translate.marian.second_reader import (
    Files,
    Hesitation,
    ReaderJob,
    ReaderReply,
)
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.sentence.prepare import in_words
from polywire.translate.sentence.vocabulary_gate import Gate, in_ascii

MOST_PIECES = 300
"""Of one side: attention takes memory by the square, and no sentence has as many."""

_WORST = 3
_LOST = -12.0
"""A word that is less likely than this is as lost as can be."""
_SUSPECT = -4.0
_UNSURE = 1.2
_CONTENT = 3
_LONG = 4
_FEW = 2

Doubts = list[tuple[float, str]]
"""Figures of words, the worst first."""


class Model:
    """One direction: its network, its pieces, and what it chooses among."""

    def __init__(self, folder: ModelFolder) -> None:
        """Load a model; raises EngineError when it cannot be used, or OSError."""
        vocabulary = folder.source_vocabulary.read_bytes()
        if folder.target_vocabulary != folder.source_vocabulary:
            raise EngineError("a model with two vocabularies is not supported")
        self.network = Network(model_file.read(folder.model.read_bytes()))
        self.pieces = Pieces.of(vocabulary)
        self.gate = Gate.of(vocabulary)
        if len(self.pieces.numbers) != self.network.pieces:
            raise EngineError("its vocabulary is another model's")
        self._choices = _choices(folder.shortlist, self.network.pieces)

    def entropies(
        self,
        sources: Sequence[list[str]],
        targets: Sequence[list[str]],
        wanted: Sequence[list[int]],
    ) -> list[Floats]:
        """Return how open the model was at the wanted places of each target."""
        memory = self.network.encode([self.pieces.ids(one) for one in sources])
        told = [self.pieces.ids(one) for one in targets]
        states, slices = self.network.decode(memory, told)
        rows = [
            part.start + n for part, at in zip(slices, wanted, strict=True) for n in at
        ]
        ends = np.cumsum([len(at) for at in wanted])
        return np.split(self.network.entropies(states[rows]), ends[:-1])

    def chances(
        self, sources: Sequence[list[str]], targets: Sequence[list[str]]
    ) -> list[Floats]:
        """Return the log-probability of each piece of the targets and of their ends."""
        given = [self.pieces.ids(one) for one in sources]
        told = [self.pieces.ids(one) for one in targets]
        return self.network.chances(given, told, list(map(self._choices, given, told)))

    def may_stay(self, word: str) -> bool:
        """Tell whether a word may be the same in both languages.

        "Hotel" may, the model's dictionary says so; "overseer" is no piece at all.
        """
        number = self.pieces.numbers.get(WORD_START + word)
        return number is not None and number in self._choices([number], [END])


def _choices(
    shortlist: Path | None, count: int
) -> Callable[[list[int], list[int]], NDArray[np.int64]]:
    """Return what says among which pieces a model chooses for a sentence."""
    if shortlist is None:
        every = np.arange(count)
        return lambda _given, _told: every
    first, offsets, lists = lexicon.tables(shortlist.read_bytes())
    at = np.frombuffer(offsets, "<u8").astype(np.int64)
    pieces = np.frombuffer(lists, "<u4")
    if len(at) <= count or at.max() > len(pieces) or pieces.max(initial=0) >= count:
        raise EngineError("its shortlist is another model's")

    def choices(given: list[int], told: list[int]) -> NDArray[np.int64]:
        parts = [pieces[at[one] : at[one + 1]] for one in sorted(set(given))]
        found = np.concatenate([np.arange(first), told, *parts])
        return np.unique(found).astype(np.int64)

    return choices


@dataclass(slots=True)
class _Case:
    """One pair on its way."""

    said: str
    told: str
    there: tuple[list[str], list[str]]
    """The pieces of both by the vocabulary of the first model."""
    back: tuple[list[str], list[str]]
    """By that of the second."""
    doubts: Doubts = field(default_factory=list)
    """Content words of the translation with the entropy before them."""
    gone: Doubts = field(default_factory=list)
    """Words of the original with their log-probability on the way back."""

    @property
    def is_readable(self) -> bool:
        """Tell whether both sides are there, and no longer than a sentence."""
        return all(0 < len(side) <= MOST_PIECES for side in (*self.there, *self.back))

    @property
    def unsure(self) -> float:
        """The three highest entropies."""
        return sum(entropy for entropy, _ in self.doubts[:_WORST])

    @property
    def lost(self) -> float:
        """The mean of the three least likely words."""
        worst = [max(_LOST, chance) for chance, _ in self.gone[:_WORST]]
        return sum(worst) / len(worst) if worst else 0.0


@dataclass(frozen=True, slots=True)
class BothWays:
    """Two models of one pair of languages, the second one back."""

    forward: Model
    backward: Model
    source: str
    target: str
    """The languages of the first."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Hesitation | None]:
        """Return how unsure the models are of each pair of original and translation.

        None where there is nothing to say: a side is empty, longer than any sentence,
        or a figure is no number.
        """
        cases = [self._case(*pair) for pair in pairs]
        readable = [case for case in cases if case.is_readable]
        self._ask_forward(readable)
        self._ask_backward(readable)
        return [self._hesitation(case) if case.is_readable else None for case in cases]

    def _case(self, said: str, told: str) -> _Case:
        gate = self.forward.gate
        said, told = known(said, gate, self.source), known(told, gate, self.target)
        there, back = (
            (model.pieces.cut(said), model.pieces.cut(told))
            for model in (self.forward, self.backward)
        )
        return _Case(said, told, there, back)

    def _ask_forward(self, cases: Sequence[_Case]) -> None:
        """Note how open the model was at each content word of the translations."""
        content = [list(self._content(case)) for case in cases]
        asked = [
            (case, found) for case, found in zip(cases, content, strict=True) if found
        ]
        if not asked:
            return
        entropies = self.forward.entropies(
            [case.there[0] for case, _ in asked],
            [case.there[1] for case, _ in asked],
            [[n for _, span in found for n in span] for _, found in asked],
        )
        for (case, found), values in zip(asked, entropies, strict=True):
            rest = iter(values.tolist())
            case.doubts = sorted(
                ((max(next(rest) for _ in span), word) for word, span in found),
                reverse=True,
            )

    def _ask_backward(self, cases: Sequence[_Case]) -> None:
        """Note how likely each word of the originals is on the way back."""
        if not cases:
            return
        chances = self.backward.chances(
            [case.back[1] for case in cases], [case.back[0] for case in cases]
        )
        for case, values in zip(cases, chances, strict=True):
            found = list(_spans(case.back[0]))
            case.gone = sorted(
                (float(values[span.start : span.stop].sum()), word)
                for n, (word, span) in enumerate(found)
                if word[:1].islower() or (n == 0 and self._is_word(found))
            )

    def _content(self, case: _Case) -> Iterator[tuple[str, range]]:
        """Yield the content words of the translation that are no names."""
        small = small_words(self.target)
        names = {word.lower() for word in words(case.said)}
        for word, span in _spans(case.there[1]):
            bare = _bare(word)
            is_name = bare[:1].isupper() and bare.lower() in names
            if len(bare) >= _CONTENT and not is_name and fold(bare) not in small:
                yield bare, span

    def _is_word(self, found: list[tuple[str, range]]) -> bool:
        """Tell whether a sentence's first word is a word, and no name."""
        first = _bare(found[0][0])
        is_alone = len(found) > 1 and not found[1][0][:1].isupper()
        is_known = len(self.forward.pieces.cut(first.lower())) <= _FEW
        return len(first) >= _CONTENT and is_alone and is_known

    def _copied(self, case: _Case) -> list[str]:
        """Return words of the original that stand in the translation and should not."""
        told = set(words(case.told))
        return [
            word
            for word in dict.fromkeys(words(case.said))
            if word in told
            and word.islower()
            and len(word) >= _LONG
            and not self.forward.may_stay(word)
        ]

    def _hesitation(self, case: _Case) -> Hesitation | None:
        if not math.isfinite(case.unsure + case.lost):
            return None
        copied = self._copied(case)
        gone = [_bare(w) for chance, w in case.gone[:_WORST] if chance < _SUSPECT]
        doubts = [w for entropy, w in case.doubts[:_WORST] if entropy > _UNSURE]
        suspects = dict.fromkeys(word for word in (*copied, *gone, *doubts) if word)
        return Hesitation(case.unsure, case.lost, len(copied), tuple(suspects))


def known(text: str, gate: Gate, language: str) -> str:
    """Write a text in the characters that a model knows, as engines get it."""
    text = in_words(typography.plain(text), language)
    return "".join(char if gate.allows(char) else in_ascii(char) for char in text)


def _spans(pieces: Sequence[str]) -> Iterator[tuple[str, range]]:
    """Yield what stands between blanks, and which pieces it is made of."""
    starts = [n for n, piece in enumerate(pieces) if piece.startswith(WORD_START)]
    for start, end in pairwise([*starts, len(pieces)]):
        yield "".join(pieces[start:end])[1:], range(start, end)


def _bare(word: str) -> str:
    """Return the first word of what stands between blanks, without signs."""
    return next(iter(words(word)), "")


@lru_cache(maxsize=2)  # what the memory of a child has room for
def _model(files: Files) -> Model:
    source, target, *paths = files
    try:
        return Model(ModelFolder(source, target, *map(Path, paths)))
    except (OSError, EngineError) as error:
        raise EngineError(f"{paths[0]}: {error}") from error


def _answer(data: bytes) -> bytes:
    job = msgspec.msgpack.decode(data, type=ReaderJob)
    try:
        both = BothWays(_model(job.forward), _model(job.backward), *job.forward[:2])
        reply = ReaderReply(both.read(job.pairs))
    except EngineError as error:
        reply = ReaderReply(error=str(error))
    return msgspec.msgpack.encode(reply)


if __name__ == "__main__":
    limits.answer(_answer)
