"""Units and signs in words: "12 km²", "~40", "№ 7"; and what engines add by themselves."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_ADDED = {
    "pt": r"(?<!\s)\s*+[(\[](?:em|no original em) (?:inglês|espanhol|francês|alemão|russo"
    r"|português|italiano)[^()\[\]]{0,20}[)\]]",
    "en": r"(?<!\s)\s*+[(\[]in (?:English|Spanish|French|German|Russian|Portuguese|Italian)"
    r"[^()\[\]]{0,20}[)\]]",
    "es": r"(?<!\s)\s*+[(\[]en (?:inglés|español|francés|alemán|ruso|portugués|italiano)"
    r"[^()\[\]]{0,20}[)\]]",
}
"""Remarks that web pages carry and models learnt: "(em inglês)"."""


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    data = files("polywire.language").joinpath("data/units.toml")
    return tomllib.loads(data.read_text(encoding="utf-8"))


def in_words(text: str, language: str) -> str:
    """Write units and signs beside a figure in words."""
    facts = _table().get(language.partition("-")[0], {})
    for unit, words in facts.get("units", {}).items():
        text = re.sub(rf"(?<=\d)[ \u00a0]?{re.escape(unit)}(?!\w)", f" {words}", text)
    for sign, words in facts.get("signs", {}).items():
        text = re.sub(rf"(?<!\w){re.escape(sign)}[ \u00a0]?(?=[-\d])", words, text)
    return text


def without_remarks(text: str, language: str) -> str:
    """Take out "(em inglês)" and its like; for texts whose source has no bracket."""
    pattern = _ADDED.get(language.partition("-")[0])
    return re.sub(pattern, "", text, flags=re.IGNORECASE) if pattern else text
