"""The children are as fast as the engine alone, with one process and with two."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.gates.clock import seconds

from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder

BENCH = Path(os.environ.get("POLYWIRE_BENCH", "../shared/bench")) / "translation"
FLOOR = 0.95
"""Share of the bare engine's speed (issue 3)."""
SENTENCES, AT_ONCE = 120, 15
"""How many are tried, and how many in a turn."""

pytestmark = [
    pytest.mark.alone,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not BENCH.is_dir() and os.environ.get("CI") != "true",
        reason="needs the bench folder, see POLYWIRE_BENCH",
    ),
]

# The bare engine in a process of its own: no pool, no JSON.
BARE = """
import sys
from pathlib import Path
from fxtranslate import Translator
model, vocabulary, shortlist = map(Path, sys.argv[1:])
engine = Translator(
    model=model.read_bytes(), src_vocab=vocabulary.read_bytes(),
    trg_vocab=vocabulary.read_bytes(), shortlist=shortlist.read_bytes(),
)
for line in sys.stdin:
    if line.strip():
        engine.translate(line.strip())
    else:
        print("done", flush=True)
"""


@contextmanager
def bare(processes: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Start bare engines."""
    model = model_folder.bundled()[0]
    files = [model.model, model.source_vocabulary, model.shortlist]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", BARE, *map(str, files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    yield started
    for process in started:
        process.communicate()


def translate(engines: list[subprocess.Popen[str]], lines: Sequence[str]) -> None:
    """Let bare engines translate lines, each a share with as many long ones."""
    for n, process in enumerate(engines):
        assert process.stdin
        share = sorted(lines, key=len)[n :: len(engines)]
        process.stdin.write("\n".join([*share, "", ""]))
        process.stdin.flush()
    for process in engines:
        assert process.stdout
        assert process.stdout.readline() == "done\n"


@pytest.mark.parametrize("children", [1, 2])
def test_the_pool_is_as_fast_as_the_bare_engine(children: int) -> None:
    text = (BENCH / "ntrex-dev" / "eng.txt").read_text(encoding="utf-8")
    lines = text.splitlines()[:SENTENCES]
    pool = Firefox(model_folder.bundled()[0], children=children)
    parts = [lines[at : at + AT_ONCE] for at in range(0, SENTENCES, AT_ONCE)]
    with closing(pool), bare(children) as engines:

        def ours(part: list[str]) -> None:
            assert all(not result.error for result in pool.translate(part))

        def turn(part: list[str]) -> tuple[float, float]:
            base = seconds(partial(translate, engines, part), time.perf_counter)
            return base, seconds(partial(ours, part), time.perf_counter)

        turn([f"Good morning, {n}." for n in range(9)])
        turns = [turn(part) for part in parts]
    ratio = statistics.median(base / own for base, own in turns)
    words = sum(len(line.split()) for line in lines)
    print(
        f"\n{children} children: {words / sum(own for _, own in turns):.0f} words/s, "
        f"{ratio:.2f} times the bare engine's"
    )
    assert ratio >= FLOOR
