"""Names: which words of a text are names, and which forms a place has elsewhere.

Knows CLDR's countries and cities and a hand list. Does not know people.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from polywire.language.facts import facts, table
from polywire.language.names import sounds
from polywire.language.names.places import all_forms, in_cldr, is_known
from polywire.language.text import scripts
from polywire.language.text.words import fold, parts

_NAME = re.compile(r"(?<![\w'’.-])[^\W\d_a-zà-öø-ÿ][\w]*(?:['’-][^\W\d_]\w*)*")
_STARTS = ".!?:;\"“”„«»'‘’([–—…-•"
_SHORTEST = 3
_MOST_WORDS = 5
# CLDR knows the capital of a small place by the zone's city; two letters are codes.
_SHORTEST_PLACE = 3
_BEGINNING = 4
"""Letters that a place shares with the name of its people."""
_OWN_LIST = frozenset({"en", "pt"})
"""Languages of this module's own list; it also has what people are called there."""


@dataclass(frozen=True, slots=True)
class Name:
    """A word with a capital letter that may be a name."""

    start: int
    end: int
    text: str
    is_first: bool
    """It opens a sentence or a quotation, where every word has a capital letter."""
    has_neighbour: bool
    """Another such word stands beside it."""


@lru_cache(maxsize=512)  # six rules ask for the names of a sentence
def find(text: str, language: str) -> tuple[Name, ...]:
    """Return the words of a text that may be names, in order."""
    known = facts("names", language)
    general = _general(language)
    adjective = re.compile(known.get("adjective", r"(?!)"))
    matches = list(_NAME.finditer(text))
    found = []
    for at, match in enumerate(matches):
        word = match[0]
        folded = fold(word)
        if len(word) < _SHORTEST or not word[0].isupper() or folded in general:
            continue
        is_first = opens(text, match.start())
        if adjective.search(folded) and not _beside(text, matches, at):
            continue
        found.append(
            Name(match.start(), match.end(), word, is_first, _beside(text, matches, at))
        )
    return tuple(found)


def opens(text: str, start: int) -> bool:
    """Tell whether a word opens a sentence or a quotation."""
    at = start - 1
    while at >= 0 and text[at].isspace():
        at -= 1
    return at < 0 or text[at] in _STARTS


def is_general(word: str, language: str) -> bool:
    """Tell whether a folded word is written with a capital letter and translated."""
    return word in _general(language)


def is_translated(word: str, language: str) -> bool:
    """Tell whether a folded word with a capital letter is a title, people or creed."""
    adjective = facts("names", language).get("adjective", r"(?!)")
    return is_general(word, language) or bool(re.search(adjective, word))


def is_adapted(word: str, other: str, source: str, target: str) -> bool:
    """Tell whether two folded words differ as languages do, not by a slip of the pen.

    "Legislature" is "legislatura", Kovaltchouk is Kovalchuk, Belgio is of Belgians.
    """
    return (
        other in adapted(word, source, target)
        or sounds.heard(word) == sounds.heard(other)
        or (
            word[:_BEGINNING] == other[:_BEGINNING]
            and is_known(word, source)
            and is_translated(other, target)
        )
    )


@lru_cache(maxsize=4096)  # a name is compared with every word of the other side
def adapted(word: str, source: str, target: str) -> frozenset[str]:
    """Return all that a folded word is with an ending of the other language."""
    return frozenset(
        word[: len(word) - len(ours)] + theirs
        for ours, theirs in _endings(source, target)
        if word.endswith(ours) and len(word) - len(ours) >= _SHORTEST_PLACE
    )


@cache
def _endings(source: str, target: str) -> tuple[tuple[str, str], ...]:
    rows: list[str] = table("names").get("endings", {}).get(f"{source}-{target}", [])
    return tuple(
        (ours, one)
        for row in rows
        for ours, theirs in (row.split(" "),)
        for one in theirs.split("|")
    )


def homes(word: str, language: str) -> tuple[str, ...]:
    """Return the places whose people a word with a capital letter may name.

    "Alaskan" is of Alaska, "New Yorkers" are of New York.
    """
    ends: list[str] = facts("names", language).get("people_endings", ())
    bare = (word.removesuffix(end) for end in ends if word.endswith(end))
    return tuple(name for name in bare if is_known(name, language))


@cache
def _general(language: str) -> frozenset[str]:
    return frozenset(facts("names", language).get("general", ()))


def _beside(text: str, matches: list[re.Match[str]], at: int) -> bool:
    """Tell whether a capitalised word stands next to this one."""
    this = matches[at]
    return any(
        0 <= other < len(matches)
        and text[
            min(this.end(), matches[other].end()) : max(
                this.start(), matches[other].start()
            )
        ]
        in {" ", "\u00a0"}
        for other in (at - 1, at + 1)
    )


@lru_cache(maxsize=512)  # as above
def places(
    written: tuple[str, ...], source: str, target: str
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the places that words name, folded, with their folded forms elsewhere."""
    known = _places(source, target)
    words = tuple(parts(fold(word))[0] for word in written)
    found = []
    at = 0
    while at < len(words):
        # "us" is no country, "US" is; a name has a capital where its script has any.
        widest = 0 if written[at].islower() else min(_MOST_WORDS, len(words) - at)
        for size in range(widest, 0, -1):
            phrase = " ".join(words[at : at + size])
            if phrase in known and (len(phrase) > 2 or written[at].isupper()):  # noqa: PLR2004  # "Us" opens sentences
                found.append((phrase, known[phrase]))
                at += size - 1
                break
        at += 1
    return tuple(found)


@cache
def _places(source: str, target: str) -> dict[str, frozenset[str]]:
    """Return folded name in the source -> folded forms in the target."""
    found: dict[str, set[str]] = {}
    for ours, every in (*_hand_rows(source, target), *in_cldr(source, target)):
        theirs = [fold(form) for form in every if scripts.are_home(fold(form), target)]
        for form in map(fold, ours if theirs else ()):
            if len(form) >= _SHORTEST_PLACE or form in {"us", "uk", "eu", "un"}:
                found.setdefault(form, set()).update(theirs)
    return {form: frozenset(theirs | {form}) for form, theirs in found.items()}


def _hand_rows(source: str, target: str) -> Iterable[tuple[list[str], list[str]]]:
    if not {source, target} <= _OWN_LIST:
        for name, told in all_forms(source, target).items():
            yield [name], list(told)
        return
    for row in table("names")["places"]:
        if source in row and target in row:
            yield row[source].split("|"), row[target].split("|")
