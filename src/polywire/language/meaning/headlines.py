"""Headlinese: what only headlines leave out, and the same said in full.

Does not know whether a translation is right. Facts: ``data/headlines.toml``.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from polywire.language.facts import facts
from polywire.language.text.tags import base
from polywire.language.text.words import fold, is_title_case

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST = 400
"""Characters of a headline; hundreds of expressions go over each."""


def calmed(text: str, language: str, is_name: Callable[[str], bool]) -> str:
    """Return a headline In Capitals or CAPITALS as a sentence; names keep theirs.

    ``is_name`` is asked with folded words.
    """
    if not is_title_case(_WORD.findall(text)):
        return text
    shouts = text.isupper()
    acronyms = facts("names", base(language)).get("acronyms", ())

    def small(match: re.Match[str]) -> str:
        word = match[0]
        if word in acronyms or word.islower() or (word.isupper() and not shouts):
            return word
        bare = fold(word).removesuffix("'s")
        return word.capitalize() if is_name(bare) else word.lower()

    calm = _WORD.sub(small, text)
    return calm[:1].upper() + calm[1:]


def in_full(text: str, language: str) -> str:
    """Return a headline as a sentence that engines understand; a sentence as it is."""
    if len(text) > _LONGEST or text.rstrip("\"'”’").endswith((".", "!", "?")):
        return text
    # the first word may move inside: "Morre o ator"
    full = text[:1].lower() + text[1:]
    for pattern, told in _pairs(base(language), "full"):
        full = re.sub(pattern, told, full)
    return full if text[:1].islower() else full[:1].upper() + full[1:]


def opened(text: str, language: str) -> str:
    """Return a headline with an article: "Squid doubles" looks like a name's news."""
    article = facts("headlines", base(language)).get("article")
    return f"{article} {text[:1].lower()}{text[1:]}" if article else text


def slips(said: str, told: str, source: str, target: str) -> Iterator[str]:
    """Yield what is known to be wrong in a translation beside words of the original."""
    for pattern, wrong in _pairs(source, f"slips-{target}"):
        cause, slip = pattern.search(said), re.search(wrong, told, re.IGNORECASE)
        if cause and slip:
            yield f"“{cause[0].strip()}” is not “{slip[0]}” in a headline"


def has_verb(text: str, language: str, knows: Callable[[str], bool]) -> bool | None:
    """Tell whether any word may be a verb; None where nothing is known of them, or too long.

    ``knows`` tells whether a folded word stands in the model's vocabulary.
    """
    known = facts("headlines", language)
    if len(text) > _LONGEST:
        return None
    if "acts" in known:
        return any(pattern.search(text) for pattern, _ in _pairs(language, "verb"))
    if "verbs" not in known:
        return None
    irregular, listed = _verbs(language)
    return any(
        word in irregular
        or any(one in listed or knows(one) for one in _infinitives(word, language))
        for word in map(str.lower, _WORD.findall(text))
    )


@cache
def _verbs(language: str) -> tuple[frozenset[str], frozenset[str]]:
    known = facts("headlines", language)["verbs"]
    listed = frozenset(map(fold, known["infinitives"].split()))
    return frozenset(known["irregular"].split()), listed


def _infinitives(word: str, language: str) -> Iterator[str]:
    endings: dict[str, str] = facts("headlines", language)["verbs"]["endings"]
    for ending, infinitives in endings.items():
        stem = fold(word.removesuffix(ending))
        if stem and word.endswith(ending):
            yield from (stem + infinitive for infinitive in infinitives.split())


@cache
def shared(one: str, other: str) -> frozenset[str]:
    """Return small words that two languages write alike; empty without facts."""
    known = facts("shared_words", "-".join(sorted((one, other))))
    return frozenset(word for words in known.values() for word in words.split())


@cache
def _pairs(language: str, key: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns with what belongs to them; {name} is any word of that list."""
    known = facts("headlines", language)
    lists = {name: words.split() for name, words in known.get("lists", {}).items()}
    verbs = known.get("acts", {}).get("words", "").split()
    lists |= {"base": verbs, "act": [_third(verb) for verb in verbs]}
    either = {name: f"(?:{'|'.join(words)})" for name, words in lists.items()}

    def spelled_out(pattern: str) -> re.Pattern[str]:
        for name, words in either.items():
            pattern = pattern.replace(f"{{{name}}}", words)
        return re.compile(pattern, re.IGNORECASE)

    rows: dict[str, str] = known.get(key, {})
    return tuple((spelled_out(pattern), told) for pattern, told in rows.items())


def _third(verb: str) -> str:
    """Return the form of an English verb with he or she: hurries, reaches, rises."""
    if verb[-1] == "y" and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return (
        f"{verb}es" if verb.endswith(("ch", "sh", "s", "x", "z", "o")) else f"{verb}s"
    )
