"""The sample newsroom in a process of its own: its CPU is not the wire's.

``python -m bench.newsroom`` prints its addresses and serves until its input ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polywire.demo.content import demo_settings
from polywire.demo.server import serve

SITE_PORT = 8470


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """Start the newsroom on a free port; give the addresses of its outlets."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.newsroom"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            addresses: dict[str, str] = json.loads(process.stdout.readline())
            yield addresses
        finally:
            process.stdin.close()


def install(folder: Path, addresses: dict[str, str], *, is_small: bool) -> None:
    """Write the demo's settings; the small wire has one source and one language."""
    text = demo_settings(addresses, SITE_PORT)
    if is_small:
        head, news = text.split("[[source]]", 2)[:2]
        head = head.replace('languages = ["en", "pt-BR"]', 'languages = ["en"]')
        text = f"{head.replace('first_items = 60', 'first_items = 2')}[[source]]{news}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "polywire.toml").write_text(text, encoding="utf-8")


def main() -> None:
    """Serve until standard input ends."""
    with serve(port=None) as newsroom:
        print(json.dumps(newsroom.base_urls), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
