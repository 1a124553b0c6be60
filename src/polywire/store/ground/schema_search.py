"""The table of the search, and the index over it: each database has its own.

Terms come folded and cut: the tokenizer only has to leave them whole.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Table,
    event,
)

from polywire.store.ground.schema import metadata
from polywire.store.ground.types import Key, UtcTime, Words

search = Table(
    "search",
    metadata,
    # A hash of article and language: FTS5 knows its rows by a number.
    Column(
        "id",
        BigInteger().with_variant(Integer(), "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("article_id", Key, ForeignKey("article.id"), nullable=False),
    Column("language", Key, nullable=False),
    Column("sort_at", UtcTime, nullable=False),
    # Folded terms parted by spaces.
    Column("words", Words, nullable=False),
    Index(None, "article_id"),
    Index(None, "language", "sort_at"),
)

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


@event.listens_for(search, "after_create")
def _make_index(_table: Table, conn: Connection, **_: object) -> None:
    for statement in _FTS5 if conn.dialect.name == "sqlite" else (_GIN,):
        conn.exec_driver_sql(statement)
