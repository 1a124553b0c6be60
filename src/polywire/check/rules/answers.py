"""Rules about the engine's answer: the language, refusals, echoes, codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.language.facts import facts, languages
from polywire.language.words import fold, words

# Below this many letters the identifier guesses: names, "Foto: Reuters".
_ENOUGH = 25
_SURE = 0.9
# Words of two letters mean something in every second language: a, do, no, as.
_HOMOGRAPH = 2
# A title or a saying may rightly stand in its own language.
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")
_NEIGHBOURS = ("en", "pt", "es", "fr", "de", "it", "ru", "uk", "ar", "fa", "zh", "ja")


def _language(pair: Pair) -> Iterable[Fault]:
    small = _by_small_words(pair)
    if small:
        yield Fault(f"the translation reads like {small}")
        return
    identify = pair.context.identifier
    letters = sum(char.isalpha() for char in pair.target)
    if identify is None or letters < _ENOUGH or pair.left.base == pair.right.base:
        return
    if _own_words(pair):  # asked first: the identifier costs more than all rules
        return
    candidates = {pair.left.base, pair.right.base, *_NEIGHBOURS}
    found, sure = identify(pair.target, candidates=sorted(candidates))
    if found != pair.right.base and sure >= _SURE:
        yield Fault(f"the translation reads like {found}")


def _own_words(pair: Pair) -> int:
    """Count small words that no other language has; 0 as well without facts.

    "Que" proves no Portuguese: Spanish has it too.
    """
    own = _unshared(pair.right.base)
    return sum(word in own for word in pair.right.words)


@cache
def _unshared(language: str) -> frozenset[str]:
    own = set(facts("stopwords", language).get("words", ()))
    for other in languages("stopwords") - {language}:
        own -= set(facts("stopwords", other)["words"])
    return frozenset(own)


def _by_small_words(pair: Pair) -> str | None:
    """Return the language that has more small words here than the target has."""
    told = {fold(word) for word in words(_QUOTED.sub(" ", pair.right.plain))}
    if not facts("stopwords", pair.right.base) or pair.left.base == pair.right.base:
        return None
    own = told & set(facts("stopwords", pair.right.base)["words"])
    for language in sorted(languages("stopwords")):
        other = told & set(facts("stopwords", language)["words"]) - own
        if language != pair.right.base and len(other) > max(2, len(own)):
            return language
    return None


def _leftover(pair: Pair) -> Iterable[Fault]:
    """Find small words of the source language between those of the target."""
    if pair.left.base == pair.right.base:
        return
    theirs = facts("stopwords", pair.right.base)
    foreign = set(facts("stopwords", pair.left.base).get("words", ()))
    foreign -= {*theirs.get("words", ()), *theirs.get("more", ())}
    found = [
        word
        for word in pair.right.written
        if word.islower() and len(word) > _HOMOGRAPH and fold(word) in foreign
    ]
    if len(found) > 1 and "“" not in pair.target and '"' not in pair.target:
        yield Fault(f"left in the source language: {', '.join(found[:4])}")


def _refusal(pair: Pair) -> Iterable[Fault]:
    yield from _phrases(pair, "refusal")


def _echo(pair: Pair) -> Iterable[Fault]:
    yield from _phrases(pair, "echo")


def _phrases(pair: Pair, kind: str) -> Iterable[Fault]:
    """Find phrases of chat models that nothing in the source explains."""
    if any(phrase in fold(pair.source) for phrase in _known(pair.left.base, kind)):
        return
    told = fold(pair.target)
    for language in {pair.left.base, pair.right.base, "en"}:
        for phrase in _known(language, kind):
            if phrase in told:
                yield Fault(f"the engine speaks for itself: “{phrase}”")
                return


def _known(language: str, kind: str) -> list[str]:
    phrases: list[str] = facts("answers", language).get(kind, [])
    return phrases


def _codes(pair: Pair) -> Iterable[Fault]:
    said, told = Counter(pair.left.codes), Counter(pair.right.codes)
    for code in (said - told).elements():
        yield Fault(f"{code} is missing or broken")
    for code in (told - said).elements():
        yield Fault(f"{code} does not stand in the original")


RULES = (
    Rule(
        "wrong-language",
        Severity.STOP,
        "The answer is not in the language that was asked for.",
        Example(
            "The road to the coast was closed by snow on Monday.",
            "La carretera a la costa fue cerrada por la nieve el lunes.",
        ),
        _language,
    ),
    Rule(
        "leftover",
        Severity.STOP,
        "Small words of the source language were left in.",
        Example("The man who was with her left.", "O homem who was com ela partiu."),
        _leftover,
    ),
    Rule(
        "refusal",
        Severity.STOP,
        "The engine refuses or apologises instead of translating.",
        Example("The thief ran away.", "Desculpe, mas não posso ajudar com isso."),
        _refusal,
    ),
    Rule(
        "echo",
        Severity.STOP,
        "The engine announces its answer or repeats the task.",
        Example("The thief ran away.", "Aqui está a tradução: O ladrão fugiu."),
        _echo,
    ),
    Rule(
        "code",
        Severity.STOP,
        "An address, e-mail, @handle or #tag is missing or changed.",
        Example("Follow @polywire_news.", "Siga -polywire_news."),
        _codes,
    ),
)
