"""Names of a text that a text in another script, or with other endings, does not hold.

Which of the two is the translation is the business of who asks. Tells names by their
capital letters, so in Arabic, Persian, Hebrew, Chinese and German it finds none: there
it only says which names of the other text nothing sounds like.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from polywire.language.facts import table
from polywire.language.names import names, places, sounds, spellings
from polywire.language.text import scripts
from polywire.language.text.words import fold, words

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_OWNER = re.compile(r"['’]s?$")
_WITH_ENDING = re.compile(r"['’]\w+$")
_JOINS = re.compile(r"[\s‑-]+")
"""What stands between two parts of one name."""
_MAY_BE_NAME = re.compile(r"(?<!i)an$")
_SHORTEST, _WIDEST, _SIGNS = 3, 4, 8


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that nothing on the other side sounds like."""

    text: str
    is_near: bool
    """Something sounds much like it: it may be spelt in another way."""
    is_half: bool
    """What stands beside it as a part of the same name is heard there."""
    is_place: bool
    """Geography knows it."""
    is_first: bool
    """It opens a sentence, where a capital letter says little."""
    is_person: bool = False
    """Its form is that of a first name or surname."""


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    run: int
    is_first: bool


def find(
    text: str, other: str, language: str, other_language: str
) -> tuple[Stranger, ...]:
    """Return the names of a text that the other one does not hold."""
    if not capitals(text, language):
        return ()
    parts = _parts(text, language)
    if spellings.is_plain(language):
        likes = [
            _likeness(parts, at, other, language, other_language)
            for at in range(len(parts))
        ]
        return _not_heard(parts, likes, language, other_language)
    # a word of two scripts, or a Latin one in Cyrillic text, is told by other rules
    own = scripts.used_by(language)
    parts = tuple(part for part in parts if sounds.script(part.text) in own)
    every = tuple(
        _OWNER.sub("", match[0])
        for match in _WORD.finditer(other)
        if match[0][0].isupper()
    )
    likes = [
        spellings.closest(part.text, every, language, other_language) for part in parts
    ]
    return _not_heard(parts, likes, language, other_language)


def capitals(text: str, language: str) -> bool:
    """Tell whether capital letters show the names of a text."""
    nouns = table("sounds")["latin"]["nouns"].split()
    return language not in nouns and any(word[0].isupper() for word in words(text))


def _not_heard(
    parts: tuple[_Part, ...], likes: list[spellings.Likeness], language: str, other: str
) -> tuple[Stranger, ...]:
    """Return the parts that sound like nothing, but a first word alone."""
    heard = {
        part.run for part, like in zip(parts, likes, strict=True) if like == "same"
    }
    runs = [part.run for part in parts]
    marked = table("sounds")["latin"]["apostrophe"].split()
    found = (
        Stranger(
            part.text,
            like == "near",
            part.run in heard,
            bool(spellings.place_forms(part.text, language, other)),
            part.is_first
            and not (language in marked and _WITH_ENDING.search(part.text)),
            spellings.is_person(part.text),
        )
        for part, like in zip(parts, likes, strict=True)
        if like != "same"
    )
    alone = {part.text for part in parts if runs.count(part.run) == 1}
    return tuple(
        one
        for one in found
        if not one.is_first or one.is_place or one.text not in alone
    )


def are_exchanged(
    lost: Sequence[Stranger], new: Sequence[Stranger], *, are_names: bool
) -> bool:
    """Tell whether one name stands for another, and not for words of another kind.

    ``are_names`` says that the new ones are no words with a capital letter.
    """
    return any(one.is_person or one.is_place for one in lost) or (
        are_names
        and len(lost) == len(new)
        and any(one.is_half == other.is_half for one in lost for other in new)
    )


@lru_cache(maxsize=512)
def _parts(text: str, language: str) -> tuple[_Part, ...]:
    """Return the words that may be parts of names; those of one name share a run."""
    articles = table("sounds")["article"]["latin"].split()
    joins = re.compile(rf"(?<!\w)(?:{'|'.join(articles)})[\s‑-]+")
    found: list[_Part] = []
    run = end = 0
    for match in _WORD.finditer(text):
        word = _OWNER.sub("", match[0])
        is_name = (
            word[0].isupper()
            and len(word) >= _SHORTEST
            and not word.removesuffix("s").isupper()
            and fold(word) not in articles
            and not _is_translated(fold(word), language)
        )
        if not is_name:
            continue
        between = text[end : match.start()]
        if found:
            between = joins.sub(" ", between.casefold())
        if not found or not _JOINS.fullmatch(between):
            run += 1
        end = match.start() + len(word)
        found.append(_Part(word, run, names.opens(text, match.start())))
    return tuple(found)


def _is_translated(word: str, language: str) -> bool:
    """Tell whether a word is a title or a people: Roman is one, Kazan is none."""
    if any(names.is_general(one, language) for one in (word, word.removesuffix("s"))):
        return True
    if not names.is_translated(word, language):
        return False
    return not _MAY_BE_NAME.search(word) or places.begins(word[:-2], language)


def _stands(part: str, text: str) -> bool:
    """Tell whether a name stands in a text as it is, not inside another: Ana, Anastazja."""
    own = sounds.script(part)
    return any(
        own
        not in {sounds.script(text[at - 1 : at]), sounds.script(text[end : end + 1])}
        for match in re.finditer(re.escape(part), text)
        for at, end in (match.span(),)
    )


def _likeness(
    parts: tuple[_Part, ...], at: int, other: str, language: str, other_language: str
) -> spellings.Likeness:
    """Say how like a part, alone or with the next one, is to anything that is there."""
    part = parts[at].text
    if _stands(part, other) or fold(part) in _places(other, other_language, language):
        return "same"
    beside = [
        "".join(one.text for one in parts[start : start + 2])
        for start in (at - 1, at)
        if 0 <= start < len(parts) - 1 and parts[start].run == parts[start + 1].run
    ]
    every = _words(other, other_language)
    alone = spellings.closest(part, every, language, other_language)
    has_blanks = sounds.CHINESE not in scripts.used_by(other_language)
    if (
        alone != "same"
        and has_blanks
        and any(
            spellings.closest(both, every, language, other_language) == "same"
            for both in beside
        )
    ):
        return "same"
    return alone


@lru_cache(maxsize=512)
def _words(text: str, language: str) -> tuple[str, ...]:
    """Return what may be a name in a text: its words, and two that are written apart."""
    if sounds.CHINESE in scripts.used_by(language):
        known = "|".join(map(re.escape, _named(text, language)))
        rest = re.split(known, text) if known else [text]
        return tuple(run for part in rest for run in re.findall(r"[㐀-鿿]+", part))
    single = tuple(
        part
        for word in words(text.replace("‘", "'"))
        for part in re.split(r"[‑-]", word)
    )
    article = table("sounds")["article"].get(language, " ")
    pairs = [
        (one, then)
        for one, two in pairwise(single)
        for then in (two, two.removeprefix(article))
    ]
    return (*single, *dict.fromkeys(one + two for one, two in pairs))


def _named(text: str, language: str) -> tuple[str, ...]:
    """Return the places that stand in a text without blanks, the longest first."""
    known = places.all_forms(language, "en")
    found = {
        text[at : at + size]
        for size in range(_SIGNS, 1, -1)
        for at in range(len(text) - size + 1)
        if text[at : at + size] in known
    }
    return tuple(sorted(found, key=len, reverse=True))


@lru_cache(maxsize=512)
def _places(text: str, language: str, target: str) -> frozenset[str]:
    """Return the folded words of all forms that the places of a text have."""
    return frozenset(
        word
        for form in _place_forms(text, language, target)
        for word in re.split(r"[\s‑-]+", fold(form))
    )


def _place_forms(text: str, language: str, target: str) -> Iterator[str]:
    known = places.all_forms(language, target)
    if sounds.CHINESE in scripts.used_by(language):
        for name in _named(text, language):
            yield from known.get(name, ())
        return
    every = words(text)
    for at in range(len(every)):
        for size in range(1, _WIDEST):
            rest = " ".join(every[at + 1 : at + size])
            for first in sounds.bare(every[at].casefold(), language):
                yield from known.get(fold(f"{first} {rest}".strip()), ())
    for word in every:
        if word[0].isupper():
            yield from spellings.place_forms(word, language, target)
