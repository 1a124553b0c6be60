"""Read rights signals of a page and say where each stood.

Decides nothing: what a signal means for publication is judged in ``publish``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from lxml.html import HtmlElement

from polywire.article import Signals
from polywire.extract.fields import declared_dates, page_jsonld
from polywire.extract.fields.metadata import Metas, Sources
from polywire.extract.tree.blocks import safe_href
from polywire.extract.tree.page import clean, header
from polywire.extract.tree.pieces import Piece, hints_of, names_of

_ROBOTS_NAMES = ("robots", "googlebot", "googlebot-news", "polywire")
_WITH_VALUE = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
)
_LICENCE_METAS = (
    "dcterms.license",
    "dc.rights.license",
    "dcterms.rights",
    "dc.rights",
    "license",
    "rights",
)
_RDFA = (
    "cc:license",
    "dct:license",
    "dcterms:license",
    "xhv:license",
    "schema:license",
    "license",
)
_THEME = frozenset({"footer", "nav", "figure", "aside"})
_TRUE, _FALSE = "1", "0"
_LONGEST_WORDS = 200


def read(
    where: Sources,
    headers: Mapping[str, str],
    kept: Sequence[Piece],
    *,
    url: str,
    agency: str | None,
    zone: str | None = None,
) -> Signals:
    """Return the rights signals of a page with their evidence."""
    robots = tuple(dict.fromkeys(_robots(where, headers)))
    licences = dict.fromkeys(
        (licence, place) for licence, place in _licences(where, kept, url) if licence
    )
    return Signals(
        licences=tuple(licences),
        robots=robots,
        tdm_reservation=_tdm(where.metas, headers),
        rsl=_rsl(where.tree, headers, url),
        agency=agency,
        unavailable_after=_unavailable(robots, zone),
        embargo=_moment(where.metas.first("embargo", "article:embargo"), zone),
        expires=_moment(
            page_jsonld.text(where.node.get("expires"))
            or where.metas.first("article:expiration_time", "expires"),
            zone,
        ),
    )


def _robots(where: Sources, headers: Mapping[str, str]) -> Iterator[str]:
    """Yield directives in lower case, from the markup and from HTTP."""
    for value in where.metas.all(*_ROBOTS_NAMES):
        yield from _directives(value)
    sent = header(headers, "x-robots-tag")
    if sent:
        yield from _directives(sent)
    if "notranslate" in (v.lower().strip() for v in where.metas.all("google")):
        yield "notranslate"
    if (where.tree.get("translate") or "").lower() == "no":
        yield "notranslate"


def _directives(value: str) -> Iterator[str]:
    """Yield the directives that are meant for everybody."""
    rest = value.lower()
    match = re.search(r"unavailable_after\s*:\s*(.+)", rest)
    if match:  # a date holds commas and colons of its own
        yield f"unavailable_after: {clean(match[1])}"
        rest = rest[: match.start()]
    for part in rest.split(","):
        name, colon, argument = part.strip().partition(":")
        if not colon and name:
            yield name
        elif name in _WITH_VALUE:
            yield f"{name}:{argument.strip()}"


def _tdm(metas: Metas, headers: Mapping[str, str]) -> bool | None:
    """Return what TDMRep says: HTTP first, then the markup."""
    for value in (header(headers, "tdm-reservation"), metas.first("tdm-reservation")):
        if value is not None and value.strip() in {_TRUE, _FALSE}:
            return value.strip() == _TRUE
    return None


def _rsl(tree: HtmlElement, headers: Mapping[str, str], url: str) -> str | None:
    """Return the address of the page's RSL licence."""
    for link in tree.iter("link"):
        if "rsl+xml" in (link.get("type") or "").lower():
            return safe_href(link.get("href"), url)
    for match in re.finditer(r"<([^>]{1,2000})>([^<]*)", header(headers, "link") or ""):
        if "rsl+xml" in match[2].lower():
            return safe_href(match[1], url)
    return None


def _unavailable(robots: Sequence[str], zone: str | None) -> datetime | None:
    """Return the moment after which the page must not be shown."""
    for directive in robots:
        if directive.startswith("unavailable_after:"):
            return _moment(directive.partition(":")[2].strip(), zone)
    return None


def _moment(value: str | None, zone: str | None) -> datetime | None:
    moment = declared_dates.read(value, zone)
    return moment.at if moment else None


def _licences(
    where: Sources, kept: Sequence[Piece], url: str
) -> Iterator[tuple[str, str]]:
    raw = where.node.get("license")
    for value in raw if isinstance(raw, list) else [raw]:
        yield _licence(_address(value), url), "page:json-ld"
    for name in _LICENCE_METAS:
        for value in where.metas.all(name):
            yield _licence(value, url), f"page:meta-{name}"
    for link in where.tree.iter("link"):
        if "license" in (link.get("rel") or "").lower().split() and "rsl" not in (
            link.get("type") or ""
        ):
            yield _licence(link.get("href") or "", url), "page:link-license"
    for anchor in where.tree.iter("a"):
        rel = (anchor.get("rel") or "").lower().split()
        stated = "license" in rel or (anchor.get("property") or "").lower() in _RDFA
        if (stated or any(name in rel for name in _RDFA)) and _is_of_text(anchor, kept):
            yield _licence(anchor.get("href") or "", url), "page:rel-license"


def _address(value: object) -> str:
    """Return a licence's address: a string, or an object's url or @id."""
    if isinstance(value, dict):
        named = value.get("url") or value.get("@id")
        return named if isinstance(named, str) else page_jsonld.text(value)
    return page_jsonld.text(value)


def _licence(value: str, url: str) -> str:
    """Return a licence as an absolute address, or its words."""
    words = clean(value)
    if re.match(r"https?://|//|/\w", words):
        return safe_href(words, url) or ""
    return words if 0 < len(words) <= _LONGEST_WORDS else ""


def _is_of_text(anchor: HtmlElement, kept: Sequence[Piece]) -> bool:
    """Tell whether a licence link speaks of the article's text.

    A link in a figure speaks of a picture, one in a footer of the site's theme.
    """
    bodies = {piece.article for piece in kept if piece.article is not None}
    bodies |= {piece.element.getparent() for piece in kept}
    element: HtmlElement | None = anchor
    inside = False
    while element is not None:
        tag = str(element.tag)
        if tag in _THEME or tag == "figcaption":
            return False
        if hints_of(names_of(element)) & {"caption", "gallery"} and tag != "body":
            return False
        if element in bodies:
            inside = True
        element = element.getparent()
    return inside
