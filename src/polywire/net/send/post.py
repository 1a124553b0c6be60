"""One guarded POST, for services that the operator named in polywire.toml.

The same door as for reading (``door.py``), but stricter: only the host and port
of an address that was named can be reached, and redirects are not followed, so
that text and keys go nowhere else. Does not retry.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from polywire.errors import FetchError, RefusedAddress
from polywire.net.fetch.addresses import Guard
from polywire.net.fetch.decode import decode
from polywire.net.fetch.door import CONNECT_TIMEOUT, open_session, plain
from polywire.net.fetch.http_answers import REDIRECTS, retry_after
from polywire.net.loop import Loop
from polywire.net.urls import Address, split
from polywire.settings.operator_file import Settings

MAX_REPLY = 4 * 1024 * 1024
"""Bytes of a reply; fifty sentences of 5,000 characters in three-byte letters."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered, of whatever status but a redirect."""

    status: int
    content_type: str
    body: bytes
    retry_after: float | None = None
    """Seconds that it asked us to wait."""


class Poster:
    """Posts for any number of threads; close it at the end."""

    def __init__(
        self,
        settings: Settings,
        urls: Iterable[str],
        *,
        now: Callable[[], datetime] = _utc_now,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """Take the addresses of all services; no other host can be reached."""
        self._settings = settings
        self._places = {_place(split(url)) for url in urls}
        self._guard = Guard(f"{host}:{port}" for host, port in sorted(self._places))
        self._now = now
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._loop = Loop("polywire-post")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], timeout: float
    ) -> Reply:
        """Send a body and wait for the whole reply; raises FetchError."""
        here = split(url)
        if _place(here) not in self._places:
            raise RefusedAddress(url, "is not the address of a configured service")
        return self._loop.run(url, self._post(here, body, headers, timeout))

    def close(self) -> None:
        """Give up what is under way and close all connections."""
        self._loop.stop(self._shut())

    async def _shut(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(
        self,
        here: Address,
        body: bytes,
        headers: Mapping[str, str],
        timeout: float,  # noqa: ASYNC109 - it bounds the whole exchange, aiohttp keeps it
    ) -> Reply:
        try:
            return await self._exchange(here, body, headers, timeout)
        except FetchError:
            raise
        except TimeoutError as error:
            what = f"did not answer within {timeout:g} s"
            raise FetchError(here.href, what) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            what = f"gave no usable answer ({plain(error)})"
            raise FetchError(here.href, what) from error

    async def _exchange(
        self, here: Address, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> Reply:
        session = self._open()
        async with (
            asyncio.timeout(seconds),
            session.post(
                URL(here.href, encoded=True),
                data=body,
                headers={"Content-Type": "application/json", **headers},
                allow_redirects=False,
            ) as response,
        ):
            if response.status in REDIRECTS:
                where = response.headers.get("Location", "nowhere")[:200]
                what = f"redirects to {where!r}; write that address as the engine's url"
                raise FetchError(here.href, what, status=response.status)
            packed = await _read(here.href, response)
            packing = response.headers.get("Content-Encoding", "")
            return Reply(
                status=response.status,
                content_type=response.headers.get("Content-Type", "").lower(),
                body=decode(here.href, packed, packing, limit=MAX_REPLY),
                retry_after=retry_after(
                    response.headers.get("Retry-After"), self._now()
                ),
            )

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, made on first use inside the running loop."""
        if self._session is None:
            self._session = open_session(
                self._settings,
                self._guard,
                self._resolver,
                # the whole exchange is timed in _exchange, by each engine's limit
                timeout=aiohttp.ClientTimeout(sock_connect=CONNECT_TIMEOUT),
                headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
            )
        return self._session


def _place(address: Address) -> tuple[str, int]:
    return address.host.lower(), address.port


async def _read(url: str, response: aiohttp.ClientResponse) -> bytes:
    """Read a packed reply up to the limit."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_REPLY:
            raise FetchError(url, f"answered more than {MAX_REPLY} bytes")
    return bytes(body)
