"""The table of messages to other programs: pings of hubs, webhooks.

Messages hold no text of an article: a withdrawal leaves nothing in them to purge.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, text

from polywire.store.ground.schema import metadata
from polywire.store.ground.types import Key, UtcTime, Words

message = Table(
    "message",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Key, nullable=False),
    # A hub's address or a webhook's name: settings say how to reach it.
    Column("target", Words, nullable=False),
    # A feed's path for pings; published, corrected or withdrawn for webhooks.
    Column("subject", Words, nullable=False),
    Column("article_id", Key),
    Column("language", Key),
    Column("version", Integer),
    Column("digest", Key),
    Column("at", UtcTime, nullable=False),
    Column("state", Key, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", UtcTime),
    Column("sent_at", UtcTime),
    Column("error", Words),
    CheckConstraint("kind IN ('ping', 'webhook')", name="kind"),
    CheckConstraint("state IN ('waiting', 'sent', 'dead')", name="state"),
    Index(None, "state", "next_attempt_at"),
    Index(None, "at"),
)
