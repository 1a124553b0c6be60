"""Rules about what is missing and what was added: length, and each word's partner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Lexicon, Pair, Rule
from polywire.check.side import Side
from polywire.language.facts import facts
from polywire.language.lexicon import stem
from polywire.language.words import parts

_SMOOTH = 32
_CONTENT = 4
"""Letters of the shortest word that we expect to find again."""

# Weights from a logistic fit on ntrex-dev: 842 dropped clauses against 1,338 whole
# translations; at 1 it sees 91 % of them and stops 5 of 1,000 whole ones (decision 0031).
_PER_RUN, _PER_WORD, _PER_SHORTNESS = 0.064, 0.074, 4.5
# No whole translation of ntrex-dev leaves more than two words without a partner.
_STRANGE, _STRANGE_SHARE = 3, 0.6
_WHEN_LAST = 0.35
_LIMIT = 1.0
# Without a dictionary only length speaks; human translations of ntrex-dev have a
# standard deviation of 0.13 to 0.17, so these are some three of them.
_SHORT, _LONG = 0.44, 0.45
# With a partner for every word, a text must be shorter than this to be a fault.
_SHORT_ALONE = 0.3
# Runs of words that no word of the original explains: whole translations of ntrex-dev
# have one of 7 in 1 of 1,000; of 4 in 16 of 1,000, but then they are not long as well.
_LAST_SENTENCE = re.compile(r"[.!?…\"”’»]\s+(?=[A-ZÀ-Ý])")
_ADDED_RUN, _ADDED_RUN_IF_LONG, _LONG_TOO = 7, 4, 0.2


@dataclass(frozen=True, slots=True)
class _Cover:
    """How many content words have no partner, and the longest run of such."""

    alone: int
    known: int
    strange: int
    """Words for which not even a noisy entry of the dictionary is there."""
    run: tuple[str, ...]
    is_last_alone: bool
    """The last content word has no partner: the end may be missing."""


def _missing(pair: Pair) -> Iterable[Fault]:
    shortness = -_stretch(pair)
    lexicon = pair.context.lexicon
    if lexicon is None:
        if shortness > _SHORT:
            yield Fault("much shorter than a whole translation")
        return
    cover = _uncovered(pair, lexicon)
    if cover.strange >= max(_STRANGE, _STRANGE_SHARE * cover.known):
        yield Fault(f"has little to do with: {' '.join(cover.run)}")
        return
    is_cut = cover.is_last_alone and shortness > 0
    weight = _WHEN_LAST * is_cut + (
        _PER_RUN * len(cover.run) + _PER_WORD * cover.alone + _PER_SHORTNESS * shortness
    )
    if weight > _LIMIT and (cover.run or shortness > _SHORT_ALONE):
        yield Fault(f"missing: {' '.join(cover.run)}" if cover.run else "too short")


def _stretch(pair: Pair) -> float:
    """Return how much longer (on a log scale) the target is than usual."""
    usual = _usual(pair.right) - _usual(pair.left)
    target = _length(pair.right) + _SMOOTH
    source = _length(pair.left) + _SMOOTH
    return log(target / source) - usual


def _length(side: Side) -> int:
    """Return the length without clock times: "9:05 p.m." is rightly "21h05"."""
    return len(side.text) - sum(clock.end - clock.start for clock in side.clocks)


def _usual(side: Side) -> float:
    """Return how long texts of a language are beside English ones; 0 if unknown."""
    return float(facts("lengths", side.base).get("log", 0.0))


def _uncovered(pair: Pair, lexicon: Lexicon) -> _Cover:
    told = pair.right.stems
    alone: list[bool] = []
    words: list[str] = []
    for word in _content(pair.left):
        targets = lexicon.targets(word)
        if targets or stem(word) in told:
            words.append(word)
            alone.append(not (stem(word) in told or (targets and targets & told)))
    is_cut = alone[-1:] == [True] and not lexicon.all_targets(words[-1]) & told
    strange = sum(
        not lexicon.all_targets(word) & told
        for word, is_alone in zip(words, alone, strict=True)
        if is_alone
    )
    return _Cover(sum(alone), len(alone), strange, _longest(words, alone), is_cut)


def _content(side: Side) -> list[str]:
    small = _small(side.base)
    bare = (parts(word)[0] for word in side.words)
    return [word for word in bare if len(word) >= _CONTENT and word not in small]


@cache
def _small(language: str) -> frozenset[str]:
    """Return words that need no partner: articles, prepositions."""
    known = facts("stopwords", language)
    return frozenset((*known.get("words", ()), *known.get("more", ())))


def _longest(words: Sequence[str], alone: Sequence[bool]) -> tuple[str, ...]:
    """Return the longest run of words that stand alone."""
    best: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    for word, is_alone in zip(words, alone, strict=True):
        run = (*run, word) if is_alone else ()
        best = max(best, run, key=len)
    return best


def _added(pair: Pair) -> Iterable[Fault]:
    stretch = _stretch(pair)
    if stretch > _LONG:
        yield Fault("much longer than a translation should be")
    lexicon = pair.context.lexicon
    if lexicon is None:
        return
    supported = pair.explained
    last = _content(Side(_LAST_SENTENCE.split(pair.target)[-1], pair.target_language))
    if (
        _LAST_SENTENCE.search(pair.target)
        and len(last) > 1
        and not any(stem(word) in supported for word in last)
    ):
        yield Fault(f"nothing in the original says: {' '.join(last)}")
        return
    words = _content(pair.right)
    run = _longest(words, [stem(word) not in supported for word in words])
    if len(run) >= (_ADDED_RUN_IF_LONG if stretch > _LONG_TOO else _ADDED_RUN):
        yield Fault(f"nothing in the original says: {' '.join(run)}")


RULES = (
    Rule(
        "incomplete",
        Severity.STOP,
        "Words of the original have no partner and the text is short: a part is missing.",
        Example(
            "The mayor, who had promised new schools and a hospital, left the town.",
            "O prefeito partiu.",
        ),
        _missing,
    ),
    Rule(
        "added",
        Severity.STOP,
        "The translation is too long, or says what no word of the original says.",
        Example(
            "The mayor left.",
            "O prefeito partiu porque gostava muito de cavalos brancos e de montanhas.",
        ),
        _added,
    ),
)
