"""The second reading of a feed: what the feed parser loses or flattens.

Licences by the element they stand on (an item's, the feed's, or a picture's),
``at:deleted-entry``, ``xml:lang``, skipHours and skipDays, RSL, the hub.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from polywire.language.time.calendar_names import full_names
from polywire.net.html import Element, xml_of
from polywire.net.urls import resolve

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_MEDIA = "search.yahoo.com/mrss"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_RSL = "rslstandard.org"
_LICENCE_NAMES = frozenset({"license", "licence"})
_CC = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[\w./-]{2,40}"
)
_IANA = "http://www.iana.org/assignments/relation/"
_PAGES = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200}
_MAX_TTL = 60 * 24 * 31
_HOURS = 24
_MAX_RSL = 4000
_MAX_DELETED = 1000


@dataclass(frozen=True, slots=True)
class ItemSignals:
    """What stands on one item."""

    licence: str | None = None
    rights: str | None = None
    language: str | None = None
    id: str = ""
    """As it is written, byte for byte."""
    link: str = ""
    """Of forms that the feed parser does not know."""
    media_licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedSignals:
    """What stands on the feed, and on each item in order."""

    licence: str | None = None
    language: str | None = None
    id: str = ""
    icon: str = ""
    items: tuple[ItemSignals, ...] = ()
    deleted: tuple[str, ...] = ()
    hub: str | None = None
    topic: str = ""
    rsl: str | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    items: list[ItemSignals] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    heads: list[Element] = field(default_factory=list)


def read_signals(text: str, base: str) -> FeedSignals:
    """Read the signals of a tamed XML document; a broken one gives fewer."""
    try:
        root = xml_of(text.encode())
        return FeedSignals() if root is None else _of_feed(_walk(root), base)
    except (etree.XMLSyntaxError, ValueError):
        # Also names in a mended document that are no text at all.
        return FeedSignals()


def _walk(root: Element) -> _Found:
    """Collect items, tombstones and the elements that hold feed-wide facts."""
    found = _Found(heads=[root])
    for element in root.iter():
        name, space = _name(element)
        if name in {"item", "entry"}:
            found.items.append(_of_item(element))
        elif name == "deleted-entry" and space == _TOMBSTONES:
            ref = element.get("ref")
            if ref and len(found.deleted) < _MAX_DELETED:
                found.deleted.append(ref)
        elif name == "channel":
            found.heads.append(element)
    return found


def _of_feed(found: _Found, base: str) -> FeedSignals:
    heads = found.heads
    children = [child for head in heads for child in head]
    links = [child for child in children if _name(child)[0] == "link"]
    return FeedSignals(
        licence=next(filter(None, map(_licence, children)), None),
        language=next(filter(None, (tag_of(h.get(_XML_LANG)) for h in heads)), None),
        id=_first(heads, "id"),
        icon=_first(heads, "icon") or _first(heads, "logo"),
        items=tuple(found.items),
        deleted=tuple(found.deleted),
        hub=_by_rel(links, "hub", base),
        topic=_by_rel(links, "self", base) or "",
        rsl=next(filter(None, map(_rsl, children)), None),
        ttl=_ttl(children),
        skip_hours=_skip_hours(children),
        skip_days=_skip_days(children),
    )


def _of_item(item: Element) -> ItemSignals:
    media: list[str] = []
    licence = rights = language = None
    for child in item:
        name, space = _name(child)
        if _MEDIA in space:
            media += _media_licences(child)
        elif name == "rights" or name == "copyright":  # noqa: PLR1714 - two formats
            rights = rights or _text(child)
            licence = licence or _licence(child)
        elif name == "language":
            language = language or _text(child)
        else:
            licence = licence or _licence(child)
    return ItemSignals(
        licence=licence,
        rights=rights or None,
        language=tag_of(item.get(_XML_LANG) or language),
        id=_first([item], "guid") or _first([item], "id"),
        link=_odd_link(item),
        media_licences=tuple(media),
    )


def _first(holders: list[Element], name: str) -> str:
    """Return the text of the first child of this name that is no extension."""
    for holder in holders:
        space = _name(holder)[1]
        for child in holder:
            if _name(child) == (name, space) and _text(child):
                return _text(child)
    return ""


def _odd_link(item: Element) -> str:
    """Return the link to an item's page where it has one of the rarer forms.

    Text beside attributes of another specification or without a scheme, a relation by
    its full name in IANA's registry, and content that stands elsewhere.
    """
    found = ""
    for child in item:
        name = _name(child)[0]
        if name == "content" and child.get("type", "text/html") in _PAGES:
            found = found or child.get("src", "")
        if name != "link":
            continue
        if child.get("rel", "alternate") == "alternate" and child.get("href"):
            return ""
        if child.get("rel") == _IANA + "alternate":
            return child.get("href", "")
        if child.attrib or _text(child).lower().startswith("www."):
            found = _text(child) or found
        elif _text(child):
            return ""
    return found


def tag_of(language: str | None) -> str | None:
    """Return a language's tag with the hyphens of BCP 47: ``fr_ca`` is ``fr-ca``."""
    return (language or "").strip().replace("_", "-") or None


def _media_licences(element: Element) -> list[str]:
    found = []
    for part in element.iter():
        if _name(part)[0] in _LICENCE_NAMES:
            address = part.get("href") or _text(part)
            if address:
                found.append(address)
    return found


def _licence(element: Element) -> str | None:
    """Return the licence that one direct child of an item or feed states."""
    name, space = _name(element)
    if _MEDIA in space:
        return None
    if name == "link" and "license" in (element.get("rel") or "").split():
        return resolve(element.get("href") or "")
    if name in _LICENCE_NAMES:
        stated = element.get(_RDF_RESOURCE) or element.get("href") or _text(element)
        return resolve(stated) if stated else None
    if name in {"rights", "copyright"}:
        match = _CC.search("".join(map(str, element.itertext())))
        return match[0].rstrip(".") if match else None
    return None


def _rsl(element: Element) -> str | None:
    name, space = _name(element)
    if _RSL not in space:
        return None
    if name == "content" and element.get("url") and not len(element):
        return element.get("url")
    return etree.tostring(element, encoding="unicode", with_tail=False)[:_MAX_RSL]


def _by_rel(links: list[Element], rel: str, base: str) -> str | None:
    for link in links:
        if rel in (link.get("rel") or "").lower().split():
            return resolve(link.get("href") or "", base)
    return None


def _ttl(children: list[Element]) -> int | None:
    """Return the minutes that the feed asks for: the longer of its two ways."""
    wishes: list[int] = []
    period = frequency = ""
    for child in children:
        name = _name(child)[0]
        text = _text(child)
        if name == "ttl" and text.isascii() and text.isdigit():
            wishes.append(int(text[:9]))
        elif name == "updatePeriod":
            period = text.lower()
        elif name == "updateFrequency":
            frequency = text
    if period in _PERIODS:
        times = int(frequency[:4]) if frequency.isascii() and frequency.isdigit() else 1
        wishes.append(_PERIODS[period] // max(times, 1))
    wishes = [min(wish, _MAX_TTL) for wish in wishes if wish > 0]
    return max(wishes, default=None)


def _skip_hours(children: list[Element]) -> tuple[int, ...]:
    texts = _inside(children, "skipHours")
    hours = {int(text) % _HOURS for text in texts if text.isascii() and text.isdigit()}
    # A feed that skips all hours cannot mean it.
    return tuple(sorted(hours)) if len(hours) < _HOURS else ()


def _skip_days(children: list[Element]) -> tuple[str, ...]:
    wanted = {text.lower() for text in _inside(children, "skipDays")}
    week = full_names("en", "weekdays")
    days = tuple(sorted(wanted & week.keys(), key=week.__getitem__))
    return days if len(days) < len(week) else ()


def _inside(children: list[Element], name: str) -> list[str]:
    return [
        _text(part)[:12]
        for child in children
        if _name(child)[0] == name
        for part in child
    ]


def _name(element: Element) -> tuple[str, str]:
    """Return the local name and the namespace of an element."""
    tag = element.tag
    if not isinstance(tag, str):
        return "", ""
    space, _, name = tag.rpartition("}")
    return name.rpartition(":")[2], space.removeprefix("{")


def _text(element: Element) -> str:
    return (element.text or "").strip()
