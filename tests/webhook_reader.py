"""A reader of our webhooks, by the Standard Webhooks rules: it believes no message."""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime

from polywire.net.send.signatures import key_of

TOLERANCE = 300.0
"""Seconds by which a timestamp may be off before a message counts as replayed."""


def is_signed(
    secret: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> bool:
    """Tell whether a message was signed with a secret not long ago."""
    given = {name.lower(): value for name, value in headers.items()}
    stamp = given.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()):
        return False
    if abs(at.timestamp() - int(stamp)) > TOLERANCE:
        return False
    signed = f"{given.get('webhook-id', '')}.{stamp}.".encode() + body
    digest = hmac.digest(key_of(secret), signed, "sha256")
    wanted = f"v1,{base64.b64encode(digest).decode()}"
    signatures = given.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(one, wanted.encode()) for one in signatures)
