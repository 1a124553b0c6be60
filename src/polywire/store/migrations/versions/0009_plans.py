"""Indexes over the few rows that a question is about, whatever the archive holds."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make one index and narrow another."""
    op.drop_index("ix_story_parent", "story")
    for name, table, columns, where in (
        ("ix_story_parent", "story", ["parent"], "parent IS NOT NULL"),
        (
            "ix_cell_withdrawn",
            "cell",
            ["language", "updated_at"],
            "state = 'withdrawn'",
        ),
    ):
        op.create_index(
            name,
            table,
            columns,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
