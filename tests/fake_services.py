"""Hand-written translation services on loopback that behave well or badly.

Each answers POST in the shape of one kind of service; ``how`` says what is wrong
with its answers. Texts come back as ``[pt-BR] text``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
PAGE = b"<!doctype html><html><body>Please log in to the hotel's wi-fi</body></html>"
BOOK = {"Good morning.": "Bom dia."}


def translated(text: str) -> str:
    return BOOK.get(text, f"[pt-BR] {text}")


class Service:
    """What a server was asked, and how it is told to behave."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.how = "well"
        self.asked: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.failures_left = 0
        """With how = "flaky": requests that get a 500 before all is well."""
        self.write: Callable[[str], str] = translated
        self.refuses: dict[str, str] = {}
        """Parameters of a request that get a 400, each with what is said of it."""
        self.fixed: Body | None = None
        """What it answers whatever it was asked."""
        self.stop = threading.Event()
        self.url = ""

    def texts(self, body: Body) -> list[str]:
        if self.kind == "libretranslate":
            return list(body["q"])
        if self.kind == "deepl":
            return list(body["text"])
        task = json.loads(body["messages"][1]["content"])
        return [each["text"] for each in task["sentences"]]

    def shape(self, texts: list[str]) -> Body:
        if self.fixed is not None:
            return self.fixed
        if self.kind == "libretranslate":
            return {"translatedText": texts}
        if self.kind == "deepl":
            return {"translations": [{"text": text} for text in texts]}
        entries = [{"id": n, "text": text} for n, text in enumerate(texts, start=1)]
        content = json.dumps({"translations": entries})
        return chat(content)

    def answer(self, body: Body) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a request."""
        for name, words in self.refuses.items():
            if name in body:
                return 400, {}, json.dumps({"error": {"message": words}}).encode()
        texts = self.texts(body)
        done = [self.write(text) for text in texts]
        if self.how == "flaky" and self.failures_left > 0:
            self.failures_left -= 1
            return 500, {}, b"oops"
        plain: dict[str, tuple[int, dict[str, str], bytes]] = {
            "500": (500, {}, b"oops"),
            "429": (429, {"Retry-After": "60"}, b"{}"),
            "401": (401, {}, b'{"error": {"message": "bad key"}}'),
            "456": (456, {}, b'{"message": "Quota Exceeded"}'),
            "400": (400, {}, b'{"error": "no such language"}'),
            "html": (200, {"Content-Type": "text/html"}, PAGE),
            "nothing": (200, {}, b""),
            "deep": (200, {}, b"[" * 100_000),
            "wrong shape": (200, {}, b'{"answer": 42}'),
            "redirect": (307, {"Location": "http://127.0.0.1:9/"}, b""),
        }
        if self.how in plain:
            return plain[self.how]
        if self.how == "half" and len(done) > 1:
            done = done[: len(done) // 2]
        if self.how == "empty":
            done = [""] * len(done)
        if self.how == "echo":
            done = texts
        if self.how == "400 for a batch" and len(done) > 1:
            return 400, {}, b'{"error": "too much"}'
        return 200, {}, json.dumps(self.shape(done)).encode()


def chat(content: str, *, reason: str = "stop", refusal: str | None = None) -> Body:
    """Return an answer of a chat server."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {"choices": [{"index": 0, "message": message, "finish_reason": reason}]}


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            service.asked.append(body)
            service.headers.append(dict(self.headers))
            service.paths.append(self.path)
            if service.how == "never":
                service.stop.wait(30)
                return
            status, headers, data = service.answer(body)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            claimed = len(data) + (10 if service.how == "breaks off" else 0)
            self.send_header("Content-Length", str(claimed))
            self.end_headers()
            if service.how == "drips":
                for byte in data:
                    if service.stop.wait(0.2):
                        return
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                return
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    return Handler


@contextmanager
def serving(kind: str) -> Iterator[Service]:
    """Serve a service of a kind on a free port of loopback."""
    service = Service(kind)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield service
    finally:
        service.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
