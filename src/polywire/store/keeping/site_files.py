"""Files in which hosts state their terms (tdmrep.json, RSL), as last read."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from polywire.article import text_hash
from polywire.store.ground import rows
from polywire.store.ground.dialect import upsert
from polywire.store.ground.schema import site_file as table


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of a host, and what came of the last look at it."""

    url: str
    status: int
    """Of the last answer; 0 when the host gave none."""
    body: bytes | None
    """The last copy that was had; None when there is no such file."""
    asked_at: datetime
    changed_at: datetime
    """When this copy was first seen."""
    expires_at: datetime
    """Until when nobody asks again."""
    etag: bytes | None = None
    last_modified: bytes | None = None


def get(conn: Connection, url: str) -> SiteFile | None:
    """Return what is kept of a file, stale or not."""
    statement = select(*rows.columns(table, SiteFile))
    return rows.one(conn, statement.where(table.c.id == text_hash(url)), SiteFile)


def put(conn: Connection, file: SiteFile) -> None:
    """Keep what came of a look at a file."""
    upsert(conn, table, {"id": text_hash(file.url), **asdict(file)})
