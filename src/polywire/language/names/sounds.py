"""How names sound: how far a word of any script is from a Latin spelling.

Each letter may be one of several in Latin letters (``data/sounds.toml``); vowels are
free, because spellings and cases change them. Knows letters, endings and the small words
that are written as one with a name; knows no names.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from anyascii import anyascii

from polywire.language.facts import table
from polywire.language.text import scripts
from polywire.language.text.words import fold

Letter = tuple[str, ...]
"""What one letter may be in Latin letters; "" where it may be silent."""

_VOWELS = "aeiouy"
_STEM, _SHORTEST, _LONG = 3, 2, 8
"""Letters that a name keeps without its ending, or without what is joined to it."""
LONGEST_NAME = 40
"""Letters of a word that is heard; comparing two takes time by the square."""
CHINESE = "CJK"
BESIDE_CHINESE = frozenset({"IDEOGRAPHIC", "BOPOMOFO", scripts.STYLED})
"""Other signs of languages that are written in Chinese ones alone: not of Japanese."""
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)([aeiouv]+)(ng|n|r)?")
_APOSTROPHE = re.compile(r"['’]")
"""What parts a Turkish name from its ending."""
_IDEOGRAPHS = range(0x4E00, 0x9FFF)
_UNHEARD_IN_CHINESE = re.compile(r"(?<=[aeiou])[rl](?![aeiou])")
_LONGEST = 8
"""Signs of the longest name in Chinese that is compared."""


@lru_cache(maxsize=16_384)
def script(word: str) -> str:
    """Return the script of a word; empty where it has several or none."""
    found = scripts.scripts_of(word)
    return next(iter(found)) if len(found) == 1 else ""


def is_known(letters: str) -> bool:
    """Tell whether words of a script can be compared with Latin ones."""
    return letters in table("sounds")["letters"]


@lru_cache(maxsize=16_384)
def latin(word: str) -> str:
    """Return a Latin word in small ASCII letters, each once: Łódź is lodz."""
    plain = "".join(char for char in anyascii(fold(word)).lower() if char.isalpha())
    plain = re.sub(r"(ou|au|i)gh", r"\1", plain.replace("x", "ks"))
    return re.sub(r"([zscktp]h|ts|.)\1+", r"\1", plain)


def consonants(word: str) -> int:
    """Return how many consonants a Latin word has; "sh" and such are one."""
    return len(re.findall(r"[zscktp]h|ts|[^aeiouy]", latin(word)))


def likely(word: str, language: str) -> tuple[str, ...]:
    """Return what a word may be as part of a name; small, an adjective as well."""
    found = bare(word.casefold(), language)
    least = 1 if word.islower() else _LONG if word.istitle() else len(word)
    ends = table("sounds")["endings"].get(f"small_{language}", "").split()
    found += tuple(
        word.removesuffix(end)
        for end in ends
        if word.endswith(end) and len(word) - len(end) >= least
    )
    return found


def slips(word: str, other: str, language: str, most: float = math.inf) -> int:
    """Return how many consonants a Latin word has more or less than another script's.

    The least of all forms that the word may have without its ending, or without what
    is joined to it; above ``most`` any number that is.
    """
    if max(len(word), len(other)) > LONGEST_NAME:
        return len(other)
    told = latin(other)
    signs = frozenset(told)
    plain = [char for char in told if char not in _VOWELS and char != "h"]
    far = len(told)
    for form in filter(None, _forms(word, language)):
        every, firm = _outline(form)
        # what has no partner on the other side at all is left out, whatever fits
        least = sum(char not in every for char in plain)
        if least + sum(map(signs.isdisjoint, firm)) <= most:
            far = min(far, list(_slips(form, told, most))[-1])
    return far


@lru_cache(maxsize=16_384)
def _outline(form: tuple[Letter, ...]) -> tuple[frozenset[str], list[frozenset[str]]]:
    """Return all signs that letters may be, and those of each that is not silent."""
    firm = [frozenset("".join(letter)) for letter in form if "" not in letter]
    return frozenset("".join("".join(letter) for letter in form)), firm


def slips_of_both(
    word: str, other: str, language: str, other_language: str, most: float = math.inf
) -> int:
    """Return the same of two words that may both have endings: Харкова, Харькове."""
    every = bare(other.casefold(), other_language)
    return min(slips(word, form, language, most) for form in every)


def slips_in(text: str, other: str) -> int:
    """Return the same for the likest run of signs in a Chinese text.

    What is written as Chinese is ("Zhou") counts with its vowels: Zhao is another.
    """
    if len(other) > LONGEST_NAME:
        return len(other)
    told = latin(other)
    plain = fold(other).replace("'", "").replace("’", "")
    if plain in _spelled(text):
        return 0
    if is_pinyin(other):
        return len(told)
    every = (
        _slips(_signs(text[at : at + _LONGEST]), form)
        for at in range(len(text))
        for form in {told, _UNHEARD_IN_CHINESE.sub("", told)}
    )
    return min((least for one in every for least in one), default=len(told))


@lru_cache(maxsize=4096)
def is_pinyin(word: str) -> bool:
    """Tell whether a Latin word is one or two Chinese syllables: Weiming."""
    plain = fold(word).replace("'", "").replace("’", "").replace("ü", "u")
    either = "|".join(sorted(_syllables(), key=len, reverse=True))
    return bool(re.fullmatch(rf"(?:{either}){{1,2}}", plain))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(_sound(chr(code)) for code in _IDEOGRAPHS) - {""}


@lru_cache(maxsize=16_384)
def _sound(sign: str) -> str:
    return _pairs("read_alone").get(sign) or anyascii(sign).lower()


@lru_cache(maxsize=512)
def _spelled(text: str) -> frozenset[str]:
    """Return up to three signs in a row as they are written in Latin letters."""
    sounds = [_sound(sign) for sign in text]
    return frozenset(
        "".join(sounds[at : at + size])
        for size in (1, 2, 3)
        for at in range(len(sounds))
    )


def _slips(
    letters: Sequence[Letter], told: str, most: float = math.inf
) -> Iterator[int]:
    """Yield how far the first letters are from a whole Latin word, letter by letter.

    Ends where it must be more than ``most``.
    """
    row = list(_skipped([0, *[len(told)] * len(told)], told))
    for at, letter in enumerate(letters):
        new = [cost + (0 if "" in letter else 1) for cost in row]
        for start, cost in enumerate(row):
            for form in letter:
                if form and told.startswith(form, start):
                    new[start + len(form)] = min(new[start + len(form)], cost)
        if (
            at == 0
            and "" in letter
            and not told.startswith(tuple(filter(None, letter)))
        ):
            new = [cost + 1 for cost in new]  # a name keeps its first sound
        row = list(_skipped(new, told))
        yield row[-1]
        if min(row) > most:
            return


def _skipped(row: list[int], told: str) -> Iterator[int]:
    """Yield the costs when Latin letters are left out: vowels and a mute h for nothing."""
    last = row[0]
    yield last
    for at, char in enumerate(told):
        is_mute = char == "h" and at and told[at - 1] in _VOWELS
        if is_mute and at + 1 < len(told):
            is_mute = told[at + 1] not in _VOWELS
        last = min(row[at + 1], last + (0 if char in _VOWELS or is_mute else 1))
        yield last


@lru_cache(maxsize=16_384)
def _forms(word: str, language: str) -> tuple[tuple[Letter, ...], ...]:
    """Return the letters of all that a word may be without endings and small words."""
    if script(word) == "LATIN":
        known = _letters("LATIN")
        every = bare(word.casefold(), language)
        as_written = [[known.get(c, (c,)) for c in latin(form)] for form in every]
        return tuple(map(tuple, (*as_written, *_respelt(every, language))))
    small = "".join(char for char in word if char.isalpha())
    for pair, letter in _pairs("two").items():
        small = re.sub(pair, letter, small, flags=re.IGNORECASE)
    small = re.sub(r"(.)\1+", r"\1", small)
    known = _letters(script(small))
    return tuple(
        tuple(known.get(char.casefold(), (anyascii(char).lower(),)) for char in form)
        for form in likely(small, language)
        if len(form) >= _SHORTEST
    )


def _respelt(every: Iterable[str], language: str) -> Iterator[list[Letter]]:
    """Yield words as what they may be of Cyrillic letters: Sawtschuk is Савчук."""
    rows = table("sounds")["respelt"].get(language, "").split()
    known = _letters("CYRILLIC") | _letters("LATIN")
    for form in every if rows else ():
        told = form
        for row in rows:
            told = told.replace(*row.split("="))
        told = re.sub(r"(.)\1+", r"\1", told)
        yield [known.get(char, (anyascii(char).lower(),)) for char in told]


@lru_cache(maxsize=16_384)
def bare(word: str, language: str) -> tuple[str, ...]:
    """Return a word in small letters and what it may be without what was joined to it."""
    ends = table("sounds")["endings"].get(language, "").split()
    begins = table("sounds")["clitics"].get(language, "").split()
    stem = _APOSTROPHE.split(word)[0]
    return (
        word,
        *((stem,) if _is_cut(word, stem != word, word[len(stem) :]) else ()),
        *(
            word.removesuffix(end)
            for end in ends
            if _is_cut(word, word.endswith(end), end)
        ),
        *(
            word.removeprefix(begin)
            for begin in begins
            if _is_cut(word, word.startswith(begin), begin)
        ),
    )


def _is_cut(word: str, has: bool, part: str) -> bool:  # noqa: FBT001  # what was asked of the word
    return has and len(word) - len(part) >= _STEM


@lru_cache(maxsize=16_384)
def _signs(text: str) -> tuple[Letter, ...]:
    """Return what the syllables of Chinese signs may be in a foreign name."""
    known = _letters(CHINESE)
    found: list[Letter] = []
    for sign in text:
        match = _SYLLABLE.fullmatch(_sound(sign))
        if match:
            found.append(known.get(match[1], ("", *_VOWELS, "h")))
            found += [(*known[f"-{match[3]}"], "")] if match[3] else []
    return tuple(found)


@cache
def _pairs(name: str) -> dict[str, str]:
    return dict(row.split("=") for row in table("sounds")[name].split())


@cache
def _letters(letters: str) -> dict[str, Letter]:
    rows = table("sounds")["letters"].get(letters, "").split()
    split = (row.split("=") for row in rows)
    return {
        char: tuple("" if form == "-" else form for form in told.split("|"))
        for char, told in split
    }


@lru_cache(maxsize=16_384)
def heard(word: str) -> str:
    """Return a folded Latin word in the one spelling that others have, too: Darya."""
    for pair in table("sounds")["latin"]["alike"].split():
        word = word.replace(*pair.split("="))
    return word
