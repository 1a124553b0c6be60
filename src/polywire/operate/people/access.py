"""Who may come in: passwords, sessions, tokens; and how often one may try.

Cookies and tokens are random; the store keeps only their hashes. A cookie is
signed, so that garbage is refused without asking the store.
"""

import hmac
import secrets
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from ipaddress import IPv4Address, ip_address
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from polywire.errors import UsageError
from polywire.store.ground import notes, removals
from polywire.store.ground.database import Database
from polywire.store.ground.removal_ledger import Removal, hashed
from polywire.store.keeping import journal
from polywire.store.people import people
from polywire.wire import Clock

LEAST: Final = 12
"""Characters of a password; no other rule (NIST SP 800-63B advises against them)."""
MOST: Final = 1_000
_AT_ONCE: Final = 2
"""Judgements at a time: each takes 64 MB, which a flood must not multiply."""

_turn = threading.BoundedSemaphore(_AT_ONCE)


def refuse_weak(password: str) -> None:
    """Raise UsageError for a password that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise UsageError(
            f"a password has {LEAST} to {MOST} characters: "
            "four words that nobody would put together are good"
        )


def hashed_password(password: str) -> str:
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


SESSION: Final = timedelta(days=14)
WINDOW: Final = timedelta(minutes=15)
"""For how long failed logins count."""
PER_PLACE_AND_NAME: Final = 10
PER_PLACE: Final = 40
PER_NAME: Final = 200
"""High: a stranger who guesses must not lock the owner of the name out."""

TOKEN: Final = "pw_"  # noqa: S105  # what tokens begin with, so that scanners know them
_KEY: Final = "session-key"
_BYTES: Final = 32
_NO_PASSWORD: Final = "none"  # noqa: S105  # no hash: nothing that is typed fits it

Role = Literal["reader", "editor", "operator"]
Scope = Literal["read", "review"]


@dataclass(frozen=True, slots=True)
class TooMany:
    """Somebody tried too often."""

    seconds: int
    """How long to wait."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks."""

    name: str
    role: str
    scope: str = "session"
    """session, or what a token is good for: read, review."""

    @property
    def may_edit(self) -> bool:
        """Tell whether the newsroom console may be used; never by a token."""
        return self.role in {"editor", "operator"} and self.scope == "session"

    @property
    def may_review(self) -> bool:
        """Tell whether a review record may be filed; only by a token made for it."""
        return self.role in {"editor", "operator"} and self.scope == "review"


Judge = Callable[[str | None, str], bool]
"""Tells whether a password is the one of which the hash was kept."""


class Access:
    """Judges cookies, tokens and passwords of one installation."""

    def __init__(self, db: Database, now: Clock, is_right: Judge = is_right) -> None:
        self._db = db
        self._now = now
        self._is_right = is_right
        self._key: bytes | None = None
        self._invitation = ""
        self._guests: set[str] = set()
        self._redeeming = threading.Lock()

    def is_open(self) -> bool:
        """Tell whether anybody could log in."""
        return self._db.ask(people.has_accounts)

    def invite(self) -> str:
        """Return a key that lets one browser in, once, while nobody has an account."""
        key = secrets.token_urlsafe(_BYTES)
        self._invitation = _hash(key)
        return key

    def redeem(self, key: str) -> str | None:
        """Return the cookie of a session for an invitation; None when it is no more.

        The session ends with this process, or as soon as somebody has an account.
        """
        with self._redeeming:
            is_it = hmac.compare_digest(self._invitation, _hash(key))
            if self.is_open() or not is_it:
                return None
            self._invitation = ""
        identity = secrets.token_urlsafe(_BYTES)
        self._guests.add(_hash(identity))
        return f"{identity}.{self.signature('session', identity)}"

    def log_in(self, name: str, password: str, place: str) -> str | TooMany | None:
        """Return the cookie of a new session, None when name or password is wrong.

        ``place`` is the visitor's address.
        """
        now = self._now()
        name = plain_name(name)
        limits = _limits(name, place)
        with self._db.write() as conn:
            may_try = people.book_attempts(conn, limits, now, WINDOW)
            since = people.first_attempt(conn, limits)
            known = people.get_account(conn, name)
        if not may_try:
            left = (since or now) + WINDOW - now
            return TooMany(max(1, int(left.total_seconds())))
        if not self._is_right(known.password if known else None, password):
            return None
        identity = secrets.token_urlsafe(_BYTES)
        with self._db.write() as conn:
            people.forgive(conn, limits)
            until = now + SESSION
            people.put_session(conn, _hash(identity), name, now, until=until)
            journal.note(conn, now, "logged-in", detail={"name": name})
        return f"{identity}.{self.signature('session', identity)}"

    def of_cookie(self, cookie: str) -> Person | None:
        """Return who a session cookie belongs to."""
        identity, _, mark = cookie.partition(".")
        wanted = self.signature("session", identity)
        if not hmac.compare_digest(mark.encode(), wanted.encode()):
            return None
        if _hash(identity) in self._guests:
            return None if self.is_open() else Person(journal.OPERATOR, "operator")
        found = self._db.ask(people.of_session, _hash(identity), self._now())
        return None if found is None else Person(found.name, found.role)

    def log_out(self, cookie: str) -> None:
        """End a session."""
        identity = _hash(cookie.partition(".")[0])
        self._guests.discard(identity)
        self._db.change(people.drop_session, identity)

    def of_token(self, token: str) -> Person | None:
        """Return who a token belongs to, with what it is good for."""
        if not token.startswith(TOKEN):
            return None
        today = self._now().date().isoformat()
        found = self._db.ask(people.of_token, _hash(token))
        if found is None:
            return None
        owner, kept = found
        if kept.used_on != today:  # a write a day, not one for each poll of a feed
            self._db.change(people.mark_used, kept.id, today)
        return Person(owner.name, owner.role, kept.scope)

    def signature(self, purpose: str, words: str) -> str:
        """Sign words for a purpose with this installation's key."""
        if self._key is None:
            kept = self._db.change(notes.keep_once, _KEY, secrets.token_hex(_BYTES))
            self._key = bytes.fromhex(kept)
        return hmac.new(self._key, f"{purpose}:{words}".encode(), sha256).hexdigest()


def add(db: Database, name: str, role: Role, password: str, now: datetime) -> str:
    """Let somebody log in; returns the name as it is kept. Raises UsageError."""
    name = plain_name(name)
    if not name or len(name) > 64 or not name.isprintable():  # noqa: PLR2004  # no one types more
        raise UsageError("a user's name has 1 to 64 printable characters")
    refuse_weak(password)
    row = people.Account(name, role, hashed_password(password), now, now)
    made = removals.give_back(db, now, "user", [hashed("user", name)])
    with db.write() as conn:
        if people.get_account(conn, name) is not None:
            raise UsageError(
                f"there is a user {name!r} already: 'polywire user password {name}' "
                "gives another password"
            )
        people.put_account(conn, row)
        removals.add(conn, made)
        journal.note(conn, now, "user-added", detail={"name": name, "role": role})
    removals.keep(db, made)
    return name


def change_password(db: Database, name: str, password: str, now: datetime) -> None:
    """Give somebody another password and end their sessions; raises UsageError."""
    refuse_weak(password)
    kept = hashed_password(password)
    with db.read() as conn:
        old = hashed("password", _known(conn, name).password)
    made = removals.remove(db, now, "password", [old])
    with db.write() as conn:
        known = _known(conn, name)
        people.change_password(conn, known.name, kept, now)
        removals.add(conn, made)
        journal.note(conn, now, "password-changed", detail={"name": known.name})


def remove(db: Database, name: str, now: datetime) -> None:
    """Let somebody in no more, neither by session nor by token; raises UsageError."""
    known = db.ask(_known, name)
    made = removals.remove(db, now, "user", [hashed("user", known.name)])
    with db.write() as conn:
        people.remove_account(conn, known.name)
        removals.add(conn, made)
        journal.note(conn, now, "user-removed", detail={"name": known.name})


def make_token(
    db: Database, name: str, now: datetime, *, label: str = "", scope: Scope = "read"
) -> str:
    """Return a new token of somebody, to be seen this once; raises UsageError."""
    token = TOKEN + secrets.token_urlsafe(_BYTES)
    with db.write() as conn:
        known = _known(conn, name)
        if scope == "review" and known.role == "reader":
            raise UsageError(
                f"{known.name} is a reader: only editors and operators review; "
                "remove the user and add it with '--role editor'"
            )
        row = people.Token(_hash(token), known.name, label, scope, now, None)
        people.put_token(conn, row)
        detail = {"name": known.name, "scope": scope}
        journal.note(conn, now, "token-made", detail=detail)
    return token


def revoke(db: Database, beginning: str, now: datetime) -> people.Token:
    """Revoke the token whose number begins so; raises UsageError."""
    with db.read() as conn:
        found = [one for one in people.tokens(conn) if one.id.startswith(beginning)]
    if len(found) != 1 or not beginning:
        raise UsageError(
            f"{len(found)} tokens begin with {beginning!r}: 'polywire user tokens' "
            "lists their numbers"
        )
    made = removals.remove(db, now, "token", [found[0].id])
    with db.write() as conn:
        people.drop_token(conn, found[0].id)
        removals.add(conn, made)
        detail = {"name": found[0].account, "label": found[0].label}
        journal.note(conn, now, "token-revoked", detail=detail)
    return found[0]


def shut_out(db: Database, entry: Removal, now: datetime) -> bool:
    """Do what a user's, password's or token's entry in the ledger says.

    Tells whether there was anything to do. Whoever has no password any more gets
    one with 'polywire user password'.
    """
    with db.write() as conn:
        if entry.kind == "token":
            return bool(people.drop_token(conn, entry.value))
        for known in people.accounts(conn):
            if hashed("user", known.name) == entry.value:
                return people.remove_account(conn, known.name)
            if hashed("password", known.password) == entry.value:
                people.change_password(conn, known.name, _NO_PASSWORD, now)
                return True
    return False


def plain_name(name: str) -> str:
    """Return a name as it is kept: typed in any case, with any spaces around."""
    return " ".join(name.split()).casefold()


def _known(conn: Connection, name: str) -> people.Account:
    found = people.get_account(conn, plain_name(name))
    if found is None:
        raise UsageError(f"there is no user {name!r}: 'polywire user list' lists them")
    return found


def _limits(name: str, place: str) -> dict[str, int]:
    """Return what is counted of a login; hashes, as people type passwords as names."""
    network = _network(place)
    return {
        _hash(f"both {network} {name}"): PER_PLACE_AND_NAME,
        _hash(f"place {network}"): PER_PLACE,
        _hash(f"name {name}"): PER_NAME,
    }


def _network(place: str) -> str:
    """Return an address; of IPv6 its half: a visitor has 2^64 of the others."""
    try:
        address = ip_address(place)
    except ValueError:
        return place
    if isinstance(address, IPv4Address):
        return place
    # a listener for both kinds writes IPv4 as ::ffff:192.0.2.1
    return str(address.ipv4_mapped or address.exploded[:19])


def _hash(words: str) -> str:
    """Hash what is random already: no salt and no slowness needed."""
    return sha256(words.encode()).hexdigest()
