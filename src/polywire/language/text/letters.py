"""Letters of other alphabets: which are foreign to a language, and how ASCII has them."""

from __future__ import annotations

import unicodedata
from functools import cache

from polywire.language.facts import table

# Letters that Unicode does not take apart; the usual way to write them in ASCII.
_SPECIAL = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o",
    "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l",
    "Ł": "L", "ı": "i", "ŋ": "n", "Ŋ": "N", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T",
    "ə": "a", "Ə": "A", "ĸ": "k", "ʻ": "'", "ʼ": "'", "ʹ": "", "ʺ": "", "ˈ": "",
    "ĳ": "ij", "Ĳ": "IJ", "ƒ": "f", "ɨ": "i", "ʿ": "'", "ʾ": "'", "ł̇": "l",
    "®": "", "™": "", "©": "", "†": "", "‡": "", "º": "o", "ª": "a",
}  # fmt: skip


@cache
def own(language: str) -> frozenset[str]:
    """Return the letters outside a-z that belong to a language, in both cases."""
    letters = table("letters").get(language.partition("-")[0], "")
    return frozenset(letters + letters.upper())


def in_ascii(text: str) -> str:
    """Write Latin letters without their marks: "Łukasz Żuławski", "Győr" in ASCII.

    Case stays, and so do signs of other scripts.
    """
    return "".join(map(_in_ascii, text))


@cache
def _in_ascii(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char.isascii():
        return char
    parts = unicodedata.normalize("NFKD", char)
    base = "".join(
        _SPECIAL.get(part, part) for part in parts if not unicodedata.combining(part)
    )
    return base if base and base.isascii() else char
