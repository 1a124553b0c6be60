"""Language tags (BCP 47): what is the same language, and what writes from right to left."""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError

# Scripts written from right to left, by ISO 15924 code (Unicode UAX 9).
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"})
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
)


def base(tag: str) -> str:
    """Return the language subtag: ``pt-BR`` -> ``pt``."""
    return tag.split("-", 1)[0].lower()


def is_same(first: str, second: str) -> bool:
    """Tell whether a text in one tag needs no translation for the other.

    ``pt`` and ``pt-BR`` are the same; ``zh-Hans`` and ``zh-Hant`` are not,
    because a script that a reader cannot read is a language to her.
    """
    if base(first) != base(second):
        return False
    scripts = {_script(first), _script(second)} - {None}
    return len(scripts) < 2  # noqa: PLR2004  # two scripts are two languages


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``, as HTML's ``dir`` wants it."""
    script = _script(tag)
    if script is not None:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if base(tag) in _RIGHT_TO_LEFT else "ltr"


def name(tag: str, locale: str) -> str:
    """Return the name of a language in another one, or the tag when unknown."""
    try:
        found = Locale.parse(locale, sep="-").languages.get(base(tag))
    except (UnknownLocaleError, ValueError):
        return tag
    return str(found) if found else tag


def _script(tag: str) -> str | None:
    parts = tag.split("-")[1:]
    return next((p for p in parts if len(p) == 4 and p.isalpha()), None)  # noqa: PLR2004  # ISO 15924 codes have four letters
