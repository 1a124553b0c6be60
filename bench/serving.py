"""Serving: requests a second of one page by ``polywire serve``."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.figure import Figure, Size

SETTINGS = """[site]
name = "A bench"
languages = ["en"]
operator = "A bench"
contact = "desk@example.org"
"""
PAGE = "<!DOCTYPE html><title>A page</title><p>" + "Words of a page. " * 1500
PYTHON = """
import http.server, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def __init__(self, *args):
        super().__init__(*args, directory=sys.argv[1])
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
"""
"""The yardstick that every machine has: the standard library's file server."""


def serving(size: Size) -> list[Figure]:
    """Ask for one page again and again over one connection."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        (folder / "polywire.toml").write_text(SETTINGS, encoding="utf-8")
        page = folder / "site" / "en" / "a" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(PAGE, encoding="utf-8")
        command = [sys.executable, "-m", "polywire", "-C", root, "serve", "--port", "0"]
        ours = _measured(command, "/en/a/", size)
        site = str(folder / "site")
        bare = _measured([sys.executable, "-c", PYTHON, site], "/en/a/", size)
    rate, late, plain, later = *ours, *bare
    return [
        Figure("polywire serve: requests a second, one connection", rate),
        Figure("polywire serve: 95 of 100 within", late, "ms"),
        Figure("http.server: requests a second, one connection", plain),
        Figure("http.server: 95 of 100 within", later, "ms"),
        Figure("polywire serve / http.server", rate / plain),
    ]


def _measured(command: Sequence[str], path: str, size: Size) -> tuple[float, float]:
    """Return requests a second and the 95th of 100 times in milliseconds."""
    with _serving(command) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        best = (0.0, 0.0)
        for _ in range(size.rounds):
            times = sorted(_ask(connection, path) for _ in range(size.requests))
            rate = len(times) / sum(times)
            best = max(best, (rate, times[int(0.95 * len(times))] * 1000))
        connection.close()
    return best


def _ask(connection: http.client.HTTPConnection, path: str) -> float:
    start = time.perf_counter()
    connection.request("GET", path, headers={"accept-encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    return time.perf_counter() - start


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[int]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
            assert found is not None
            yield int(found[1])
        finally:
            process.kill()
