"""The benchmarks that start processes run: on a size that only shows they work."""

from __future__ import annotations

import json

import pytest
from bench.__main__ import main


@pytest.mark.parametrize(
    "name",
    [
        "feeds",
        "jobs",
        "rebuilding",
        "rules",
        "sample",
        "serving",
        "starting",
        "translation",
    ],
)
def test_a_benchmark_runs_and_prints_figures(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--tiny", "--json", name]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[name]
    assert all(figure["value"] >= 0 for figure in found[name])
