"""The one guarded way out: fetches an address politely, or says why not.

Does not retry and does not schedule.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from polywire.article import Capture
from polywire.errors import FetchError, RefusedAddress, RobotsDisallow
from polywire.net.fetch.addresses import Guard, is_loopback
from polywire.net.fetch.decode import ACCEPT, MAX_BODY, decode
from polywire.net.fetch.door import CONNECT_TIMEOUT, READ_TIMEOUT, open_session, plain
from polywire.net.fetch.http_answers import (
    NOT_MODIFIED,
    PERMANENT,
    REDIRECTS,
    Fetched,
    retry_after,
)
from polywire.net.fetch.pacing import (
    MAX_HOLD,
    MIN_DELAY,
    PATIENCE,
    HostLedger,
    Lanes,
    MemoryLedger,
)
from polywire.net.fetch.robots import (
    KEEP_UNREACHABLE,
    MAX_ROBOTS,
    MemoryRobots,
    RobotsAnswer,
    RobotsCache,
    choose,
    is_failure,
    is_fresh,
    rules_of,
)
from polywire.net.fetch.robots import read as read_robots
from polywire.net.loop import Loop
from polywire.net.urls import Address, redirected, split
from polywire.settings.operator_file import Settings

MAX_REDIRECTS = 5

_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,"
    "application/xml;q=0.9,text/html;q=0.9,*/*;q=0.5"
)
# They describe the packed bytes; a capture holds the unpacked ones.
_OF_TRANSPORT = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_OK = range(200, 300)
_TOO_MANY = 429
_HOLDING = frozenset({_TOO_MANY, 503})
DEFAULT_HOLD = 3600.0
"""Seconds that a host is left alone after a 429 that names no time."""


def utc_now() -> datetime:
    """Return the real time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch, and under which terms."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    robots: bool = True
    limit: int = MAX_BODY
    cut: bool = False
    """Cut a body at the limit instead of refusing it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One HTTP answer, redirects not followed, body still packed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next((value for key, value in self.headers if key == name), None)


class Client:
    """Fetches addresses; one per event loop."""

    def __init__(
        self,
        settings: Settings,
        *,
        ledger: HostLedger | None = None,
        robots: RobotsCache | None = None,
        now: Callable[[], datetime] = utc_now,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._guard = Guard(settings.fetch.allow_private)
        self._ledger = ledger or MemoryLedger()
        self._robots = robots or MemoryRobots()
        self._robots_lanes = Lanes()
        self._lanes = Lanes()
        self._now = now
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, request: Request) -> Fetched:
        """Fetch an address with its redirects; raises FetchError."""
        here = split(request.url)
        moved: str | None = None
        all_permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            gap = await self._admit(here, check_robots=request.robots)
            answer = await self._ask(here, request, gap)
            if answer.status not in REDIRECTS:
                return self._conclude(request, here, answer, moved)
            here = _follow(here, answer)
            all_permanent = all_permanent and answer.status in PERMANENT
            moved = here.href if all_permanent else moved
        raise FetchError(request.url, f"redirects more than {MAX_REDIRECTS} times")

    async def _admit(self, here: Address, *, check_robots: bool) -> float:
        """Check what can be known before connecting; return the seconds between.

        Raises RefusedAddress, RobotsDisallow or FetchError.
        """
        if not self._guard.permits_port(here.host, here.port):
            raise RefusedAddress(
                here.href,
                f"port {here.port} is not a web port; to allow it write "
                f'fetch.allow_private = ["{here.host}:{here.port}"] in polywire.toml',
            )
        if not self._guard.permits_name(here.host):
            raise RefusedAddress(here.href, "is a name of a private network")
        if not (self._settings.site.contact or is_loopback(here.host)):
            raise FetchError(
                here.href,
                "is not fetched before site.contact in polywire.toml names an "
                "e-mail address or URL: hosts must be able to reach you",
            )
        delay = self._settings.fetch.delay
        gap = delay if self._guard.lists(here.host) else max(delay, MIN_DELAY)
        if not check_robots:
            return gap
        answer = await self._robots_of(here)
        if is_failure(answer):
            said = f"answered {answer.status}" if answer.status else answer.text
            raise RobotsDisallow(
                here.href,
                "is not fetched while its robots.txt cannot be read (it "
                f"{said or 'did not answer'})",
                retry_after=KEEP_UNREACHABLE.total_seconds(),
            )
        rules = rules_of(answer)
        if not rules.allow(here.href):
            raise RobotsDisallow(here.href, "robots.txt does not allow it")
        return max(gap, rules.delay())

    async def _robots_of(self, here: Address) -> RobotsAnswer:
        """Return the host's robots.txt from the cache or from the host."""
        async with self._robots_lanes.one_at_a_time(here.origin):
            old = self._robots.get(here.origin)
            if old is not None and is_fresh(old, self._now()):
                return old
            new = await self._fetch_robots(here.origin)
            kept = choose(old, new, self._now())
            self._robots.put(here.origin, kept)
            return kept

    async def _fetch_robots(self, origin: str) -> RobotsAnswer:
        """Ask a host for its robots.txt; a failure is an answer too."""
        request = Request(
            f"{origin}/robots.txt", robots=False, limit=MAX_ROBOTS, cut=True
        )
        try:
            fetched = await self.fetch(request)
        except RefusedAddress:
            raise
        except FetchError as error:
            if error.status is None and error.retry_after is not None:
                raise  # the host is on hold: that says nothing of its robots.txt
            # RFC 9309 2.3.1.2: too many redirects count as "not there".
            status = 404 if "redirects" in error.what else error.status or 0
            said = "" if status else error.what
            return RobotsAnswer(status, said, self._now())
        body = fetched.capture.body if fetched.capture else b""
        text = read_robots(body)
        return RobotsAnswer(fetched.status, text, self._now())

    async def _ask(self, here: Address, request: Request, gap: float) -> _Answer:
        """Wait for a turn at the host, send one request, read one answer."""
        async with self._lanes.one_at_a_time(here.host):
            await self._wait(here, gap)
            try:
                return await self._send(here, request)
            except FetchError:
                raise
            except TimeoutError as error:
                raise FetchError(here.href, "did not answer in time") from error
            except (aiohttp.ClientError, OSError, ValueError) as error:
                what = f"gave no usable answer ({plain(error)})"
                raise FetchError(here.href, what) from error

    async def _wait(self, here: Address, gap: float) -> None:
        """Sleep until it is our turn; raises FetchError when that is too far."""
        now = self._now()
        turn = self._ledger.book(here.host, now, gap=gap, patience=PATIENCE)
        seconds = (turn.at - now).total_seconds()
        if not turn.booked:
            raise FetchError(
                here.href,
                f"the host asked not to be called before {turn.at:%Y-%m-%d %H:%M} UTC",
                retry_after=seconds,
            )
        if seconds > 0:
            await asyncio.sleep(seconds)

    async def _send(self, here: Address, request: Request) -> _Answer:
        headers = {}
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        session = self._open()
        async with session.get(
            URL(here.href, encoded=True), headers=headers, allow_redirects=False
        ) as response:
            status = response.status
            known = tuple(_text_headers(response.raw_headers))
            wanted = status in _OK
            body = await _read(here.href, response, request) if wanted else b""
        return _Answer(status, known, body)

    def _conclude(
        self, request: Request, here: Address, answer: _Answer, moved: str | None
    ) -> Fetched:
        """Turn the last answer into a value, or into the error that it is."""
        conditional = bool(request.etag or request.last_modified)
        if answer.status == NOT_MODIFIED and conditional:
            capture = None
        elif answer.status in _OK:
            capture = self._capture(request, here, answer)
        else:
            raise self._refusal(here, answer)
        return Fetched(
            capture=capture,
            not_modified=capture is None,
            etag=answer.header("etag") or (None if capture else request.etag),
            last_modified=answer.header("last-modified")
            or (None if capture else request.last_modified),
            redirected_permanently_to=moved,
            status=answer.status,
            headers=answer.headers,
        )

    def _capture(self, request: Request, here: Address, answer: _Answer) -> Capture:
        packing = answer.header("content-encoding") or ""
        limit = request.limit
        body = decode(here.href, answer.body, packing, limit=max(limit, MAX_BODY))
        if len(body) > limit and not request.cut:
            raise FetchError(here.href, f"is larger than {limit} bytes")
        return Capture(
            url=here.href,
            requested_url=request.url,
            fetched_at=self._now(),
            status=answer.status,
            headers=tuple(h for h in answer.headers if h[0] not in _OF_TRANSPORT),
            body=body[:limit],
        )

    def _refusal(self, here: Address, answer: _Answer) -> FetchError:
        """Make the error of a status, and hold the host where it asks for that."""
        now = self._now()
        seconds = retry_after(answer.header("retry-after"), now)
        if answer.status == _TOO_MANY and seconds is None:
            seconds = DEFAULT_HOLD
        if answer.status in _HOLDING and seconds is not None:
            wait = min(timedelta(seconds=seconds), MAX_HOLD)
            self._ledger.hold(here.host, now + wait)
        what = f"answered {answer.status}"
        return FetchError(here.href, what, status=answer.status, retry_after=seconds)

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, made on first use inside the running loop."""
        if self._session is None:
            self._session = open_session(
                self._settings,
                self._guard,
                self._resolver,
                timeout=aiohttp.ClientTimeout(
                    total=self._settings.fetch.timeout,
                    sock_connect=CONNECT_TIMEOUT,
                    sock_read=READ_TIMEOUT,
                ),
                headers={"Accept": _ACCEPT, "Accept-Encoding": ACCEPT},
                per_host=1,
            )
        return self._session


def _follow(here: Address, answer: _Answer) -> Address:
    """Return where a redirect leads; raises FetchError."""
    location = answer.header("location")
    if not location:
        raise FetchError(here.href, f"answered {answer.status} without an address")
    return redirected(here, location)


async def _read(url: str, response: aiohttp.ClientResponse, request: Request) -> bytes:
    """Read a packed body up to the limit."""
    limit = request.limit
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            if request.cut:
                break
            raise FetchError(url, f"is larger than {limit} bytes")
    return bytes(body)


def _text_headers(raw: aiohttp.typedefs.RawHeaders) -> list[tuple[str, str]]:
    """Return headers as text; a value that is no UTF-8 cannot be given back."""
    kept = []
    for name, value in raw:
        try:
            kept.append((name.decode("ascii").lower(), value.decode("utf-8")))
        except UnicodeDecodeError:
            continue
    return kept


class SyncClient:
    """Fetches for any number of threads; close it at the end."""

    def __init__(
        self,
        settings: Settings,
        ledger: HostLedger | None = None,
        clock: Callable[[], datetime] = utc_now,
        *,
        robots: RobotsCache | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._client = Client(
            settings, ledger=ledger, robots=robots, now=clock, resolver=resolver
        )
        self._loop = Loop("polywire-net")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: bool = True,
    ) -> Fetched:
        """Fetch an address and wait for the answer; raises FetchError."""
        request = Request(url, etag, last_modified, robots=robots)
        return self._loop.run(url, self._client.fetch(request))

    def close(self) -> None:
        """Give up what is under way and close all connections."""
        self._loop.stop(self._client.close())
