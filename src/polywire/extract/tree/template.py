"""What a source's new markup sets its articles in, learned from texts that are known.

After a redesign the pages of published articles say the same words in other elements:
where those stand, the text of a new article stands too. Knows no publisher.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from polywire.errors import ExtractError
from polywire.extract.tree import page
from polywire.extract.tree.pieces import Piece, cut
from polywire.language.text.words import letters

Setting = tuple[str | None, ...]
"""How a piece is set: its tag and class and those of its parent."""

LEAST: Final = 2
"""Pages from which a template is learned, and that must bear out each setting."""

_OWN = 0.9
"""Share of the pieces of a setting that are the article's."""
_COVERED = 0.8
"""Share of a known text that the settings must give back."""
_LEAST_WORDS = 4
_ENOUGH_WORDS = 30
"""Words below which a new page is read as if nothing had been learned."""


@dataclass(frozen=True, slots=True)
class Example:
    """A page in the new markup, and the text that is known to be its article."""

    html: bytes
    text: str


def learn(examples: Sequence[Example]) -> frozenset[Setting]:
    """Return the settings that hold the articles; none where that is not certain."""
    own: Counter[Setting] = Counter()
    other: Counter[Setting] = Counter()
    pages: Counter[Setting] = Counter()
    read = [(found, letters(one.text)) for one in examples if (found := _pieces(one))]
    for found, known in read:
        is_own = {piece.index for piece in found if letters(piece.text) in known}
        own.update(p.setting for p in found if p.index in is_own)
        other.update(p.setting for p in found if p.index not in is_own)
        pages.update({p.setting for p in found if p.index in is_own})
    settings = frozenset(
        setting
        for setting, count in own.items()
        if pages[setting] >= LEAST and count >= _OWN * (count + other[setting])
    )
    borne_out = [known for found, known in read if _covers(found, known, settings)]
    return settings if len(borne_out) >= LEAST else frozenset()


def overrule(
    pieces: Sequence[Piece], chances: Sequence[float], settings: frozenset[Setting]
) -> list[float]:
    """Make what was learned decide which pieces are the body, where there is enough."""
    chosen = [piece.setting in settings for piece in pieces]
    words = (len(p.words) for p, is_own in zip(pieces, chosen, strict=True) if is_own)
    return list(map(float, chosen)) if sum(words) >= _ENOUGH_WORDS else list(chances)


def _pieces(example: Example) -> list[Piece]:
    try:
        found = cut(page.read(example.html, content_type=None).tree)
    except ExtractError:
        return []
    return [
        p for p in found if len(p.words) >= _LEAST_WORDS and p.tag not in {"h1", "h2"}
    ]


def _covers(found: list[Piece], known: str, settings: frozenset[Setting]) -> bool:
    said = {letters(piece.text) for piece in found if piece.setting in settings}
    given = sum(len(text) for text in said if text in known)
    return bool(known) and given >= _COVERED * len(known)
