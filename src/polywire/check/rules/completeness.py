"""Rules about what is missing and what was added: length, and each word's partner."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from polywire.check.rule import Fault, Lexicon, Pair, declared
from polywire.check.side import Side
from polywire.language.facts import facts
from polywire.language.names import names, places
from polywire.language.text.lexicon import stem
from polywire.language.text.words import fold, parts, small_words

_SMOOTH = 32
_CONTENT = 4
"""Letters of the shortest word that we expect to find again."""

# Weights from a logistic fit on half of ntrex-dev and 50 pages, measured on the other
# half and 40 pages: at 1 they see 92 of 100 dropped clauses and 95 of 100 cut ends, and
# stop 3 to 4 of 1,000 whole translations. Lengths say more of long sentences than of
# short ones, so shortness weighs by the root of the words (decision 0110).
_PER_RUN, _PER_SHORTNESS, _PER_ROOT, _PER_LAST = 0.15, 2.24, 0.488, 0.08
# No whole translation of ntrex-dev leaves more than two words without a partner.
_STRANGE, _STRANGE_SHARE = 3, 0.6
_WHEN_LAST = 0.18
_LAST, _NOT_SHORT = 3, -0.05
_LIMIT = 0.93
# A sentence of few words loses a third of its letters by grammar alone: "was taken into
# custody" is "foi preso". Halves of such sentences weigh more than this.
_FEW, _LIMIT_OF_FEW = 8, 1.25
# Without a dictionary only length speaks; human translations of ntrex-dev have a
# standard deviation of 0.13 to 0.17, so these are some three of them.
_SHORT, _LONG, _LONGER = 0.44, 0.45, 1.5
_TELLS = 60
"""Characters of the shortest sentence whose length tells something by itself."""
# With a partner for every word, a text must be shorter than this to be a fault.
_SHORT_ALONE = 0.3
# Runs of words that no word of the original explains: whole translations of ntrex-dev
# have one of 7 in 1 of 1,000; of 4 in 16 of 1,000, but then they are not long as well.
_LAST_SENTENCE = re.compile(r"[.!?…\"”’»]\s+(?=[A-ZÀ-Ý])")
# Last sentences of whole translations reach 4 a word, invented ones 0 to 2.
_EXPLAINED, _COPIED, _TINY, _REACH = 1.2, 5.0, 1e-3, 3
_ADDED_RUN, _ADDED_RUN_IF_LONG, _LONG_TOO = 7, 4, 0.2
# A clause of which the original explains no word: one of 1,338 translations by people
# each way holds such a piece, and is that long.
_PIECES = re.compile(r"[,;:–—]\s+")
_ADDED_PIECE, _PIECE_TOO = 3, 0.1


@dataclass(frozen=True, slots=True)
class _Cover:
    """How many content words are known, and the longest run without a partner."""

    known: int
    strange: int
    """Words for which not even a noisy entry of the dictionary is there."""
    run: tuple[str, ...]
    is_last_alone: bool
    """The last content word has no partner: the end may be missing."""
    last_alone: int
    """Of the last three content words, those without a partner in the last half."""


def _missing(pair: Pair) -> Iterable[Fault]:
    if _stays_open(pair.target) and not _stays_open(pair.source):
        yield Fault("breaks off inside a bracket")
        return
    shortness = -_stretch(pair)
    lexicon = pair.context.lexicon
    if lexicon is None:
        if shortness > _short(pair):
            yield Fault("much shorter than a whole translation")
        return
    cover = _uncovered(pair, lexicon)
    if cover.strange >= max(_STRANGE, _STRANGE_SHARE * cover.known):
        yield Fault(f"has little to do with: {' '.join(cover.run)}")
        return
    is_cut = cover.is_last_alone and shortness > 0
    if shortness > 0 and (name := _last_name_lost(pair, lexicon)):
        yield Fault(f"the end is missing: {name}")
        return
    last = cover.last_alone if shortness > _NOT_SHORT else 0
    weight = _WHEN_LAST * is_cut + (
        _PER_LAST * last
        + _PER_RUN * len(cover.run)
        + (_PER_SHORTNESS + _PER_ROOT * sqrt(len(pair.left.words))) * shortness
    )
    limit = _LIMIT_OF_FEW if len(pair.left.words) <= _FEW else _LIMIT
    if weight > limit and (cover.run or shortness > _SHORT_ALONE):
        yield Fault(f"missing: {' '.join(cover.run)}" if cover.run else "too short")


def _stays_open(text: str) -> bool:
    return text.count("(") > text.count(")")


def _stretch(pair: Pair) -> float:
    """Return how much longer (on a log scale) the target is than usual."""
    usual = _usual(pair.right) - _usual(pair.left)
    target = _length(pair.right) + _SMOOTH
    source = _length(pair.left) + _SMOOTH
    return log(target / source) - usual


def _short(pair: Pair) -> float:
    """Return how short a whole translation may be, as measured beside English."""
    if len(pair.source) < _TELLS:
        return _SHORT
    known = [
        float(facts("lengths", side.base).get("short", _SHORT))
        for side in (pair.left, pair.right)
        if side.base != "en"
    ]
    return sqrt(sum(one**2 for one in known))


def _length(side: Side) -> int:
    """Return the length without clock times: "9:05 p.m." is rightly "21h05"."""
    return len(side.text) - sum(clock.end - clock.start for clock in side.clocks)


def _usual(side: Side) -> float:
    """Return how long texts of a language are beside English ones; 0 if unknown."""
    return float(facts("lengths", side.base).get("log", 0.0))


def _uncovered(pair: Pair, lexicon: Lexicon) -> _Cover:
    told, whole = pair.right.stems, frozenset(pair.right.words)
    alone: list[bool] = []
    words: list[str] = []
    for word in _content(pair.left):
        if lexicon.targets(word) or stem(word) in told:
            words.append(word)
            alone.append(not _has_partner(word, told, whole, lexicon))
    is_cut = alone[-1:] == [True] and not lexicon.all_targets(words[-1]) & told
    strange = sum(
        not lexicon.all_targets(word) & told
        for word, is_alone in zip(words, alone, strict=True)
        if is_alone
    )
    return _Cover(
        len(alone),
        strange,
        _longest(words, alone),
        is_cut,
        _last_alone(pair, words[-_LAST:], lexicon),
    )


_SHORTEST_NAME, _FEWEST_WORDS = 2, 4
"""Letters of a name: "I" at the end of a sentence is none; words of a sentence."""


def _is_last_name(name: str, side: Side) -> bool:
    """Tell whether the last word of a text is a name: no lone one, no "You Too"."""
    return (
        len(name) >= _SHORTEST_NAME
        and name[:1].isupper()
        and len(side.written) >= _FEWEST_WORDS
        and not side.is_title_case
        and fold(name) not in small_words(side.base)
    )


def _last_name_lost(pair: Pair, lexicon: Lexicon) -> str:
    """Return the name that ends the original if it is gone: "off Sumatra"."""
    name = pair.left.written[-1] if pair.left.written else ""
    if not _is_last_name(name, pair.left):
        return ""
    letters = sorted(fold(name))
    if name.isupper() and any(sorted(word) == letters for word in pair.right.words):
        return ""  # EU is UE, AI is IA
    if any(
        stem(word) in pair.right.stems
        for form in places.forms(name, pair.left.base, pair.right.base)
        for word in parts(fold(form))
    ):
        return ""
    told = pair.right.stems
    near = pair.left.written[-_LAST:]
    for _, forms in names.places(near, pair.left.base, pair.right.base):
        if any(stem(word) in told for form in forms for word in form.split()):
            return ""
    for part in parts(fold(name)):
        if stem(part) in told or lexicon.all_targets(part) & told:
            return ""
    return name


def _last_alone(pair: Pair, last: Sequence[str], lexicon: Lexicon) -> int:
    """Count the words that no word of the target's last half may come from."""
    half = pair.right.words[len(pair.right.words) // 2 :]
    told = frozenset(stem(part) for word in half for part in parts(word))
    return sum(not _has_partner(word, told, frozenset(half), lexicon) for word in last)


def _has_partner(
    word: str, told: frozenset[str], whole: frozenset[str], lexicon: Lexicon
) -> bool:
    """Tell whether a word may have become a stem of the target, or a whole word."""
    return (
        stem(word) in told
        or not told.isdisjoint(lexicon.targets(word) or ())
        or not whole.isdisjoint(lexicon.forms(word))
    )


def _content(side: Side) -> list[str]:
    small = small_words(side.base)
    bare = (parts(word)[0] for word in side.words)
    return [word for word in bare if len(word) >= _CONTENT and word not in small]


def _longest(words: Sequence[str], alone: Sequence[bool]) -> tuple[str, ...]:
    """Return the longest run of words that stand alone."""
    first = last = begun = 0
    for at, is_alone in enumerate(alone):
        begun = begun if is_alone else at + 1
        if at + 1 - begun > last - first:
            first, last = begun, at + 1
    return tuple(words[first:last])


def _added(pair: Pair) -> Iterable[Fault]:
    stretch = _stretch(pair)
    if stretch > max(_LONG, _LONGER * _short(pair)):
        yield Fault("much longer than a translation should be")
    lexicon = pair.context.lexicon
    if lexicon is None:
        return
    every = (part for word in pair.left.words for part in parts(word))
    supported = pair.explained.union(*map(lexicon.all_targets, every))
    strange = _strange_end(pair, lexicon)
    if strange:
        yield Fault(f"nothing in the original says: {strange}")
        return
    words = _content(pair.right)
    run = _longest(words, [stem(word) not in supported for word in words])
    if len(run) >= (_ADDED_RUN_IF_LONG if stretch > _LONG_TOO else _ADDED_RUN):
        yield Fault(f"nothing in the original says: {' '.join(run)}")
        return
    for piece in _PIECES.split(pair.target) if stretch > _PIECE_TOO else ():
        words = _content(Side(piece, pair.target_language))
        if len(words) >= _ADDED_PIECE and supported.isdisjoint(map(stem, words)):
            yield Fault(f"nothing in the original says: {' '.join(words)}")


def _strange_end(pair: Pair, lexicon: Lexicon) -> str:
    """Return the last sentence if the end of the original does not explain it."""
    if not _LAST_SENTENCE.search(pair.target):
        return ""
    end = Side(_LAST_SENTENCE.split(pair.target)[-1], pair.target_language)
    last = _content(end)
    near = pair.left.words[-_REACH - len(end.words) * 3 // 2 :]
    said = [part for word in near for part in parts(word)]
    if len(last) < 2:  # noqa: PLR2004  # one word may be a rare translation
        return ""
    stems = frozenset(map(stem, said))
    sure = sum(_surprise(stem(word), said, stems, lexicon) for word in last)
    return "" if sure >= _EXPLAINED * len(last) else " ".join(last)


def _surprise(
    wanted: str, said: Sequence[str], stems: frozenset[str], lexicon: Lexicon
) -> float:
    """Return how little chance explains that one of the words may become a stem.

    Half of all sentences hold a word that may become "made": that proves little.
    """
    if wanted in stems:
        return _COPIED
    if not any(wanted in (lexicon.targets(word) or ()) for word in said):
        return 0.0
    by_chance = 1 - (1 - lexicon.chance(wanted)) ** len(said)
    return min(_COPIED, -log(max(by_chance, _TINY)))


RULES = declared({"incomplete": _missing, "added": _added})
