"""What publishing asks of the store: editions, by article, list and day.

The pipeline passes a shelf in; publishing never opens a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from polywire.article import Edition, Level, State


@dataclass(frozen=True, slots=True)
class Review:
    """A person's review of one text; it ends with any change of the text."""

    reviewed_by: str
    responsible_entity: str
    reviewed_at: datetime
    text: str
    """What ``label.text_of`` returned of the edition that was read."""


class Shelf(Protocol):
    """Answers which editions there are."""

    def edition(self, article_id: str, language: str) -> Edition | None:
        """Return one edition, or None."""

    def siblings(self, article_id: str) -> Sequence[Edition]:
        """Return the same article in all languages."""

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

    def day(self, language: str, day: date) -> Sequence[Edition]:
        """Return the editions that were published on a day."""

    def corrected(self, language: str, limit: int) -> Sequence[Edition]:
        """Return editions with public corrections, latest correction first."""

    def sections(self, language: str) -> Sequence[str]:
        """Return the sources' own section names that have editions."""

    def story_of(self, article_id: str) -> str | None:
        """Return the story of an article: the id of the article it began with."""

    def told(self, story: str, language: str, limit: int) -> Sequence[Edition]:
        """Return the published editions of a story, newest first."""

    def withdrawn(self, language: str, since: datetime) -> Sequence[Edition]:
        """Return editions withdrawn since a time."""

    def review(self, edition: Edition) -> Review | None:
        """Return a person's review of an edition; it may be of an older text."""


_SHOWN = frozenset({State.PUBLISHED, State.PUBLISHED_PARTLY})


def is_shown(edition: Edition) -> bool:
    """Tell whether readers may see the edition."""
    return edition.state in _SHOWN and edition.level is not Level.WITHHOLD


def news_time(edition: Edition) -> datetime:
    """Return the time that readers order by: the source's, never after ours.

    A source that dates its news into the future does not lead the front page.
    """
    published = edition.article.published
    if published is None or published.tzinfo is None:
        return edition.published_at
    return min(published, edition.published_at)


def days_of(edition: Edition, zone: tzinfo) -> frozenset[date]:
    """Return the days on whose pages the edition may stand.

    Of news without a usable date the store knows when it was first seen, which
    an edition does not say: the days before we published it are looked at too.
    """
    stated = edition.article.published
    times = [news_time(edition), edition.published_at]
    if stated is None or stated.tzinfo is None or stated > edition.published_at:
        times += [edition.published_at - timedelta(days=back) for back in (1, 2)]
    return frozenset(time.astimezone(zone).date() for time in times)


def newest_first(editions: Sequence[Edition]) -> list[Edition]:
    """Sort by time, newest first, with the id to settle ties as the store does."""
    return sorted(editions, key=place, reverse=True)


def place(edition: Edition) -> tuple[datetime, str]:
    """Return what editions are ordered by."""
    return news_time(edition), edition.article_id
