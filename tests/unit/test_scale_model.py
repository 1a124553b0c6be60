"""The cost model, its simulation and the page that tells of both say the same."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from bench.scale_model import SIZES, Costs, Machine, Size, need, simulate

PAGE = Path("docs/explanation/scale.md").read_text(encoding="utf-8")
SHARE = re.compile(r"([\d.]+) \(model ([\d.]+)\)")


def row(name: str) -> list[str]:
    """Return the figures of a line of the page's table."""
    line = next(x for x in PAGE.splitlines() if x.startswith(f"| {name} |"))
    return [cell.strip() for cell in line.strip("|").split("|")[1:]]


@pytest.mark.parametrize(("number", "size"), list(enumerate(SIZES)), ids=str)
def test_the_page_tells_what_the_model_says(number: int, size: Size) -> None:
    found = need(size, Costs())
    assert row("sources")[number] == f"{size.sources:,}"
    assert row("articles a day")[number] == f"{size.articles:,}"
    told = float(row("cores for translation at the peak")[number].replace(",", ""))
    assert told == pytest.approx(found.translate_cores, rel=0.05, abs=0.06)
    told = float(
        row("cores for publishing, which is one process")[number].replace(",", "")
    )
    assert told == pytest.approx(found.publish_cores, rel=0.05, abs=0.06)
    assert row("machines of 32 cores")[number] == str(
        math.ceil(found.cores / Machine().cores)
    )
    told = float(row("commits a second")[number].replace(",", ""))
    assert told == pytest.approx(found.commits, rel=0.05, abs=0.6)


@pytest.mark.parametrize("size", SIZES[1:], ids=lambda size: size.name)
def test_a_simulation_of_queues_uses_each_part_as_the_model_says(size: Size) -> None:
    scale = max(1.0, size.articles / 20_000)
    shares = SHARE.findall(simulate(size, Costs(), scale, 1800))
    assert len(shares) == 3
    for used, model in shares:
        assert float(used) == pytest.approx(float(model), abs=0.06)
