"""A client that calls an ASGI application in this process, without a socket."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message


@dataclass
class Answer:
    """What the application answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Asks one application."""

    app: ASGIApp

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a path; names of headers are written with underscores."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, content: bytes, **headers: str) -> Answer:
        """Send bytes."""
        return self._ask("POST", path, content, headers)

    def head(self, path: str) -> Answer:
        """Ask whether something is there."""
        return self._ask("HEAD", path, b"", {})

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.post(path, urlencode(fields).encode(), content_type=kind)

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        path, _, query = path.partition("?")
        sent = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": sent,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        answer = Answer()

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                pairs = message["headers"]
                answer.headers = {k.decode(): v.decode() for k, v in pairs}
            else:
                answer.body += message.get("body", b"")

        async def ask() -> None:
            await self.app(scope, receive, send)

        asyncio.run(ask())
        return answer
