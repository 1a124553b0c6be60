"""The guarded client for worker threads: one event loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from aiohttp.abc import AbstractResolver

from polywire.errors import FetchError
from polywire.net.fetch.client import Client, Request
from polywire.net.fetch.decode import MAX_BODY
from polywire.net.fetch.http_answers import Fetched
from polywire.net.fetch.pacing import HostLedger
from polywire.net.fetch.robots import RobotsCache
from polywire.settings.operator_file import Settings


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SyncClient:
    """Fetches for any number of threads; close it at the end."""

    def __init__(
        self,
        settings: Settings,
        ledger: HostLedger | None = None,
        clock: Callable[[], datetime] = _utc_now,
        *,
        robots: RobotsCache | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._client = Client(
            settings, ledger=ledger, robots=robots, now=clock, resolver=resolver
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="polywire-net", daemon=True
        )
        self._thread.start()
        self._lock = threading.Lock()
        self._closed = False

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
        limit: int = MAX_BODY,
    ) -> Fetched:
        """Fetch an address and wait for the answer; raises FetchError."""
        request = Request(url, etag, last_modified, robots=robots, limit=limit)
        with self._lock:
            if self._closed:
                raise FetchError(url, "was asked for after the wire had stopped")
            future = asyncio.run_coroutine_threadsafe(
                self._client.fetch(request), self._loop
            )
        try:
            return future.result()
        except asyncio.CancelledError as error:
            raise FetchError(url, "was given up: the wire is stopping") from error

    def close(self) -> None:
        """Give up what is under way and close all connections."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _shut(self) -> None:
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.close()
        await self._loop.shutdown_default_executor()
