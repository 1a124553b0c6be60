"""The web pages of the two outlets, marked up the way real news sites are.

The outlets use different templates, and sport differs from the rest, so that
extraction cannot learn one layout.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from polywire.demo import content
from polywire.demo.content import Outlet, Piece

Link = Callable[[str], str]
"""Turns a slug or an address into an address."""

_NUMBERED = re.compile(r"\d+\. ")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(.+?)\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def blocks(body: str) -> list[str]:
    """Return the source text of each block."""
    return [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]


def plain(body: str) -> str:
    """Return the body as text, blocks parted by blank lines."""
    text = _LINK.sub(r"\1", body).replace("**", "").replace("*", "")
    return re.sub(r"(?m)^(## |- |> |\d+\. |\| ?)| \|$", "", text).strip()


def render(block: str, link: Link) -> Markup:
    """Return one block as an HTML element."""
    lines = block.splitlines()
    kinds: tuple[tuple[bool, Callable[[], Markup]], ...] = (
        (block.startswith("## "), lambda: _wrap("h2", inline(block[3:], link))),
        (block.startswith("- "), lambda: _list("ul", lines, link)),
        (bool(_NUMBERED.match(block)), lambda: _list("ol", lines, link)),
        (block.startswith("> "), lambda: _quote(lines, link)),
        (block.startswith("| "), lambda: _table(lines, link)),
        (block.startswith("CORRECTION: "), lambda: _correction(block, link)),
    )
    for fits, make in kinds:
        if fits:
            return make()
    return _wrap("p", inline(block, link))


def inline(text: str, link: Link) -> Markup:
    """Return a line of text with its inline marks as HTML."""
    out = str(escape(" ".join(text.split())))
    out = _LINK.sub(lambda m: f'<a href="{escape(link(m[2]))}">{m[1]}</a>', out)
    out = _STRONG.sub(r"<strong>\1</strong>", out)
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", out))  # noqa: S704 - escaped above


def _wrap(tag: str, content: Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), content)  # noqa: S704 - own tag names


def _list(tag: str, lines: list[str], link: Link) -> Markup:
    items = (_wrap("li", inline(line.split(" ", 1)[1], link)) for line in lines)
    return _wrap(tag, Markup("").join(items))


def _quote(lines: list[str], link: Link) -> Markup:
    return _wrap(
        "blockquote",
        _wrap("p", inline(" ".join(line.removeprefix("> ") for line in lines), link)),
    )


def _table(lines: list[str], link: Link) -> Markup:
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    head, *rest = [
        Markup("").join(_wrap("td" if number else "th", inline(c, link)) for c in row)
        for number, row in enumerate(rows)
    ]
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        head, Markup("").join(_wrap("tr", row) for row in rest)
    )


def _correction(block: str, link: Link) -> Markup:
    notice = inline(block.removeprefix("CORRECTION: "), link)
    return Markup('<p class="correction">{}</p>').format(notice)


_DATES = {"en-GB": "d MMMM y, HH:mm", "pt-BR": "d 'de' MMMM 'de' y 'às' HH'h'mm"}


@dataclass(frozen=True, slots=True)
class Edition:
    """One outlet on one day at one address: all that a page may show."""

    outlet: Outlet
    day: int
    base: str
    """Root address without a slash at its end."""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What can be read today, newest first."""
        return content.on_day(self.outlet.slug, self.day)

    @property
    def gone(self) -> tuple[Piece, ...]:
        """What was taken down."""
        return content.withdrawn(self.outlet.slug, self.day)

    def in_feed(self, feed: str) -> list[Piece]:
        """Return the pieces that a feed lists, newest first."""
        return [piece for piece in self.pieces if feed in piece.feeds]

    def url(self, piece: Piece) -> str:
        """Return the canonical address of a piece."""
        return self.base + path(self.outlet, piece)

    def image(self, piece: Piece) -> str:
        """Return the address of a piece's picture."""
        return f"{self.base}/media/{piece.slug}.png"

    def link(self, target: str) -> str:
        """Return the address of an inline link: a slug of ours, or an address."""
        if "://" in target:
            return target
        known = {piece.slug: piece for piece in content.stories(self.outlet.slug)}
        return path(self.outlet, known[target])

    def id(self, piece: Piece) -> str:
        """Return the feed id of a piece, which never changes."""
        return f"tag:{self.outlet.slug}.example,2026:{piece.slug}"

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the outlet's own time."""
        return moment.astimezone(
            datetime.fromisoformat(f"2026-11-01T00:00:00{self.outlet.offset}").tzinfo
        )


def section_slug(section: str) -> str:
    """Return a section's name as it stands in addresses."""
    plain = section.lower().translate(str.maketrans("áâãçéêíóôõú", "aaaceeiooou"))
    return plain.replace(" ", "-")


def path(outlet: Outlet, piece: Piece) -> str:
    """Return the path of a piece: each outlet has its own scheme."""
    if outlet.slug == "gazeta":
        return f"/{piece.published:%Y/%m/%d}/{piece.slug}.html"
    return f"/{section_slug(piece.section)}/{piece.published:%Y/%m}/{piece.slug}"


def article(edition: Edition, piece: Piece) -> str:
    """Return the page of one piece."""
    name = edition.outlet.slug
    layout = "sport" if (name, piece.section) == ("courier", "Sport") else "article"
    return _page(
        edition,
        f"{name}_{layout}.html",
        {
            "piece": piece,
            "parts": parts(edition, piece),
            "data": linked_data(edition, piece),
            "related": related(edition, piece),
            "box_after": box_after(piece),
        },
    )


def listing(edition: Edition, section: str | None = None) -> str:
    """Return the front page, or the page of a section."""
    chosen = [p for p in edition.pieces if section in {None, p.section}]
    return _page(edition, "listing.html", {"section": section, "chosen": chosen})


def notice(edition: Edition, title: str, text: str) -> str:
    """Return a plain page: terms, an error, a withdrawal."""
    return _page(edition, "notice.html", {"title": title, "text": text})


def parts(edition: Edition, piece: Piece) -> list[Markup]:
    """Return the blocks of the body as HTML."""
    return [render(block, edition.link) for block in blocks(piece.body)]


def box_after(piece: Piece) -> int:
    """Return after which block the newsletter box stands: never under a sub-head."""
    found = blocks(piece.body)
    places = range(3, len(found))
    return next((n for n in places if not found[n - 1].startswith("## ")), 0)


def related(edition: Edition, piece: Piece) -> list[Piece]:
    """Return three other pieces, those of the same section first."""
    others = [p for p in edition.pieces if p.slug != piece.slug]
    return sorted(others, key=lambda p: p.section != piece.section)[:3]


def linked_data(edition: Edition, piece: Piece) -> Markup:
    """Return the schema.org data of a piece as script-safe JSON."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.headline,
        "description": piece.standfirst,
        "inLanguage": edition.outlet.language,
        "articleSection": piece.section,
        "keywords": ", ".join(piece.tags),
        "datePublished": edition.local(piece.published).isoformat(),
        "dateModified": edition.local(piece.changed).isoformat(),
        "mainEntityOfPage": edition.url(piece),
        "isAccessibleForFree": not piece.paywalled,
        "author": _authors(piece),
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": edition.outlet.name,
            "url": edition.base + "/",
        },
    }
    if piece.figure:
        data["image"] = [edition.image(piece)]
    if piece.paywalled:
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".paywall",
        }
    if piece.licence:
        data["license"] = piece.licence
    if piece.dateline:
        data["dateline"] = piece.dateline
    text = json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
    return Markup(text)  # noqa: S704 - no end tag can stand in it


def _authors(piece: Piece) -> list[dict[str, str]]:
    people = [{"@type": "Person", "name": name} for name in piece.bylines]
    if piece.agency:
        people.append({"@type": "Organization", "name": piece.agency})
    return people


def long_date(edition: Edition, moment: datetime) -> str:
    """Return a date as the outlet prints it."""
    language = edition.outlet.language
    locale = Locale.parse(language, sep="-")
    return format_datetime(edition.local(moment), _DATES[language], locale=locale)


def _page(edition: Edition, template: str, values: Mapping[str, object]) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            edition=edition,
            outlet=edition.outlet,
            long_date=lambda moment: long_date(edition, moment),
            iso=lambda moment: edition.local(moment).isoformat(),
            section_slug=section_slug,
            **values,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("polywire.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def sitemap(edition: Edition) -> str:
    """Return the sitemap of an outlet."""
    rows = (
        Markup("<url><loc>{}</loc><lastmod>{}</lastmod></url>").format(
            edition.url(piece), edition.local(piece.changed).isoformat()
        )
        for piece in edition.pieces
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(rows)
        + "\n</urlset>\n"
    )
