"""Rules about the engine's answer: the language, its letters, refusals, echoes, codes."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from polywire.article import Severity
from polywire.check.rule import Fault, Pair, declared
from polywire.language.facts import facts, languages
from polywire.language.names import spellings
from polywire.language.text import scripts
from polywire.language.text.words import fold, small_words, words

# Below this many letters the identifier guesses: names, "Foto: Reuters".
_ENOUGH = 25
_SURE = 0.9
# Words of two letters mean something in every second language: a, do, no, as.
_HOMOGRAPH = 2
# A title or a saying may rightly stand in its own language.
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")
_LATIN, _GREEK = frozenset({"LATIN"}), "GREEK"
_UNTRANSLATED = 4
"""Letters of a small word that is no "de" or "von" of a name."""
# 10 μm, 4 kΩ, Δt, α: signs of science, written so in every language.
_SIGN = re.compile(r"[A-Za-z]{0,2}[Α-Ωα-ω][A-Za-z]{0,2}")
_UNIT = re.compile(r"\d[\s\u00a0]?[kMGmn]?[μΩ][A-Za-z]{0,2}(?!\w)")
_BESIDE = r"(?:[^\W\d_]+ )?(?<!\w){}(?!\w)(?: [^\W\d_]+)?"
_ASIDE = re.compile(r"\([^()]*\)|" + _QUOTED.pattern)
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
    others = languages("stopwords") - {language}
    return _small(language).difference(*map(_small, others))


@cache
def _small(language: str) -> frozenset[str]:
    """Return the small words that few sentences of a language go without."""
    return frozenset(facts("stopwords", language).get("words", ()))


def _by_small_words(pair: Pair) -> str | None:
    """Return the language that has more small words here than the target has."""
    told = {fold(word) for word in words(_QUOTED.sub(" ", pair.right.plain))}
    if not facts("stopwords", pair.right.base) or pair.left.base == pair.right.base:
        return None
    own = told & _small(pair.right.base)
    for language in sorted(languages("stopwords")):
        other = (told & _small(language)) - own
        if language != pair.right.base and len(other) > max(2, len(own)):
            return language
    return None


def _leftover(pair: Pair) -> Iterable[Fault]:
    """Find small words of the source language between those of the target."""
    if pair.left.base == pair.right.base:
        return
    foreign = _foreign(pair.left.base, pair.right.base)
    found = [
        word
        for word in pair.right.written
        if word.islower() and len(word) > _HOMOGRAPH and fold(word) in foreign
    ]
    if len(found) > 1 and "“" not in pair.target and '"' not in pair.target:
        yield Fault(f"left in the source language: {', '.join(found[:4])}")


@cache
def _foreign(source: str, target: str) -> frozenset[str]:
    """Return the small words of a language that another does not have."""
    return _small(source) - small_words(target)


def _letters(pair: Pair) -> Iterable[Fault]:
    """Find words in letters that the target is not written in: "near Харьковом"."""
    found = scripts.foreign(pair.right.plain, pair.target_language)
    if not found:
        return
    kept = set(scripts.words(pair.source))
    glossary = {
        word
        for term in pair.context.terms
        for form in term.told
        for word in scripts.words(form)
    }
    strange: dict[Severity, list[str]] = {}
    for word in dict.fromkeys(found):
        severity = None if word in glossary else _severity(word, pair, kept)
        if severity:
            strange.setdefault(severity, []).append(word)
    for severity, several in strange.items():
        evidence = f"not in letters of {pair.right.base}: {', '.join(several[:4])}"
        yield Fault(evidence, severity)


def _severity(word: str, pair: Pair, kept: set[str]) -> Severity | None:
    """Say how bad a word in foreign letters is; None where it may stand.

    A Greek word in an English text may; Russian letters of a Russian text may not.
    """
    alphabets = scripts.scripts_of(word)
    others = alphabets - scripts.used_by(pair.target_language)
    ours = scripts.used_by(pair.source_language)
    if word in kept and not others & ours:
        return None
    if alphabets == _LATIN:
        return _severity_of_latin(word, pair, kept)
    if _SIGN.fullmatch(word) and (
        _GREEK not in ours or word in " ".join(_UNIT.findall(pair.target))
    ):
        return None
    return Severity.STOP


def _severity_of_latin(word: str, pair: Pair, kept: set[str]) -> Severity | None:
    """Say how bad a Latin word in a text of another script is.

    News in every script write brands, titles and acronyms so: 13 of 100 lines of
    ntrex-dev in Russian. Small words and halves of names were left over by the engine.
    """
    if word not in kept:
        return Severity.DOUBT
    text = _ASIDE.sub(" ", pair.target)
    is_small = word.islower() and len(word) >= _UNTRANSLATED
    is_left = is_small and any(
        not re.search(r"[A-Za-z][^\w\s]?\s$", text[: match.start()])
        and not re.match(r"\s[^\w\s]?[A-Za-z]|\.\w|@", text[match.end() :])
        for match in re.finditer(rf"(?<![\w.@-]){re.escape(word)}(?![\w-])", text)
    )
    return Severity.STOP if is_left or _is_half_a_name(word, pair) else None


def _is_half_a_name(word: str, pair: Pair) -> bool:
    """Tell whether the rest of a name is in other letters: "Ивана Morozov"."""
    beside = _BESIDE.format(re.escape(word))
    said = {
        other
        for match in re.finditer(beside, pair.source)
        for other in match[0].split()
    }
    told = {
        other
        for match in re.finditer(beside, pair.target)
        for other in match[0].split()
    }
    return any(
        spellings.likeness(one, other, pair.left.base, pair.right.base) == "same"
        for one in said - told
        for other in told - said
        if one[:1].isupper() and other[:1].isupper()
    )


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


RULES = declared(
    {
        "wrong-language": _language,
        "letters": _letters,
        "leftover": _leftover,
        "refusal": _refusal,
        "echo": _echo,
        "code": _codes,
    }
)
