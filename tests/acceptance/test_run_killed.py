"""``polywire run`` as a process of the operating system: stopped, killed, cut off.

The real command with its translation children, on a folder of pages in English that
is published in English and Portuguese.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.acceptance.conftest import Command
from tests.acceptance.processes import MARK, no_child_is_left, of_wire
from tests.postgres import own_server

PAGES = 10
CELLS = 2 * PAGES
NOW = "2026-03-02T12:00:00Z"
TOML = """
[site]
visibility = "private"
languages = ["en", "pt-BR"]
[store]
url = "{store}"
[translate]
children = 2
[[source]]
slug = "pages"
url = "{pages}"
kind = "folder"
language = "en"
rights = {{ basis = "own" }}
"""
PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<article><h1>{0}</h1><p>The council of Norvale voted on Monday to build bridge {1}.</p>
<p>The work will cost {1},240 crowns and take 14 weeks, the engineer of the town said.</p>
<p>Residents of the lower town had asked for the bridge for {1} years, she said.</p>
<p>The first riders are expected before the summer, if the river allows it.</p>
</article></main></body></html>"""

pytestmark = pytest.mark.timeout(400)
Site = dict[str, bytes]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages that all wires here read."""
    folder = tmp_path_factory.mktemp("pages")
    for n in range(PAGES):
        text = PAGE.format(f"Norvale builds bridge number {n}", n + 11)
        (folder / f"bridge-{n}.html").write_text(text)
    return folder


def a_wire(folder: Path, pages: Path, store: str = "sqlite:///polywire.db") -> Path:
    folder.mkdir()
    (folder / "polywire.toml").write_text(TOML.format(pages=pages, store=store))
    return folder


def around(wire: Path) -> dict[str, str]:
    """Return what stands in the environment of a wire and its children."""
    return {"POLYWIRE_NOW": NOW, MARK: str(wire)}


def site_of(folder: Path) -> Site:
    """Return the files of a site and how often each cell was made."""
    site = folder / "site"
    return {
        str(path.relative_to(site)): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def calm(
    polywire: Command, pages: Path, tmp_path_factory: pytest.TempPathFactory
) -> Site:
    """The site of a run that nobody disturbs."""
    folder = a_wire(tmp_path_factory.mktemp("calm") / "wire", pages)
    polywire("-C", folder, "run", "--once", POLYWIRE_NOW=NOW)
    found = site_of(folder)
    assert len(found) > CELLS
    return found


def made(folder: Path) -> int:
    """Count the editions that are made."""
    if not (folder / "polywire.db").exists():
        return 0
    with closing(sqlite3.connect(folder / "polywire.db", timeout=10)) as conn:
        try:
            return int(
                conn.execute("SELECT count(*) FROM cell WHERE shown").fetchone()[0]
            )
        except sqlite3.OperationalError:
            return 0


def versions(folder: Path) -> set[int]:
    """Return the versions of all cells: one that was made twice has a second."""
    with closing(sqlite3.connect(folder / "polywire.db")) as conn:
        return {row[0] for row in conn.execute("SELECT version FROM cell WHERE shown")}


def until(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 120
    while not true():
        assert process.poll() is None, process.communicate()[0][-3000:]
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)


def test_sigterm_drains_and_the_next_run_ends_in_the_same_site(
    polywire: Command, pages: Path, tmp_path: Path, calm: Site
) -> None:
    wire = a_wire(tmp_path / "wire", pages)
    process = polywire.start("-C", wire, "run", **around(wire))
    until(lambda: made(wire) >= 2, process)
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)[0]
    seconds = time.monotonic() - start
    assert process.returncode == 0, said[-3000:]
    assert "Traceback" not in said
    with closing(sqlite3.connect(wire / "engine.db")) as conn:
        held = "SELECT count(*) FROM workflow_status WHERE status = 'PENDING'"
        assert conn.execute(held).fetchone()[0] == 0
    no_child_is_left(str(wire))
    before = made(wire)
    polywire("-C", wire, "run", "--once", POLYWIRE_NOW=NOW)
    assert site_of(wire) == calm
    assert versions(wire) == {1}
    print(
        f"\nSIGTERM: drained in {seconds:.1f} s with {before} of {CELLS} editions made"
    )


@pytest.mark.parametrize("seed", range(2))
def test_sigkill_loses_and_doubles_nothing_and_leaves_no_child(
    polywire: Command, pages: Path, tmp_path: Path, calm: Site, seed: int
) -> None:
    dice = random.Random(f"20261122 run {seed}")
    wire = a_wire(tmp_path / "wire", pages)
    hits = 0
    for _ in range(3):
        process = polywire.start("-C", wire, "run", **around(wire))
        time.sleep(2.0 + dice.random() * 5.0)
        if dice.random() < 0.5:
            # a child dies on its own now and then
            children = sorted(set(of_wire(str(wire))) - {process.pid})
            if children:
                os.kill(dice.choice(children), signal.SIGKILL)
                time.sleep(dice.random())
        assert process.poll() is None, process.communicate()[0][-3000:]
        process.kill()
        process.wait()
        hits += 1
        no_child_is_left(str(wire))
        process.communicate()
    polywire("-C", wire, "run", "--once", POLYWIRE_NOW=NOW)
    assert site_of(wire) == calm
    assert versions(wire) == {1}
    print(f"\nSIGKILL seed {seed}: {hits} kills, same site, no child left")


def test_a_run_survives_a_postgresql_that_is_cut_off_for_5_seconds(
    polywire: Command, pages: Path, tmp_path: Path, calm: Site
) -> None:
    with own_server() as (url, stop, start):
        wire = a_wire(tmp_path / "wire", pages, url)
        process = polywire.start("-C", wire, "run", **around(wire))
        until((wire / "site" / "en").exists, process)
        stop()
        time.sleep(5.0)
        assert process.poll() is None
        start()
        back = time.monotonic()
        until(lambda: site_of(wire).keys() == calm.keys(), process)
        seconds = time.monotonic() - back
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[0]
        assert process.returncode == 0, said[-3000:]
        polywire("-C", wire, "run", "--once", POLYWIRE_NOW=NOW)
        assert site_of(wire) == calm
    print(
        f"\nPostgreSQL cut off for 5 s: all published {seconds:.0f} s after it is back"
    )
