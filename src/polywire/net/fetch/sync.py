"""The guarded client for worker threads: one event loop in a thread of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Self

from aiohttp.abc import AbstractResolver

from polywire.net.fetch.client import Client, Request, utc_now
from polywire.net.fetch.http_answers import Fetched
from polywire.net.fetch.pacing import HostLedger
from polywire.net.fetch.robots import RobotsCache
from polywire.net.loop import Loop
from polywire.settings.operator_file import Settings


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
