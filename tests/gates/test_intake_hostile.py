"""Hostile bodies and servers from the bench folder: answered, bounded, survived."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from polywire.article import Capture
from polywire.errors import FeedError, FetchError
from polywire.intake.feeds.document import Job
from polywire.intake.feeds.parse import FeedParser
from polywire.net.fetch.client import SyncClient
from polywire.settings.operator_file import Fetch, Settings, Site

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc"),
]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOOD = (
    b'<rss version="2.0"><channel><title>t</title><item><title>good</title>'
    b"<link>http://e.example/</link></item></channel></rss>"
)
MEBI = 1024 * 1024
SECONDS_A_BODY = 12.5
MEMORY_OF_THE_CHILD = 512 * MEBI
MEMORY_OF_US = 64 * MEBI
SECONDS_A_SERVER = 35.0
BAD_PATHS = (
    "gzip",
    "br",
    "zstd",
    "gzgz",
    "slow",
    "slowhdr",
    "endless",
    "endlesshdr",
    "bighdr",
    "lie",
)


def bodies(bench: Path) -> dict[str, bytes]:
    file = bench / "intake" / "make_hostile_feeds.py"
    spec = importlib.util.spec_from_file_location("make_hostile_feeds", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: dict[str, bytes] = module.mk()
    return made


def memory() -> int:
    """Return the memory that this process holds, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def job(body: bytes) -> Job:
    return Job(
        Capture("http://e.example/f", "http://e.example/f", NOW, 200, (), body), NOW
    )


def child_peak(parser: FeedParser) -> int:
    """Return the most memory that the child has held, in bytes."""
    assert parser._child is not None
    status = Path(f"/proc/{parser._child.pid}/status").read_text(encoding="ascii")
    line = next(row for row in status.splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def test_acceptance_09_each_hostile_body_is_answered_and_a_good_feed_follows_at_once(
    bench: Path,
) -> None:
    before = memory()
    slow = {}
    peak = 0
    with FeedParser() as parser:
        parser.parse(job(GOOD))
        for name, body in bodies(bench).items():
            start = time.monotonic()
            try:
                said = f"{len(parser.parse(job(body)).entries)} entries"
            except FeedError as error:
                said = str(error)
            took = time.monotonic() - start
            start = time.monotonic()
            good = parser.parse(job(GOOD))
            follow = time.monotonic() - start
            peak = max(peak, child_peak(parser))
            print(f"  {name:26} {took:5.2f} s  {said[:70]}")
            assert good.entries[0].title == "good"
            assert follow < 5, name
            if took > SECONDS_A_BODY:
                slow[name] = took
    grown = memory() - before
    print(
        f"hostile bodies: child at most {peak / MEBI:.0f} MiB, we +{grown / MEBI:.0f}"
    )
    assert slow == {}
    assert peak < MEMORY_OF_THE_CHILD
    # The bodies themselves (20 MB and 6 MB among them) are held by this test.
    assert grown < MEMORY_OF_US + 40 * MEBI


@pytest.fixture
def hostile_server(bench: Path) -> Iterator[str]:
    program = bench / "intake" / "hostile_server.py"
    server = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", 8802)) == 0:
                    break
            time.sleep(0.1)
        yield "http://127.0.0.1:8802"
    finally:
        server.kill()
        server.wait()


class Good(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(GOOD)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def good_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.2", 0), Good)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.2:{server.server_port}"
    server.shutdown()
    server.server_close()


def client() -> SyncClient:
    return SyncClient(
        Settings(
            root=Path(),
            site=Site(contact="desk@example.org"),
            fetch=Fetch(allow_private=["127.0.0.0/8"], delay=0.0),
        )
    )


def refused_in(url: str) -> tuple[float, str]:
    start = time.monotonic()
    with client() as each:
        try:
            each.fetch(url, robots=False)
        except FetchError as error:
            return time.monotonic() - start, error.what
    return time.monotonic() - start, "ACCEPTED"


def test_acceptance_14_each_misbehaving_server_is_refused_without_delaying_good_fetches(
    hostile_server: str, good_server: str
) -> None:
    with client() as warm:
        warm.fetch(f"{good_server}/feed")
    before = memory()
    peak = before
    with ThreadPoolExecutor(len(BAD_PATHS)) as pool:
        runs = {
            path: pool.submit(refused_in, f"{hostile_server}/{path}")
            for path in BAD_PATHS
        }
        start = time.monotonic()
        with client() as good:
            for number in range(50):
                assert good.fetch(f"{good_server}/{number}").capture is not None
                peak = max(peak, memory())
        fifty = time.monotonic() - start
        while not all(run.done() for run in runs.values()):
            peak = max(peak, memory())
            time.sleep(0.05)
    results = {path: run.result() for path, run in runs.items()}
    for path, (took, said) in results.items():
        print(f"  {path:12} {took:5.1f} s  {said[:80]}")
    print(
        f"hostile servers: 50 good fetches in {fifty:.1f} s, +{(peak - before) / MEBI:.0f} MiB"
    )
    assert {path for path, (_, said) in results.items() if said == "ACCEPTED"} == set()
    assert max(took for took, _ in results.values()) < SECONDS_A_SERVER
    assert fifty < 10
    # Ten clients run at once here: the ceiling is per hostile answer.
    assert peak - before < MEMORY_OF_US * 2
