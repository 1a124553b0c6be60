"""Reads the data files of this package: facts about languages, as TOML.

A language without facts has an empty table: rules then see nothing.
"""

import re
from collections.abc import Container
from functools import cache, partial
from typing import Any

from polywire import tables

_WORD_START = r"(?<!\w)"
_WORD = re.compile(r"[\w-]+")


def table(name: str) -> dict[str, Any]:
    """Return a whole data file, such as ``table("negation")``."""
    return tables.table("polywire.language", f"data/{name}.toml")


def facts(name: str, language: str) -> dict[str, Any]:
    """Return what a data file says of a language; empty when it says nothing."""
    found: dict[str, Any] = table(name).get(language, {})
    return found


@cache
def languages(name: str) -> frozenset[str]:
    """Return the languages that a data file knows: its keys of two or three letters."""
    return frozenset(key for key in table(name) if len(key) in {2, 3})


@cache
def every(name: str, key: str) -> tuple[str, ...]:
    """Return the words that a data file lists under a key in any of its languages."""
    return tuple(
        dict.fromkeys(
            word
            for language in sorted(languages(name))
            for word in facts(name, language).get(key, ())
        )
    )


@cache
def pattern(name: str, language: str, key: str) -> re.Pattern[str]:
    """Return an expression of a data file; one that is nowhere found when it has none."""
    return re.compile(facts(name, language).get(key, "(?!)"))


@cache
def _mends(
    name: str, language: str
) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    mends: dict[str, str] = facts(name, language).get("mends", {})
    start = _WORD_START if all(slip.startswith(_WORD_START) for slip in mends) else ""
    slips = (f"(?:{slip.removeprefix(start)})" for slip in mends)
    each = tuple((re.compile(slip), told) for slip, told in mends.items())
    return re.compile(f"{start}(?:{'|'.join(slips) or '(?!)'})"), each


def mended(text: str, name: str, language: str, kept: Container[str] = ()) -> str:
    """Return a text with the slips of engines that a data file knows put right.

    Words that are ``kept`` stay: names that look like a slip. The expressions of a
    data file name no group by number.
    """
    any_of_them, each = _mends(name, language)

    def put_right(match: re.Match[str], told: str) -> str:
        word = _WORD.match(match.string, match.start())
        return match[0] if word and word[0] in kept else match.expand(told)

    if any_of_them.search(text):  # most texts hold none, and one look is enough
        for slip, told in each:
            text = slip.sub(partial(put_right, told=told), text)
    return text
