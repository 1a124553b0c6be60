"""What every step needs: settings, store, net, engines, clock, in one value."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from polywire.article import Article
from polywire.desk.counters import Counters
from polywire.net.fetch.http_answers import Fetched
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings, now_from_environment
from polywire.store.ground.database import Database
from polywire.store.wire.captures import Archive

if TYPE_CHECKING:  # translation and checks take half a second to import
    from polywire.desk.route_desk import Desk
    from polywire.extract.page_child import PageJob


class Turns:
    """Lets one thread at a time ask a host for its files."""

    def __init__(self) -> None:
        self._all = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    @contextmanager
    def at(self, origin: str) -> Iterator[None]:
        """Wait for the turn at a host."""
        with self._all:
            turn = self._turns.setdefault(origin, threading.Lock())
        with turn:
            yield


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the real time; steps get it passed in."""
    return datetime.now(UTC)


def clock_of(now: datetime | None = None) -> Clock:
    """Return a clock that stands still at ``POLYWIRE_NOW`` or a time, else the real."""
    fixed = now_from_environment() or now
    return (lambda: fixed) if fixed else utc_now


class Fetcher(Protocol):
    """The guarded way out, callable from any thread."""

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        robots: bool = True,
    ) -> Fetched:
        """Fetch an address; raises FetchError."""


class Hubs(Protocol):
    """Sends a form to a feed's hub."""

    def ask(self, hub: str, form: Mapping[str, str]) -> int:
        """Return the status of the answer; raises FetchError."""


class Read(Protocol):
    """Reads a page, here or in a child."""

    def __call__(self, job: PageJob) -> Article:
        """Return the article of a page; raises ExtractError or ChildLost."""


def read_here(job: PageJob) -> Article:
    """Read a page in this process; raises ExtractError."""
    from polywire.extract.page_child import read  # extraction takes a second to import

    return read(job)


@dataclass(frozen=True, slots=True)
class Wire:
    """One running wire; the same for every step."""

    settings: Settings
    db: Database
    archive: Archive
    fetcher: Fetcher
    desk: Desk
    folder: Folder
    now: Clock = utc_now
    read: Read = read_here
    hubs: Hubs | None = None
    """None where no hub could reach us."""
    turns: Turns = field(default_factory=Turns)
    """Who asks which host for its terms."""
    counters: Counters = field(default_factory=Counters)
