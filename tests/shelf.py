"""A shelf of editions in memory: the hand-written twin of the store's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from polywire.article import Edition, State
from polywire.publish.shelf import Review, is_shown, newest_first, news_time


@dataclass
class ListShelf:
    """Holds the latest version of each edition by article and language."""

    editions: dict[tuple[str, str], Edition] = field(default_factory=dict)
    zone: tzinfo = UTC
    reviews: dict[tuple[str, str], Review] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)
    """Stories of articles, by id."""

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> ListShelf:
        """Return a shelf with these editions."""
        shelf = cls()
        for edition in editions:
            shelf.put(edition)
        return shelf

    def put(self, edition: Edition) -> None:
        """Keep an edition in the place of its older version."""
        self.editions[edition.article_id, edition.language] = edition

    def edition(self, article_id: str, language: str) -> Edition | None:
        """Return one edition, or None."""
        return self.editions.get((article_id, language))

    def siblings(self, article_id: str) -> Sequence[Edition]:
        """Return the same article in all languages."""
        return [e for (key, _), e in self.editions.items() if key == article_id]

    def latest(
        self,
        language: str,
        *,
        section: str | None = None,
        source: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Sequence[Edition]:
        """Return published editions, newest first."""
        found = [
            e
            for e in self._shown(language)
            if section in {None, e.article.section} and source in {None, e.source_slug}
        ]
        return newest_first(found)[offset : offset + limit]

    def day(self, language: str, day: date) -> Sequence[Edition]:
        """Return the editions that stand on a day's page."""
        return [
            e
            for e in self._shown(language)
            if news_time(e).astimezone(self.zone).date() == day
        ]

    def corrected(self, language: str, limit: int) -> Sequence[Edition]:
        """Return editions with public corrections, latest correction first."""
        found = [e for e in self._shown(language) if e.corrections]
        return sorted(found, key=lambda e: e.corrections[-1].at, reverse=True)[:limit]

    def sections(self, language: str) -> Sequence[str]:
        """Return the sources' own section names that have editions."""
        names = {e.article.section for e in self._shown(language)}
        return sorted(name for name in names if name)

    def story_of(self, article_id: str) -> str | None:
        """Return the story of an article."""
        return self.stories.get(article_id)

    def told(self, story: str, language: str, limit: int) -> Sequence[Edition]:
        """Return the published editions of a story, newest first."""
        mine = {key for key, value in self.stories.items() if value == story}
        found = [e for e in self._shown(language) if e.article_id in mine]
        return newest_first(found)[:limit]

    def withdrawn(self, language: str, since: datetime) -> Sequence[Edition]:
        """Return editions withdrawn since a time."""
        return [
            e
            for (_, tag), e in self.editions.items()
            if tag == language and e.state is State.WITHDRAWN and e.updated_at >= since
        ]

    def _shown(self, language: str) -> list[Edition]:
        return [
            e
            for (_, tag), e in self.editions.items()
            if tag == language and is_shown(e)
        ]

    def review(self, edition: Edition) -> Review | None:
        """Return a person's review of an edition."""
        return self.reviews.get((edition.article_id, edition.language))
