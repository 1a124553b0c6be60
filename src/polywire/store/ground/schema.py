"""The tables: what the wire knows. One schema for SQLite and PostgreSQL.

Names of constraints are given by rule, so that a migration can drop them on
both databases. Times are the caller's UTC; only heartbeats are database time.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)

from polywire.store.ground.types import Json, Key, Packed, UtcTime, Words

HEAD = "0010"
"""The version of these tables; a test proves that migrations/ ends there."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# AUTOINCREMENT of SQLite is only given to INTEGER, BIGINT is PostgreSQL's.
_Serial = BigInteger().with_variant(Integer(), "sqlite")

owner = Table(
    "owner",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("heartbeat", Double, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Key, primary_key=True),
    Column("value", Json, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("slug", Key, primary_key=True),
    Column("url", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("kind", Key, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("body_hash", Key),
    Column("last_polled", UtcTime),
    Column("next_poll_at", UtcTime, nullable=False),
    Column("last_success", UtcTime),
    Column("last_change", UtcTime),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("health", Words, nullable=False, server_default="new"),
    Column("last_error", Words),
    Column("redirect_url", Words),
    Column("redirect_count", Integer, nullable=False, server_default=text("0")),
    Column("memo", Json),
    Index(None, "active", "next_poll_at"),
)

host = Table(
    "host",
    metadata,
    Column("host", Key, primary_key=True),
    # Seconds since 1970: one UPDATE must add to it, which dates cannot on both.
    Column("next_allowed", Double, nullable=False, server_default=text("0")),
    Column("retry_after", Double, nullable=False, server_default=text("0")),
    Column("robots", LargeBinary),
    Column("robots_status", Integer),
    Column("robots_fetched_at", UtcTime),
    Column("robots_expires_at", UtcTime),
)

site_file = Table(
    "site_file",
    metadata,
    Column("id", Key, primary_key=True),  # of the address: that may be too long
    Column("url", Words, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Packed),
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("asked_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

capture = Table(
    "capture",
    metadata,
    Column("id", Key, primary_key=True),
    Column("sha256", Key, nullable=False),
    Column("url", Words, nullable=False),
    Column("requested_url", Words, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),
    Column("file", Words),
    Column("offset", BigInteger),
    Column("length", BigInteger, nullable=False),
    Column("source", Key),
    Column("article_id", Key),
    Index(None, "sha256"),
    Index(None, "fetched_at"),
    Index(None, "article_id"),
)

article = Table(
    "article",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", Key, nullable=False),
    Column("url", Words, nullable=False),
    # Not unique by constraint: PostgreSQL cannot index text of over 2,700 bytes.
    # The id is its hash, add_entry() refuses a collision.
    Column("url_key", Words, nullable=False),
    Column("entry", Json, nullable=False),
    Column("entry_hash", Key, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("state", Key, nullable=False),
    Column("reason", Words),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", UtcTime),
    Column("priority", Integer, nullable=False, server_default=text("10")),
    Column("current_revision", Key),
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("recheck_at", UtcTime),
    Column("rechecks", Integer, nullable=False, server_default=text("0")),
    Column("gone_since", UtcTime),
    CheckConstraint(
        "state IN ('to-fetch', 'extracted', 'held', 'filtered', 'failed',"
        " 'not-allowed', 'withdrawn')",
        name="state",
    ),
    Index(None, "state", "next_attempt_at"),
    Index(None, "recheck_at"),
    Index(None, "source", "first_seen"),
    Index(None, "current_revision"),
)

revision = Table(
    "revision",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("revision", Key, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("article", Packed, nullable=False),
    Column("capture", Key),
    Column("seen_at", UtcTime, nullable=False),
    UniqueConstraint("article_id", "number"),
)

cell = Table(
    "cell",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("language", Key, primary_key=True),
    Column("source", Key, nullable=False),
    Column("section", Words),
    Column("sort_at", UtcTime, nullable=False),
    Column("state", Key, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("level", Key),
    Column("basis", Key),
    Column("reason", Words),
    Column("wanted", Key),
    Column("revision", Key),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("serial", Integer, nullable=False, server_default=text("0")),
    Column("emitted", Integer, nullable=False, server_default=text("0")),
    Column("priority", Integer, nullable=False, server_default=text("10")),
    Column("sentences", Integer, nullable=False, server_default=text("0")),
    Column("originals", Integer, nullable=False, server_default=text("0")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", UtcTime),
    Column("url", Words),
    Column("published_at", UtcTime),
    Column("updated_at", UtcTime, nullable=False),
    Column("edition", Packed),
    # The article that is shown in its place: this one says nearly the same.
    Column("copy_of", Key),
    Column("grade", Key),
    CheckConstraint(
        "state IN ('pending', 'published', 'published-partly', 'withheld',"
        " 'not-allowed', 'filtered', 'withdrawn')",
        name="state",
    ),
    # Cells outside "published" and "pending" owe the operator a reason.
    CheckConstraint(
        "state IN ('pending', 'published', 'published-partly')"
        " OR (reason IS NOT NULL AND reason <> '')",
        name="reason",
    ),
    # No full text without a recorded basis (design, section 8).
    CheckConstraint(
        "level IS NULL OR level <> 'full' OR (basis IS NOT NULL AND basis <> '')",
        name="full_needs_basis",
    ),
    # The shelves: newest first within a language, a section, a source.
    Index(None, "shown", "language", "sort_at", "article_id"),
    Index(None, "shown", "language", "section", "sort_at"),
    Index(None, "shown", "language", "source", "sort_at"),
    Index(None, "language", "updated_at"),
    Index(None, "sort_at"),
    Index(None, "state", "language"),
    Index(None, "source", "state"),
    # Small partial indexes: the sweep's cost follows the work, not the archive.
    Index(
        "ix_cell_pending",
        "priority",
        "sort_at",
        sqlite_where=text("wanted IS NOT NULL"),
        postgresql_where=text("wanted IS NOT NULL"),
    ),
    Index(
        "ix_cell_unemitted",
        "article_id",
        "language",
        sqlite_where=text("emitted <> serial"),
        postgresql_where=text("emitted <> serial"),
    ),
    Index(
        "ix_cell_withdrawn",
        "language",
        "updated_at",
        sqlite_where=text("state = 'withdrawn'"),
        postgresql_where=text("state = 'withdrawn'"),
    ),
    Index(None, "copy_of"),
)

edition_version = Table(
    "edition_version",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("language", Key, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("revision", Key),
    Column("state", Key, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("edition", Packed),
)

correction = Table(
    "correction",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("language", Key, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", Key, nullable=False),
    Column("note", Words, nullable=False),
    Column("changes", Json, nullable=False),
    Index(None, "language", "at"),
)

draft = Table(
    "draft",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("revision", Key, primary_key=True),
    Column("language", Key, primary_key=True),
    Column("route", Key, nullable=False),
    Column("draft", Packed, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

finding = Table(
    "finding",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("revision", Key, primary_key=True),
    Column("language", Key, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("rule", Key, nullable=False),
    Column("severity", Key, nullable=False),
    Column("segment", Integer),
    Column("evidence", Words, nullable=False),
    Index(None, "rule"),
)

memory = Table(
    "memory",
    metadata,
    Column("key", Key, primary_key=True),
    Column("tier", Key, nullable=False),
    Column("source_language", Key, nullable=False),
    Column("target_language", Key, nullable=False),
    Column("source_text", Words, nullable=False),
    Column("target_text", Words, nullable=False),
    Column("engine", Key, nullable=False),
    Column("model", Key, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    CheckConstraint("tier IN ('engine', 'human')", name="tier"),
    Index(None, "created_at"),
)

memory_use = Table(
    "memory_use",
    metadata,
    Column("key", Key, ForeignKey("memory.key", ondelete="CASCADE"), primary_key=True),
    Column("article_id", Key, primary_key=True),
    Index(None, "article_id"),
)

rights_decision = Table(
    "rights_decision",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("revision", Key, primary_key=True),
    Column("level", Key, nullable=False),
    Column("basis", Key),
    Column("evidence", Words, nullable=False),
    Column("licence", Words),
    Column("allow_images", Boolean, nullable=False),
    Column("excerpt_chars", Integer, nullable=False),
    Column("reason", Words),
    Column("decided_at", UtcTime, nullable=False),
    CheckConstraint("level IN ('full', 'excerpt', 'link', 'withhold')", name="level"),
    CheckConstraint(
        "level <> 'full' OR (basis IS NOT NULL AND basis <> '' AND evidence <> '')",
        name="full_needs_basis",
    ),
)

suppression = Table(
    "suppression",
    metadata,
    Column("kind", Key, primary_key=True),
    Column("value", Words, primary_key=True),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    CheckConstraint(
        "kind IN ('article', 'url', 'url-prefix', 'source', 'name')", name="kind"
    ),
)

log = Table(
    "log",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("level", Key, nullable=False),
    Column("event", Key, nullable=False),
    Column("source", Key),
    Column("article_id", Key),
    Column("language", Key),
    Column("detail", Json, nullable=False),
    Index(None, "at"),
    Index(None, "event", "at"),
    sqlite_autoincrement=True,
)

spend = Table(
    "spend",
    metadata,
    Column("engine", Key, primary_key=True),
    Column("day", Key, primary_key=True),
    Column("characters", BigInteger, nullable=False),
    Column("requests", BigInteger, nullable=False),
    Column("money", Double, nullable=False),
)

story = Table(
    "story",
    metadata,
    Column("article_id", Key, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("language", Key, nullable=False),
    Column("revision", Key, nullable=False),
    Column("seen", Words, nullable=False),
    Column("terms", Json, nullable=False),
    # The earlier article that it continues; the story is the first of them all.
    Column("parent", Key),
    Column("story", Key, nullable=False),
    Index("ix_story_story", "story"),
    Index(
        "ix_story_parent",
        "parent",
        sqlite_where=text("parent IS NOT NULL"),
        postgresql_where=text("parent IS NOT NULL"),
    ),
)

story_term = Table(
    "story_term",
    metadata,
    Column("term", Key, primary_key=True),
    Column("article_id", Key, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_story_term_term", "term", "at"),
    Index("ix_story_term_article_id", "article_id"),
)

sketch = Table(
    "sketch",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True),
    Column("revision", Key, primary_key=True),
    Column("language", Key, nullable=False),
    Column("shown_in", Json, nullable=False),
    Column("is_full", Boolean, nullable=False),
    # Hashes, never words: of all of them, and of the smallest runs of three.
    Column("whole", BigInteger, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Index(None, "whole"),
)

shingle = Table(
    "shingle",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", Key, primary_key=True),
    Index(None, "article_id"),
)

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

removal = Table(
    "removal",
    metadata,
    Column("id", Key, primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", Key, nullable=False),
    # An article's id or a hash: never a name and never text.
    Column("value", Key, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index(None, "kind", "value"),
    Index(None, "serial"),
)
