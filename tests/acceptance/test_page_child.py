"""The child that reads pages is killed, interrupted or frozen: no article is lost.

The real command on a folder of 12 pages. Each blow falls within the first second of
the page child. Three blows and one pause; ``FULL=1`` makes it 60 and 5 of 50 s.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.acceptance.conftest import Command
from tests.acceptance.processes import MARK, no_child_is_left, of_wire, page_child_of

FULL = os.environ.get("FULL") == "1"
EACH = 20 if FULL else 1
PAUSES = 5 if FULL else 1
PAUSE = 50.0 if FULL else 25.0
"""Seconds; a child that stands still for 22 is given up."""
PAGES = 12
NOW = "2026-03-02T12:00:00Z"
LATER = "2026-03-02T12:20:00Z"
TOML = """
[site]
visibility = "private"
languages = ["en"]
[[source]]
slug = "pages"
url = "{pages}"
kind = "folder"
language = "en"
rights = {{ basis = "own" }}
"""
PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<article><h1>{0}</h1><p>The lock at the weir of Norvale number {1} opens on Friday.</p>
<p>It was built in 14 weeks for {1},240 crowns, the engineer of the town said.</p>
<p>Boats of up to {1} tons may pass it from then on, without waiting for the tide.</p>
<p>The keeper of the old lock, who worked there for years, will show the way.</p>
</article></main></body></html>"""

pytestmark = pytest.mark.timeout(3600 if FULL else 400)
Blow = Callable[[subprocess.Popen[str], int], None]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages that all wires here read."""
    folder = tmp_path_factory.mktemp("pages")
    for n in range(PAGES):
        text = PAGE.format(f"Lock number {n} of Norvale opens", n + 11)
        (folder / f"lock-{n}.html").write_text(text)
    return folder


def states(folder: Path) -> Counter[str]:
    """Count the articles by their state of intake."""
    if not (folder / "polywire.db").exists():
        return Counter()
    with closing(sqlite3.connect(folder / "polywire.db", timeout=10)) as conn:
        try:
            rows = conn.execute("SELECT state FROM article").fetchall()
        except sqlite3.OperationalError:
            return Counter()
    return Counter(str(row[0]) for row in rows)


def start(polywire: Command, folder: Path, now: str) -> subprocess.Popen[str]:
    extra = {"POLYWIRE_NOW": now, MARK: str(folder)}
    return polywire.start("-C", folder, "run", **extra)


def until_read(process: subprocess.Popen[str], folder: Path) -> None:
    """Let a wire run until it has read or failed all pages, or ends."""
    end = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < end:
        found = states(folder)
        if found["extracted"] + found["failed"] == PAGES:
            process.kill()
        time.sleep(0.1)
    process.kill()
    said = process.communicate(timeout=90)[0]
    assert process.returncode in {0, -signal.SIGKILL}, said[-3000:]
    no_child_is_left(str(folder))


def lost(polywire: Command, pages: Path, folder: Path, blow: Blow) -> Counter[str]:
    """Strike a wire at its first page; return the articles that a later run lacks."""
    folder.mkdir()
    (folder / "polywire.toml").write_text(TOML.format(pages=pages))
    process = start(polywire, folder, NOW)
    end = time.monotonic() + 120
    while (pid := page_child_of(str(folder))) is None:
        assert process.poll() is None, process.communicate()[0][-3000:]
        assert time.monotonic() < end, "no page child came"
        time.sleep(0.02)
    blow(process, pid)
    until_read(process, folder)
    if states(folder)["extracted"] + states(folder)["failed"] < PAGES:
        until_read(start(polywire, folder, LATER), folder)
    found = states(folder)
    assert sum(found.values()) == PAGES
    return Counter({state: n for state, n in found.items() if state != "extracted"})


def kill(_: subprocess.Popen[str], pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def interrupt(process: subprocess.Popen[str], _: int) -> None:
    os.killpg(process.pid, signal.SIGINT)


def terminate(process: subprocess.Popen[str], _: int) -> None:
    os.killpg(process.pid, signal.SIGTERM)


@pytest.mark.parametrize("strike", [kill, interrupt, terminate])
def test_a_blow_in_the_first_second_of_the_page_child_loses_no_article(
    polywire: Command, pages: Path, tmp_path: Path, strike: Blow
) -> None:
    dice = random.Random(f"20261130 {strike.__name__}")
    total: Counter[str] = Counter()
    for number in range(EACH):
        wait = dice.random()

        def blow(process: subprocess.Popen[str], pid: int, wait: float = wait) -> None:
            time.sleep(wait)
            strike(process, pid)

        found = lost(polywire, pages, tmp_path / str(number), blow)
        print(f"\n{strike.__name__} {number} after {wait:.2f} s: lost {dict(found)}")
        total += found
    print(f"\n{strike.__name__}: {EACH} runs of {PAGES} articles, lost {dict(total)}")
    assert total == Counter()


def test_a_machine_that_is_paused_while_a_page_is_read_loses_no_article(
    polywire: Command, pages: Path, tmp_path: Path
) -> None:
    dice = random.Random("20261130 pause")
    total: Counter[str] = Counter()
    for number in range(PAUSES):
        folder = tmp_path / str(number)
        wait = dice.random() / 2

        def pause(
            _: subprocess.Popen[str], __: int, folder: Path = folder, wait: float = wait
        ) -> None:
            time.sleep(wait)
            stopped = list(of_wire(str(folder)))
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            time.sleep(PAUSE)
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

        found = lost(polywire, pages, folder, pause)
        print(f"\npause {number} after {wait:.2f} s: lost {dict(found)}")
        total += found
    print(f"\n{PAUSES} pauses of {PAUSE:g} s, lost {dict(total)}")
    assert total == Counter()
