"""Grades: how much of a translated article is in doubt or in the original."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; editions from before have no grade until they are made again."""
    key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.add_column("cell", sa.Column("grade", key))
