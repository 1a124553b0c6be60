"""The pages that gather articles, and those that stand by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from polywire.article import Edition
from polywire.language.tags import direction
from polywire.publish import address, marking
from polywire.publish.articles import licence
from polywire.publish.cards import card
from polywire.publish.licences import Licence
from polywire.publish.press import Frame, Press, Tongue, contact_link
from polywire.publish.sections import Section
from polywire.publish.text import web_address
from polywire.publish.words import Words


@dataclass(frozen=True, slots=True)
class Origin:
    """A source, as its page and the lists of sources show it."""

    name: str
    path: str
    url: str | None = None
    licences: tuple[Licence, ...] = ()


@dataclass(frozen=True, slots=True)
class DayLink:
    """A day of the archive."""

    iso: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month in the archive."""

    id: str
    name: str
    days: tuple[DayLink, ...]


def section(
    language: str, section_: Section, editions: Sequence[Edition], press: Press
) -> bytes:
    """Return a section's page."""
    spoken = press.words(language)
    path = address.section_path(section_.key, language)
    name = press.plan.name(section_.key, section_.raw, spoken)
    here = Tongue(language, path, name, spoken.direction)
    frame = Frame(language, path, name, "section", navigation=(here,))
    return _list(press, frame, name, editions, hide_section=True)


def source(language: str, editions: Sequence[Edition], press: Press) -> bytes:
    """Return a source's page, with the licences of what stands on it."""
    newest = editions[0]
    known = {item.id: item for item in map(licence, editions) if item is not None}
    origin = Origin(
        newest.source_name,
        address.source_path(newest.source_slug, language),
        web_address(newest.source_url),
        tuple(known[key] for key in sorted(known)),
    )
    frame = Frame(language, origin.path, newest.source_name, "source")
    return _list(press, frame, newest.source_name, editions, origin=origin)


def day(language: str, when: date, editions: Sequence[Edition], press: Press) -> bytes:
    """Return a day's page."""
    spoken = press.words(language)
    name = spoken.day(when, "full")
    frame = Frame(language, address.day_path(when, language), name, "day")
    heading = Markup('<time datetime="{}">{}</time>').format(when.isoformat(), name)
    return _list(press, frame, heading, editions, over=str(spoken.say("Archive")))


def _list(  # noqa: PLR0913  # one template serves three kinds of page
    press: Press,
    frame: Frame,
    heading: str,
    editions: Sequence[Edition],
    *,
    origin: Origin | None = None,
    over: str | None = None,
    hide_section: bool = False,
) -> bytes:
    spoken = press.words(frame.language)
    return press.page(
        "list.html",
        frame,
        heading=heading,
        over=over,
        source=origin,
        hide_section=hide_section,
        has_feed=frame.kind in {"section", "source"},
        cards=[card(edition, spoken, press.plan) for edition in editions],
    )


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
    """Return links to the pages of sources, by name."""
    names = {source.slug: source.name for source in press.settings.sources}
    named = sorted((names.get(slug) or slug, slug) for slug in slugs)
    way = direction(language)
    return tuple(
        Tongue(language, address.source_path(slug, language), name, way)
        for name, slug in named
    )


def tongues(
    language: str, sections: Sequence[Section], press: Press
) -> tuple[Tongue, ...]:
    """Return links to sections, each in the reader's words."""
    spoken = press.words(language)
    return tuple(
        Tongue(
            language,
            address.section_path(item.key, language),
            press.plan.name(item.key, item.raw, spoken),
            spoken.direction,
        )
        for item in sections
    )


def _month(key: str, days: Sequence[date], spoken: Words) -> Month:
    links = tuple(
        DayLink(
            when.isoformat(),
            spoken.month_day(when),
            address.day_path(when, spoken.tag),
        )
        for when in days
    )
    return Month(key, spoken.month(days[0]), links)


def search(
    language: str, press: Press, query: str | None = None, found: Sequence[Edition] = ()
) -> bytes:
    """Return the page that searches, with what was found.

    Without a query (None) it is the page of the folder, which no server answers:
    it leads to the archive.
    """
    spoken = press.words(language)
    frame = Frame(
        language,
        address.page_path("search", language),
        str(spoken.say("Search")),
        "search-page",
        alternates=everywhere(press, lambda tag: address.page_path("search", tag)),
    )
    return press.page(
        "search.html",
        frame,
        is_served=query is not None,
        query=query or "",
        cards=[card(edition, spoken, press.plan) for edition in found],
        verify="/verify" if press.is_public else None,
    )


def corrections(language: str, editions: Sequence[Edition], press: Press) -> bytes:
    """Return the ledger of corrections, the latest first."""
    spoken = press.words(language)
    rows = [(note, edition) for edition in editions for note in edition.corrections]
    rows.sort(key=lambda row: (row[0].at, row[1].article_id), reverse=True)
    items = []
    for note, edition in rows:
        shown = card(edition, spoken, press.plan)
        items.append(
            {
                "at": note.at,
                "path": shown.path,
                "title": shown.title,
                "title_language": shown.title_language,
                "title_direction": shown.title_direction,
                "text": marking.correction(note, spoken),
            }
        )
    frame = Frame(
        language,
        address.page_path("corrections", language),
        str(spoken.say("Corrections")),
        "ledger-page",
        alternates=everywhere(press, lambda tag: address.page_path("corrections", tag)),
    )
    return press.page("corrections.html", frame, items=items)


def about(language: str, press: Press) -> bytes:
    """Return the page that says who publishes, how, and whom to ask."""
    spoken = press.words(language)
    frame = Frame(
        language,
        address.page_path("about", language),
        str(spoken.say("About and transparency")),
        "about",
        is_indexed=True,
        alternates=everywhere(press, lambda tag: address.page_path("about", tag)),
    )
    named = sorted(press.settings.sources, key=lambda s: (s.name or s.slug).casefold())
    responsible = press.site.responsible
    return press.page(
        "about.html",
        frame,
        contact_text=press.site.contact.removeprefix("mailto:"),
        responsible={
            "url": contact_link(responsible),
            "text": responsible.removeprefix("mailto:"),
        }
        if responsible
        else None,
        sources=[s.name or s.slug for s in named],
        policies=_policies(language, press),
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator says of the site under one heading."""

    title: str
    paragraphs: tuple[str, ...]
    url: str | None
    """For a policy that stands elsewhere."""
    language: str

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.language)


def _policies(language: str, press: Press) -> list[Policy]:
    """Return the operator's policies, in the reader's language if there are any."""
    given = press.settings.policies
    tags = (language, language.partition("-")[0], *press.site.languages, *given)
    tag = next((tag for tag in tags if given.get(tag)), None)
    if tag is None:
        return []
    return [
        Policy(
            title,
            tuple(p.strip() for p in text.split("\n\n") if p.strip()),
            web_address(text.strip()),
            tag,
        )
        for title, text in given[tag].items()
    ]


def chooser(press: Press) -> bytes:
    """Return the page at the root: a list of languages, without script."""
    tag = address.default_language(press.site.languages)
    return press.render(
        "chooser.html",
        tag=tag,
        direction=direction(tag),
        is_indexed=press.is_public,
        link=lambda goal: address.relative("/", goal),
        **_bare(press),
    ).encode()


def missing(press: Press) -> bytes:
    """Return the page for addresses that lead nowhere, at whatever depth."""
    tag = address.default_language(press.site.languages)
    return press.render(
        "missing.html",
        tag=tag,
        direction=direction(tag),
        prefix=address.prefix(press.site.url),
        **_bare(press),
    ).encode()


def _bare(press: Press) -> dict[str, object]:
    return {
        "site": press.site,
        "words": press.all_words(),
        "style": press.style.path,
        "icon": press.icon.path,
        "absolute": press.absolute,
    }


def everywhere(press: Press, path: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the hreflang set of a page that each language has."""
    tags = press.site.languages
    if len(tags) <= 1:
        return ()
    return (*((tag, path(tag)) for tag in tags), ("x-default", path(tags[0])))
