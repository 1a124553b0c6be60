"""Find captions and credits and keep them apart from the text.

A caption is what stands in a figure or is named a caption; a credit is the line
or bracket that says who made the picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from polywire.article import Block
from polywire.extract.tree.blocks import safe_href
from polywire.extract.tree.page import clean
from polywire.extract.tree.picture_credits import split_credit
from polywire.extract.tree.pieces import Piece, hints_of, names_of, words_of

LONGEST = 700
_IMAGE_NAMES = "data-src data-original data-lazy-src src data-srcset srcset"
_IMAGE_ATTRIBUTES = tuple(_IMAGE_NAMES.split())
MOST_EMBEDS = 100
_WORDS_BESIDE = 45
_CREDIT_ROOM = 160
_WORDS_OF_CREDIT = 8
"""A longer text with a credit at its end is a caption, whatever its class says."""
_LINES = frozenset({"p", "td", "small", "h4", "h5", "h6"})
_STEPS_UP = 4
"""From a cell to the row above it, through the table's own elements."""
_NO_PICTURES = frozenset({"header", "nav", "footer", "aside"})
_TEASING = frozenset({"related", "author", "newsletter", "share", "ad", "chrome"})
_WIDE = frozenset({"body", "a", "main", "article"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "li", "td"})
_EMBED_NAMES = """
    youtube youtu.be vimeo twitter.com x.com instagram facebook tiktok spotify
    soundcloud dailymotion bsky.app t.me
"""
_EMBEDS = tuple(_EMBED_NAMES.split())


@dataclass(slots=True)
class Figure:
    """A picture with its words, and the pieces that they were read from."""

    at: int
    """Index of the first piece that follows or belongs to it."""
    block: Block
    pieces: frozenset[int]


def captions(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the indexes of the pieces that are the words of pictures."""
    return frozenset(piece.index for piece in pieces if is_caption(piece))


def is_caption(piece: Piece) -> bool:
    """Tell whether a piece is the words of a picture."""
    if len(piece.text) > LONGEST or piece.tag == "h1":
        return False
    if "figure" in piece.places and "caption" in piece.near:
        return True
    if "figure" in piece.places and piece.tag not in {"h2", "blockquote"}:
        return "quote" not in piece.places and len(piece.words) < 130  # noqa: PLR2004 - longer "figures" wrap an article
    if "caption" in piece.near and piece.tag not in {"h2", "h3"}:
        return True
    return _shares_a_picture(piece) or _picture_above(piece) is not None


def _shares_a_picture(piece: Piece) -> bool:
    """Tell whether a short text stands with a picture in an element of their own."""
    if not 1 < len(piece.words) <= _WORDS_BESIDE or piece.links * 2 > len(piece.text):
        return False
    if piece.tag in _HEADINGS or piece.places & _NO_PICTURES or piece.near & _TEASING:
        return False
    holder: HtmlElement | None = piece.element
    for _ in range(2):
        holder = holder.getparent() if holder is not None else None
        if holder is None or holder.tag in _WIDE or _holds_more(holder, piece):
            return False
        if holder.find(".//img") is not None or holder.find(".//picture") is not None:
            return holder.find(".//a") is None or piece.links == 0
    return False


def _picture_above(piece: Piece) -> HtmlElement | None:
    """Return the picture right above a short line that ends in a credit, or None."""
    if len(piece.words) > _WORDS_BESIDE or piece.tag in {"h2", "h3", "blockquote"}:
        return None
    element = piece.element
    image = element.find(".//img") if element.tag in _LINES else None
    for _ in range(_STEPS_UP):
        if image is not None or element.getparent() is None or element.tag in _WIDE:
            break
        before = element.getprevious()
        if before is None:
            element = element.getparent()
        else:
            image = _only_picture(before)
            break
    if image is None or split_credit(piece.text, is_caption=True)[1] is None:
        return None
    return image


def _only_picture(element: HtmlElement) -> HtmlElement | None:
    """Return the picture of an element that shows nothing else."""
    if element.tag == "img":
        return element
    image = element.find(".//img")
    return None if image is None or element.text_content().strip() else image


def _holds_more(holder: HtmlElement, piece: Piece) -> bool:
    """Tell whether an element holds more than a piece and a credit."""
    return len(holder.text_content().strip()) > len(piece.text) + _CREDIT_ROOM


def find(
    pieces: Sequence[Piece],
    base: str,
    *,
    headline: str = "",
    photographers: Mapping[int, str] | None = None,
) -> list[Figure]:
    """Return the figures of a page, each once, in its order."""
    figures: list[Figure] = []
    groups: dict[HtmlElement, list[Piece]] = {}
    for piece in pieces:
        if is_caption(piece):
            above = _picture_above(piece)
            holder = _holder(piece) if above is None else above
            groups.setdefault(holder, []).append(piece)
    seen: set[tuple[str, ...]] = set()
    for group in groups.values():
        figure = _figure(group, base)
        if words_of(figure.block.text) == words_of(headline):
            figure.block = replace(figure.block, text="")
        _add_photographer(figure, photographers or {})
        block = figure.block
        key = words_of(block.text) or words_of(block.credit or "") or (block.src or "",)
        if any(key) and key not in seen:
            seen.add(key)
            figures.append(figure)
    return sorted(figures, key=lambda figure: figure.at)


def _add_photographer(figure: Figure, photographers: Mapping[int, str]) -> None:
    """Credit a picture to the name that stands alone right after its words."""
    name = photographers.get(max(figure.pieces) + 1)
    if name and not figure.block.credit:
        figure.block = replace(figure.block, credit=name)


def _holder(piece: Piece) -> HtmlElement:
    """Return the element that holds picture and words: figure, or a near parent."""
    element: HtmlElement | None = piece.element
    steps = 0
    fallback = piece.element
    while element is not None and steps < 8:  # noqa: PLR2004 - figures are no deeper
        if element.tag == "figure":
            return element
        if steps < 3 and "caption" in hints_of(names_of(element)):  # noqa: PLR2004 - class names higher up name whole pages
            fallback = element
        element = element.getparent()
        steps += 1
    parent = fallback.getparent()
    return (
        parent if parent is not None and parent.find(".//img") is not None else fallback
    )


def _figure(group: Sequence[Piece], base: str) -> Figure:
    """Join the words of one picture."""
    texts: list[str] = []
    named: list[str] = []
    above = _picture_above(group[0])
    for piece in group:
        own, credit = split_credit(piece.text, is_caption=above is not None)
        is_credit = "credit" in names_of(piece.element).lower() or (
            "copyright" in names_of(piece.element).lower()
        )
        is_both = credit is not None and len(words_of(own)) > _WORDS_OF_CREDIT
        if is_credit and not is_both and len(own) <= 120:  # noqa: PLR2004 - a credit is one line
            named.append(clean(piece.text))
            continue
        if own and own not in texts:
            texts.append(own)
        if credit:
            named.append(credit)
    holder = _holder(group[0]) if above is None else above
    image = holder if holder.tag == "img" else holder.find(".//img")
    block = Block(
        type="figure",
        text=" ".join(texts),
        credit=_credit(named),
        src=_source(image, base),
        alt=clean(image.get("alt") or "") or None if image is not None else None,
        licence=_licence(holder, base),
    )
    return Figure(group[0].index, block, frozenset(p.index for p in group))


def _credit(named: Sequence[str]) -> str | None:
    """Return the credits of a picture as one line."""
    return " / ".join(dict.fromkeys(credit for credit in named if credit)) or None


def _source(image: HtmlElement | None, base: str) -> str | None:
    if image is None:
        return None
    for name in _IMAGE_ATTRIBUTES:
        value = (image.get(name) or "").strip()
        if value and not value.startswith("data:"):
            first = value.split(",")[0].split()[0] if "srcset" in name else value
            return safe_href(first, base)
    return None


def _licence(holder: HtmlElement, base: str) -> str | None:
    """Return the licence that stands on the picture itself."""
    for link in holder.iter("a"):
        href = safe_href(link.get("href"), base) or ""
        if "creativecommons.org/" in href or "license" in (link.get("rel") or ""):
            return href or None
    return None


def embeds(tree: HtmlElement, base: str, pieces: Sequence[Piece]) -> list[Figure]:
    """Return the videos and posts that a page embeds, as links in their places."""
    frames = list(tree.iter("iframe", "embed"))[:MOST_EMBEDS]
    if not frames:
        return []
    order = {element: at for at, element in enumerate(tree.iter())}
    found = []
    for frame in frames:
        href = safe_href(frame.get("src") or frame.get("data-src"), base)
        if href and any(name in href for name in _EMBEDS):
            place = order[frame]
            after = (p.index for p in pieces if order.get(p.element, 0) > place)
            block = Block(type="embed", text=clean(frame.get("title") or ""), src=href)
            found.append(Figure(next(after, len(pieces)), block, frozenset()))
    return found


def among(
    built: Sequence[Block], body: Sequence[Piece], pictures: Sequence[Figure]
) -> list[Block]:
    """Put figures between the blocks, in the order of the page."""
    if len(built) != len(body):  # tables: cells became one block
        return [*(figure.block for figure in pictures), *built]
    placed = [(piece.index, 1, block) for piece, block in zip(body, built, strict=True)]
    placed += [(figure.at, 0, figure.block) for figure in pictures]
    return [block for _, _, block in sorted(placed, key=lambda item: item[:2])]
