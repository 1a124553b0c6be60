"""Months whose search index is older than their articles."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, true

from polywire.store.ground import notes
from polywire.store.ground.schema import cell as table
from polywire.store.ground.schema import meta

_PREFIX = "search-month:"

Page = tuple[str, str]
"""Language and article."""


def touch(conn: Connection, ids: Collection[str]) -> None:
    """Note that articles changed: the index of their months is to be made anew."""
    wanted = select(table.c.sort_at).where(table.c.article_id.in_(list(ids)))
    for month in sorted({f"{at:%Y-%m}" for at in conn.execute(wanted).scalars()}):
        _raise(conn, month)


def touch_all(conn: Connection) -> None:
    """Note that every month from the first article to the last is to be made anew."""
    span = select(func.min(table.c.sort_at), func.max(table.c.sort_at))
    first, last = conn.execute(span).one()
    while first is not None and f"{first:%Y-%m}" <= f"{last:%Y-%m}":
        _raise(conn, f"{first:%Y-%m}")
        first = _next(first)


def touched(conn: Connection) -> dict[str, int]:
    """Return the months that are due, newest first, with what ``done`` wants."""
    rows = conn.execute(
        select(meta.c.key, meta.c.value).where(meta.c.key.startswith(_PREFIX))
    )
    found = {row.key.removeprefix(_PREFIX): int(row.value) for row in rows}
    return dict(sorted(found.items(), reverse=True))


def done(conn: Connection, month: str, count: int) -> None:
    """Note that a month is up to date, unless it was touched again meanwhile."""
    if notes.get(conn, _PREFIX + month) == count:
        notes.drop(conn, _PREFIX + month)


def shown(conn: Connection, month: str) -> list[Page]:
    """Return what readers may see of a month (in UTC), in a fixed order."""
    start = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    statement = select(table.c.language, table.c.article_id).where(
        table.c.shown == true(),
        table.c.sort_at >= start,
        table.c.sort_at < _next(start),
    )
    return sorted((row.language, row.article_id) for row in conn.execute(statement))


def _raise(conn: Connection, month: str) -> None:
    before = notes.get(conn, _PREFIX + month)
    notes.put(conn, _PREFIX + month, (before or 0) + 1)


def _next(at: datetime) -> datetime:
    start = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    is_last = start.month == 12  # noqa: PLR2004  # December
    year, month = (start.year + 1, 1) if is_last else (start.year, start.month + 1)
    return start.replace(year=year, month=month)
