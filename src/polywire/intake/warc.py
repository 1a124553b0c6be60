"""Captures as gzip WARC records, so that anything can be run again.

One file a source and month; a record is found by file and offset. Records are
deterministic: the same capture gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from polywire.article import Capture
from polywire.errors import SourceError

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}-\d{4}-\d{2}\.warc\.gz")
_REQUESTED = "Polywire-Requested-URL"
_LINE_BREAKS = re.compile(r"[\r\n\x00]+")
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a capture stands."""

    file: str
    offset: int
    length: int


class Archive:
    """The captures of an installation, in a folder of WARC files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def keep(self, slug: str, capture: Capture) -> Location:
        """Append a capture to the file of its source and month."""
        record = _packed(capture)
        name = f"{slug}-{capture.fetched_at.astimezone(UTC):%Y-%m}.warc.gz"
        path = self._path(name)
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                offset = file.seek(0, os.SEEK_END)
                file.write(record)
        return Location(name, offset, len(record))

    def read(self, place: Location) -> Capture:
        """Return a capture; raises SourceError when it is gone or broken."""
        try:
            with self._path(place.file).open("rb") as file:
                file.seek(place.offset)
                data = file.read(place.length)
        except OSError as error:
            message = f"capture {place.file}:{place.offset} cannot be read ({error})"
            raise SourceError(message) from error
        found = next(_captures(data), None)
        if found is None:
            message = f"capture {place.file}:{place.offset} holds no record"
            raise SourceError(message)
        return found

    def captures(self, name: str) -> Iterator[Capture]:
        """Return all captures of a file in the order in which they came."""
        return _captures(self._path(name).read_bytes())

    def files(self, slug: str | None = None) -> tuple[str, ...]:
        """Return the names of the files, of one source or of all."""
        names = sorted(path.name for path in self._folder.glob("*.warc.gz"))
        wanted = [name for name in names if _NAME.fullmatch(name)]
        return tuple(
            name
            for name in wanted
            if slug is None or name[: -len("-0000-00.warc.gz")] == slug
        )

    def forget(self, place: Location) -> None:
        """Overwrite one capture: its place stays, its bytes are gone."""
        with self._lock, self._path(place.file).open("r+b") as file:
            file.seek(place.offset)
            file.write(_blank(place.length))
            file.flush()
            os.fsync(file.fileno())

    def expire(self, slug: str, before: datetime) -> tuple[str, ...]:
        """Delete the files of a source whose whole month lies before a date."""
        month = f"{before.astimezone(UTC):%Y-%m}"
        gone = [name for name in self.files(slug) if name[-15:-8] < month]
        with self._lock:
            for name in gone:
                self._path(name).unlink(missing_ok=True)
        return tuple(gone)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SourceError(f"{name!r} is no capture file")
        return self._folder / name


def _packed(capture: Capture) -> bytes:
    """Return a capture as one gzip member that holds one WARC response record.

    Written by hand: warcio's writer leaves temporary files to the garbage
    collector and percent-encodes the validators.
    """
    http = [f"HTTP/1.1 {capture.status} OK"]
    http += [f"{name}: {_one_line(value)}" for name, value in capture.headers]
    block = "\r\n".join([*http, "", ""]).encode() + capture.body
    moment = capture.fetched_at.astimezone(UTC).strftime(_MOMENT)
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{capture.url} {moment} {capture.sha256}")
    head = [
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: <urn:uuid:{name}>",
        f"WARC-Date: {moment}",
        f"WARC-Target-URI: {_one_line(capture.url)}",
        f"WARC-Payload-Digest: sha256:{capture.sha256}",
        f"{_REQUESTED}: {_one_line(capture.requested_url)}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
    ]
    record = "\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n"
    return gzip.compress(record, mtime=0)


def _one_line(value: str) -> str:
    """Return a header's value without line breaks: they would end the header."""
    return _LINE_BREAKS.sub(" ", value).strip()


def _captures(data: bytes) -> Iterator[Capture]:
    for record in ArchiveIterator(io.BytesIO(data)):
        if record.rec_type == "response":
            yield _capture(record)


def _capture(record: ArcWarcRecord) -> Capture:
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or ""
    moment = datetime.fromisoformat(head.get_header("WARC-Date") or "")
    headers = record.http_headers.headers
    return Capture(
        url=url,
        requested_url=head.get_header(_REQUESTED) or url,
        fetched_at=moment.astimezone(UTC),
        status=int(record.http_headers.get_statuscode()),
        headers=tuple((name.lower(), value) for name, value in headers),
        body=record.raw_stream.read(),
    )


def _blank(length: int) -> bytes:
    """Return empty gzip members of exactly this many bytes."""
    empty = gzip.compress(b"", mtime=0)
    # A member's header may carry a comment, which takes up any number of bytes.
    if length < len(empty) + 1:
        return b"\x00" * length
    filler = b"x" * (length - len(empty) - 1) + b"\x00"
    return empty[:3] + b"\x10" + empty[4:10] + filler + empty[10:]
