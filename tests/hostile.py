"""Editions whose every text is hostile, and what must not come out of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree, html
from tests.builders import an_article, an_edition

from polywire.article import (
    Block,
    Draft,
    Edition,
    Finding,
    Mark,
    Segment,
    SegmentVerdict,
    Severity,
    Translation,
    article_id,
)

FIELDS = 10
"""Vectors that one edition carries."""

_ACTIVE = {"script", "iframe", "object", "embed", "applet", "base", "form", "svg"}
_ACTIVE |= {"math", "style", "img", "video", "audio", "input", "button", "template"}
_ADDRESSES = ("href", "src", "action", "formaction", "cite", "data", "srcdoc")
_HARMLESS = re.compile(r"(https?:|mailto:|#|\.{0,2}/|[\w-][^:]*$|$)", re.IGNORECASE)


def editions_of(vectors: Sequence[str], language: str = "pt-BR") -> Iterator[Edition]:
    """Yield editions that carry all vectors, ten each, in every field there is."""
    for start in range(0, len(vectors), FIELDS):
        group = [*vectors[start : start + FIELDS]]
        group += [group[-1]] * (FIELDS - len(group))
        yield _edition(group, start, language)


def _edition(v: Sequence[str], number: int, language: str) -> Edition:
    link = Mark("link", 0, min(3, len(v[0])), href=v[1])
    told = Mark("quotation", 0, min(2, len(v[0])), language=v[2])
    blocks = (
        Block("paragraph", v[0], marks=(link, told)),
        Block("heading", v[1], level=2),
        Block("quote", v[2]),
        Block("list-item", v[3]),
        Block("table", v[4], rows=((v[4], v[5]),)),
        Block("figure", v[6], src=v[7], alt=v[8], credit=v[9], licence=v[0]),
        Block("embed", v[7], src=v[8]),
        Block("correction", v[9]),
    )
    article = an_article(
        url=v[3],
        headline=v[0],
        blocks=blocks,
        standfirst=v[1],
        bylines=(v[2], v[4]),
        dateline=v[5],
        section=v[6],
        outlet=v[7],
        description=v[8],
        credits=(v[9],),
        tags=(v[0], v[1]),
    )
    return an_edition(
        article,
        article_id=article_id(f"{number}/{v[0]}"),
        language=language,
        source_name=v[4],
        reason=v[6],
        draft=_draft(v, language),
    )


def _draft(v: Sequence[str], language: str) -> Draft:
    places: list[tuple[str, int | None]] = [("headline", None), ("standfirst", None)]
    places += [("body", 0), ("body", 1), ("body", 2), ("caption", 5)]
    segments = []
    made = []
    for index, (part, block) in enumerate(places):
        text, other = v[index], v[index + 3]
        segments.append(Segment(part, block, None, text))  # type: ignore[arg-type]  # a name of a part
        verdict = SegmentVerdict.STOP if index == 3 else SegmentVerdict.OK
        finding = Finding(v[7], Severity.DOUBT, v[8], index)
        mark = Mark("link", 0, min(2, len(other)), href=v[9])
        made.append(
            Translation(text, other, v[5], v[6], verdict, (finding,), (v[4],), (mark,))
        )
    return Draft("r", "en", language, v[7], tuple(segments), tuple(made))


def active_parts(data: bytes, path: str) -> list[str]:
    """Return what of a page could run or lead to a script."""
    root = html.document_fromstring(data)
    return [*_faults(root.iter(), path)]


def active_in_feed(data: bytes, path: str) -> list[str]:
    """Return what of a feed's entries could run in a reader that trusts them."""
    root = etree.fromstring(data)
    found: list[str] = []
    for element in root.iter("{*}content", "{*}encoded"):
        text = element.text or ""
        if text.strip():
            found += _faults(html.fragment_fromstring(text, "div").iter(), path)
    for element in root.iter("{*}link", "{http://purl.org/dc/terms/}*", "source"):
        # the text of RSS's source is a name; its address is an attribute
        text = "" if element.tag == "source" else element.text or ""
        address = element.get("href") or element.get("url") or text
        found += [f"{path}: {address}"] * (not _HARMLESS.match(address.strip()))
    return found


def _ours(element: html.HtmlElement) -> bool:
    """Tell whether it is the one script of the theme, without a word of its own."""
    source = str(element.get("src"))
    is_asset = re.fullmatch(r"(\.\./)*assets/clock-[0-9a-f]{10}\.js", source)
    return element.tag == "script" and bool(is_asset) and not element.text


def _faults(elements: Iterable[html.HtmlElement], path: str) -> Iterator[str]:
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        kind = element.get("type")
        if (
            element.tag in _ACTIVE
            and kind != "application/ld+json"
            and not _ours(element)
        ):
            yield f"{path}: <{element.tag}>"
        for name, value in element.attrib.items():
            if str(name).startswith("on") or name == "style":
                yield f"{path}: {name}={value!r}"
            if name in _ADDRESSES and not _HARMLESS.match(str(value).strip()):
                yield f"{path}: {name}={value!r}"
