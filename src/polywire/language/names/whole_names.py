"""Names as wholes: "Lagoa Branca" is neither Lagoa White nor White Lagoa.

Knows which words stand together as one name, and which of them tells its kind. What a
word may become says the dictionary of who asks.
"""

import re
from collections.abc import Callable, Container, Iterator
from itertools import islice

from polywire.language.facts import facts, table
from polywire.language.names import names, places
from polywire.language.text.lexicon import stem
from polywire.language.text.scripts import LATIN_CAPITALS
from polywire.language.text.words import fold

_CAPITAL = rf"[{LATIN_CAPITALS}][\w’'-]+"
_RUN = re.compile(rf"(?<![\w.@#-]){_CAPITAL}(?: {_CAPITAL})*")
_BOTH = re.compile(rf"(?<![\w.@#-])(?=({_CAPITAL}) ({_CAPITAL}))")
_ANY = re.compile(r"\w+")
_MOST_WORDS = 4
"""More capitals in a row are a headline that has them all."""
_MOST = 60
"""Pairs of capitals that are looked at in a text: a sentence of 200 words has 20."""
_BEGINNING = 4
"""Letters that a part shares with a word made of it: Fundo, Fund."""


def find(text: str, known_words: Container[str], language: str) -> Iterator[str]:
    """Yield the names of a text as wholes, from their first known word on."""
    for run in _RUN.finditer(text):
        held: list[str] = []
        for word in (*run[0].split(" "), ""):
            if word in known_words or (word and held and _is_head_first(language)):
                held.append(word)
            elif held:
                yield from [" ".join(held)] if len(held) <= _MOST_WORDS else held
                held = []


def _is_head_first(language: str) -> bool:
    rows = table("names")
    return language in rows["undeclined"] and language not in rows["head_last"]


def halved(
    source: str,
    target: str,
    languages: tuple[str, str],
    means: Callable[[str], frozenset[str]],
) -> Iterator[tuple[str, str]]:
    """Yield names of which one part was translated and the other left: Riacho Fund.

    The word for the kind of a thing may be translated: it comes first in Portuguese
    ("Banco Andorinha"), last in English. ``means`` tells the stems of what a folded
    word may become.
    """
    language = languages[0]
    is_first = _is_head_first(language)
    if not set(languages) <= set(table("names")["undeclined"]):
        return
    said, told = (set(map(fold, _ANY.findall(text))) for text in (source, target))
    # each pair once, and no more than any sentence has: each is looked for in the target
    article = facts("names", language).get("article")
    pairs = {match.groups(): match for match in islice(_BOTH.finditer(source), _MOST)}
    for both, match in pairs.items():
        kept, gone = both if is_first else both[::-1]
        if (
            fold(gone) in told
            or names.is_general(fold(kept), language)
            or places.is_known(gone, language)
            or _may_be_told(fold(gone), language)
            or (
                names.opens(source, match.start())
                and not is_first
                and fold(gone) not in facts("names", language).get("given", "").split()
            )
        ):
            continue
        has_article = source[: match.start()].lower().rsplit(None, 1)[-1:] == [article]
        beside = rf"(?:(\w+) )?(?<!\w){re.escape(kept)}(?!\w)(?: (\w+))?"
        near = [
            one
            for before, after in re.findall(beside, target)
            for one in (before, after)
            if one.istitle() or (has_article and one == before)
        ]
        new = [one for one in near if stem(fold(one)) in means(fold(gone))]
        new += [
            one
            for one in _ANY.findall(target if kept in target else "")
            if one.istitle() and fold(one)[:_BEGINNING] == fold(gone)[:_BEGINNING]
        ]
        yield from ((" ".join(both), one) for one in new if fold(one) not in said)


def _may_be_told(word: str, language: str) -> bool:
    """Tell whether a word is of a people, or the kind of a thing before its name."""
    if names.is_general(word, language):
        return not _is_head_first(language)
    return names.is_translated(word, language)
