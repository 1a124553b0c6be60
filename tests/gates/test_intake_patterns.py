"""No pattern of the intake runs away on long text: twice the text, about twice the time."""

from __future__ import annotations

import importlib
import pkgutil
import re
import statistics
from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest
from tests.gates.clock import seconds

import polywire.intake
import polywire.net

pytestmark = pytest.mark.timeout(300)

SHORT = 10_000
RATIO = 3.0
# Under this, the clock of a busy machine says nothing.
SLOW_SECONDS = 0.02
UNITS = (
    "a",
    " ",
    "<",
    "&",
    "1",
    "-",
    "<a ",
    '<a b="',
    "&#1",
    "<!--",
    "/",
    "=",
    "(",
    "a ",
    "1:",
)


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    for package in (polywire.intake, polywire.net):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


def cost(pattern: re.Pattern[Any], text: str) -> float:
    """Return the seconds of looking for all places of a pattern."""
    subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    return seconds(lambda: deque(pattern.finditer(subject), maxlen=0))


ALL = dict(patterns())


def test_there_are_patterns_to_judge() -> None:
    print(f"\n{len(ALL)} patterns of the intake")
    assert len(ALL) > 30


@pytest.mark.parametrize("name", ALL)
def test_a_pattern_takes_time_in_line_with_its_text(name: str) -> None:
    for unit in UNITS:
        short = (unit * SHORT)[:SHORT]
        if cost(ALL[name], short * 2) > SLOW_SECONDS:
            turns = [
                cost(ALL[name], short * 2) / cost(ALL[name], short) for _ in range(5)
            ]
            assert statistics.median(turns) < RATIO, unit
