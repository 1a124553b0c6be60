"""Lists of sources as other programs write and read them (OPML 2.0)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from lxml import etree

from polywire.errors import SourceError
from polywire.net.html import line, xml_of
from polywire.net.urls import resolve
from polywire.settings.operator_file import Source

MAX_OUTLINES = 20_000
_RSS = "rss"
_FEED_TYPES = frozenset({"rss", "atom", "feed"})
_FEED_SCHEME = re.compile(r"feed:(?=//|https?:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str
    title: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class OutlineList:
    """The feeds of a list, and what of it could not be read."""

    outlines: tuple[Outline, ...]
    left_out: tuple[str, ...]
    """A sentence for each line that names no feed."""


def read_opml(body: bytes) -> OutlineList:
    """Return the feeds of an OPML file, each once; raises SourceError."""
    try:
        root = xml_of(body)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = f"the file is no OPML ({error}): export it again as OPML or XML"
        raise SourceError(message) from error
    if root is None or root.tag.lower() != "opml":
        raise SourceError("the file is no OPML: its first element must be <opml>")
    found: dict[str, Outline] = {}
    left_out = []
    for element in islice(root.iter("outline"), MAX_OUTLINES):
        outline = _outline(element)
        if outline.url:
            found.setdefault(outline.url, outline)
        elif not len(element):
            name = outline.title or "a line without a name"
            left_out.append(f"{name}: no address of a feed")
    return OutlineList(tuple(found.values()), tuple(left_out))


def _address(text: str) -> str:
    """Return a feed's address: without the scheme ``feed:`` and a fragment."""
    bare = _FEED_SCHEME.sub("", text.strip())
    if bare.startswith("//"):
        bare = f"http:{bare}"
    return (resolve(bare) or "").partition("#")[0]


def _outline(element: etree._Element) -> Outline:
    """Read one outline; without an address it is a folder, or no feed."""
    attributes = {
        str(name).lower(): str(value) for name, value in element.attrib.items()
    }
    stated = attributes.get("xmlurl", "")
    if attributes.get("type", "").lower() in _FEED_TYPES:
        stated = stated or attributes.get("url", "")
    return Outline(
        url=_address(stated),
        title=line(attributes.get("text") or attributes.get("title") or ""),
        language=attributes.get("language") or None,
    )


def write_opml(sources: Sequence[Source], title: str, now: datetime) -> str:
    """Return the sources as an OPML file; folders on disk are left out."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = line(title)
    moment = now.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    etree.SubElement(head, "dateCreated").text = moment
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.kind == "folder":
            continue
        name = line(source.name or source.slug)
        outline = etree.SubElement(body, "outline", type=_RSS, text=name, title=name)
        outline.set("xmlUrl", source.url)
        if source.language:
            outline.set("language", source.language)
    text: str = etree.tostring(root, encoding="unicode", pretty_print=True)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + text
