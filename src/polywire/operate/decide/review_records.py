"""Review records: a person has read one version of an edition and answers for it.

The record changes the words of the label for that text only (EU AI Act, Art.
50(4)); the next version is unreviewed again, without anybody's doing.
"""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection

from polywire.article import Edition
from polywire.errors import UsageError
from polywire.publish.label.label import text_of
from polywire.publish.shelf import is_shown
from polywire.settings.operator_file import Settings
from polywire.store.ground.database import Database
from polywire.store.keeping import journal
from polywire.store.people import reviews
from polywire.store.people.reviews import ReviewRow
from polywire.store.wire import edition_lists
from polywire.wire import Clock

LONGEST: Final = 200
"""Characters of a name."""


class ReviewRefused(UsageError):
    """A review does not fit what is published; ``why`` says how."""

    def __init__(
        self, why: Literal["missing", "original", "version", "name"], message: str
    ) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class ReviewedVersion:
    """What a person says: which version was read, by whom, who answers for it."""

    version: int | None
    """None for what is published now: only where nobody can have overtaken them."""
    reviewed_by: str
    responsible_entity: str = ""
    """The operator of the site when empty."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """Files, shows and takes back reviews of one installation."""

    db: Database
    settings: Settings
    now: Clock

    def file(
        self, article_id: str, language: str, reading: ReviewedVersion, *, filed_by: str
    ) -> ReviewRow:
        """Keep a review; the next publication writes its label. Raises ReviewRefused."""
        by = _name(reading.reviewed_by, "reviewed_by")
        operator = self.settings.site.operator
        entity = _name(reading.responsible_entity or operator, "responsible_entity")
        with self.db.write() as conn:
            edition = _published(conn, article_id, language)
            if reading.version not in {None, edition.version}:
                raise ReviewRefused(
                    "version",
                    f"version {edition.version} is published, not {reading.version}: "
                    "read that one and file the review again",
                )
            row = ReviewRow(
                article_id,
                language,
                edition.version,
                text_of(edition),
                by,
                entity,
                self.now(),
                filed_by,
            )
            reviews.put(conn, row)
            self._note(conn, "reviewed", row)
        return row

    def undo(self, article_id: str, language: str, *, filed_by: str) -> None:
        """Take a review back: the label says unreviewed again; raises ReviewRefused."""
        with self.db.write() as conn:
            row = reviews.get(conn, article_id, language)
            if row is None:
                message = f"no review of {article_id} in {language}"
                raise ReviewRefused("missing", message)
            reviews.drop(conn, article_id, language)
            self._note(conn, "review-undone", row, by=filed_by)

    def current(self, article_id: str, language: str) -> ReviewRow | None:
        """Return the review that the label tells of; None when the text has changed."""
        with self.db.read() as conn:
            row = reviews.get(conn, article_id, language)
            edition = edition_lists.edition(conn, article_id, language)
        if row is None or edition is None or row.text != text_of(edition):
            return None
        return row

    def _note(
        self, conn: Connection, event: str, row: ReviewRow, by: str | None = None
    ) -> None:
        detail = {"version": row.version, "by": by or row.filed_by}
        about = {"article_id": row.article_id, "language": row.language}
        journal.note(conn, self.now(), event, detail=detail, **about)


def _published(conn: Connection, article_id: str, language: str) -> Edition:
    edition = edition_lists.edition(conn, article_id, language)
    if edition is None or not is_shown(edition):
        raise ReviewRefused("missing", f"{article_id} is not published in {language}")
    if not edition.is_translated:
        message = f"{article_id} is an original in {language}: there is no translation"
        raise ReviewRefused("original", message)
    return edition


def _name(text: str, what: str) -> str:
    """Check a name that readers will see."""
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        raise ReviewRefused("name", f"{what}: 1 to {LONGEST} printable characters")
    return name
