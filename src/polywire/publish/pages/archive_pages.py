"""The archive: every day, section and source, and the way from day to day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from polywire.publish.pages.page_templates import Frame, Press, Tongue
from polywire.publish.pages.sections import Section
from polywire.publish.site import address


@dataclass(frozen=True, slots=True)
class DayLinks:
    """A day that has a page, and the days before and after it that have one."""

    day: date
    before: date | None = None
    after: date | None = None


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
    sources: Mapping[str, str],
    press: Press,
) -> bytes:
    """Return the lists of all days, newest first, of all sections and sources.

    ``sources`` are the names of those that have a page, by slug.
    """
    spoken = press.words(language)
    name = str(spoken.say("Archive"))
    path, way = address.page_path("archive", language), spoken.direction
    frame = Frame(language, path, name, "archive")
    return press.page(
        "archive.html",
        frame,
        months=[list(days_) for _, days_ in groupby(days, key="{:%Y-%m}".format)],
        day_path=lambda when: address.day_path(when, language),
        sections=press.tongues(language, sections),
        sources=[
            Tongue(language, address.source_path(slug, language), name, way)
            for name, slug in sorted((name, slug) for slug, name in sources.items())
        ],
    )
