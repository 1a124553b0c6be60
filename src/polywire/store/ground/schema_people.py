"""The tables of people: who may log in, their sessions and tokens, their reviews.

Of passwords, sessions and tokens only hashes are kept: a copy of the store lets
nobody in.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, text

from polywire.store.ground.schema import metadata
from polywire.store.ground.types import Key, UtcTime, Words

account = Table(
    "account",
    metadata,
    Column("name", Key, primary_key=True),
    Column("role", Key, nullable=False),
    Column("password", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    CheckConstraint("role IN ('reader', 'editor', 'operator')", name="role"),
)

session = Table(
    "session",
    metadata,
    Column("id", Key, primary_key=True),
    Column("account", Key, ForeignKey("account.name"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Index(None, "account"),
    Index(None, "expires_at"),
)

token = Table(
    "token",
    metadata,
    Column("id", Key, primary_key=True),
    Column("account", Key, ForeignKey("account.name"), nullable=False),
    Column("label", Words, nullable=False),
    Column("scope", Key, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("used_on", Key),
    CheckConstraint("scope IN ('read', 'review')", name="scope"),
    Index(None, "account"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("key", Key, primary_key=True),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("since", UtcTime, nullable=False),
    Index(None, "since"),
)

review = Table(
    "review",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("language", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("text", Key, nullable=False),
    Column("reviewed_by", Words, nullable=False),
    Column("responsible_entity", Words, nullable=False),
    Column("reviewed_at", UtcTime, nullable=False),
    Column("filed_by", Words, nullable=False),
)
