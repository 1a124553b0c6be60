"""Edition -> the few lines that lists show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from polywire.article import Edition, Level
from polywire.language.text.tags import direction
from polywire.publish.pages.edition_view import read_head
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
    title: str
    title_language: str
    summary: str
    summary_language: str
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
    also: tuple[Card, ...] = ()
    """Others of its story, below it on the front page."""

    @property
    def title_direction(self) -> str:
        """``rtl`` or ``ltr`` of the headline."""
        return direction(self.title_language)

    @property
    def summary_direction(self) -> str:
        """``rtl`` or ``ltr`` of the summary."""
        return direction(self.summary_language)


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
        title_language=reading.title_language,
        summary=cut(reading.summary, _SUMMARY),
        summary_language=reading.summary_language,
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
    )


def card_section(edition: Edition, spoken: Words, plan: Plan) -> Place | None:
    """Return the section of an edition in the reader's words."""
    key = plan.key_of(edition)
    if key is None:
        return None
    name = plan.name(key, edition.article.section or key, spoken)
    return Place(key, name, address.section_path(key, edition.language))
