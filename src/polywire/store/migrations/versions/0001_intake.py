"""What came in: sources, hosts, captures, articles and their revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_ZERO = sa.text("0")
_TEN = sa.text("10")


def upgrade() -> None:
    """Make the tables; the order follows the foreign keys."""
    _owner()
    _meta()
    _source()
    _host()
    _capture()
    _article()
    _revision()
    _log()


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, list(columns))


def _owner() -> None:
    op.create_table(
        "owner",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("heartbeat", sa.Double(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_owner_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner")),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("slug", _KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.LargeBinary()),
        sa.Column("last_modified", sa.LargeBinary()),
        sa.Column("body_hash", _KEY),
        sa.Column("last_polled", _TIME),
        sa.Column("next_poll_at", _TIME, nullable=False),
        sa.Column("last_success", _TIME),
        sa.Column("last_change", _TIME),
        sa.Column("failures", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("health", sa.Text(), server_default="new", nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("redirect_url", sa.Text()),
        sa.Column("redirect_count", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("memo", sa.Text()),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_source")),
    )
    _index("source", "active", "next_poll_at")


def _host() -> None:
    op.create_table(
        "host",
        sa.Column("host", _KEY, nullable=False),
        sa.Column("next_allowed", sa.Double(), server_default=_ZERO, nullable=False),
        sa.Column("retry_after", sa.Double(), server_default=_ZERO, nullable=False),
        sa.Column("robots", sa.LargeBinary()),
        sa.Column("robots_status", sa.Integer()),
        sa.Column("robots_fetched_at", _TIME),
        sa.Column("robots_expires_at", _TIME),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host")),
    )


def _capture() -> None:
    op.create_table(
        "capture",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("sha256", _KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("requested_url", sa.Text(), nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("file", sa.Text()),
        sa.Column("offset", sa.BigInteger()),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("source", _KEY),
        sa.Column("article_id", _KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    _index("capture", "article_id")
    _index("capture", "fetched_at")
    _index("capture", "sha256")


def _article() -> None:
    op.create_table(
        "article",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("source", _KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("entry_hash", _KEY, nullable=False),
        sa.Column("first_seen", _TIME, nullable=False),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("attempts", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("next_attempt_at", _TIME),
        sa.Column("priority", sa.Integer(), server_default=_TEN, nullable=False),
        sa.Column("current_revision", _KEY),
        sa.Column("etag", sa.LargeBinary()),
        sa.Column("last_modified", sa.LargeBinary()),
        sa.Column("recheck_at", _TIME),
        sa.Column("rechecks", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("gone_since", _TIME),
        sa.CheckConstraint(
            "state IN ('to-fetch', 'extracted', 'held', 'filtered', 'failed', 'not-allowed', 'withdrawn')",
            name=op.f("ck_article_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    _index("article", "current_revision")
    _index("article", "recheck_at")
    _index("article", "source", "first_seen")
    _index("article", "state", "next_attempt_at")


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article", sa.LargeBinary(), nullable=False),
        sa.Column("capture", _KEY),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_revision_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "article_id", "number", name=op.f("uq_revision_article_id_number")
        ),
    )


def _log() -> None:
    op.create_table(
        "log",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("level", _KEY, nullable=False),
        sa.Column("event", _KEY, nullable=False),
        sa.Column("source", _KEY),
        sa.Column("article_id", _KEY),
        sa.Column("language", _KEY),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
        sqlite_autoincrement=True,
    )
    _index("log", "at")
    _index("log", "event", "at")
