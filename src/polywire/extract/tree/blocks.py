"""Turn pieces of a page into the article's blocks, with their inline marks.

Does not choose pieces. Marks hold only http, https and mailto links, absolute.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from polywire.article import Block, BlockType, Mark, MarkType
from polywire.extract.tree import phrases
from polywire.extract.tree.page import clean
from polywire.extract.tree.pieces import Piece, Run
from polywire.net.urls import normalise, resolve

_INLINE: dict[str, MarkType] = {
    "em": "emphasis", "i": "emphasis", "cite": "emphasis", "dfn": "emphasis",
    "strong": "strong", "b": "strong", "q": "quotation", "a": "link",
}  # fmt: skip
_HEADING = re.compile(r"h[1-6]$")
_LONGEST_CELL = 160
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")


def build(pieces: Sequence[Piece], base: str, language: str) -> list[Block]:
    """Return the blocks of the pieces that were kept, in their order."""
    blocks: list[Block] = []
    tables: set[int] = set()
    for piece in pieces:
        if piece.table is not None and _is_data(piece.table):
            if id(piece.table) not in tables:
                tables.add(id(piece.table))
                blocks.append(_table(piece.table))
            continue
        blocks.append(_block(piece, base, language))
    return blocks


def _block(piece: Piece, base: str, language: str) -> Block:
    text, marks = marked(piece.runs, base, language)
    kind = _type(piece, text)
    return Block(
        type=kind,
        text=text,
        marks=_fitting(marks, kind, len(text)),
        level=_level(piece) if kind == "heading" else None,
        ordered=kind == "list-item" and _list_of(piece) == "ol",
    )


def _type(piece: Piece, text: str) -> BlockType:
    """Say what kind of block a piece is."""
    if "correction" in phrases.kinds_of(text):
        return "correction"
    if _HEADING.match(piece.tag) or _is_bold_line(piece):
        return "heading"
    if piece.tag in {"li", "dd", "dt"} or _list_of(piece):
        return "list-item"
    if "quote" in piece.places:
        return "quote"
    return "paragraph"


def _is_bold_line(piece: Piece) -> bool:
    """Tell whether a short line is all bold: a sub-head without a heading tag."""
    if piece.tag not in {"p", "div", "section"} or not 2 <= len(piece.words) <= 14:  # noqa: PLR2004 - a sub-head has two to fourteen words
        return False
    if re.search(r"[.,:;…。]['\"”’»]*$", piece.text):
        return False
    return all(
        any(element.tag in {"b", "strong"} for element in run.inline)
        for run in piece.runs
        if not run.text.isspace()
    )


def _level(piece: Piece) -> int:
    """Return a heading's level; the page's only h1 is the headline."""
    if _HEADING.match(piece.tag):
        return max(2, int(piece.tag[1]))
    return 3


def _list_of(piece: Piece) -> str | None:
    """Return the tag of the list that an item stands in, or None."""
    element: HtmlElement | None = piece.element
    for _ in range(4):
        if element is None:
            return None
        if element.tag == "li":
            parent = element.getparent()
            return str(parent.tag) if parent is not None else "ul"
        element = element.getparent()
    return None


def marked(
    runs: Iterable[Run], base: str, language: str
) -> tuple[str, tuple[Mark, ...]]:
    """Join runs to clean text and return the marks over it."""
    text = ""
    spans: list[tuple[HtmlElement, int, int]] = []
    latest: dict[HtmlElement, int] = {}
    for run in runs:
        words = clean_run(run.text, at_start=not text or text.endswith(" "))
        start = len(text)
        text += words
        for element in run.inline:
            at = latest.get(element)
            if at is not None and spans[at][2] == start:
                spans[at] = (element, spans[at][1], len(text))
            elif words.strip():
                latest[element] = len(spans)
                spans.append((element, start, len(text)))
    whole = text.rstrip()
    marks = (_mark(e, s, min(end, len(whole)), base, language) for e, s, end in spans)
    found = {mark: None for mark in marks if mark is not None and mark.end > mark.start}
    return whole, tuple(_trimmed(mark, whole) for mark in found)


def clean_run(text: str, *, at_start: bool) -> str:
    """Clean words, keeping the single space at either end."""
    inner = clean(text)
    if not inner:
        return "" if at_start or not text else " "
    head = "" if at_start or not text[0].isspace() else " "
    return head + inner + (" " if text[-1].isspace() else "")


def _trimmed(mark: Mark, text: str) -> Mark:
    """Leave white space at the ends out of a mark."""
    start, end = mark.start, mark.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if (start, end) == (mark.start, mark.end):
        return mark
    return Mark(mark.type, start, end, mark.href, mark.language, mark.datetime)


def _mark(
    element: HtmlElement, start: int, end: int, base: str, language: str
) -> Mark | None:
    """Return the mark of an inline element, or None when it means nothing."""
    tag = str(element.tag)
    foreign = _foreign(element, language)
    if tag == "a":
        href = safe_href(element.get("href"), base)
        return Mark("link", start, end, href=href) if href else None
    if tag == "time" and element.get("datetime"):
        return Mark("time", start, end, datetime=clean(element.get("datetime") or ""))
    if foreign:
        return Mark("quotation", start, end, language=foreign)
    kind = _INLINE.get(tag)
    return Mark(kind, start, end) if kind else None


def _foreign(element: HtmlElement, language: str) -> str | None:
    """Return the tag of a passage that the page marks as another language."""
    tag = (element.get("lang") or "").strip().replace("_", "-")
    if not _LANGUAGE_TAG.match(tag):
        return None
    own = language.split("-", maxsplit=1)[0].lower()
    return tag if tag.split("-", maxsplit=1)[0].lower() != own else None


def safe_href(href: str | None, base: str) -> str | None:
    """Return an absolute http, https or mailto address, else None."""
    if not href or href.startswith("#"):
        return None
    if href.strip().lower().startswith("mailto:"):
        return normalise(href.strip())
    return resolve(href.strip(), base)


def _fitting(marks: tuple[Mark, ...], kind: BlockType, size: int) -> tuple[Mark, ...]:
    """Drop emphasis that covers a whole heading: the heading says it already."""
    if kind != "heading":
        return marks
    return tuple(
        mark
        for mark in marks
        if mark.type not in {"strong", "emphasis"} or mark.end - mark.start < size
    )


def _is_data(table: HtmlElement) -> bool:
    """Tell a table of data from one that only lays out a page."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    rows = _rows(table)
    if len(rows) < 2 or max(map(len, rows)) < 2:  # noqa: PLR2004 - two rows and columns
        return False
    cells = [cell for row in rows for cell in row]
    return sum(len(cell) > _LONGEST_CELL for cell in cells) <= len(cells) / 10


def _rows(table: HtmlElement) -> tuple[tuple[str, ...], ...]:
    """Return the words of a table's cells."""
    rows = (
        tuple(clean(cell.text_content()) for cell in row if cell.tag in {"td", "th"})
        for row in table.iter("tr")
    )
    return tuple(row for row in rows if any(row))


def _table(table: HtmlElement) -> Block:
    rows = _rows(table)
    return Block(type="table", text="\n".join("\t".join(r) for r in rows), rows=rows)


def without_start(block: Block, start: int) -> Block:
    """Return a block without its first characters, marks moved along."""
    marks = tuple(
        replace(mark, start=max(0, mark.start - start), end=mark.end - start)
        for mark in block.marks
        if mark.end > start
    )
    return replace(block, text=block.text[start:], marks=marks)
