"""The tables of stories: each article's words, and the story that it belongs to."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from polywire.store.ground.schema import metadata
from polywire.store.ground.types import Json, Key, UtcTime, Words

story = Table(
    "story",
    metadata,
    Column("article_id", Key, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("language", Key, nullable=False),
    Column("revision", Key, nullable=False),
    Column("seen", Words, nullable=False),
    Column("terms", Json, nullable=False),
    # The earlier article that it continues; the story is the first of them all.
    Column("parent", Key),
    Column("story", Key, nullable=False),
    Index("ix_story_story", "story"),
    Index("ix_story_parent", "parent"),
)

story_term = Table(
    "story_term",
    metadata,
    Column("term", Key, primary_key=True),
    Column("article_id", Key, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_story_term_term", "term", "at"),
    Index("ix_story_term_article_id", "article_id"),
)
