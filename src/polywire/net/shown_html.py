"""Markup as a browser builds it: every element closed where browsers close it.

The only door to lexbor. Does not judge what is harmless; ``net.html`` does.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_MANY_TAGS = 16_000
MAX_DEPTH = 300
"""Elements in each other. Lexbor takes time by the square of the depth: 20,000 took
2 seconds, 100,000 nearly a minute."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_NEVER_DEEP_NAMES = """
    area base br col embed hr img input link meta source track wbr
    p li dt dd option tr td th thead tbody tfoot
"""
_NEVER_DEEP = frozenset(_NEVER_DEEP_NAMES.split())
"""Elements that hold nothing, or that the next of their kind ends."""


def built(markup: str) -> str:
    """Return the whole document that a browser builds of markup.

    Markup that is nested absurdly deep comes back as it is.
    """
    if _is_deep(markup):
        return markup
    return LexborHTMLParser(markup, scripting=True).html or markup


def _is_deep(markup: str) -> bool:
    """Tell whether more elements stay open than any page has in each other."""
    if markup.count("<") <= _MANY_TAGS:
        return False
    opened: dict[str, int] = {}
    depth = 0
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _NEVER_DEEP:
            continue
        if not match[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            return True
    return False
