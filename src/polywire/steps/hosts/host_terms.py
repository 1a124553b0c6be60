"""What a host states about reuse in files of its own: tdmrep.json and RSL.

Each file is asked for once a day and host, politely and conditionally, and kept
as evidence. A file that cannot be had never stops the wire (decision 0140): the
last copy counts on, and it is asked for again an hour later.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from polywire.article import Capture
from polywire.errors import FetchError
from polywire.net import urls
from polywire.net.fetch.http_answers import Fetched, as_bytes, as_text
from polywire.rights.reuse_signals import TDM_FILE
from polywire.store.ground.database import Database
from polywire.store.keeping import hosts
from polywire.store.keeping.hosts import SiteFile
from polywire.store.wire import captures
from polywire.store.wire.captures import Archive
from polywire.wire import Fetcher

log = structlog.get_logger()

FRESH = timedelta(hours=24)
"""How long a file is believed without asking again."""
AGAIN = timedelta(hours=1)
"""When a file is asked for again that could not be had."""
MAX_BYTES = 256 * 1024
"""A longer file is not read: terms of a host are short."""
MAX_POINTERS = 4
"""RSL documents that are read for one page, so that nobody keeps us busy."""
ARCHIVED_AS = "host-terms"
"""Name of the archive's files that hold them."""
_RSL_TYPE = b"application/rsl+xml"
_ABSENT = frozenset({404, 410})
_LICENSE_LINE = re.compile(
    r"^[ \t]*license[ \t]*:[ \t]*(https?://\S{1,2000})", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one page, as rights are resolved with them."""

    tdmrep: str | None = None
    rsl: tuple[tuple[str, str], ...] = ()
    """(address, document); the address again where it could not be read."""
    changed_at: datetime | None = None
    """When the youngest of these files was first seen so."""


class Kept(Protocol):
    """Keeps files of hosts, by address."""

    def get(self, url: str) -> SiteFile | None:
        """Return what is kept of a file."""

    def put(self, file: SiteFile, capture: Capture | None) -> None:
        """Keep a file; with its capture where the copy is new."""

    def robots(self, origin: str) -> str:
        """Return the text of a host's robots.txt; empty when it is not known."""


@dataclass(frozen=True, slots=True)
class StoreKept:
    """Keeps files in the store, and each new copy in the archive."""

    db: Database
    archive: Archive

    def get(self, url: str) -> SiteFile | None:
        """Return what is kept of a file."""
        return self.db.ask(hosts.file, url)

    def put(self, file: SiteFile, capture: Capture | None) -> None:
        """Keep a file; the archive first, so that a row never names what is not there.

        Evidence is of no source: it stays when the pages' time is over.
        """
        place = self.archive.keep(ARCHIVED_AS, capture) if capture else None
        with self.db.write() as conn:
            if capture is not None:
                captures.record(conn, capture, place=place)
            hosts.keep_file(conn, file)

    def robots(self, origin: str) -> str:
        """Return the text of a host's robots.txt; empty when it is not known."""
        kept = self.db.ask(hosts.robots, origin)
        return kept.body.decode("utf-8", "replace") if kept else ""


def read(
    page: str,
    stated: Iterable[str | None],
    *,
    kept: Kept,
    asks: Fetcher | None,
    now: datetime,
) -> Terms:
    """Return the terms that bind a page; asks for nothing without ``asks``.

    ``stated`` is the RSL that page and feed name: addresses or documents.
    """
    try:
        here = urls.split(page)
    except FetchError:
        return Terms()
    tdm = _file(here.origin + TDM_FILE, kept, asks, now)
    pointers = _LICENSE_LINE.findall(kept.robots(here.origin))[:MAX_POINTERS]
    pointers += [one for one in stated if one]
    documents: list[tuple[str, str]] = []
    files = [tdm]
    for pointer in dict.fromkeys(pointers):
        if pointer.lstrip().startswith("<"):
            documents.append((page, pointer))
            continue
        address = urls.resolve(pointer, here.href)
        file = _file(address, kept, asks, now) if address else None
        files.append(file)
        documents.append((pointer, _text(file) or pointer))
    seen = [file.changed_at for file in files if file is not None]
    return Terms(_text(tdm), tuple(documents), max(seen, default=None))


def inline(body: bytes) -> str | None:
    """Return the RSL document that a page holds in a script element."""
    at = body.find(_RSL_TYPE)
    while at >= 0:
        start = body.rfind(b"<", 0, at)
        end = body.find(b">", at)
        if body[start : start + 7].lower() == b"<script" and end >= 0:
            text = body[end + 1 : body.find(b"</script", end)]
            return text[:MAX_BYTES].decode("utf-8", "replace").strip() or None
        at = body.find(_RSL_TYPE, at + 1)
    return None


def _text(file: SiteFile | None) -> str | None:
    if file is None or file.body is None:
        return None
    return file.body.decode("utf-8-sig", "replace")


def _file(url: str, kept: Kept, asks: Fetcher | None, now: datetime) -> SiteFile | None:
    """Return a file from what is kept, or from its host when that is too old."""
    old = kept.get(url)
    # a copy from the future was kept before the clock was set back
    is_fresh = old is not None and old.asked_at <= now < old.expires_at
    if asks is None or is_fresh:
        return old
    held = old if old and old.body is not None else None
    try:
        fetched = asks.fetch(
            url,
            etag=as_text(held.etag) if held else None,
            last_modified=as_text(held.last_modified) if held else None,
        )
    except FetchError as error:
        return _missed(url, old, error, kept, now)
    if fetched.capture is None and old is not None:
        new = replace(old, status=304, asked_at=now, expires_at=now + FRESH)
        kept.put(new, None)
        return new
    return _taken(url, old, fetched, kept, now)


def _missed(
    url: str, old: SiteFile | None, error: FetchError, kept: Kept, now: datetime
) -> SiteFile:
    """Note that a file is not there, or could not be had: then the last copy counts."""
    status = error.status or 0
    is_absent = status in _ABSENT
    until = now + (FRESH if is_absent else AGAIN)
    if old is None or (is_absent and old.body is not None):
        new = SiteFile(url, status, None, now, now, until)
    else:
        new = replace(old, status=status, asked_at=now, expires_at=until)
    kept.put(new, None)
    if not is_absent:
        log.info("terms not read", url=url, reason=str(error))
    return new


def _taken(
    url: str, old: SiteFile | None, fetched: Fetched, kept: Kept, now: datetime
) -> SiteFile:
    capture = fetched.capture
    body = capture.body if capture is not None else b""
    if len(body) > MAX_BYTES:
        body = b""
    is_same = old is not None and old.body == body
    new = SiteFile(
        url=url,
        status=fetched.status,
        body=body,
        asked_at=now,
        changed_at=old.changed_at if old is not None and is_same else now,
        expires_at=now + FRESH,
        etag=as_bytes(fetched.etag),
        last_modified=as_bytes(fetched.last_modified),
    )
    stamped = replace(capture, fetched_at=now) if capture is not None else None
    kept.put(new, None if is_same else stamped)
    return new
