"""Language tags (BCP 47): what is the same language, and what writes from right to left."""

import unicodedata
from collections import Counter

from babel import Locale
from babel.core import UnknownLocaleError

# Scripts written from right to left, by ISO 15924 code (Unicode UAX 9).
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"})
_NAMED = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "CJK": "Hani"}
"""First word of a letter's Unicode name -> script, where a language has several."""
_CHINESE = {"CN": "Hans", "SG": "Hans", "HK": "Hant", "MO": "Hant", "TW": "Hant"}
_LOOKED_AT = 1_000
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
)


def base(tag: str) -> str:
    """Return the language subtag: ``pt-BR`` -> ``pt``."""
    return tag.split("-", 1)[0].lower()


def tidy(tag: str) -> str:
    """Write a tag as BCP 47 recommends: "pt_br" is ``pt-BR``, "zh_hant" ``zh-Hant``."""
    first, *rest = tag.strip().replace("_", "-").split("-")
    parts = [p.title() if len(p) == 4 else p.upper() for p in rest]  # noqa: PLR2004  # scripts have four letters
    return "-".join([first.lower(), *parts])


def may_be_called(offered: str, wanted: str) -> bool:
    """Tell whether what is written in one tag may be labelled with another.

    "pt" is served by pt-BR; "pt-PT" is not: it would be labelled wrongly.
    """
    if base(offered) != base(wanted):
        return False
    if script(wanted):  # zh-TW is written in the characters of zh-Hant
        return script(offered) in {script(wanted), None}
    return wanted in {base(wanted), offered} or offered == base(wanted)


def is_same(first: str, second: str) -> bool:
    """Tell whether a text in one tag needs no translation for the other.

    ``pt`` and ``pt-BR`` are the same; ``zh-Hans`` and ``zh-Hant`` are not,
    because a script that a reader cannot read is a language to her.
    """
    if base(first) != base(second):
        return False
    scripts = {script(first), script(second)} - {None}
    return len(scripts) < 2  # noqa: PLR2004  # two scripts are two languages


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``, as HTML's ``dir`` wants it."""
    written = script(tag)
    if written is not None:
        return "rtl" if written in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if base(tag) in _RIGHT_TO_LEFT else "ltr"


def is_known(tag: str) -> bool:
    """Tell whether a tag, in any writing, names a language of CLDR."""
    try:
        Locale.parse(tidy(tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def name(tag: str, locale: str) -> str:
    """Return the name of a language in another one, or the tag when unknown."""
    try:
        found = Locale.parse(locale, sep="-").languages.get(base(tag))
    except (UnknownLocaleError, ValueError):
        return tag
    return str(found) if found else tag


def script(tag: str) -> str | None:
    """Return the script that a tag names: ``zh-Hant`` and ``zh-TW`` are in Hant."""
    parts = tag.split("-")[1:]
    named = next((p for p in parts if len(p) == 4 and p.isalpha()), None)  # noqa: PLR2004  # ISO 15924 codes have four letters
    if named is None and base(tag) == "zh":
        return next((_CHINESE[p.upper()] for p in parts if p.upper() in _CHINESE), None)
    return named


def by_script(tag: str) -> str:
    """Name Chinese by its characters, as engines do: zh-TW is ``zh-Hant``."""
    written = script(tag)
    return f"zh-{written}" if base(tag) == "zh" and written else tag


def script_of(text: str) -> str | None:
    """Return the script of a text, of those that one language may be written in."""
    letters = [char for char in text[:_LOOKED_AT] if char.isalpha()]
    words = Counter(unicodedata.name(char, "").partition(" ")[0] for char in letters)
    found = _NAMED.get(max(words, key=lambda word: words[word], default=""))
    return _chinese(letters) if found == "Hani" else found


def _chinese(letters: list[str]) -> str | None:
    """Tell simplified from traditional characters by the code page that has them."""
    only = {
        "Hans": sum(_has(c, "gb2312") and not _has(c, "big5") for c in letters),
        "Hant": sum(_has(c, "big5") and not _has(c, "gb2312") for c in letters),
    }
    best = max(only, key=lambda name: only[name])
    return best if only[best] else None


def _has(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
