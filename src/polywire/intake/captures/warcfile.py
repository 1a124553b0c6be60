"""Read the pages of anybody's WARC file: an archive that a source or a library made.

Our own captures are in ``warc.py``; here nothing is trusted but the format.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from polywire.article import Capture
from polywire.errors import SourceError
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
