"""Rules about headlines: a stop leaves the headline in its own language."""

import re
from collections.abc import Iterable, Iterator

from polywire.check.rule import Fault, Pair, declared
from polywire.language.facts import facts, table
from polywire.language.meaning import headlines
from polywire.language.text.lexicon import stem
from polywire.language.text.words import fold, small_words, words

_SHORTEST = 3
"""Letters of a word that tells its language."""
_GLUED = re.compile(r"(?<![\w.])\d[\d.,]*([a-z]+)\b")
_BESIDE = re.compile(r"(?<!\w)(?=([A-Z][^\W\d_]+) ([^\W\d_]+))")
"""A name with the word behind it."""
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")


def _kept(pair: Pair) -> Iterable[Fault]:
    """Find words of the source that the target does not have: "qualquer eel"."""
    if pair.part != "headline" or pair.left.base == pair.right.base:
        return
    shared = headlines.shared(pair.left.base, pair.right.base)
    if not shared:
        return
    common, is_loud = pair.context.common, _is_loud(pair)
    said = {
        word.lower()
        for word in pair.left.written
        if word.islower() or is_loud or fold(word) in common
    }
    said -= shared | _small(pair)
    for number, written in enumerate(words(_QUOTED.sub(" ", pair.right.plain))):
        word = written.lower()
        is_small = word == written or (number == 0 and word in common)
        if is_small and len(word) >= _SHORTEST and word in said:
            yield Fault(f"left in the source language: {written}")


def _is_loud(pair: Pair) -> bool:
    return pair.left.is_title_case or pair.source.isupper()


def _small(pair: Pair) -> frozenset[str]:
    """Return the small words of both languages: "the", "como", "também"."""
    return small_words(pair.left.base) | small_words(pair.right.base)


def _doubts(pair: Pair) -> Iterable[Fault]:
    """Yield what speaks against the sense of a headline."""
    if pair.part == "headline":
        yield from map(Fault, _signs(pair))


def _signs(pair: Pair) -> Iterator[str]:
    yield from headlines.slips(
        pair.source, pair.target, pair.left.base, pair.right.base
    )
    measures = table("headlines").get(pair.left.base, {}).get("measures", ())
    for found in _GLUED.finditer(pair.source):
        if found[1] in measures and found[0] in pair.target:
            yield f"{found[0]} is no measure of the target's readers"
    if _lacks_verb(pair):
        yield "the original has a verb, the translation has none"
    if stack := _stack(pair):
        yield f"words in the order of the original: {stack}"


def _lacks_verb(pair: Pair) -> bool:
    lexicon = pair.context.lexicon
    return (
        lexicon is not None
        and headlines.has_verb(pair.source, pair.left.base, lexicon.is_common) is True
        and headlines.has_verb(pair.target, pair.right.base, lexicon.knows_target)
        is False
    )


def _stack(pair: Pair) -> str:
    """Return a name with its noun behind it, as only the source may have them."""
    lexicon, known = pair.context.lexicon, facts("headlines", pair.left.base)
    if lexicon is None or "aside" not in known:
        return ""
    told = _BESIDE.findall(pair.right.plain)
    small = _small(pair) | set(known["aside"])
    for name, noun in _BESIDE.findall(pair.left.plain):
        stems = () if fold(noun) in small else lexicon.targets(fold(noun)) or ()
        for first, second in told:
            if (
                first == name
                and second.islower()
                and fold(second) not in small
                and stem(fold(second)) in stems
                and not headlines.has_verb(
                    second, pair.right.base, lexicon.knows_target
                )
            ):
                return f"{first} {second}"
    return ""


RULES = declared({"headline-word": _kept, "headline": _doubts})
