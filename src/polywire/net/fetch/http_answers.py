"""What servers say beside the body: redirects, dates, Retry-After."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from polywire.article import Capture


def as_text(value: bytes | None) -> str | None:
    """Return a stored validator as the client sends it."""
    return None if value is None else value.decode("latin-1")


def as_bytes(value: str | None) -> bytes | None:
    """Return a validator as it is stored, byte for byte as the server sent it."""
    return None if value is None else value.encode("latin-1", "replace")


PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304

_MAX_AGE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Fetched:
    """A usable answer: a capture, or the word that nothing changed."""

    capture: Capture | None
    """None when the server said "not modified"."""
    not_modified: bool
    etag: str | None
    """To be given back byte for byte; None when the server sent none."""
    last_modified: str | None
    redirected_permanently_to: str | None
    """Where the leading run of permanent redirects ended, if there was one."""
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """Of the last answer, also of a 304: schedules read them."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


def http_date(text: str | None) -> datetime | None:
    """Read a date of an HTTP header; None when there is none."""
    if not text:
        return None
    try:
        value = parsedate_to_datetime(text.strip()[:60])
    except (ValueError, OverflowError):
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value.astimezone(UTC)


def retry_after(text: str | None, now: datetime) -> float | None:
    """Read ``Retry-After``: seconds from now; None when it says nothing."""
    if not text:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= _MAX_AGE_DIGITS:
        return float(text)
    moment = http_date(text)
    return None if moment is None else max((moment - now).total_seconds(), 0.0)
