"""What readers can search: folded terms, and each database's index over them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Terms come folded and cut: the tokenizer only has to leave them whole.
_FTS5 = (
    (
        "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search',"
        " content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\")"
    ),
    (
        "CREATE TRIGGER search_added AFTER INSERT ON search BEGIN"
        " INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END"
    ),
    (
        "CREATE TRIGGER search_removed AFTER DELETE ON search BEGIN"
        " INSERT INTO search_index(search_index, rowid, words)"
        " VALUES ('delete', old.id, old.words); END"
    ),
    (
        "CREATE TRIGGER search_changed AFTER UPDATE ON search BEGIN"
        " INSERT INTO search_index(search_index, rowid, words)"
        " VALUES ('delete', old.id, old.words);"
        " INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END"
    ),
)
_GIN = (
    "CREATE INDEX search_index ON search"
    " USING gin (array_to_tsvector(string_to_array(words, ' ')))"
)


def upgrade() -> None:
    """Make the table and its index."""
    op.create_table(
        "search",
        sa.Column("id", _SERIAL, autoincrement=False, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("language", _KEY, nullable=False),
        sa.Column("sort_at", _TIME, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_search_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    op.create_index("ix_search_article_id", "search", ["article_id"])
    op.create_index("ix_search_language_sort_at", "search", ["language", "sort_at"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _FTS5 if is_sqlite else (_GIN,):
        op.execute(statement)
