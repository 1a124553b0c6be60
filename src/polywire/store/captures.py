"""Captures: an index in the database, bodies as files named by their hash."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, RowMapping, delete, select

from polywire.article import Capture, text_hash
from polywire.errors import StoreError
from polywire.store.dialect import add_missing
from polywire.store.schema import capture as table

# Gzip level 6: news pages shrink to a fifth at 2 ms for 100 KB; 9 wins nothing.
_LEVEL = 6


class Bodies(Protocol):
    """Keeps bytes under their SHA-256."""

    def put(self, body: bytes) -> str:
        """Keep a body and return its hash; the same body twice is kept once."""

    def get(self, sha256: str) -> bytes:
        """Return a body; raises StoreError when it is missing or damaged."""

    def delete(self, sha256: str) -> None:
        """Forget a body; one that is not there is fine."""


class CaptureStore:
    """Bodies in files ``ROOT/captures/ab/<sha256>.gz``."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "captures"

    def put(self, body: bytes) -> str:
        """Keep a body and return its hash; the same body twice is kept once."""
        sha256 = hashlib.sha256(body).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        part = path.with_name(f"{sha256}.{os.getpid()}.{threading.get_ident()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # mtime=0: the same body gives the same file on each run.
            part.write_bytes(gzip.compress(body, _LEVEL, mtime=0))
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"{path}: cannot be written ({error})") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return a body; raises StoreError when it is missing or damaged."""
        path = self.path(sha256)
        try:
            body = gzip.decompress(path.read_bytes())
        except (OSError, EOFError) as error:
            raise StoreError(
                f"{path}: the capture cannot be read ({error}); fetch the page again"
            ) from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise StoreError(f"{path}: the capture is damaged; fetch the page again")
        return body

    def has(self, sha256: str) -> bool:
        """Tell whether a body is kept here."""
        return self.path(sha256).exists()

    def delete(self, sha256: str) -> None:
        """Forget a body; one that is not there is fine."""
        self.path(sha256).unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where a body lies."""
        return self._folder / sha256[:2] / f"{sha256}.gz"

    def hashes(self) -> Iterator[str]:
        """Walk over the hashes of all bodies, in order."""
        for path in sorted(self._folder.glob("??/*.gz")):
            yield path.stem


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One entry of the index: when which address gave which body."""

    id: str
    sha256: str
    url: str
    requested_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    length: int
    file: str | None
    """The WARC file that holds it too; None when only the body is kept."""
    offset: int | None
    source: str | None
    article_id: str | None


def capture_id(capture: Capture) -> str:
    """Return the id of one fetch: address, time and body."""
    when = capture.fetched_at.isoformat()
    return text_hash(f"{capture.requested_url}\n{when}\n{capture.sha256}")


def record(
    conn: Connection,
    capture: Capture,
    *,
    source: str | None = None,
    article_id: str | None = None,
    place: tuple[str, int] | None = None,
) -> str:
    """Add a capture to the index and return its id; twice is once.

    ``place`` is the WARC file and the offset of its record in it.
    """
    identity = capture_id(capture)
    row = {
        "id": identity,
        "sha256": capture.sha256,
        "url": capture.url,
        "requested_url": capture.requested_url,
        "fetched_at": capture.fetched_at,
        "status": capture.status,
        "headers": capture.headers,
        "length": len(capture.body),
        "file": place[0] if place else None,
        "offset": place[1] if place else None,
        "source": source,
        "article_id": article_id,
    }
    add_missing(conn, table, [row])
    return identity


def get(conn: Connection, identity: str) -> CaptureRow | None:
    """Return one entry of the index."""
    statement = select(table).where(table.c.id == identity)
    row = conn.execute(statement).mappings().one_or_none()
    return None if row is None else _row(row)


def of_article(conn: Connection, article_id: str) -> list[CaptureRow]:
    """Return an article's captures, newest first."""
    statement = (
        select(table)
        .where(table.c.article_id == article_id)
        .order_by(table.c.fetched_at.desc(), table.c.id)
    )
    return [_row(row) for row in conn.execute(statement).mappings()]


def load(row: CaptureRow, bodies: Bodies) -> Capture:
    """Return a capture with its body; raises StoreError when that is gone."""
    return Capture(
        url=row.url,
        requested_url=row.requested_url,
        fetched_at=row.fetched_at,
        status=row.status,
        headers=row.headers,
        body=bodies.get(row.sha256),
    )


def forget(conn: Connection, identities: list[str]) -> list[str]:
    """Drop entries of the index; return the hashes that nothing names any more."""
    hashes = set(
        conn.execute(select(table.c.sha256).where(table.c.id.in_(identities))).scalars()
    )
    conn.execute(delete(table).where(table.c.id.in_(identities)))
    named = set(
        conn.execute(
            select(table.c.sha256).where(table.c.sha256.in_(sorted(hashes)))
        ).scalars()
    )
    return sorted(hashes - named)


def _row(row: RowMapping) -> CaptureRow:
    values = dict(row)
    values["headers"] = tuple((name, value) for name, value in values["headers"])
    return CaptureRow(**values)
