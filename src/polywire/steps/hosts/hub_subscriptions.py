"""Subscribe to sources' hubs, so that news come at once and not at the next poll.

The state stands in the store: the wire asks hubs, the web process is asked by
them. A ping only makes its source due; what it carries is never read as news.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
import structlog
from sqlalchemy import Connection

from polywire.errors import FetchError
from polywire.intake import websub
from polywire.intake.websub import HubReply, Subscription
from polywire.settings.operator_file import Settings
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.wire import source_states
from polywire.wire import Wire

log = structlog.get_logger()

PATH = "/_hub"
"""Where hubs reach us, below the site's address."""
_TOKEN_BYTES = 24


def can_subscribe(settings: Settings) -> bool:
    """Tell whether a hub could reach this site: public https, or this machine."""
    site = urlsplit(settings.site.url)
    host = site.hostname or ""
    if _is_loopback(host):
        return bool(settings.fetch.allow_private)
    return settings.site.visibility == "public" and site.scheme == "https"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tend(wire: Wire, slug: str, hub: str | None, topic: str | None) -> None:
    """Ask a source's hub for a subscription, or renew it, when that is due."""
    if wire.hubs is None or not hub or not topic:
        return
    now = wire.now()
    with wire.db.write() as conn:
        known = load(conn, slug)
        if known is None or (known.hub, known.topic) != (hub, topic):
            token = f"{slug}.{secrets.token_urlsafe(_TOKEN_BYTES)}"
            secret = secrets.token_urlsafe(_TOKEN_BYTES)
            known = Subscription(topic, hub, token, secret)
        if not websub.is_due(known, now):
            return
        # before the hub is asked: it may call back before it answers
        known = websub.asked(known, now)
        _save(conn, slug, known)
    base = wire.settings.site.url.rstrip("/") + PATH
    try:
        status = wire.hubs.ask(hub, websub.subscribe_form(known, base))
    except FetchError as error:
        log.warning("hub not asked", source=slug, reason=str(error))
        return
    log.info("hub asked", source=slug, status=status)


def is_active(conn: Connection, slug: str, now: datetime) -> bool:
    """Tell whether a hub has promised to tell us of a source's news."""
    known = load(conn, slug)
    return (
        known is not None
        and known.phase == "active"
        and known.lease_until is not None
        and known.lease_until > now
    )


@dataclass(frozen=True, slots=True)
class StoreHub:
    """Answers hubs from the store; the web room calls it."""

    db: Database
    now: Callable[[], datetime]

    def verify(self, token: str, query: Mapping[str, str]) -> tuple[int, str]:
        """Answer whether we asked for a subscription: status and body."""
        return self._answer(token, lambda one: websub.verify(one, query, self.now()))

    def receive(
        self, token: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, str]:
        """Take a ping; a signed one makes its source due at once."""
        return self._answer(
            token, lambda one: websub.receive(one, headers, body, self.now())
        )

    def _answer(
        self, token: str, judge: Callable[[Subscription], HubReply]
    ) -> tuple[int, str]:
        slug = token.partition(".")[0]
        with self.db.write() as conn:
            known = load(conn, slug)
            if known is None or not secrets.compare_digest(
                known.token.encode(), token.encode()
            ):
                return 404, "unknown"
            reply = judge(known)
            if reply.subscription != known:
                _save(conn, slug, reply.subscription)
            if reply.poll_now:
                source_states.hurry(conn, slug, self.now())
        return reply.status, reply.body


def load(conn: Connection, slug: str) -> Subscription | None:
    """Return the subscription of a source."""
    kept = notes.get(conn, f"websub:{slug}")
    return None if kept is None else msgspec.convert(kept, Subscription)


def _save(conn: Connection, slug: str, subscription: Subscription) -> None:
    notes.put(conn, f"websub:{slug}", msgspec.to_builtins(subscription))
