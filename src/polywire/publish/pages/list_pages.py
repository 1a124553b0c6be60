"""The pages that gather articles, and those that stand by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from polywire.article import Basis, Edition
from polywire.language.text.tags import direction
from polywire.publish.label import marking
from polywire.publish.pages.archive_pages import DayLinks
from polywire.publish.pages.cards import card
from polywire.publish.pages.edition_view import Line
from polywire.publish.pages.interface_words import Words
from polywire.publish.pages.page_templates import (
    Frame,
    Press,
    Tongue,
    contact_link,
    host,
)
from polywire.publish.pages.safe_text import home_page, web_address
from polywire.publish.pages.sections import Section
from polywire.publish.site import address
from polywire.publish.site.static_search import finder
from polywire.rights.levels import licence_of, stated_basis
from polywire.rights.licences import Licence


@dataclass(frozen=True, slots=True)
class Origin:
    """A source, as its page and the lists of sources show it."""

    name: str
    path: str
    url: str | None = None
    licences: tuple[Licence, ...] = ()
    bases: tuple[Basis, ...] = ()
    """What whole texts rest on that are under no licence."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A link to the page before or after."""

    rel: str
    path: str
    name: str


def section(
    language: str, section_: Section, editions: Sequence[Edition], press: Press
) -> bytes:
    """Return a section's page."""
    spoken = press.words(language)
    path = address.section_path(section_.key, language)
    name = press.plan.name(section_.key, section_.raw, spoken)
    here = Tongue(language, path, name, spoken.direction)
    frame = Frame(language, path, name, "section", navigation=(here,))
    return articles(press, frame, name, editions, hide_section=True)


def source(language: str, editions: Sequence[Edition], press: Press) -> bytes:
    """Return a source's page, with the licences of what stands on it."""
    newest = editions[0]
    known = {item.id: item for item in map(licence_of, editions) if item is not None}
    origin = Origin(
        newest.source_name,
        address.source_path(press.outlet(newest.source_slug), language),
        home_page(newest.article.url),
        tuple(known[key] for key in sorted(known)),
        tuple(sorted({b for b in map(stated_basis, editions) if b is not None})),
    )
    frame = Frame(language, origin.path, newest.source_name, "source")
    return articles(press, frame, newest.source_name, editions, origin=origin)


def day(
    language: str, links: DayLinks, editions: Sequence[Edition], press: Press
) -> bytes:
    """Return a day's page, with the ways to the days beside it."""
    when = links.day
    spoken = press.words(language)
    name = spoken.day(when, "full")
    frame = Frame(language, address.day_path(when, language), name, "day")
    heading = Markup('<time datetime="{}">{}</time>').format(when.isoformat(), name)
    return articles(
        press,
        frame,
        heading,
        editions,
        over=str(spoken.say("Archive")),
        turn=[
            _turn("prev", str(spoken.say("The day before")), links.before, spoken),
            _turn("next", str(spoken.say("The day after")), links.after, spoken),
        ],
    )


def _turn(rel: str, name: str, when: date | None, spoken: Words) -> Turn | None:
    if when is None:
        return None
    path = address.day_path(when, spoken.tag)
    return Turn(rel, path, f"{name}: {spoken.day(when)}")


def articles(  # noqa: PLR0913  # one template serves four kinds of page
    press: Press,
    frame: Frame,
    heading: str | Line,
    editions: Sequence[Edition],
    *,
    origin: Origin | None = None,
    over: str | None = None,
    turn: Sequence[Turn | None] = (),
    hide_section: bool = False,
) -> bytes:
    """Return a page that lists articles under a heading."""
    spoken = press.words(frame.language)
    return press.page(
        "list.html",
        frame,
        heading=heading,
        over=over,
        turn=[item for item in turn if item is not None],
        source=origin,
        hide_section=hide_section,
        has_feed=frame.kind in {"section", "source"},
        cards=[card(edition, spoken, press.plan) for edition in editions],
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results."""

    query: str
    editions: Sequence[Edition] = ()
    first: int = 1
    """Number of its first article."""
    newer: str | None = None
    """Address of the page before."""
    older: str | None = None


def search(language: str, press: Press, found: Found | None = None) -> bytes:
    """Return the page that searches, with what was found.

    Without an answer it is the page of the folder, which no server answers: it
    leads to the archive.
    """
    spoken = press.words(language)
    frame = Frame(
        language,
        address.page_path("search", language),
        str(spoken.say("Search")),
        "search-page",
    )
    return press.page(
        "search.html",
        frame,
        found=found,
        finder=finder().path if press.site.static_search else None,
        cards=[
            card(edition, spoken, press.plan)
            for edition in (found.editions if found else ())
        ],
    )


def corrections(language: str, editions: Sequence[Edition], press: Press) -> bytes:
    """Return the ledger of corrections, the latest first."""
    spoken = press.words(language)
    rows = [(note, edition) for edition in editions for note in edition.corrections]
    rows.sort(key=lambda row: (row[0].at, row[1].article_id), reverse=True)
    items = []
    for note, edition in rows:
        shown = card(edition, spoken, press.plan)
        items.append({"card": shown, "text": marking.correction(note, spoken)})
    frame = Frame(
        language,
        address.page_path("corrections", language),
        str(spoken.say("Corrections")),
        "ledger-page",
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
    )
    named = [s.name or host(s.url) or s.slug for s in press.settings.sources]
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
        # an outlet may have several feeds
        sources=sorted(set(named), key=str.casefold),
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
    return _bare("chooser.html", "/", press)


def missing(press: Press) -> bytes:
    """Return the page for addresses that lead nowhere, at whatever depth."""
    return _bare("missing.html", "/404.html", press)


def unserved(press: Press) -> bytes:
    """Return what hosts of plain files show where a server checks texts."""
    return _bare("verify.html", "/verify/", press)


def _bare(template: str, path: str, press: Press) -> bytes:
    """Return a page of all languages, with nothing around it."""
    tag = address.default_language(press.site.languages)
    return press.render(
        template,
        tag=tag,
        direction=direction(tag),
        is_indexed=press.is_public,
        prefix=address.prefix(press.site.url),
        link=lambda goal: address.relative(path, goal),
        site=press.site,
        tagline=press.tagline(tag),
        words=press.all_words(),
        style=press.style.path,
        icon=press.icon.path,
        absolute=press.absolute,
    ).encode()
