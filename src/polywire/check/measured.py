"""How well each rule did when it was last measured: read from the data file.

``python -m bench.measure_rules`` writes the file. A rule that is not in it has not
been measured; that is no promise of anything.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def measured() -> dict[str, dict[str, Any]]:
    """Return rule -> recall, cases (planted faults), false_alarms and accepted."""
    text = files("polywire.check").joinpath("measured.toml").read_text("utf-8")
    found: dict[str, dict[str, Any]] = tomllib.loads(text).get("rules", {})
    return found
