"""People who log in and review, and messages to other programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_ZERO = sa.text("0")


def upgrade() -> None:
    """Make the tables; the order follows the foreign keys."""
    _account()
    _session()
    _token()
    _attempt()
    _review()
    _message()


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, list(columns))


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("name", _KEY, nullable=False),
        sa.Column("role", _KEY, nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "role IN ('reader', 'editor', 'operator')", name=op.f("ck_account_role")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("account", _KEY, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.name"], name=op.f("fk_session_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    _index("session", "account")
    _index("session", "expires_at")


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("account", _KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scope", _KEY, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("used_on", _KEY),
        sa.CheckConstraint("scope IN ('read', 'review')", name=op.f("ck_token_scope")),
        sa.ForeignKeyConstraint(
            ["account"], ["account.name"], name=op.f("fk_token_account_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
    )
    _index("token", "account")


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("failures", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    _index("attempt", "since")


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", _KEY, nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("responsible_entity", sa.Text(), nullable=False),
        sa.Column("reviewed_at", _TIME, nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_review_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "language", name=op.f("pk_review")),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("article_id", _KEY),
        sa.Column("language", _KEY),
        sa.Column("version", sa.Integer()),
        sa.Column("digest", _KEY),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("next_attempt_at", _TIME),
        sa.Column("sent_at", _TIME),
        sa.Column("error", sa.Text()),
        sa.CheckConstraint("kind IN ('ping', 'webhook')", name=op.f("ck_message_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'dead')", name=op.f("ck_message_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    _index("message", "state", "next_attempt_at")
    _index("message", "at")
