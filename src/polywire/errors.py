"""The one tree of errors that are raised on purpose.

PolywireError                  exit code 1
├── SettingsError              2  polywire.toml or an argument is wrong
├── UsageError                 2  a command cannot do what was asked here
├── SourceError                3  a source cannot be used (kept, tried again)
│   ├── FetchError             3  the address gave no usable answer
│   │   ├── RefusedAddress     3  the guard forbids the address
│   │   └── RobotsDisallow     3  robots.txt forbids the address
│   └── FeedError              3  the document is no feed that we can read
├── ExtractError               3  a page cannot be read as HTML at all
├── ChildLost                  1  a child was ended or stood still (tried again)
├── EngineError                4  a translation engine failed
│   ├── NoTranslator           4  no engine for the pair
│   └── EngineDown             4  the engine does not answer
├── StoreError                 5  the database cannot be used
│   ├── StoreBusy              5  another wire owns the store
│   │   └── StoreLost          5  another wire took it over while this one ran
│   ├── StoreAway              5  the database or its disk cannot be used now
│   ├── LedgerDamaged          5  the ledger of removals has lines that nobody can read
│   └── NewerSchema            5  the store was written by a newer Polywire
├── PublishError               6  the site folder cannot be written
└── AlertError                 1  the operator could not be told (tried again)

The message says what, where and what now, in one line; data is on attributes;
the cause is chained.
"""

from pathlib import Path


class PolywireError(Exception):
    """Any error that Polywire raises on purpose."""

    exit_code = 1


class SettingsError(PolywireError):
    """A setting is wrong; the message names key, value and what is allowed."""

    exit_code = 2


class UsageError(PolywireError):
    """A command cannot do what was asked here."""

    exit_code = 2


class SourceError(PolywireError):
    """A source or page cannot be used now; it is kept with this reason."""

    exit_code = 3


class FetchError(SourceError):
    """An address gave no usable answer."""

    def __init__(
        self,
        url: str,
        what: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{url}: {what}")
        self.url = url
        self.what = what
        self.status = status
        self.retry_after = retry_after
        """Seconds that the host asked us to wait."""


class RefusedAddress(FetchError):
    """The address guard forbids an address (private, special, bad port)."""


class RobotsDisallow(FetchError):
    """The host's robots.txt forbids the address."""


class FeedError(SourceError):
    """A document is not a feed that we can read."""

    def __init__(self, message: str, *, feeds: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.feeds = feeds
        """Addresses of feeds that the document, a web page, names instead."""


class ExtractError(PolywireError):
    """Bytes cannot be read as a page at all (empty, binary, too large)."""

    exit_code = 3


class ChildLost(PolywireError):
    """A child was ended from outside, crashed or stood still: its work is tried again.

    Whether the work had a part in it is not known.
    """


class EngineError(PolywireError):
    """A translation engine failed for these sentences."""

    exit_code = 4


class NoTranslator(EngineError):
    """No engine translates a pair of languages."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(
            f"no engine from {source} to {target}: add a model with 'polywire models "
            f"add', name an engine under 'engines' in polywire.toml, or drop {target} "
            "from site.languages"
        )
        self.source = source
        self.target = target


class EngineDown(EngineError):
    """An engine does not answer; the work waits and is tried again."""


class StoreError(PolywireError):
    """The database cannot be used."""

    exit_code = 5


class StoreBusy(StoreError):
    """Another wire owns the store."""


class StoreLost(StoreBusy):
    """Another wire took the store over while this one ran: this one stops."""


class StoreAway(StoreError):
    """The database or its disk cannot be used now: no fault of the work."""


class LedgerDamaged(StoreError):
    """The ledger of removals has lines that cannot be read."""

    def __init__(self, path: Path, lines: tuple[int, ...]) -> None:
        where = f"line {lines[0]}" if len(lines) == 1 else f"{len(lines)} lines"
        super().__init__(
            f"{path}: {where} of the ledger of removals cannot be read, so what was "
            "withdrawn might come back: put the newest copy from beside a backup in "
            "its place, or let 'polywire doctor --mend' make it from the store"
        )
        self.path = path
        self.lines = lines


class NewerSchema(StoreError):
    """The store was written by a newer Polywire."""


class PublishError(PolywireError):
    """The site folder cannot be written; what is there stays as it is."""

    exit_code = 6


class AlertError(PolywireError):
    """A way to the operator did not take a message; it is tried again."""


class ObjectsError(PolywireError):
    """A bucket or a shared folder cannot be used now; what is there stays."""

    exit_code = 6
