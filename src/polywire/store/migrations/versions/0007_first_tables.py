"""Where migrations begin: the tables as they stood before the first release."""

revision = "0007"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do nothing: a new store is made of the schema at once, at its newest version."""
