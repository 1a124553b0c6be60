"""What became of it: cells, editions, drafts, memory, rights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_ZERO = sa.text("0")
_TEN = sa.text("10")


def upgrade() -> None:
    """Make the tables; the order follows the foreign keys."""
    _cell()
    _cell_indexes()
    _edition_version()
    _correction()
    _draft()
    _finding()
    _memory()
    _memory_use()
    _rights_decision()
    _suppression()
    _spend()


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, list(columns))


def _cell() -> None:
    op.create_table(
        "cell",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("source", _KEY, nullable=False),
        sa.Column("section", sa.Text()),
        sa.Column("sort_at", _TIME, nullable=False),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("level", _KEY),
        sa.Column("basis", _KEY),
        sa.Column("reason", sa.Text()),
        sa.Column("wanted", _KEY),
        sa.Column("revision", _KEY),
        sa.Column("version", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("serial", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("emitted", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("priority", sa.Integer(), server_default=_TEN, nullable=False),
        sa.Column("sentences", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("originals", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=_ZERO, nullable=False),
        sa.Column("next_attempt_at", _TIME),
        sa.Column("url", sa.Text()),
        sa.Column("published_at", _TIME),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("edition", sa.LargeBinary()),
        sa.CheckConstraint(
            "level IS NULL OR level <> 'full' OR (basis IS NOT NULL AND basis <> '')",
            name=op.f("ck_cell_full_needs_basis"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'published', 'published-partly') OR (reason IS NOT NULL AND reason <> '')",
            name=op.f("ck_cell_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'published', 'published-partly', 'withheld', 'not-allowed', 'filtered', 'withdrawn')",
            name=op.f("ck_cell_state"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_cell_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "language", name=op.f("pk_cell")),
    )


def _cell_indexes() -> None:
    _index("cell", "shown", "language", "sort_at", "article_id")
    _index("cell", "shown", "language", "section", "sort_at")
    _index("cell", "shown", "language", "source", "sort_at")
    _index("cell", "language", "updated_at")
    _index("cell", "sort_at")
    _index("cell", "state", "language")
    op.create_index(
        "ix_cell_pending",
        "cell",
        ["priority", "sort_at"],
        sqlite_where=sa.text("wanted IS NOT NULL"),
        postgresql_where=sa.text("wanted IS NOT NULL"),
    )
    _index("cell", "source", "state")
    op.create_index(
        "ix_cell_unemitted",
        "cell",
        ["article_id", "language"],
        sqlite_where=sa.text("emitted <> serial"),
        postgresql_where=sa.text("emitted <> serial"),
    )


def _edition_version() -> None:
    op.create_table(
        "edition_version",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", _KEY),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("edition", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_edition_version_article_id_article"),
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "language", "version", name=op.f("pk_edition_version")
        ),
    )


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_correction_article_id_article"),
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "language", "version", name=op.f("pk_correction")
        ),
    )
    _index("correction", "language", "at")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("route", _KEY, nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_draft_article_id_article")
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "revision", "language", name=op.f("pk_draft")
        ),
    )


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", _KEY, nullable=False),
        sa.Column("severity", _KEY, nullable=False),
        sa.Column("segment", sa.Integer()),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_finding_article_id_article")
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "revision", "language", "position", name=op.f("pk_finding")
        ),
    )
    _index("finding", "rule")


def _memory() -> None:
    op.create_table(
        "memory",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("tier", _KEY, nullable=False),
        sa.Column("source_language", _KEY, nullable=False),
        sa.Column("target_language", _KEY, nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("target_text", sa.Text(), nullable=False),
        sa.Column("engine", _KEY, nullable=False),
        sa.Column("model", _KEY, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.CheckConstraint("tier IN ('engine', 'human')", name=op.f("ck_memory_tier")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_memory")),
    )
    _index("memory", "created_at")


def _memory_use() -> None:
    op.create_table(
        "memory_use",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["memory.key"],
            name=op.f("fk_memory_use_key_memory"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_memory_use")),
    )
    _index("memory_use", "article_id")


def _rights_decision() -> None:
    op.create_table(
        "rights_decision",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("level", _KEY, nullable=False),
        sa.Column("basis", _KEY),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text()),
        sa.Column("allow_images", sa.Boolean(), nullable=False),
        sa.Column("excerpt_chars", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("decided_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "level <> 'full' OR (basis IS NOT NULL AND basis <> '' AND evidence <> '')",
            name=op.f("ck_rights_decision_full_needs_basis"),
        ),
        sa.CheckConstraint(
            "level IN ('full', 'excerpt', 'link', 'withhold')",
            name=op.f("ck_rights_decision_level"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_rights_decision_article_id_article"),
        ),
        sa.PrimaryKeyConstraint(
            "article_id", "revision", name=op.f("pk_rights_decision")
        ),
    )


def _suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('article', 'url', 'url-prefix', 'source', 'name')",
            name=op.f("ck_suppression_kind"),
        ),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_suppression")),
    )


def _spend() -> None:
    op.create_table(
        "spend",
        sa.Column("engine", _KEY, nullable=False),
        sa.Column("day", _KEY, nullable=False),
        sa.Column("characters", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("engine", "day", name=op.f("pk_spend")),
    )
