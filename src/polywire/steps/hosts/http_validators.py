"""HTTP validators are opaque bytes in the store and text in the client."""

from __future__ import annotations


def as_text(value: bytes | None) -> str | None:
    """Return a stored validator as the client sends it."""
    return None if value is None else value.decode("latin-1")


def as_bytes(value: str | None) -> bytes | None:
    """Return a validator as it is stored, byte for byte as the server sent it."""
    return None if value is None else value.encode("latin-1", "replace")
