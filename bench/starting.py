"""How long a command takes to start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figure import Figure, Size
from bench.serving import SETTINGS


def starting(size: Size) -> list[Figure]:
    """Time short commands beside a Python that does nothing."""
    with tempfile.TemporaryDirectory() as root:
        Path(root, "polywire.toml").write_text(SETTINGS, encoding="utf-8")
        wire = ["-m", "polywire", "-C", root]
        bare = _time(["-c", "pass"], size)
        found = [Figure("python -c pass", bare[0], "ms")]
        for name, words in (
            ("polywire --version", ["-m", "polywire", "--version"]),
            ("polywire status", [*wire, "status", "--json"]),
            ("polywire run --help", ["-m", "polywire", "run", "--help"]),
        ):
            wall, spent = _time(words, size)
            found += [Figure(name, wall, "ms"), Figure(f"{name}: CPU", spent, "ms")]
    return found


def _time(words: list[str], size: Size) -> tuple[float, float]:
    """Return the least wall and CPU milliseconds of some starts."""
    runs = []
    for _ in range(size.rounds):
        before, start = os.times(), time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        spent = after.children_user + after.children_system
        spent -= before.children_user + before.children_system
        runs.append(((time.perf_counter() - start) * 1000, spent * 1000))
    return min(run[0] for run in runs), min(run[1] for run in runs)
