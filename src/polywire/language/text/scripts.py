"""Scripts: in which letters a language is written, and which words are in others.

CLDR says which script a language uses, Unicode's names of characters say which script
a letter is of. Does not judge whether a foreign word may stand: see the rule.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

STYLED = "STYLED"
"""Letters that are drawn otherwise: full and half width, bold and such for formulas."""
_STYLES = frozenset({"FULLWIDTH", "HALFWIDTH", "MATHEMATICAL"})
_CODE = 4
"""Letters of a script's code (ISO 15924)."""
# What Unicode's names of characters call a script, where CLDR's English name does not
# begin so, or where a language is written in several.
_WORDS = {
    "Hans": "CJK IDEOGRAPHIC BOPOMOFO STYLED",
    "Hant": "CJK IDEOGRAPHIC BOPOMOFO STYLED",
    "Jpan": "CJK IDEOGRAPHIC HIRAGANA KATAKANA STYLED", "Kore": "HANGUL CJK STYLED",
    "Beng": "BENGALI", "Orya": "ORIYA", "Cans": "CANADIAN", "Nkoo": "NKO",
    "Mtei": "MEETEI",
}  # fmt: skip
LATIN_CAPITALS = "".join(char for char in map(chr, range(0x250)) if char.isupper())
"""For a class of a pattern: of all languages in Latin letters, Š and Ő too."""
_OFTEN_BOTH = frozenset({"Cyrl", "Latn"})
"""Serbian and Uzbek news are written in either; a tag without script allows both."""


@cache
def used_by(language: str) -> frozenset[str]:
    """Return the scripts that a language is written in; empty when nobody knows."""
    known = get_global("likely_subtags")
    base, *rest = language.split("-")
    named = [part.title() for part in rest if len(part) == _CODE and part.isalpha()]
    regions = [f"{base.lower()}_{part.upper()}" for part in rest if len(part) < _CODE]
    likely = (known[tag] for tag in (*regions, base.lower()) if tag in known)
    codes = named or [full.split("_")[1] for full in likely][:1]
    if not rest and codes and _written_in_both(base.lower()):
        codes = sorted(_OFTEN_BOTH)
    return frozenset(word for code in codes for word in _words_of(code))


def _written_in_both(base: str) -> bool:
    return {f"{base}_{code}" for code in _OFTEN_BOTH} <= set(locale_identifiers())


@cache
def _words_of(code: str) -> tuple[str, ...]:
    if code in _WORDS:
        return tuple(_WORDS[code].split())
    name = Locale("en").scripts.get(code)
    return (name.split()[0].upper(),) if name else ()


@cache
def _known() -> frozenset[str]:
    codes = (*Locale("en").scripts, *_WORDS)
    return frozenset(word for code in codes for word in _words_of(code))


@lru_cache(maxsize=16_384)
def script_of(char: str) -> str:
    """Return the script of a letter, a mark or a figure; empty when it has none.

    Signs have none, nor have µ, º and ª, which belong to no alphabet.
    """
    if char.isascii():
        return "LATIN" if char.isalpha() else ""
    if unicodedata.category(char)[0] not in "LM" and not char.isdecimal():
        return ""
    name = unicodedata.name(char, "").replace("-", " ").split()
    if name and name[0] in _STYLES:
        return STYLED
    return next((word for word in name if word in _known()), "")


def words(text: str) -> Iterator[str]:
    """Yield the runs of letters of a text, figures of other scripts among them.

    A script without capitals needs no blank beside another: "iPhone手机" are two words,
    but a Cyrillic letter among Latin ones makes no second word.
    """
    run = ""
    for char in text:
        if not _is_of_word(char):
            if run:
                yield run
            run = ""
        elif run and _is_border(run[-1], char):
            yield run
            run = char
        else:
            run += char
    if run:
        yield run


def _is_of_word(char: str) -> bool:
    return char.isalpha() or (not char.isascii() and bool(script_of(char)))


def _is_border(one: str, other: str) -> bool:
    first, second = script_of(one), script_of(other)
    return bool(first and second and first != second) and not (
        _has_case(one) and _has_case(other)
    )


def _has_case(char: str) -> bool:
    return char.isupper() or char.islower()


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of all letters of a text."""
    return frozenset(map(script_of, text)) - {""}


_PLAIN_LATIN = re.compile("[\\x00-\\u024f\\u2000-\\u206f\\u20a0-\\u20cf]*")
"""Latin letters with their signs, marks of typography and money: most of our texts."""


def foreign(text: str, language: str) -> tuple[str, ...]:
    """Return the words with a letter that a language is not written in, in order.

    A word of two alphabets is foreign everywhere: "Kharkivа" ends in Cyrillic. Where
    nobody knows how a language is written, only such words are.
    """
    own = used_by(language)
    if "LATIN" in own and _PLAIN_LATIN.fullmatch(text):
        return ()
    return tuple(
        word
        for word in words(text)
        if (own and scripts_of(word) - own) or _is_mixed(word)
    )


def _is_mixed(word: str) -> bool:
    return len({script_of(char) for char in word if _has_case(char)} - {""}) > 1


def are_home(text: str, language: str) -> bool:
    """Tell whether all letters of a text are such as a language is written in."""
    return not foreign(text, language)


def with_own_figures(text: str, language: str) -> str:
    """Write figures of scripts that a language does not use as 0 to 9."""
    if text.isascii():
        return text
    own = used_by(language)
    return "".join(
        str(unicodedata.decimal(char))
        if char.isdecimal() and script_of(char) and script_of(char) not in own
        else char
        for char in text
    )
