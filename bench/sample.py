"""Pages and sentences to measure with: those of the sample newsroom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from polywire.demo.content import outlet
from polywire.demo.outlet_pages import Edition
from polywire.demo.outlet_pages import article as page_of
from polywire.extract.extract import extract
from polywire.language.text.sentences import split
from polywire.translate.sentence.segments import segments_of

LANGUAGES = ("en", "pt-BR")


@dataclass(frozen=True, slots=True)
class Page:
    """One article's page."""

    url: str
    html: str


@cache
def pages() -> tuple[Page, ...]:
    """Return the English outlet's pages."""
    edition = Edition(outlet("courier"), 1, "https://courier.example")
    return tuple(
        Page(edition.url(piece), page_of(edition, piece)) for piece in edition.pieces
    )


def sentences(count: int) -> list[str]:
    """Return the first different sentences of the pages."""
    found: dict[str, None] = {}
    for page in pages():
        article = extract(page.html, url=page.url, languages=LANGUAGES)
        found.update({one.text: None for one in segments_of(article, split)})
        if len(found) >= count:
            break
    return list(found)[:count]
