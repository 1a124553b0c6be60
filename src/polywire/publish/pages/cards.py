"""Edition -> the few lines that lists show of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from polywire.article import Edition, Grade, Level
from polywire.check.grade import grade
from polywire.publish.pages.edition_view import Line, headline_note, read_head
from polywire.publish.pages.interface_words import Words
from polywire.publish.pages.safe_text import cut
from polywire.publish.pages.sections import Plan
from polywire.publish.shelf import news_time
from polywire.publish.site import address

_SUMMARY = 200
"""Characters of a standfirst on a card."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of an edition."""

    path: str
    title: Line
    note: Markup
    """What stands beside a headline that stays in the original."""
    summary: Line
    source_name: str
    source_slug: str
    time: datetime
    when: str
    section: str | None
    section_path: str | None
    section_key: str | None
    from_language: str | None
    """Name of the language that it was translated from; None for originals."""
    is_corrected: bool
    is_short: bool
    is_doubtful: bool
    """Its headline stays in the original, or has a doubt."""
    grade: Grade | None
    """Of a translation."""
    also: tuple[Card, ...] = ()
    """Others of its story, below it on the front page."""

    def is_machine(self, *, with_summary: bool) -> bool:
        """Tell whether an engine made any of the words that are shown."""
        shown = (self.title, self.summary) if with_summary else (self.title,)
        return self.from_language is not None and any(
            line.text and not line.is_original for line in shown
        )


@dataclass(frozen=True, slots=True)
class Place:
    """The section that an article stands in."""

    key: str
    name: str
    path: str


def card(edition: Edition, spoken: Words, plan: Plan) -> Card:
    """Return what a list shows of an edition."""
    reading = read_head(edition)
    time = news_time(edition)
    place = card_section(edition, spoken, plan)
    return Card(
        path=address.edition_path(edition),
        title=reading.title,
        note=headline_note(reading.title, spoken),
        summary=replace(reading.summary, text=cut(reading.summary.text, _SUMMARY)),
        source_name=edition.source_name,
        source_slug=edition.source_slug,
        time=time,
        when=spoken.brief(time),
        section=place.name if place else None,
        section_path=place.path if place else None,
        section_key=place.key if place else None,
        from_language=(
            spoken.language(edition.article.language) if edition.is_translated else None
        ),
        is_corrected=edition.version > 1 and bool(edition.corrections),
        is_short=edition.level is not Level.FULL,
        is_doubtful=reading.is_doubtful,
        grade=grade(edition.draft),
    )


def card_section(edition: Edition, spoken: Words, plan: Plan) -> Place | None:
    """Return the section of an edition in the reader's words."""
    key = plan.key_of(edition)
    if key is None:
        return None
    name = plan.name(key, edition.article.section or key, spoken)
    return Place(key, name, address.section_path(key, edition.language))
