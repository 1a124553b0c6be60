"""The two routes that hubs call (WebSub): one to verify, one to tell of news."""

from collections.abc import Mapping
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from polywire.web.door.forms import read_body

MAX_PING = 1024 * 1024
"""Bytes of a ping that are read; a hint needs none of them."""


class Hub(Protocol):
    """Judges what hubs say; answers a status and a body."""

    def verify(self, token: str, query: Mapping[str, str]) -> tuple[int, str]:
        """Answer whether we asked for a subscription."""
        ...

    def receive(
        self, token: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, str]:
        """Take a ping."""
        ...


def routes(hub: Hub | None) -> list[BaseRoute]:
    """Return the routes; none where nobody answers hubs."""
    if hub is None:
        return []

    async def verify(request: Request) -> Response:
        token = request.path_params["token"]
        query = dict(request.query_params)
        status, body = await run_in_threadpool(hub.verify, token, query)
        return PlainTextResponse(body, status)

    async def receive(request: Request) -> Response:
        body = await read_body(request, MAX_PING)
        if body is None:
            return PlainTextResponse("too large", 413)
        token, headers = request.path_params["token"], dict(request.headers)
        status, said = await run_in_threadpool(hub.receive, token, headers, body)
        return PlainTextResponse(said, status)

    return [
        Route("/_hub/{token}", verify, methods=["GET"]),
        Route("/_hub/{token}", receive, methods=["POST"]),
    ]
