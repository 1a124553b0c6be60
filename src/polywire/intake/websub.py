"""The subscriber's half of WebSub: the pure parts.

A ping is only a hint to poll at once; its content is never trusted. The web
room gives the two routes, the pipeline sends the form.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

LEASE = timedelta(days=10)
"""What we ask for; hubs may grant less."""

RENEW_AT = 0.8
"""Share of the lease after which it is renewed."""

MIN_LEASE = timedelta(minutes=5)
MAX_LEASE = timedelta(days=30)
MAX_PING = 1024 * 1024
"""Bytes of a ping; more is refused: we poll the feed anyway."""

RETRY = timedelta(hours=6)
_METHODS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
_REMEMBERED = 64

Phase = Literal["asked", "active", "denied"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One topic at one hub; ``token`` is the unguessable end of its callback."""

    topic: str
    hub: str
    token: str
    secret: str
    phase: Phase = "asked"
    asked_at: datetime | None = None
    lease_until: datetime | None = None
    renew_at: datetime | None = None
    seen: tuple[str, ...] = ()
    """Hashes of the latest pings, so that a replayed one does nothing."""


@dataclass(frozen=True, slots=True)
class HubReply:
    """What to answer a hub, and what the subscription is then."""

    status: int
    body: str
    subscription: Subscription
    poll_now: bool = False


def subscribe_form(subscription: Subscription, callback_base: str) -> dict[str, str]:
    """Return the form that asks a hub for a subscription, or renews it."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": f"{callback_base.rstrip('/')}/{subscription.token}",
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }


def verify(
    subscription: Subscription, query: Mapping[str, str], now: datetime
) -> HubReply:
    """Answer the hub's question whether we asked for this subscription."""
    mode = query.get("hub.mode", "")
    if query.get("hub.topic") != subscription.topic:
        return HubReply(404, "unknown topic", subscription)
    if mode == "denied":
        denied = replace(subscription, phase="denied", renew_at=now + RETRY)
        return HubReply(200, "", denied)
    challenge = query.get("hub.challenge", "")
    if mode != "subscribe" or not challenge or subscription.asked_at is None:
        return HubReply(404, "nothing was asked for", subscription)
    lease = _lease(query.get("hub.lease_seconds", ""))
    active = replace(
        subscription,
        phase="active",
        lease_until=now + lease,
        renew_at=now + lease * RENEW_AT,
    )
    return HubReply(200, challenge, active)


def _lease(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit()):
        return LEASE
    return min(max(timedelta(seconds=int(text[:9])), MIN_LEASE), MAX_LEASE)


def receive(
    subscription: Subscription, headers: Mapping[str, str], body: bytes, now: datetime
) -> HubReply:
    """Judge a ping; ``poll_now`` says whether it is worth a poll.

    ``headers`` have names in lower case. A wrong signature is answered with
    200, as the standard asks, and ignored: the sender learns nothing.
    """
    if len(body) > MAX_PING:
        return HubReply(413, "too large", subscription)
    if subscription.phase != "active" or (subscription.lease_until or now) < now:
        return HubReply(410, "no subscription", subscription)
    if not is_signed(subscription.secret, headers.get("x-hub-signature", ""), body):
        return HubReply(200, "", subscription)
    digest = hashlib.sha256(body).hexdigest()[:16]
    if digest in subscription.seen:
        return HubReply(200, "", subscription)
    seen = (*subscription.seen, digest)[-_REMEMBERED:]
    return HubReply(200, "", replace(subscription, seen=seen), poll_now=True)


def is_signed(secret: str, signature: str, body: bytes) -> bool:
    """Tell whether a signature is right, in constant time."""
    name, _, given = signature.partition("=")
    method = _METHODS.get(name.strip().lower())
    if method is None or not given or not given.isascii():
        return False
    wanted = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(wanted, given.strip().lower())


def is_due(subscription: Subscription, now: datetime) -> bool:
    """Tell whether the hub must be asked (again)."""
    if subscription.asked_at is None:
        return True
    if subscription.renew_at is not None:
        return now >= subscription.renew_at
    return now - subscription.asked_at >= RETRY


def asked(subscription: Subscription, now: datetime) -> Subscription:
    """Return the subscription after the hub was asked."""
    phase: Phase = "active" if subscription.phase == "active" else "asked"
    return replace(subscription, phase=phase, asked_at=now, renew_at=now + RETRY)
