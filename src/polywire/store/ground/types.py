"""Column types that read and write the same on SQLite and PostgreSQL.

Does not know any table.
"""

import threading
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import zstandard
from sqlalchemy import DateTime, Dialect, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

# Level 3 shrinks an edition with its draft to about a seventh at 0.2 ms.
_LEVEL = 3

# A stored noun larger than this is damage, not news.
_MAX_NOUN_BYTES = 64 * 1024 * 1024


Key = String().with_variant(String(collation="C"), "postgresql")
"""Our own short words and ids, sorted by code point on both databases.

A server's locale would sort "a-b" after "ab", and the site would differ.
"""


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it without its zone, so that it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse naive times: they are a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: pass an aware UTC time")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside: what a database cannot hold becomes U+FFFD.

    PostgreSQL refuses NUL, both refuse lone surrogates.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Replace NUL and lone surrogates."""
        if value is None:
            return None
        clean = value.replace("\x00", "\ufffd")
        return clean.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


class Json(TypeDecorator[Any]):
    """A small plain value as JSON text with sorted keys (never JSONB, which reorders).

    Text, so that both databases and a move between them keep the same bytes.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Encode with sorted keys."""
        if value is None:
            return None
        return msgspec.json.encode(value, order="sorted").decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Decode to plain lists and dicts."""
        return None if value is None else msgspec.json.decode(value)


class Packed(TypeDecorator[bytes]):
    """Large JSON bytes, kept compressed: articles, drafts and editions."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(
        self, value: bytes | None, _dialect: Dialect
    ) -> bytes | None:
        """Compress."""
        if value is None:
            return None
        return zstandard.ZstdCompressor(level=_LEVEL).compress(value)

    def process_result_value(
        self, value: bytes | None, _dialect: Dialect
    ) -> bytes | None:
        """Decompress, within bounds."""
        if value is None:
            return None
        return zstandard.ZstdDecompressor().decompress(
            bytes(value), max_output_size=_MAX_NOUN_BYTES
        )


def pack(noun: object) -> bytes:
    """Encode a noun as canonical JSON bytes for a Packed column."""
    return msgspec.json.encode(noun, order="sorted")


_T = TypeVar("_T")
_decoders: dict[type, msgspec.json.Decoder[Any]] = {}
_building = threading.Lock()


def unpack(packed: bytes, kind: type[_T]) -> _T:
    """Decode a noun from the JSON bytes of a Packed column."""
    decoded: _T = _decoder(kind).decode(packed)
    return decoded


def warm(*kinds: type) -> None:
    """Prepare the decoding of nouns, before there are threads.

    msgspec 0.22 looks into a dataclass at its first use and dies (SIGSEGV) when
    two threads do so at once; once looked into, a type is safe everywhere
    (decision 0085).
    """
    for kind in kinds:
        _decoder(kind)


def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    found = _decoders.get(kind)
    if found is None:
        with _building:
            found = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    return found
