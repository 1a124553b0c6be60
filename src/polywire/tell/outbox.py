"""Tell other programs what was published: hubs (WebSub) and signed webhooks.

What is to be told stands in the store before it is sent, in the transaction that
notes the publication: a kill loses nothing, and nothing is told twice but after
a kill between the answer and its note; the id of a message is then the same.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import msgspec
import structlog
from sqlalchemy import Connection

from polywire.article import Edition
from polywire.errors import FetchError
from polywire.net.send.post import Reply
from polywire.net.send.signatures import signed_headers
from polywire.publish.shelf import is_shown
from polywire.publish.site import address
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings, Webhook, webhook_secret
from polywire.store.ground.database import Database
from polywire.store.keeping import messages
from polywire.store.keeping.messages import Message
from polywire.store.wire.cells import CellRow
from polywire.wire import Clock

log = structlog.get_logger()

WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
)
"""Pauses between attempts; after the last one a message is given up: two days."""
LONGEST_WAIT: Final = timedelta(days=1)
QUIET: Final = timedelta(seconds=30)
"""A feed's hub is told of it once in this time at most."""
KEPT: Final = timedelta(days=30)
"""How long ids of messages are known: what is older is never told."""
GONE: Final = 410
"""An endpoint that answers so wants no more (Standard Webhooks)."""
_KINDS: Final = ("atom", "rss", "json")
_HOUR: Final = timedelta(hours=1)
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class Post(Protocol):
    """The guarded way out."""

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post a body and return the answer; raises FetchError."""


def note_events(
    conn: Connection,
    settings: Settings,
    rows: Sequence[CellRow],
    editions: Iterable[Edition],
    now: datetime,
) -> None:
    """Keep what the webhooks are to be told of cells whose files were written."""
    shown = {(e.article_id, e.language): e for e in editions if is_shown(e)}
    found = []
    for row in rows:
        event = event_of(row, shown.get((row.article_id, row.language)), now)
        wanted = [
            hook
            for hook in settings.webhooks
            if event and hook.wants(event, row.language)
        ]
        found += [_message(hook, event, row, now) for hook in wanted if event]
    messages.add(conn, found)


def event_of(row: CellRow, edition: Edition | None, now: datetime) -> str | None:
    """Say what happened to an edition for those outside; None for nothing new."""
    if edition is None:
        return "withdrawn" if row.version > 0 and row.updated_at >= now - KEPT else None
    if edition.updated_at < now - KEPT:
        return None
    is_corrected = any(note.version == edition.version for note in edition.corrections)
    return "corrected" if is_corrected else "published"


def _message(hook: Webhook, event: str, row: CellRow, now: datetime) -> Message:
    key = f"{hook.name} {event} {row.article_id} {row.language} {row.version}"
    return Message(
        id=f"msg_{sha256(key.encode()).hexdigest()[:32]}",
        kind="webhook",
        target=hook.name,
        subject=event,
        at=now,
        article_id=row.article_id,
        language=row.language,
        version=row.version,
        next_attempt_at=now,
    )


def note_feeds(db: Database, settings: Settings, folder: Folder, now: datetime) -> None:
    """Keep which feeds differ from what the hub was last told of.

    The files are compared, not remembered changes: whatever was killed in
    between, the next look finds the difference.
    """
    hub = settings.site.hub
    if not hub:
        return
    found = _marks(settings, folder)
    known = db.ask(messages.pings, hub)
    changed = [
        _ping(hub, path, mark, known.get(path), now)
        for path, mark in found.items()
        if path not in known or known[path].digest != mark
    ]
    if changed:
        with db.write() as conn:
            for one in changed:
                messages.put(conn, one)


def _ping(
    hub: str, path: str, mark: str, before: Message | None, now: datetime
) -> Message:
    last = before.sent_at if before else None
    sooner = last is not None and now - QUIET < last <= now
    return Message(
        id=f"ping_{sha256(f'{hub} {path}'.encode()).hexdigest()[:32]}",
        kind="ping",
        target=hub,
        subject=path,
        at=now,
        digest=mark,
        next_attempt_at=last + QUIET if last and sooner else now,
        sent_at=last,
    )


def _marks(settings: Settings, folder: Folder) -> dict[str, str]:
    """Return the feeds of the site, each with a mark that changes with its file."""
    found = {}
    for language in settings.site.languages:
        pages = [address.front_path(language)]
        for kind in ("section", "source"):
            names = folder.names(f"{language}/{kind}")
            pages += [f"/{language}/{kind}/{name}/" for name in names]
        for path in (
            address.feed_path(page, kind) for page in pages for kind in _KINDS
        ):
            try:
                status = (folder.root / address.file_of(path)).stat()
            except OSError:
                continue  # a page without a feed
            found[path] = f"{status.st_mtime_ns:x}-{status.st_size:x}"
    return found


@dataclass(slots=True)
class Outbox:
    """Sends what waits; ``send`` is called every few seconds."""

    settings: Settings
    db: Database
    post: Post
    now: Clock
    _pruned_at: datetime | None = field(default=None, init=False)
    _sending: threading.Lock = field(default_factory=threading.Lock, init=False)

    def send(self) -> int:
        """Send what is due; return how much arrived.

        A place that fails is left alone until the next call: the others' messages
        do not wait behind its time-outs.
        """
        with self._sending:  # two senders would tell everything twice
            return self._send_due(self.now())

    def _send_due(self, now: datetime) -> int:
        self._prune(now)
        due = self.db.ask(messages.due, now)
        failed: set[str] = set()
        arrived = 0
        for one in due:
            if one.target in failed:
                continue
            if self._send(one):
                arrived += 1
            else:
                failed.add(one.target)
        return arrived

    def _send(self, one: Message) -> bool:
        problem, again = self._try(one)
        with self.db.write() as conn:
            if problem is None:
                messages.mark_sent(conn, one, self.now())
            else:
                messages.mark_failed(conn, one, problem, again)
        if problem is not None:
            log.warning("message failed", to=one.target, id=one.id, reason=problem)
        return problem is None

    def _try(self, one: Message) -> tuple[str | None, datetime | None]:
        """Return what went wrong, if anything, and when to try again."""
        hook = self._hook(one)
        if one.kind == "webhook" and hook is None:
            return f"there is no webhook {one.target!r} in polywire.toml any more", None
        if one.kind == "ping" and one.target != self.settings.site.hub:
            return "site.hub is another one now", None
        try:
            reply = self._posted(one, hook)
        except FetchError as error:
            return str(error), self._again(one, error.retry_after)
        if 200 <= reply.status < 300:  # noqa: PLR2004  # success
            return None, None
        problem = f"answered {reply.status}"
        if reply.status == GONE and one.kind == "webhook":
            return f"{problem}: it wants no more", None
        return problem, self._again(one, reply.retry_after)

    def _hook(self, one: Message) -> Webhook | None:
        named = {hook.name: hook for hook in self.settings.webhooks}
        return named.get(one.target) if one.kind == "webhook" else None

    def _posted(self, one: Message, hook: Webhook | None) -> Reply:
        if hook is not None:
            body = msgspec.json.encode(payload(one, self.settings.site.url))
            return deliver(self.post, hook, one.id, body, self.now())
        topic = address.absolute(self.settings.site.url, one.subject)
        # WebSub leaves the form to the hub; these two names are what hubs know
        form = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic})
        return self.post.send(one.target, form.encode(), _FORM)

    def _again(self, one: Message, asked: float | None) -> datetime | None:
        if one.attempts >= len(WAITS):
            return None
        wait = max(WAITS[one.attempts], timedelta(seconds=asked or 0))
        return self.now() + min(wait, LONGEST_WAIT)

    def _prune(self, now: datetime) -> None:
        if self._pruned_at is None or now - self._pruned_at >= _HOUR:
            self.db.change(messages.prune, now - KEPT)
            self._pruned_at = now


def payload(one: Message, site_url: str) -> dict[str, Any]:
    """Return what a webhook says: what happened and where to read it, no text."""
    ids = (one.article_id or "", one.language or "")
    api = f"/api/v1/editions/{ids[0]}?language={ids[1]}"
    return {
        "type": f"article.{one.subject}",
        "timestamp": one.at.isoformat(),
        "data": {
            "id": ids[0],
            "language": ids[1],
            "version": one.version,
            "url": address.absolute(site_url, address.article_path(*ids)),
            "api": address.absolute(site_url, api),
        },
    }


def deliver(
    post: Post, hook: Webhook, message_id: str, body: bytes, now: datetime
) -> Reply:
    """Post a signed message; raises FetchError, SettingsError."""
    headers = signed_headers(webhook_secret(hook), message_id, now, body)
    return post.send(hook.url, body, {"Content-Type": "application/json", **headers})


def status(conn: Connection) -> dict[str, Any]:
    """Return what waits and what was given up, ready for JSON."""
    counts = messages.counts(conn)
    waiting = sum(n for (_, _, state), n in counts.items() if state == "waiting")
    return {
        "waiting": waiting,
        "dead": [
            {
                "kind": one.kind,
                "target": one.target,
                "subject": one.subject,
                "article": one.article_id,
                "language": one.language,
                "version": one.version,
                "at": one.at.isoformat(),
                "error": one.error,
            }
            for one in messages.dead(conn)
        ],
    }
