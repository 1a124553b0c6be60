"""nginx and Caddy with our example configurations, on loopback."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
NAMES = ("nginx", "caddy")


def missing(name: str) -> bool:
    """Tell whether a server is not installed."""
    return shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") is None


@contextmanager
def serving(name: str, site: Path, work: Path) -> Iterator[int]:
    """Serve a site folder with the example of a server; give the port."""
    work.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    make_gone(name, site, work)
    command = _nginx(site, work, port) if name == "nginx" else _caddy(site, work, port)
    with (work / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=work)
        try:
            _wait(port, process, work / "log.txt")
            yield port
        finally:
            process.terminate()
            process.wait(20)


def make_gone(name: str, site: Path, work: Path) -> None:
    """Run the script that lists withdrawn articles for a server."""
    done = subprocess.run(
        ["sh", DEPLOY / "gone.sh", name, site], check=True, capture_output=True
    )
    (work / "polywire-gone.conf").write_bytes(done.stdout)


def _nginx(site: Path, work: Path, port: int) -> list[str]:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen [::]:80;", "")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    text = text.replace("/var/lib/polywire/site", str(site))
    text = text.replace("/etc/nginx/polywire-gone", str(work / "polywire-gone"))
    (work / "polywire.conf").write_text(text, encoding="utf-8")
    main = work / "main.conf"
    main.write_text(
        f"pid {work}/pid; daemon off; error_log stderr; worker_processes 1;\n"
        "user root;\n"
        "events {}\n"
        "http { include /etc/nginx/mime.types; access_log off;\n"
        "types_hash_max_size 4096; client_body_temp_path body; proxy_temp_path p;\n"
        "fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;\n"
        f"include {work}/polywire.conf; }}\n",
        encoding="utf-8",
    )
    return ["/usr/sbin/nginx", "-p", str(work), "-c", str(main)]


def _caddy(site: Path, work: Path, port: int) -> list[str]:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("wire.example.org {", f"http://127.0.0.1:{port} {{")
    text = text.replace("/var/lib/polywire/site", str(site))
    text = text.replace("/etc/caddy/polywire-gone", str(work / "polywire-gone"))
    head = "{\n\tadmin off\n\tauto_https off\n}\n"
    (work / "Caddyfile").write_text(head + text, encoding="utf-8")
    command = ["caddy", "run", "--config", str(work / "Caddyfile")]
    return [*command, "--adapter", "caddyfile"]


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
            continue
        return
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def get(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask for a path as it is written; give answer and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body
