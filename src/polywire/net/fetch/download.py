"""Download one large file to disk, through the same guarded door, and go on later.

What is there of a file is kept beside it as ``NAME.part``. Does not check hashes:
who wants the file knows what it must be.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from polywire.errors import FetchError, RefusedAddress
from polywire.net.fetch.addresses import Guard, is_loopback
from polywire.net.fetch.door import CONNECT_TIMEOUT, READ_TIMEOUT, open_session
from polywire.net.fetch.http_answers import REDIRECTS
from polywire.net.urls import Address, redirected, split
from polywire.settings.operator_file import Settings

TRIES = 5
"""Times in a row that a connection may break without a byte more."""
MAX_REDIRECTS = 5

_OK, _PARTIAL, _BAD_RANGE = 200, 206, 416
_PAUSE = 0.5

Progress = Callable[[int, int | None], None]
"""Told the bytes that are there and, if the server said so, all of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to download."""

    url: str
    path: Path
    limit: int
    """Bytes; a longer file is refused as soon as it shows."""


def download(
    settings: Settings,
    wanted: Wanted,
    progress: Progress,
    *,
    hosts: Iterable[str] = (),
    resolver: AbstractResolver | None = None,
) -> None:
    """Download a file, from where an earlier try ended; raises FetchError.

    ``hosts`` are addresses that may stand on loopback or in a private network.
    """
    places = [split(url) for url in hosts]
    allow = [*settings.fetch.allow_private, *(f"{p.host}:{p.port}" for p in places)]
    transfer = _Transfer(settings, wanted, progress, Guard(allow), resolver)
    asyncio.run(transfer.run())


class _Transfer:
    """One download with its tries."""

    def __init__(
        self,
        settings: Settings,
        wanted: Wanted,
        progress: Progress,
        guard: Guard,
        resolver: AbstractResolver | None,
    ) -> None:
        self._settings = settings
        self._wanted = wanted
        self._progress = progress
        self._guard = guard
        self._resolver = resolver
        self._part = wanted.path.with_name(wanted.path.name + ".part")

    async def run(self) -> None:
        """Try until the file is whole, or nothing comes any more."""
        async with self._session() as session:
            failures = 0
            while True:
                before = self._size()
                try:
                    await self._once(session)
                except (TimeoutError, aiohttp.ClientError, OSError) as error:
                    failures = 0 if self._size() > before else failures + 1
                    if failures >= TRIES:
                        words = " ".join(str(error).split())[:200] or "no answer"
                        what = f"broke off {TRIES} times ({words}); run again to go on"
                        raise FetchError(self._wanted.url, what) from error
                    await asyncio.sleep(_PAUSE * failures)
                else:
                    self._part.replace(self._wanted.path)
                    return

    async def _once(self, session: aiohttp.ClientSession) -> None:
        """Ask for what is missing and write it down."""
        have = self._size()
        headers = {"Range": f"bytes={have}-"} if have else {}
        here = split(self._wanted.url)
        for _ in range(MAX_REDIRECTS + 1):
            self._admit(here)
            async with session.get(
                URL(here.href, encoded=True), headers=headers, allow_redirects=False
            ) as response:
                if response.status not in REDIRECTS:
                    await self._take(here, response, have)
                    return
                here = redirected(here, response.headers.get("Location", ""))
        raise FetchError(self._wanted.url, f"redirects more than {MAX_REDIRECTS} times")

    def _admit(self, here: Address) -> None:
        """Raise RefusedAddress for what the guard can tell before connecting."""
        is_safe = here.scheme == "https" or is_loopback(here.host)
        if not is_safe and not self._guard.lists(here.host):
            raise RefusedAddress(here.href, "is not downloaded without https")
        if not self._guard.permits_port(here.host, here.port):
            raise RefusedAddress(here.href, f"port {here.port} is not a web port")
        if not self._guard.permits_name(here.host):
            raise RefusedAddress(here.href, "is a name of a private network")

    async def _take(
        self, here: Address, response: aiohttp.ClientResponse, have: int
    ) -> None:
        """Append a partial answer, or begin anew with a whole one."""
        status = response.status
        if status == _BAD_RANGE and have:
            self._part.unlink()
            raise aiohttp.ClientError("the part on disk is not of this file")
        if status not in {_OK, _PARTIAL}:
            raise FetchError(here.href, f"answered {status}", status=status)
        begins = f"bytes {have}-"
        resumes = status == _PARTIAL and response.headers.get(
            "Content-Range", ""
        ).startswith(begins)
        if status == _PARTIAL and not resumes:
            raise FetchError(here.href, "answered with another part of the file")
        done = have if resumes else 0
        length = response.content_length
        total = None if length is None else done + length
        self._check(here, total or 0)
        with self._part.open("ab" if resumes else "wb") as file:
            async for chunk in response.content.iter_any():
                done += len(chunk)
                self._check(here, done)
                file.write(chunk)
                self._progress(done, total)

    def _check(self, here: Address, size: int) -> None:
        if size > self._wanted.limit:
            self._part.unlink(missing_ok=True)
            raise FetchError(here.href, f"is larger than {self._wanted.limit} bytes")

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _session(self) -> aiohttp.ClientSession:
        return open_session(
            self._settings,
            self._guard,
            self._resolver,
            timeout=aiohttp.ClientTimeout(
                sock_connect=CONNECT_TIMEOUT, sock_read=READ_TIMEOUT
            ),
            # gzip is named because some stores unpack for those who do not name
            # it, and then cannot resume
            headers={"Accept-Encoding": "gzip"},
        )
