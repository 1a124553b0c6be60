"""Serve the sample newsroom on loopback, each outlet on a port of its own.

Does what real servers do and a wire must live with: validators and 304,
compression, robots.txt, tracking parameters, 410 for what was taken down.
"""

import hashlib
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from polywire.demo import content, outlet_feeds, outlet_pages
from polywire.demo.outlet_pages import Edition
from polywire.errors import UsageError

WIDTH, HEIGHT = 640, 360

_TONES = (
    (190, 200, 210),  # sky
    (130, 145, 150),  # hills, from far to near
    (95, 120, 105),
    (65, 95, 80),
    (45, 75, 105),  # water
)
_HILLS = 3
_WATER = 4


def placeholder(name: str) -> bytes:
    """Return a PNG of sky, hills and water in tones that the name decides."""
    seed = hashlib.sha256(name.encode()).digest()
    palette = bytes(
        light + seed[(3 * index + part) % 32] % 40
        for index, tone in enumerate(_TONES)
        for part, light in enumerate(tone)
    )
    rows = b"".join(b"\0" + _row(y, seed) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _row(y: int, seed: bytes) -> bytes:
    """Return one line of pixels: sky over hills over water."""
    if y > HEIGHT * 3 // 4:
        return bytes([_WATER]) * WIDTH
    row = bytearray(WIDTH)
    for hill in range(_HILLS):
        middle = seed[9 + hill] * WIDTH // 255
        half = max(0, 2 * (y - 60 - 40 * hill - seed[12 + hill] // 3))
        left, right = max(0, middle - half), min(WIDTH, middle + half)
        row[left:right] = bytes([1 + hill]) * (right - left)
    return bytes(row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


HOST = "127.0.0.1"
FIXED_PORT = 8471
"""The Courier's port; the Gazeta has the next one. Fixed, because addresses are
part of an article's identity and the demo's site shall be the same each time."""

_START_SECONDS = 15.0
_HTML = "text/html; charset=utf-8"
_ROBOTS = """User-agent: *
Disallow: /search
Disallow: /account/

Sitemap: {base}/sitemap.xml
"""


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at an address: bytes, type, date and status."""

    body: bytes
    type: str
    changed: datetime
    status: int = 200

    @property
    def etag(self) -> str:
        """Weak, because the same page also goes out compressed."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The running newsroom: its addresses, and what was asked of it."""

    courier: str
    gazeta: str
    day: int
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    """(method, full address, status) of each answer, in order."""

    @property
    def base_urls(self) -> dict[str, str]:
        """Root address of each outlet, without a slash at its end."""
        return {"courier": self.courier, "gazeta": self.gazeta}


@contextmanager
def serve(day: int = 1, port: int | None = FIXED_PORT) -> Iterator[Newsroom]:
    """Serve both outlets as of a day; None as port takes two free ones.

    Raises UsageError when a port is in use.
    """
    with ExitStack() as stack:
        first = stack.enter_context(_listen(port))
        second = stack.enter_context(_listen(None if port is None else port + 1))
        newsroom = Newsroom(_address(first), _address(second), day)
        for slug, listener in (("courier", first), ("gazeta", second)):
            outlet = content.outlet(slug)
            edition = Edition(outlet, day, newsroom.base_urls[slug])
            stack.enter_context(_running(application(edition, newsroom), listener))
        yield newsroom


def application(edition: Edition, newsroom: Newsroom) -> Starlette:
    """Return the web application of one outlet."""
    documents = _documents(edition)

    def answer(request: Request) -> Response:
        document = documents.get(request.url.path) or _missing(edition)
        response = _respond(request, document)
        newsroom.requests.append(
            (request.method, str(request.url), response.status_code)
        )
        return response

    return Starlette(
        routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])],
        middleware=[Middleware(GZipMiddleware, minimum_size=500)],
    )


def _documents(edition: Edition) -> dict[str, Document]:
    """Return all that an outlet serves, by path."""
    newest = max(piece.changed for piece in (*edition.pieces, *edition.gone))
    found: dict[str, Document] = {
        "/": _html(outlet_pages.listing(edition), newest),
        "/robots.txt": Document(
            _ROBOTS.format(base=edition.base).encode(), "text/plain", newest
        ),
        "/sitemap.xml": Document(
            outlet_pages.sitemap(edition).encode(), "application/xml", newest
        ),
        "/terms": _html(
            outlet_pages.notice(edition, "Terms", edition.outlet.rights), newest
        ),
    }
    for feed in edition.outlet.feeds:
        text = outlet_feeds.render(edition, feed)
        found[feed.path] = Document(
            text.encode(), outlet_feeds.TYPES[feed.format], newest
        )
    for section in edition.outlet.sections:
        where = f"/section/{outlet_pages.section_slug(section)}"
        found[where] = _html(outlet_pages.listing(edition, section), newest)
    for piece in edition.pieces:
        where = outlet_pages.path(edition.outlet, piece)
        found[where] = _html(outlet_pages.article(edition, piece), piece.changed)
        if piece.figure:
            picture = placeholder(piece.slug)
            found[f"/media/{piece.slug}.png"] = Document(
                picture, "image/png", piece.published
            )
    for piece in edition.gone:
        text = outlet_pages.notice(
            edition, "Withdrawn", "This story has been withdrawn."
        )
        where = outlet_pages.path(edition.outlet, piece)
        found[where] = _html(text, piece.withdrawn or newest, 410)
    return found


def _html(text: str, changed: datetime, status: int = 200) -> Document:
    return Document(text.encode(), _HTML, changed, status)


def _missing(edition: Edition) -> Document:
    text = outlet_pages.notice(
        edition, "Not found", "There is no page at this address."
    )
    return _html(text, datetime(2026, 11, 1, tzinfo=UTC), 404)


def _respond(request: Request, document: Document) -> Response:
    headers = {
        "etag": document.etag,
        "last-modified": format_datetime(document.changed.astimezone(UTC), usegmt=True),
        "cache-control": "public, max-age=60",
    }
    if document.status == HTTPStatus.OK and _is_known(request, document):
        return Response(status_code=304, headers=headers)
    return Response(document.body, document.status, headers, media_type=document.type)


def _is_known(request: Request, document: Document) -> bool:
    """Tell whether the client has it (RFC 9110: If-None-Match rules alone)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return document.etag in [tag.strip() for tag in tags.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return document.changed <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # an unreadable date counts as none at all
        return False


@contextmanager
def _listen(port: int | None) -> Iterator[socket.socket]:
    # the protocol is named so that asyncio sets TCP_NODELAY: no waits of 40 ms
    with socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    ) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port or 0))
            listener.listen(128)
        except OSError as error:
            raise UsageError(
                f"the sample newsroom needs port {port} on {HOST}, which is in use: "
                "stop the program that holds it (another 'polywire demo'?) and try again"
            ) from error
        yield listener


def _address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


@contextmanager
def _running(app: Starlette, listener: socket.socket) -> Iterator[None]:
    """Run an application in a thread until the block ends."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, daemon=True
    )
    thread.start()
    try:
        _wait(server, thread)
        yield
    finally:
        server.should_exit = True
        thread.join()


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise UsageError("the sample newsroom did not start: run again with -v")
        time.sleep(0.01)
