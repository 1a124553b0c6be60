"""The publisher's view of the store: editions by article, list and day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from polywire.article import Article, Edition, Level, PubStatus, RightsDecision, State
from polywire.publish.shelf import Review
from polywire.settings.operator_file import Settings
from polywire.store.ground.database import Database
from polywire.store.people import reviews
from polywire.store.people.reviews import ReviewRow
from polywire.store.wire import cells, edition_lists, search, stories
from polywire.store.wire.edition_lists import Tombstone

FRESH = 1.0
"""Seconds for which reviews are remembered: lists ask for a hundred at once."""


@dataclass(slots=True)
class _Reviews:
    """All reviews, read again when they are not fresh any more."""

    known: dict[tuple[str, str], Review] = field(default_factory=dict)
    read_at: float | None = None

    def of(self, db: Database, edition: Edition) -> Review | None:
        """Return the review of an edition."""
        now = monotonic()
        if self.read_at is None or now - self.read_at > FRESH:
            rows = db.ask(reviews.everything)
            self.known = {(row.article_id, row.language): _review(row) for row in rows}
            self.read_at = now
        return self.known.get((edition.article_id, edition.language))


def _review(row: ReviewRow) -> Review:
    return Review(row.reviewed_by, row.responsible_entity, row.reviewed_at, row.text)


@dataclass(frozen=True, slots=True)
class StoreShelf:
    """Implements :class:`polywire.publish.shelf.Shelf` on the store."""

    db: Database
    settings: Settings
    _reviews: _Reviews = field(default_factory=_Reviews, init=False, compare=False)

    def edition(self, article_id: str, language: str) -> Edition | None:
        """Return one edition that is shown or withdrawn, or None."""
        with self.db.read() as conn:
            found = edition_lists.edition(conn, article_id, language)
            if found is not None:
                return found
            cell = cells.get(conn, article_id, language)
        if cell is None or cell.state is not State.WITHDRAWN or cell.url is None:
            return None
        tombstone = Tombstone(
            article_id=article_id,
            language=language,
            url=cell.url,
            source=cell.source,
            reason=cell.reason or "",
            at=cell.updated_at,
        )
        return self._stone(tombstone)

    def siblings(self, article_id: str) -> Sequence[Edition]:
        """Return the same article in all languages, in the site's order."""
        found = (self.edition(article_id, tag) for tag in self.settings.site.languages)
        return [edition for edition in found if edition is not None]

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
        asked = edition_lists.Shelf(language, section=section, source=source)
        return self.db.ask(edition_lists.latest, asked, limit, offset)

    def day(self, language: str, day: date) -> Sequence[Edition]:
        """Return the editions of a day in the site's time zone."""
        zone = ZoneInfo(self.settings.site.time_zone)
        start = datetime.combine(day, time(), zone)
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        return self.db.ask(
            edition_lists.day, language, start.astimezone(UTC), end.astimezone(UTC)
        )

    def corrected(self, language: str, limit: int) -> Sequence[Edition]:
        """Return editions with public corrections, latest correction first."""
        return self.db.ask(edition_lists.corrected, language, limit)

    def sections(self, language: str) -> Sequence[str]:
        """Return the sources' own section names that have editions."""
        with self.db.read() as conn:
            return [name for name, _ in edition_lists.sections(conn, language)]

    def search(
        self, query: str, language: str, limit: int, offset: int = 0
    ) -> Sequence[Edition]:
        """Return published editions that hold all words, newest first."""
        return self.db.ask(search.find, query, language, limit, offset)

    def story_of(self, article_id: str) -> str | None:
        """Return the story of an article: the id of the article it began with."""
        return self.db.ask(stories.story_of, article_id)

    def told(self, story: str, language: str, limit: int) -> Sequence[Edition]:
        """Return the published editions of a story, newest first."""
        return self.db.ask(stories.editions, story, language, limit)

    def withdrawn(self, language: str, since: datetime) -> Sequence[Edition]:
        """Return editions withdrawn since a time."""
        stones = self.db.ask(edition_lists.withdrawn, language)
        return [self._stone(stone) for stone in stones if stone.at >= since]

    def review(self, edition: Edition) -> Review | None:
        """Return a person's review of an edition; it may be of an older text."""
        if not edition.is_translated:
            return None
        return self._reviews.of(self.db, edition)

    def _stone(self, stone: Tombstone) -> Edition:
        """Return what is left of a withdrawn edition: no word of its text."""
        known = {source.slug: source for source in self.settings.sources}
        source = known.get(stone.source)
        return Edition(
            article_id=stone.article_id,
            language=stone.language,
            version=0,
            pub_status=PubStatus.CANCELED,
            state=State.WITHDRAWN,
            level=Level.WITHHOLD,
            article=Article(url="", headline="", language=stone.language, blocks=()),
            rights=RightsDecision(Level.WITHHOLD, None, "withdrawn"),
            source_slug=stone.source,
            source_name=(source.name if source else "") or stone.source,
            published_at=stone.at,
            updated_at=stone.at,
            reason=stone.reason,
        )
