"""Forty real pages of the bench as a local outlet: a feed and its pages."""

import gzip
import http.server
import json
import lzma
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

COUNT = 40

# Words by which a page counts as a court, crime or war story in the printed figures.
HARD_NEWS = (
    "court", "judge", "murder", "killed", "police", "war", "attack", "jail", "trial",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page of the bench."""

    id: str
    title: str
    html: str
    body: str

    @property
    def is_hard_news(self) -> bool:
        head = f"{self.title} {self.body[:600]}".lower()
        return sum(word in head.split() for word in HARD_NEWS) >= 2


def english_pages(bench: Path, count: int = COUNT) -> list[Page]:
    """Return the first English pages of fundus by id that have a real body."""
    folder = bench / "extraction"
    with gzip.open(folder / "fundus.gold.dev.jsonl.gz", "rt", encoding="utf8") as lines:
        gold = {row["id"]: row for row in map(json.loads, lines)}
    english = {
        key: row
        for key, row in gold.items()
        if (row.get("language") or "").startswith("en") and len(row["body"]) > 400
    }
    chosen = sorted(english)[:count]
    pages = {}
    with lzma.open(folder / "fundus.html.dev.jsonl.xz", "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in chosen:
                known = english[row["id"]]
                pages[row["id"]] = Page(
                    row["id"], known["title"], row["html"], known["body"]
                )
    return [pages[key] for key in chosen]


@contextmanager
def outlet(pages: list[Page]) -> Iterator[str]:
    """Serve the pages and a feed of them on loopback; yields the base URL."""
    served: dict[str, tuple[str, bytes]] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = served.get(self.path)
            kind, body = found or ("text/plain", b"not found")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    items = []
    for number, page in enumerate(pages):
        path = f"/2026/11/{number:02d}-story"
        served[path] = ("text/html; charset=utf-8", page.html.encode())
        items.append(
            f"<item><title>{escape(page.title)}</title><link>{base}{path}</link>"
            f"<guid>{base}{path}</guid></item>"
        )
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Bench outlet</title>'
        f"<link>{base}/</link><language>en</language>{''.join(items)}</channel></rss>"
    )
    served["/feed.xml"] = ("application/rss+xml", feed.encode())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
