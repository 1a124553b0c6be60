"""Captures as gzip WARC records, so that anything can be run again.

One file a source and month; a record is found by file and offset. Records are
deterministic: the same capture gives the same bytes.
"""

import contextlib
import gzip
import io
import os
import re
import threading
import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from polywire.article import Capture
from polywire.errors import SourceError, StoreAway
from polywire.net.fetch.decode import MAX_BODY
from polywire.net.urls import split

_OK = "200"
_HTML = ("text/html", "application/xhtml+xml")
_PACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def pages(path: Path) -> Iterator[Capture | str]:
    """Yield each HTML page, and for each record that is broken what is wrong.

    Raises SourceError when the file is no WARC file.
    """
    records = 0
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                records += record.rec_headers.get_header("WARC-Type") is not None
                if record.rec_type == "response" and _is_page(record):
                    yield _page(record)
    except (OSError, EOFError, zlib.error, ArchiveLoadFailed, ValueError) as error:
        words = " ".join(str(error).split())[:200]
        raise SourceError(f"{path}: is no whole WARC file ({words})") from error
    if records == 0:
        raise SourceError(f"{path}: is no whole WARC file (it holds no record)")


def _is_page(record: ArcWarcRecord) -> bool:
    head = record.http_headers
    if head is None or head.get_statuscode() != _OK:
        return False
    return (head.get_header("Content-Type") or "").lower().startswith(_HTML)


def _page(record: ArcWarcRecord) -> Capture | str:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    date = record.rec_headers.get_header("WARC-Date") or ""
    assert record.http_headers is not None  # noqa: S101  # _is_page has looked
    try:
        place = split(url.strip("<>")).href
        moment = datetime.fromisoformat(date)
        body = record.content_stream().read(MAX_BODY + 1)
    except (SourceError, ValueError, OSError, EOFError, zlib.error) as error:
        return f"{url[:200]}: {' '.join(str(error).split())[:200]}"
    if len(body) > MAX_BODY:
        return f"{place}: is larger than {MAX_BODY} bytes"
    if getattr(record.raw_stream, "limit", 0) > 0:  # warcio says nothing of it
        return f"{place}: the record is cut off"
    headers = [(name.lower(), value) for name, value in record.http_headers.headers]
    return Capture(
        url=place,
        requested_url=place,
        fetched_at=moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC),
        status=int(_OK),
        headers=tuple(one for one in headers if one[0] not in _PACKING),
        body=body,
    )


_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}-\d{4}-\d{2}\.warc\.gz")
_REQUESTED = "Polywire-Requested-URL"
_LINE_BREAKS = re.compile(r"[\r\n\x00]+")
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
_GZIP = 31
"""What zlib calls a gzip member."""
_READ = 65_536
_TAIL = 16 * 1024 * 1024
"""Bytes at the end of a file in which its last record starts: a body has at most
10 MiB, and packing never makes it much longer."""
_START = gzip.compress(b"", mtime=0)[:8]
"""How each of our records starts; its time is left out, so that it is long."""


class Archive:
    """The captures of an installation, in a folder of WARC files.

    A place is a file's name and an offset in it. A record is written before
    anything names it, so that a write that was cut off is nobody's: the next
    writer takes it away.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._mended: set[str] = set()

    def keep(self, slug: str, capture: Capture) -> tuple[str, int]:
        """Append a capture to the file of its source and month."""
        record = packed(capture)
        name = f"{slug}-{capture.fetched_at.astimezone(UTC):%Y-%m}.warc.gz"
        path = self._path(name)
        try:
            with self._lock:
                self._folder.mkdir(parents=True, exist_ok=True)
                if name not in self._mended:
                    mend(path)
                    self._mended.add(name)
                with path.open("ab") as file:
                    offset = file.seek(0, os.SEEK_END)
                    file.write(record)
        except OSError as error:
            # part of the record may be there: look again before the next one
            self._mended.discard(name)
            raise StoreAway(f"{path}: cannot be written ({error})") from error
        return name, offset

    def read(self, place: tuple[str, int]) -> Capture:
        """Return a capture; raises SourceError when it is gone or broken."""
        name, offset = place
        where = f"capture {name}:{offset}"
        try:
            data, _ = _member(self._path(name), offset)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{where} cannot be read ({error})") from error
        found = next(unpacked(data), None)
        if found is None:
            raise SourceError(f"{where} holds no record")
        return found

    def body(self, place: tuple[str, int]) -> bytes:
        """Return the body of a capture; raises SourceError."""
        return self.read(place).body

    def captures(self, name: str) -> Iterator[Capture]:
        """Return all captures of a file in the order in which they came."""
        return unpacked(self._path(name).read_bytes())

    def files(self, slug: str | None = None) -> tuple[str, ...]:
        """Return the names of the files, of one source or of all."""
        names = sorted(path.name for path in self._folder.glob("*.warc.gz"))
        wanted = [name for name in names if _NAME.fullmatch(name)]
        return tuple(
            name
            for name in wanted
            if slug is None or name[: -len("-0000-00.warc.gz")] == slug
        )

    def forget(self, place: tuple[str, int]) -> None:
        """Overwrite one capture: its place stays, its bytes are gone."""
        name, offset = place
        path = self._path(name)
        with self._lock, contextlib.suppress(FileNotFoundError):
            try:
                _, length = _member(path, offset)
            except (EOFError, zlib.error):
                return  # a broken record holds nothing that could be read
            with path.open("r+b") as file:
                file.seek(offset)
                file.write(_blank(length))
                file.flush()
                os.fsync(file.fileno())

    def drop(self, file: str) -> None:
        """Delete a whole file; one that is not there is fine."""
        with self._lock:
            self._path(file).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SourceError(f"{name!r} is no capture file")
        return self._folder / name


def open_archive(root: Path) -> Archive:
    """Return the archive of the installation in a folder."""
    return Archive(root / "captures")


def mend(path: Path) -> int:
    """Cut off a record that was not written to its end; return the bytes cut.

    Only the end of the file is looked at: from the last start of a record that
    can be found there.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return 0
    with path.open("r+b") as file:
        start = max(0, size - _TAIL)
        file.seek(start)
        whole = _whole(file.read(), from_start=start == 0)
        file.truncate(start + whole)
    return size - start - whole


def _whole(tail: bytes, *, from_start: bool) -> int:
    """Return how many bytes of the end of a file end with a whole record."""
    at = len(tail)
    while (at := tail.rfind(_START, 0, at)) >= 0:
        end = _end_of_member(tail, at)
        if end:
            return end
        if end == 0:
            tail = tail[:at]
    # Without any whole record the bytes before may be one larger than the tail.
    return 0 if from_start else len(tail)


def _end_of_member(tail: bytes, at: int) -> int | None:
    """Return where a gzip member ends; 0 when it is cut off, None when it is none."""
    unpacker = zlib.decompressobj(_GZIP)
    view = memoryview(tail)[at:]
    try:
        while not unpacker.eof:
            if not view:
                return 0
            unpacker.decompress(view[:_READ])
            view = view[_READ:]
    except zlib.error:
        return None
    return len(tail) - len(view) - len(unpacker.unused_data)


def _member(path: Path, offset: int) -> tuple[bytes, int]:
    """Return what a gzip member holds, packed, and its length in the file."""
    unpacker = zlib.decompressobj(_GZIP)
    packed = bytearray()
    with path.open("rb") as file:
        file.seek(offset)
        while not unpacker.eof:
            chunk = file.read(_READ)
            if not chunk:
                raise EOFError("the record is cut off")
            packed += chunk
            # the bytes that it holds are dropped here: only its end is looked for
            unpacker.decompress(chunk)
    length = len(packed) - len(unpacker.unused_data)
    return bytes(packed[:length]), length


def packed(capture: Capture) -> bytes:
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


def unpacked(data: bytes) -> Iterator[Capture]:
    """Yield the captures of a WARC file."""
    for record in ArchiveIterator(io.BytesIO(data)):
        if record.rec_type == "response":
            yield _capture(record)


def _capture(record: ArcWarcRecord) -> Capture:
    head = record.rec_headers
    url = head.get_header("WARC-Target-URI") or ""
    moment = datetime.fromisoformat(head.get_header("WARC-Date") or "")
    http = record.http_headers
    assert http is not None  # noqa: S101  # we write them all
    return Capture(
        url=url,
        requested_url=head.get_header(_REQUESTED) or url,
        fetched_at=moment.astimezone(UTC),
        status=int(http.get_statuscode()),
        headers=tuple((name.lower(), value) for name, value in http.headers),
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
