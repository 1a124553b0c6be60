"""The wire on the sample newsroom: where the CPU goes, memory, a second run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import newsroom
from bench.figure import Figure, Size

ENGINE_SHARE_MS = 250.0
LANGUAGE_MS = 100.0
MAIN_MB, CHILD_MB = 350.0, 80.0
WALL_SECONDS = 60.0


def sample(size: Size) -> list[Figure]:
    """Run the sample newsroom, then once more with nothing changed."""
    with tempfile.TemporaryDirectory() as root, newsroom.running() as addresses:
        folder = Path(root)
        newsroom.install(folder, addresses, is_small=size.is_small)
        first, second = run(folder), run(folder)
    languages = 1 if size.is_small else 2
    return [*_first(first, languages), *_again(second)]


def run(folder: Path) -> dict[str, Any]:
    """Run an installation once in a process of its own; return what it cost."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.watched_run", str(folder)],
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _first(cost: dict[str, Any], languages: int) -> list[Figure]:
    articles = max(1, cost["report"]["articles"])
    spent, calls = cost["spent"], cost["calls"]
    ours = cost["main"] - cost["imports"]
    idle = os.getloadavg()[0] < 3
    return [
        Figure("articles", articles),
        Figure("sentences sent to an engine", cost["report"]["engine_calls"]),
        Figure(
            "wall time of the run (bound on two idle cores)",
            cost["wall"],
            "s",
            ceiling=WALL_SECONDS if idle else float("inf"),
        ),
        Figure(
            "CPU of the children (engine, readers of feeds and pages)",
            cost["children"],
            "s",
        ),
        Figure("CPU of the main process", cost["main"], "s"),
        Figure("  imports", cost["imports"], "s"),
        *(Figure(f"  {name}", s, "s") for name, s in sorted(spent.items())),
        Figure(
            "CPU an article in the main process besides start",
            ours / articles * 1000,
            "ms",
            ceiling=ENGINE_SHARE_MS + LANGUAGE_MS * languages,
        ),
        Figure("publications", calls.get("publish", 0)),
        Figure("files written", cost["report"]["files_written"]),
        Figure("memory of the main process", cost["rss"], "MB", ceiling=MAIN_MB),
        Figure("memory of a child", cost["child_rss"], "MB", ceiling=CHILD_MB),
    ]


def _again(cost: dict[str, Any]) -> list[Figure]:
    report = cost["report"]
    return [
        Figure("second run: engine calls", report["engine_calls"], ceiling=0),
        Figure("second run: pages fetched", report["pages_fetched"], ceiling=0),
        Figure("second run: files written", report["files_written"], ceiling=0),
        Figure("second run: CPU besides imports", cost["main"] - cost["imports"], "s"),
    ]
