"""Accounts, sessions, tokens, and failed logins.

Knows only hashes of what lets somebody in; hashing is the caller's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from polywire.store.ground import rows
from polywire.store.ground.dialect import insert
from polywire.store.ground.schema_people import account, attempt, session, token


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in."""

    name: str
    role: str
    """reader, editor or operator."""
    password: str
    """Its hash."""
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A way in for one program of somebody."""

    id: str
    account: str
    label: str
    scope: str
    """read, or review, which reads too."""
    created_at: datetime
    used_on: str | None
    """The last day on which it was used."""


def put_account(conn: Connection, row: Account) -> None:
    """Add somebody; raises sqlalchemy's IntegrityError when the name is taken."""
    conn.execute(insert(conn, account).values(**rows.values(row)))


def get_account(conn: Connection, name: str) -> Account | None:
    """Return somebody by name."""
    return rows.one(conn, select(account).where(account.c.name == name), Account)


def accounts(conn: Connection) -> list[Account]:
    """Return everybody by name."""
    return rows.many(conn, select(account).order_by(account.c.name), Account)


def has_accounts(conn: Connection) -> bool:
    """Tell whether anybody may log in."""
    return conn.execute(select(account.c.name).limit(1)).first() is not None


def change_password(conn: Connection, name: str, password: str, now: datetime) -> None:
    """Give somebody another password; every session of theirs ends."""
    conn.execute(delete(session).where(session.c.account == name))
    conn.execute(
        update(account)
        .where(account.c.name == name)
        .values(password=password, changed_at=now)
    )


def remove_account(conn: Connection, name: str) -> bool:
    """Forget somebody with all sessions and tokens; False when nobody was there."""
    conn.execute(delete(session).where(session.c.account == name))
    conn.execute(delete(token).where(token.c.account == name))
    return conn.execute(delete(account).where(account.c.name == name)).rowcount == 1


def put_session(
    conn: Connection, identity: str, name: str, now: datetime, *, until: datetime
) -> None:
    """Keep a login; what has ended is forgotten."""
    conn.execute(delete(session).where(session.c.expires_at <= now))
    values = {"account": name, "created_at": now, "expires_at": until}
    conn.execute(insert(conn, session).values(id=identity, **values))


def of_session(conn: Connection, identity: str, now: datetime) -> Account | None:
    """Return who is logged in with a session that has not ended."""
    statement = (
        select(account)
        .join(session, session.c.account == account.c.name)
        .where(session.c.id == identity, session.c.expires_at > now)
    )
    return rows.one(conn, statement, Account)


def drop_session(conn: Connection, identity: str) -> None:
    """End a login."""
    conn.execute(delete(session).where(session.c.id == identity))


def drop_sessions(conn: Connection) -> None:
    """End every login."""
    conn.execute(delete(session))


def put_token(conn: Connection, row: Token) -> None:
    """Keep a token."""
    conn.execute(insert(conn, token).values(**rows.values(row)))


def of_token(conn: Connection, identity: str) -> tuple[Account, Token] | None:
    """Return whose token it is, and the token."""
    found = rows.one(conn, select(token).where(token.c.id == identity), Token)
    owner = get_account(conn, found.account) if found else None
    return (owner, found) if owner and found else None


def tokens(conn: Connection, name: str | None = None) -> list[Token]:
    """Return tokens of one or of all, oldest first."""
    statement = select(token).order_by(token.c.created_at, token.c.id)
    if name is not None:
        statement = statement.where(token.c.account == name)
    return rows.many(conn, statement, Token)


def mark_used(conn: Connection, identity: str, day: str) -> None:
    """Note the day on which a token was used last."""
    conn.execute(update(token).where(token.c.id == identity).values(used_on=day))


def drop_token(conn: Connection, beginning: str) -> list[Token]:
    """Revoke the tokens whose id begins so; return them."""
    found = [one for one in tokens(conn) if one.id.startswith(beginning)]
    conn.execute(delete(token).where(token.c.id.in_([one.id for one in found])))
    return found


def book_attempts(
    conn: Connection, limits: Mapping[str, int], now: datetime, window: timedelta
) -> bool:
    """Count a login before it is judged; False when one of the keys has its fill.

    Counted first, so that many guesses at once cannot pass together.
    """
    conn.execute(delete(attempt).where(attempt.c.since <= now - window))
    conn.execute(delete(attempt).where(attempt.c.since > now))  # a clock set back
    counted = select(attempt.c.key, attempt.c.failures).where(attempt.c.key.in_(limits))
    known = {row.key: row.failures for row in conn.execute(counted)}
    if any(known.get(key, 0) >= most for key, most in limits.items()):
        return False
    for key in limits:
        new = insert(conn, attempt).values(key=key, failures=1, since=now)
        more: dict[str, Any] = {"failures": attempt.c.failures + 1}
        conn.execute(new.on_conflict_do_update(index_elements=["key"], set_=more))
    return True


def forgive(conn: Connection, keys: Iterable[str]) -> None:
    """Take one attempt back: it was no failure."""
    conn.execute(
        update(attempt)
        .where(attempt.c.key.in_(list(keys)), attempt.c.failures > 0)
        .values(failures=attempt.c.failures - 1)
    )


def first_attempt(conn: Connection, keys: Iterable[str]) -> datetime | None:
    """Return when the oldest of these counts began."""
    statement = select(func.min(attempt.c.since)).where(attempt.c.key.in_(list(keys)))
    found: datetime | None = conn.execute(statement).scalar()
    return found
