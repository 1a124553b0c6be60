"""Make an article of a feed entry's own full text."""

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from polywire.errors import ExtractError
from polywire.extract.tree import layout, pieces
from polywire.extract.tree.pieces import Piece


def tree_of(content: str) -> HtmlElement:
    """Return the tree of an entry's HTML; raises ExtractError when it holds none."""
    if not content.strip():
        raise ExtractError("empty: the feed entry carries no full text")
    try:
        tree = document_fromstring(f"<html><body>{content}</body></html>")
    except (etree.LxmlError, ValueError) as error:
        raise ExtractError(f"not HTML: the entry's content ({error})") from error
    layout.lay_out(tree)
    return tree


def pieces_of(content: str) -> list[Piece]:
    """Return the pieces of an entry's HTML."""
    return pieces.cut(tree_of(content))


def words_in(content: str) -> int:
    """Count the words of an entry's HTML; 0 when it cannot be read."""
    try:
        return sum(len(piece.words) for piece in pieces_of(content))
    except ExtractError:
        return 0
