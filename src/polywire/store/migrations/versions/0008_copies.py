"""Copies: by what a text is known again, and which cells are not shown for another."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("cell", sa.Column("copy_of", _KEY))
    op.create_index("ix_cell_copy_of", "cell", ["copy_of"])
    op.create_table(
        "sketch",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("revision", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("shown_in", sa.Text(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.BigInteger(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_sketch_article_id_article")
        ),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_sketch")),
    )
    op.create_index("ix_sketch_whole", "sketch", ["whole"])
    op.create_table(
        "shingle",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("number", "article_id", name=op.f("pk_shingle")),
    )
    op.create_index("ix_shingle_article_id", "shingle", ["article_id"])
