"""Serving: requests a second of one page by ``polywire serve``, beside nginx."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
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
NGINX = """
daemon off; pid {work}/pid; error_log stderr; worker_processes 1; user root;
events {{}}
http {{
    include /etc/nginx/mime.types; access_log off; sendfile on;
    gzip on; gzip_types text/css; gzip_min_length 512;
    client_body_temp_path {work}/b; proxy_temp_path {work}/p;
    fastcgi_temp_path {work}/f; uwsgi_temp_path {work}/u; scgi_temp_path {work}/s;
    server {{ listen 127.0.0.1:{port}; root {site}; }}
}}
"""
"""It packs each answer anew, as our example for servers does."""


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
        fast = _beside_nginx(Path(site), folder, size)
    rate, late, plain, later = *ours, *bare
    figures = [
        Figure("polywire serve: requests a second, one connection", rate),
        Figure("polywire serve: 95 of 100 within", late, "ms"),
        Figure("http.server: requests a second, one connection", plain),
        Figure("http.server: 95 of 100 within", later, "ms"),
        Figure("polywire serve / http.server", rate / plain),
    ]
    if fast is None:
        print("  nginx is not installed: not compared", file=sys.stderr)
        return figures
    return [
        *figures,
        Figure("nginx: requests a second, one connection", fast[0]),
        Figure("nginx: 95 of 100 within", fast[1], "ms"),
        Figure("polywire serve / nginx", rate / fast[0]),
    ]


def _beside_nginx(site: Path, work: Path, size: Size) -> tuple[float, float] | None:
    """Return what nginx does with the same file; None when it is not installed."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if program is None:
        return None
    for folder in (work, site):
        folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = work / "nginx.conf"
    config.write_text(NGINX.format(work=work, port=port, site=site), encoding="utf-8")
    command = [program, "-p", str(work), "-c", str(config)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            return _asked(port, "/en/a/", size)
        finally:
            process.terminate()


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _measured(command: Sequence[str], path: str, size: Size) -> tuple[float, float]:
    """Return requests a second and the 95th of 100 times in milliseconds."""
    with _serving(command) as port:
        return _asked(port, path, size)


def _asked(port: int, path: str, size: Size) -> tuple[float, float]:
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
