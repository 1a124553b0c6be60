"""Gather who says in which language a page or a feed's entry is, and have it weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polywire.article import FeedEntry
from polywire.extract.tree.pieces import Piece
from polywire.language.text.language_evidence import FEED, PAGE, SETTINGS, weigh
from polywire.tongue import Tongue


def words(headline: str, lead: str | None, body: Iterable[Piece]) -> str:
    """Return the words that tell the language: a short text needs its headline."""
    return " ".join((headline, lead or "", *(piece.text for piece in body)))


def of(
    text: str,
    *,
    page: str | None = None,
    entry: FeedEntry | None,
    stated: str | None,
    ours: Sequence[str],
) -> Tongue:
    """Return the language of a text: ``page`` and ``stated`` are declared tags."""
    fed = entry.language if entry else None
    return weigh(
        text, declared=((SETTINGS, stated), (PAGE, page), (FEED, fed)), ours=ours
    )
