"""What an operator's machine does to a wire: disk full, read-only, database locked.

In each case the wire says so, goes on living, and is well by itself afterwards.
"""

from __future__ import annotations

import base64
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.small_disk import SmallWire, can_mount, running

PAGES = 24
TOML = """
[site]
visibility = "private"
languages = ["en"]
[fetch]
first_items = 100
[keep]
disk_full_mb = 0
disk_low_mb = 0
[[source]]
slug = "pages"
url = "{pages}"
kind = "folder"
language = "en"
rights = {{ basis = "own" }}
"""
PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<article><h1>{0}</h1>{1}</article></main><!-- {2} --></body></html>"""
PARAGRAPH = (
    "<p>The council of Norvale voted on Monday to spend {0},{1}40 crowns on pillar "
    "{1} of bridge {0}, which the engineer of the town expects to stand for {1}0 "
    "years, and residents of the lower town asked for {0} lamps beside it.</p>"
)

pytestmark = pytest.mark.timeout(300)
mounts = pytest.mark.skipif(
    not can_mount(), reason="this machine lets nobody mount; the limit below stands in"
)


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """An installation that publishes pages of a folder elsewhere, of 90 KB each."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(PAGES):
        noise = base64.b64encode(random.Random(n).randbytes(60_000)).decode()
        body = "".join(PARAGRAPH.format(n + 10, k) for k in range(1, 10))
        page = PAGE.format(f"Norvale opens bridge number {n}", body, noise)
        (pages / f"bridge-{n}.html").write_text(page)
    root = tmp_path / "wire"
    root.mkdir()
    (root / "polywire.toml").write_text(TOML.format(pages=pages))
    return root


def pages_of(site: Path) -> list[Path]:
    """Return the pages of articles, which stand in folders named for their ids."""
    found = site.glob("*/index.html")
    return [path for path in found if len(path.parent.name) == 12]


def all_is_well(wire: SmallWire) -> None:
    """Wait until all is published, stop, and look at the databases and the log."""
    wire.until(lambda: wire.board["published"] == PAGES, 120)
    wire.until(lambda: len(pages_of(wire.seen / "site" / "en")) == PAGES)
    wire.stop()
    assert "polywire.db ok\nengine.db ok" in wire.said
    assert "Traceback" not in wire.said


@mounts
def test_a_disk_that_is_full_is_told_and_all_goes_on_when_there_is_room(
    wire: Path,
) -> None:
    with running(wire, {"": "size=40m"}) as small:
        small.until((small.seen / "engine.db").exists)
        filler = small.seen / "filler"
        with filler.open("wb") as file:
            room = os.statvfs(small.seen)
            # 700 KB are left: less than the pages, so that writes fail half-way
            file.write(b"x" * (room.f_bavail * room.f_frsize - 700_000))
        small.until(lambda: "disk is full" in small.said)
        time.sleep(3.0)
        assert small.is_alive
        assert small.board["published"] < PAGES
        start = time.monotonic()
        filler.unlink()
        all_is_well(small)
    print(f"\ndisk full: well {time.monotonic() - start:.0f} s after there was room")


def test_a_file_that_may_not_grow_stops_the_wire_only_as_long(wire: Path) -> None:
    with running(wire, {}) as small:
        small.until((small.seen / "engine.db").exists)
        small.limit(400_000)
        small.until(lambda: "cannot be written" in small.said or "I/O" in small.said)
        time.sleep(3.0)
        assert small.is_alive
        start = time.monotonic()
        small.limit(-1)
        all_is_well(small)
    print(f"\nfile limit: well {time.monotonic() - start:.0f} s after it was lifted")


@mounts
def test_a_site_folder_that_becomes_read_only_is_told_and_written_later(
    wire: Path,
) -> None:
    with running(wire, {"site": "size=40m"}) as small:
        small.until((small.seen / "engine.db").exists)
        small.mounts("-o", "remount,ro", str(wire / "site"))
        small.until(lambda: "publication" in small.board["troubles"], 90)
        start = time.monotonic()
        small.mounts("-o", "remount,rw", str(wire / "site"))
        all_is_well(small)
    print(f"\nread-only site: well {time.monotonic() - start:.0f} s after it ended")


LOCK = """
import sqlite3, sys, time
conn = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
conn.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(20)
conn.execute("COMMIT")
"""


@pytest.mark.parametrize("name", ["polywire.db", "engine.db"])
def test_a_database_locked_for_20_seconds_loses_nothing(wire: Path, name: str) -> None:
    with running(wire, {}) as small:
        small.until(lambda: small.board["published"] >= 1, 90)
        line = [sys.executable, "-c", LOCK, str(wire / name)]
        with subprocess.Popen(line, stdout=subprocess.PIPE) as locker:
            assert locker.stdout is not None
            assert locker.stdout.readline() == b"locked\n"
            assert locker.wait(60) == 0
        assert small.is_alive
        start = time.monotonic()
        all_is_well(small)
    print(f"\n{name} locked: well {time.monotonic() - start:.0f} s after")
