"""Reads the tables that stand beside our modules, as TOML."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(package: str, path: str) -> dict[str, Any]:
    """Return a file of a package, such as ``table("polywire.check", "grade.toml")``."""
    return tomllib.loads(files(package).joinpath(path).read_text("utf-8"))
