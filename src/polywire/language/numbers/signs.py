"""Units and signs in words: "12 km²", "~40", "№ 7"; and what engines add by themselves."""

from __future__ import annotations

import re

from polywire.language.facts import facts, pattern


def in_words(text: str, language: str) -> str:
    """Write units and signs beside a figure in words."""
    known = facts("units", language.partition("-")[0])
    for unit, words in known.get("units", {}).items():
        text = re.sub(rf"(?<=\d)[ \u00a0]?{re.escape(unit)}(?!\w)", f" {words}", text)
    for sign, words in known.get("signs", {}).items():
        text = re.sub(rf"(?<!\w){re.escape(sign)}[ \u00a0]?(?=[-\d])", words, text)
    return text


def without_remarks(text: str, language: str) -> str:
    """Take out "(em inglês)" and its like; for texts whose source has no bracket."""
    return pattern("units", language.partition("-")[0], "remarks").sub("", text)
