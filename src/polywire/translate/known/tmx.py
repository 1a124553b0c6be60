"""Translation memories as TMX 1.4b: read and written one unit at a time.

Inline marks of other tools (``bpt``, ``ph`` ...) are dropped and their text kept
out; a memory of plain sentences is what is wanted here. Keeps nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from lxml import etree

from polywire import __version__
from polywire.article import normalise
from polywire.errors import UsageError
from polywire.language.text.tags import base, tidy

MAX_UNIT = 100_000
"""Characters of one segment; longer ones are no sentences and are left out."""

_DATE = "%Y%m%dT%H%M%SZ"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Elements whose content is another tool's code, not text (TMX 1.4b, 3.3)."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence and its translation."""

    source_language: str
    target_language: str
    source: str
    target: str
    changed_at: datetime | None = None
    author: str = ""


def write(units: Iterable[Unit], out: IO[bytes], *, now: datetime) -> int:
    """Write units as TMX and return how many; memory stays flat."""
    count = 0
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration(doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with file.element("tmx", {"version": "1.4"}):
            file.write(_header(now), pretty_print=True)
            with file.element("body"):
                for unit in units:
                    file.write(_element(unit), pretty_print=True)
                    count += 1
    return count


def read(file: IO[bytes], pairs: Iterable[tuple[str, str]] = ()) -> Iterator[Unit]:
    """Yield the units of a TMX file, each variant of the source with each other one.

    ``pairs`` keeps those between these languages (regions need not agree; the
    tags given are the ones that units get). Without it the header's source
    language is the source. Raises UsageError when the file is none.
    """
    wanted = list(pairs)
    source = "*all*"
    try:
        for _, element in etree.iterparse(
            file,
            events=("end",),
            tag=("header", "tu"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            if element.tag == "header":
                source = element.get("srclang") or "*all*"
            else:
                yield from _units(element, element.get("srclang") or source, wanted)
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"no TMX that can be read: {error}") from error


def _header(now: datetime) -> etree._Element:
    return etree.Element(
        "header",
        {
            "creationtool": "polywire",
            "creationtoolversion": __version__,
            "creationdate": now.astimezone(UTC).strftime(_DATE),
            "segtype": "sentence",
            "o-tmf": "polywire",
            "adminlang": "en",
            "srclang": "*all*",
            "datatype": "plaintext",
        },
    )


def _element(unit: Unit) -> etree._Element:
    element = etree.Element("tu", {"srclang": unit.source_language})
    if unit.changed_at:
        element.set("changedate", unit.changed_at.astimezone(UTC).strftime(_DATE))
    if unit.author:
        element.set("changeid", _NOT_XML.sub("", unit.author))
    for language, text in (
        (unit.source_language, unit.source),
        (unit.target_language, unit.target),
    ):
        variant = etree.SubElement(element, "tuv", {_LANG: language})
        etree.SubElement(variant, "seg").text = _NOT_XML.sub("", text)
    return element


def _units(
    element: etree._Element, source: str, wanted: list[tuple[str, str]]
) -> Iterator[Unit]:
    named = [
        (tidy(variant.get(_LANG) or variant.get("lang") or ""), _text(variant))
        for variant in element.iterchildren("tuv")
    ]
    variants = [(tag, text) for tag, text in named if tag and 0 < len(text) < MAX_UNIT]
    for ours, said in variants:
        for theirs, told in variants:
            pair = _pair(ours, theirs, source, wanted)
            if pair:
                yield Unit(
                    *pair,
                    said,
                    told,
                    changed_at=_date(element),
                    author=element.get("changeid") or element.get("creationid") or "",
                )


def _pair(
    ours: str, theirs: str, source: str, wanted: list[tuple[str, str]]
) -> tuple[str, str] | None:
    """Return the tags that a unit of two variants gets; None when it is not wanted."""
    if base(ours) == base(theirs):
        return None
    if wanted:
        for first, second in wanted:
            if base(first) == base(ours) and base(second) == base(theirs):
                return first, second
        return None
    if source != "*all*" and base(tidy(source)) != base(ours):
        return None
    return ours, theirs


def _text(variant: etree._Element) -> str:
    segment = variant.find("seg")
    if segment is None:
        return ""
    return normalise("".join(_words(segment)))


def _words(element: etree._Element) -> Iterator[str]:
    """Yield the text of an element without the codes of other tools."""
    if element.tag not in _CODES:
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                yield from _words(child)
            yield child.tail or ""


def _date(element: etree._Element) -> datetime | None:
    text = element.get("changedate") or element.get("creationdate") or ""
    try:
        return datetime.strptime(text, _DATE).replace(tzinfo=UTC)
    except ValueError:
        return None


def _forget(element: etree._Element) -> None:
    """Free what was read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
