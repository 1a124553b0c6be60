"""The archive: every day, section and source, and the way from day to day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from polywire.language.text.tags import direction
from polywire.publish.pages.interface_words import Words
from polywire.publish.pages.links import everywhere, tongues
from polywire.publish.pages.page_templates import Frame, Press, Tongue
from polywire.publish.pages.sections import Section
from polywire.publish.site import address


@dataclass(frozen=True, slots=True)
class DayLink:
    """A day of the archive."""

    iso: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class DayLinks:
    """A day that has a page, and the days before and after it that have one."""

    day: date
    before: date | None = None
    after: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month in the archive."""

    id: str
    name: str
    days: tuple[DayLink, ...]


def chain(days: Iterable[date]) -> Iterable[DayLinks]:
    """Give each day the ones beside it; a day knows its next one a step later."""
    last: DayLinks | None = None
    for day in days:
        if last is not None:
            yield replace(last, after=day)
        last = DayLinks(day, last.day if last else None)
    if last is not None:
        yield last


def archive(
    language: str,
    days: Sequence[date],
    sections: Sequence[Section],
    sources: Sequence[str],
    press: Press,
) -> bytes:
    """Return the lists of all days, newest first, of all sections and sources."""
    spoken = press.words(language)
    name = str(spoken.say("Archive"))
    path = address.page_path("archive", language)
    frame = Frame(
        language,
        path,
        name,
        "archive",
        alternates=everywhere(press, lambda tag: address.page_path("archive", tag)),
    )
    months: dict[str, list[date]] = {}
    for when in days:
        months.setdefault(f"{when:%Y-%m}", []).append(when)
    return press.page(
        "archive.html",
        frame,
        months=[_month(key, all_of, spoken) for key, all_of in months.items()],
        sections=tongues(language, sections, press),
        sources=_source_links(language, sources, press),
    )


def _source_links(
    language: str, slugs: Sequence[str], press: Press
) -> tuple[Tongue, ...]:
    """Return links to the pages of sources, by name; a name of two has its slug."""
    known = {source.slug: source.name for source in press.settings.sources}
    every = [*known.values()]
    names = {
        slug: name if every.count(name) == 1 else f"{name} ({slug})"
        for slug, name in known.items()
    }
    named = sorted((names.get(slug) or slug, slug) for slug in slugs)
    way = direction(language)
    return tuple(
        Tongue(language, address.source_path(slug, language), name, way)
        for name, slug in named
    )


def _month(key: str, days: Sequence[date], spoken: Words) -> Month:
    links = tuple(
        DayLink(
            when.isoformat(), spoken.month_day(when), address.day_path(when, spoken.tag)
        )
        for when in days
    )
    return Month(key, spoken.month(days[0]), links)
