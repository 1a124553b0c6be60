"""Reads the data files of this package: facts about languages, as TOML.

A language without facts has an empty table: rules then see nothing.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """Return a whole data file, such as ``table("negation")``."""
    text = (
        files("polywire.language").joinpath("data", f"{name}.toml").read_text("utf-8")
    )
    return tomllib.loads(text)


def facts(name: str, language: str) -> dict[str, Any]:
    """Return what a data file says of a language; empty when it says nothing."""
    found: dict[str, Any] = table(name).get(language, {})
    return found


@cache
def languages(name: str) -> frozenset[str]:
    """Return the languages that a data file knows: its keys of two or three letters."""
    return frozenset(key for key in table(name) if len(key) in {2, 3})
