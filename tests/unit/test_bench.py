"""The benchmarks that start no process run: on a size that only shows they work."""

from __future__ import annotations

import json

import pytest
from bench.__main__ import main
from bench.figure import Figure


@pytest.mark.parametrize("name", ["extraction", "publishing"])
def test_a_benchmark_runs_and_prints_figures(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--tiny", "--json", name]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[name]
    assert all(figure["value"] >= 0 for figure in found[name])


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "no benchmark ['speed']" in capsys.readouterr().err


def test_a_figure_over_its_ceiling_says_so() -> None:
    line = Figure("one more article", 301, "ms", ceiling=300).line
    assert "<= 300" in line
    assert "over its bound" in line


def test_a_figure_within_its_bounds_is_kept() -> None:
    assert Figure("speed", 0.96, floor=0.95).is_kept
