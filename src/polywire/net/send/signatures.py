"""Signatures of messages to other programs, by the Standard Webhooks rules.

https://www.standardwebhooks.com: ``webhook-id``, ``webhook-timestamp`` and
``webhook-signature`` = ``v1,`` and the Base64 of an HMAC-SHA256 over
``id.timestamp.body``. Pure: sends nothing and reads no clock.
"""

import base64
import binascii
import hmac
from datetime import datetime
from typing import Final

from polywire.errors import SettingsError

PREFIX: Final = "whsec_"
LEAST_BYTES: Final = 24
MOST_BYTES: Final = 64
"""Sizes of a key that the specification allows."""


def signed_headers(
    secret: str, message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Return the three headers of a message; raises SettingsError.

    ``secret`` is ``whsec_`` and a Base64 key of 24 to 64 bytes.
    """
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{_signature(secret, message_id, stamp, body)}",
    }


def key_of(secret: str) -> bytes:
    """Return the bytes of a secret; raises SettingsError that does not repeat it."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise SettingsError(
            f"a webhook's secret is {PREFIX!r} and {LEAST_BYTES} to {MOST_BYTES} bytes "
            "in Base64: 'polywire webhook secret' makes one"
        )
    return key


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    digest = hmac.digest(key_of(secret), signed, "sha256")
    return base64.b64encode(digest).decode()
