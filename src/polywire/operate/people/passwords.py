"""Passwords: made into hashes, and judged. The one door to argon2."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from polywire.errors import UsageError

LEAST: Final = 12
"""Characters of a password; no other rule (NIST SP 800-63B advises against them)."""
MOST: Final = 1_000
_AT_ONCE: Final = 2
"""Judgements at a time: each takes 64 MB, which a flood must not multiply."""

_turn = threading.BoundedSemaphore(_AT_ONCE)


def refuse_weak(password: str) -> None:
    """Raise UsageError for a password that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        message = (
            f"a password has {LEAST} to {MOST} characters: "
            "four words that nobody would put together are good"
        )
        raise UsageError(message)


def hashed(password: str) -> str:
    """Return what is kept of a password: argon2id with RFC 9106's second choice."""
    with _turn:
        return _hasher().hash(_plain(password))


def is_right(kept: str | None, password: str) -> bool:
    """Judge a password; takes as long where nobody has that name."""
    with _turn:
        try:
            _hasher().verify(kept or _nobody(), _plain(password)[:MOST])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def _plain(password: str) -> str:
    """The same letters may be typed in two ways: keyboards differ (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this name")
