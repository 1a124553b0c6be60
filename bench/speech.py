"""Translation: the wire's children beside the bare engine; the rules."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figure import Figure, Size, cpu_ms
from bench.sample import sentences
from polywire.check.judge import check_segment
from polywire.check.rule import Context, Pair
from polywire.check.rules import ALL
from polywire.language.text import lexicon
from polywire.language.text.identify import identify
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder

FLOOR = 0.95
RULES_MS = 2.0

# The bare engine in a process of its own: no pipe, no pool, no JSON.
BARE = """
import sys
from pathlib import Path
from fxtranslate import Translator
model, vocabulary, shortlist, text = map(Path, sys.argv[1:5])
part, parts = map(int, sys.argv[5:7])
engine = Translator(
    model=model.read_bytes(), src_vocab=vocabulary.read_bytes(),
    trg_vocab=vocabulary.read_bytes(), shortlist=shortlist.read_bytes(),
)
engine.translate("Good morning.")
print("ready", flush=True)
sys.stdin.readline()
for line in sorted(text.read_text("utf-8").splitlines(), key=len)[part::parts]:
    engine.translate(line)
print("done", flush=True)
"""


def translation(size: Size) -> list[Figure]:
    """Compare the pool with the bare engine, with one process and with two."""
    lines = sentences(size.sentences)
    words = sum(len(line.split()) for line in lines)
    found = []
    with tempfile.TemporaryDirectory() as root:
        text = Path(root, "lines.txt")
        text.write_text("\n".join(lines), encoding="utf-8")
        for children in (1, 2):
            rounds = [
                (_bare(text, children), _ours(lines, children))
                for _ in range(size.rounds)
            ]
            bare = [min(one[0][n] for one in rounds) for n in (0, 1)]
            ours = [min(one[1][n] for one in rounds) for n in (0, 1)]
            name = f"{children} children" if children > 1 else "1 child"
            found += [
                Figure(f"{name}: words a second", words / ours[0]),
                Figure(f"{name}: speed, wire / bare engine", bare[0] / ours[0]),
                Figure(
                    f"{name}: CPU, bare engine / wire", bare[1] / ours[1], floor=FLOOR
                ),
            ]
    return found


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _bare(text: Path, processes: int) -> tuple[float, float]:
    before = _spent()
    model = model_folder.bundled()[0]
    files = [model.model, model.source_vocabulary, model.shortlist, text]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", BARE, *map(str, files), str(n), str(processes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(processes)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start = time.perf_counter()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.communicate()
    return time.perf_counter() - start, _spent() - before


def _ours(lines: list[str], children: int) -> tuple[float, float]:
    before = _spent()
    engine = Firefox(model_folder.bundled()[0], children=children)
    engine.translate(["Good morning."] * children)
    start = time.perf_counter()
    assert all(not result.error for result in engine.translate(lines))
    seconds = time.perf_counter() - start
    engine.close()
    return seconds, _spent() - before


def rules(size: Size) -> list[Figure]:
    """Check sentences with all rules, first look: nothing is remembered."""
    lines = sentences(size.sentences)
    model = model_folder.bundled()[0]
    engine = Firefox(model, children=1)
    told = [result.text for result in engine.translate(lines)]
    engine.close()
    assert model.shortlist is not None
    words = lexicon.read(
        model.shortlist.read_bytes(),
        model.source_vocabulary.read_bytes(),
        model.target_vocabulary.read_bytes(),
    )
    context = Context(identifier=identify, lexicon=words)
    numbers = iter(range(1_000_000))

    def work() -> None:
        # Another number each time: caches of whole sentences do not help.
        more = f" ({next(numbers)})"
        for source, target in zip(lines, told, strict=True):
            pair = Pair(source + more, target + more, "en", "pt-BR", "body", context)
            check_segment(pair, ALL)

    work()
    cost = cpu_ms(work, size, len(lines))
    return [
        Figure("rules a sentence", cost, "ms", ceiling=RULES_MS),
        Figure("rules", len(ALL)),
    ]
