"""A wire that is killed while it tells others tells them all the same."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<article><h1>{0}</h1><p>The council of Norvale voted on Monday to open bridge {1}.</p>
<p>The work will cost {1},240 crowns and take 14 weeks, the engineer of the town said.</p>
<p>Residents of the lower town had asked for the change for {1} years, she said.</p>
</article></main></body></html>"""
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105  # of the test
PAGES = 3
TOML = """
[site]
name = "Paper Wire"
url = "https://wire.example"
languages = ["en"]
operator = "Paper Wire"
contact = "desk@wire.example"
hub = "http://127.0.0.1:{port}/hub"
[fetch]
allow_private = ["127.0.0.1:{port}"]
[[webhook]]
name = "newsroom"
url = "http://127.0.0.1:{port}/hook"
secret = "{secret}"
[[source]]
slug = "pages"
url = "pages"
kind = "folder"
language = "en"
rights = {{ basis = "own" }}
"""


class Slow(ThreadingHTTPServer):
    """Takes what it is told; the first time it is so slow that the wire dies."""

    daemon_threads = True
    asked = threading.Event()
    is_slow = True
    topics: set[str]
    events: list[tuple[str, str]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.topics, self.events = set(), []


class _Handler(BaseHTTPRequestHandler):
    server: Slow

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.set()
        if self.server.is_slow:
            time.sleep(30)
            return
        if self.path == "/hub":
            self.server.topics.add(dict(parse_qsl(body.decode()))["hub.url"])
        else:
            identity = self.headers["webhook-id"]
            self.server.events.append((identity, json.loads(body)["data"]["id"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.mark.timeout(600)
def test_a_kill_in_the_middle_of_telling_loses_nothing(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(PAGES):
        text = PAGE.format(f"Norvale opens bridge number {number}", number + 2)
        (pages / f"bridge-{number}.html").write_text(text)
    with Slow() as server:
        port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = TOML.format(port=port, secret=SECRET)
        (tmp_path / "polywire.toml").write_text(settings)
        command = [sys.executable, "-m", "polywire", "-C", str(tmp_path), "run"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as first:
            assert server.asked.wait(240)
            first.send_signal(signal.SIGKILL)
        server.is_slow = False
        subprocess.run(
            [*command, "--once"], check=True, stdout=subprocess.DEVNULL, timeout=120
        )
        server.shutdown()
    assert len(server.events) == PAGES
    assert len({article for _, article in server.events}) == PAGES
    assert "https://wire.example/en/feed.atom" in server.topics
