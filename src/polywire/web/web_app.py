"""The web application: the site folder, the read API, the newsroom console.

Answers from files and from what it is handed. Only the login sets cookies.
"""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from polywire.errors import UsageError
from polywire.publish.site.address import absolute
from polywire.publish.site.headers import cache_control, content_type
from polywire.settings.operator_file import Settings
from polywire.web.api import review_api, search_page
from polywire.web.api.read_api import Api
from polywire.web.api.read_api import routes as api_routes
from polywire.web.console.article_page import ArticlePage
from polywire.web.console.frame import Console
from polywire.web.console.overview import Overview
from polywire.web.door import login, visitor
from polywire.web.door.forms import absent
from polywire.web.door.languages import choose
from polywire.web.door.login_gate import Gate
from polywire.web.site import hub_callbacks, verify
from polywire.web.site.files import SiteFiles, matches

__all__ = ["Api", "create_app", "serve"]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
PROXIES = "127.0.0.1,::1"
"""Who may speak for readers elsewhere unless the operator names others."""
GRACE = 5
"""Seconds that answers under way get to end after a stop was asked for."""
_GONE = "_redirects"
_GONE_STATUS = "410"


def create_app(settings: Settings, api: Api | None = None) -> Starlette:
    """Return the application that serves one installation."""
    api = api or Api()
    door, desk = _Door(settings, api), _console(settings, api)
    middleware = [Middleware(_SecurityHeaders)]
    if settings.site.visibility == "private":
        middleware.append(
            Middleware(
                Gate,
                site=settings.site,
                access=api.access,
                # the newsroom guards itself, and keeps what somebody wrote
                open_paths=login.open_paths(settings) | {one.path for one in desk},
            )
        )
    return Starlette(
        routes=[
            *login.routes(settings, api.access),
            *review_api.routes(settings, api.access, api.reviews),
            *api_routes(settings, api),
            *desk,
            *hub_callbacks.routes(api.hub),
            *verify.routes(door.shelf, settings.site),
            *search_page.routes(settings, api),
            Route("/", door.root, methods=["GET"]),
            Route("/{path:path}", door.file, methods=["GET"]),
        ],
        middleware=middleware,
    )


def _console(settings: Settings, api: Api) -> list[Route]:
    if api.newsroom is None:
        return []
    console = Console(settings, api.newsroom)
    pages = (Overview(console), ArticlePage(console))
    return [*console.routes(), *(route for page in pages for route in page.routes())]


def serve(
    settings: Settings,
    port: int,
    *,
    host: str = "127.0.0.1",
    api: Api | None = None,
    ready: Callable[[str], None] | None = None,
    proxies: str = PROXIES,
) -> None:
    """Serve until stopped; raises UsageError when the port is taken.

    ``ready`` is told the address as soon as connections are accepted.
    ``proxies`` are believed when they say for whom they ask, and how.
    """
    import uvicorn

    api = api or Api()
    is_private = settings.site.visibility == "private"
    has_login = api.access is not None and api.access.is_open()
    if is_private and not visitor.is_loopback(host) and not has_login:
        raise UsageError(
            f"this site is private: it is not served on {host} without a login; "
            "make one with 'polywire user add NAME'"
        )
    listener = _listen(host, port)
    config = uvicorn.Config(
        create_app(settings, api),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=GRACE,
    )
    with listener:
        if ready is not None:
            shown = f"[{host}]" if ":" in host else host
            ready(f"http://{shown}:{listener.getsockname()[1]}/")
        with _ending_well():
            uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _ending_well() -> Iterator[None]:
    """Let SIGTERM end the server and not us: uvicorn raises it again when done."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers; its owner stops the server
        return
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named asyncio sets TCP_NODELAY; without it each page waits
    # 40 ms for the reader's delayed acknowledgement of its head.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"cannot listen on {host} port {port} ({error.strerror}): stop the "
            f"program that uses it, or serve on another one with '--port {port + 1}'"
        ) from error
    return listener


class _Door:
    """Answers requests from the site folder."""

    def __init__(self, settings: Settings, api: Api) -> None:
        self._settings = settings
        self._files = SiteFiles(settings.site_folder)
        self._is_public = settings.site.visibility == "public"
        self._gone_at: tuple[int, frozenset[str]] = (0, frozenset())
        self.shelf = api.shelf

    async def root(self, request: Request) -> Response:
        """Lead to the reader's language, or show them all."""
        header = request.headers.get("accept-language", "")
        chosen = choose(header, self._settings.site.languages)
        if chosen is None or self._files.find(f"/{chosen}/") is None:
            return self._answer(request, "/")
        return RedirectResponse(
            f"./{chosen}/",
            status_code=302,
            headers={"vary": "Accept-Language", "cache-control": "no-cache"},
        )

    async def file(self, request: Request) -> Response:
        """Answer a path from the site folder."""
        path = "/" + request.path_params["path"]
        if self._files.is_folder(path):
            asked = f"?{request.url.query}" if request.url.query else ""
            where = f"./{path.rpartition('/')[2]}/{asked}"
            return RedirectResponse(where, status_code=301)
        return self._answer(request, path)

    def _answer(self, request: Request, path: str) -> Response:
        file = self._files.find(path)
        if file is None:
            return self._missing(request)
        status = 410 if path in self._gone() else 200
        return self._send(request, path, file, status)

    def _missing(self, request: Request) -> Response:
        file = self._files.find("/404.html")
        if file is None:
            return absent()
        return self._send(request, "/404.html", file, 404)

    def _send(self, request: Request, path: str, file: Path, status: int) -> Response:
        accept = request.headers.get("accept-encoding", "")
        try:
            body = self._files.body(file, accept)
        except OSError:
            return PlainTextResponse("This page has just been removed.\n", 404)
        headers = {
            "etag": body.etag,
            "vary": "Accept-Encoding",
            "cache-control": cache_control(path, is_public=self._is_public),
            **self._more(path),
        }
        if status == HTTPStatus.OK and matches(
            request.headers.get("if-none-match"), body.etag
        ):
            return Response(status_code=304, headers=headers)
        if body.encoding:
            headers["content-encoding"] = body.encoding
        headers["content-type"] = content_type(file.name)
        return Response(body.data, status, headers)

    def _more(self, path: str) -> dict[str, str]:
        """Return the headers that a path's language and our rights ask for."""
        headers = {}
        first = path.split("/", 2)[1]
        if first in self._settings.site.languages:
            headers["content-language"] = first
        if self._is_public:
            headers["tdm-reservation"] = "1"
        else:
            headers["x-robots-tag"] = "noindex, nofollow, noarchive"
        if path.endswith((".atom", ".rss", "feed.json")):
            headers["access-control-allow-origin"] = "*"
            headers["link"] = self._feed_links(path)
        return headers

    def _feed_links(self, path: str) -> str:
        """Name the hub and the feed's own address, as WebSub asks first of all."""
        site = self._settings.site
        own = f'<{absolute(site.url, quote(path))}>; rel="self"'
        return f'{own}, <{site.hub}>; rel="hub"' if site.hub else own

    def _gone(self) -> frozenset[str]:
        """Return the paths of withdrawn articles, read again when they change."""
        file = self._files.root / _GONE
        try:
            changed = file.stat().st_mtime_ns
            if changed != self._gone_at[0]:
                lines = file.read_text(encoding="utf-8").splitlines()
                rows = (line.split() for line in lines)
                paths = frozenset(r[0] for r in rows if r[-1:] == [_GONE_STATUS])
                self._gone_at = (changed, paths)
        except OSError:
            return frozenset()
        return self._gone_at[1]


class _SecurityHeaders:
    """Adds the security headers to each answer, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] += [
                    (name.encode(), value.encode())
                    for name, value in _HEADERS.items()
                    if name.encode() not in known
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)
