"""Stories: which articles tell of one event."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "story",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("parent", _KEY),
        sa.Column("story", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story")),
    )
    op.create_index("ix_story_story", "story", ["story"])
    op.create_index("ix_story_parent", "story", ["parent"])
    op.create_table(
        "story_term",
        sa.Column("term", _KEY, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("term", "article_id", name=op.f("pk_story_term")),
    )
    op.create_index("ix_story_term_term", "story_term", ["term", "at"])
    op.create_index("ix_story_term_article_id", "story_term", ["article_id"])
