"""Translation memories of other tools: TMX 1.4b in and out.

Does not store. Imported sentences count as written by people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from polywire import __version__
from polywire.article import normalise
from polywire.errors import UsageError

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence in two languages."""

    source_language: str
    target_language: str
    source: str
    target: str


def read(data: bytes, source: str | None = None) -> Iterator[Unit]:
    """Yield the units of a TMX file; raises UsageError when it is none.

    ``source`` is the language to read from where the file does not say it. A
    unit in more than two languages gives one pair for each target.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"this is no TMX file: {error}") from error
    if etree.QName(root).localname != "tmx":
        raise UsageError("this is no TMX file: its root is not <tmx>")
    header = root.find("header")
    declared = header.get("srclang", "") if header is not None else ""
    for unit in root.iterfind("body/tu"):
        texts = {
            variant.get(_LANG, variant.get("lang", "")): _segment(variant)
            for variant in unit.iterfind("tuv")
        }
        yield from _pairs(texts, unit.get("srclang") or source or declared)


def _pairs(texts: dict[str, str], source: str) -> Iterator[Unit]:
    known = {tag.casefold(): tag for tag in texts}
    first = known.get(source.casefold(), next(iter(texts), ""))
    for tag, text in texts.items():
        if tag != first and tag and text and texts.get(first):
            yield Unit(first, tag, texts[first], text)


def _segment(variant: etree._Element) -> str:
    """Return the words of a segment; inline codes of other tools are left out."""
    segment = variant.find("seg")
    if segment is None:
        return ""
    for code in list(segment.iter("bpt", "ept", "it", "ph", "ut")):
        code.text = None
    return normalise("".join(str(text) for text in segment.itertext()))


def write(units: Iterable[Unit], source: str) -> bytes:
    """Return a TMX 1.4b file."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "polywire",
            "creationtoolversion": __version__,
            "segtype": "sentence",
            "o-tmf": "polywire",
            "adminlang": "en",
            "srclang": source,
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(root, "body")
    for unit in units:
        element = etree.SubElement(body, "tu", srclang=unit.source_language)
        both = (
            (unit.source_language, unit.source),
            (unit.target_language, unit.target),
        )
        for tag, text in both:
            variant = etree.SubElement(element, "tuv", {_LANG: tag})
            etree.SubElement(variant, "seg").text = _printable(text)
    return etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )


def _printable(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t\u00a0")
