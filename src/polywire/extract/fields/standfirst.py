"""Recover the standfirst: the line under the headline that sums up the text."""

from collections.abc import Sequence

from polywire.extract.tree import phrases
from polywire.extract.tree.pieces import Piece, words_of
from polywire.extract.voices.features import grams_of, signature

FEWEST, LONGEST = 5, 900
_ALIKE = 0.6
_BEFORE_HEADLINE = 4
_AFTER_HEADLINE = 25
_MOST_LINKS = 0.4
_UNWANTED = frozenset(
    {"related", "newsletter", "share", "comment", "consent", "ad", "author", "gallery"}
)
_NOT_ITS_WORDS = frozenset(
    {"read_more", "newsletter", "consent", "wall", "copyright", "skip", "sponsored"}
)


def find(
    pieces: Sequence[Piece],
    kept: Sequence[Piece],
    *,
    headline: str,
    descriptions: Sequence[str],
) -> tuple[Piece, ...]:
    """Return the pieces of the standfirst; they may be among those kept."""
    first = kept[0].index if kept else len(pieces)
    title = words_of(headline)
    h1 = _headline_place(pieces, title)
    window = [
        p
        for p in pieces[
            max(0, h1 - _BEFORE_HEADLINE) : max(first, h1 + _AFTER_HEADLINE)
        ]
        if p.index <= first and _may_be(p, title)
    ]
    usual = _usual(kept)
    wanted = [words_of(text) for text in descriptions]
    best: tuple[float, Piece] | None = None
    for piece in window:
        if kept and piece is kept[0] and signature(piece) == usual:
            continue  # set like every paragraph: it is the first one
        score = max((_alike(piece.words, text) for text in wanted), default=0.0)
        if "lede" in piece.near and piece.tag != "h1":
            score = max(score, _ALIKE + 0.05)
        if score >= _ALIKE and (best is None or score > best[0]):
            best = (score, piece)
    if best is None:
        return ()
    return _with_siblings(best[1], pieces, first, title)


def _headline_place(pieces: Sequence[Piece], title: tuple[str, ...]) -> int:
    """Return where the headline stands, 0 when it is not on the page."""
    places = [p.index for p in pieces if p.words == title]
    heads = [p.index for p in pieces if p.words == title and p.tag == "h1"]
    return next(iter((*heads, *places)), 0)


def _may_be(piece: Piece, title: tuple[str, ...]) -> bool:
    """Tell whether a piece can be a standfirst at all."""
    return (
        len(piece.words) >= FEWEST
        and len(piece.text) <= LONGEST
        and piece.words != title
        and piece.links <= _MOST_LINKS * len(piece.text)
        and not piece.near & _UNWANTED
        and "nav" not in piece.places
        and "figure" not in piece.places
        and not phrases.kinds_of(piece.text) & _NOT_ITS_WORDS
    )


def _usual(kept: Sequence[Piece]) -> object:
    """Return how most of the body is set."""
    sizes: dict[object, int] = {}
    for piece in kept:
        key = signature(piece)
        sizes[key] = sizes.get(key, 0) + len(piece.words)
    return max(sizes, key=lambda key: sizes[key], default=None)


def _alike(words: tuple[str, ...], text: tuple[str, ...]) -> float:
    """Return how much of a description a piece holds, or the other way round."""
    own, other = grams_of(words), grams_of(text)
    if len(words) < FEWEST or len(text) < FEWEST:
        return 0.0
    common = len(set(own) & set(other))
    # a description is often cut short; a standfirst is never much longer than it
    if len(own) > 3 * len(other):
        return 0.0
    return common / min(len(own), len(other))


def _with_siblings(
    best: Piece, pieces: Sequence[Piece], first: int, title: tuple[str, ...]
) -> tuple[Piece, ...]:
    """Add the neighbours that are set the same way in the same lede element."""
    if "lede" not in best.near:
        return (best,)
    found = [best]
    parent = best.element.getparent()
    for piece in pieces[best.index + 1 : best.index + 4]:
        if (
            piece.index < first
            and piece.element.getparent() is parent
            and signature(piece) == signature(best)
            and _may_be(piece, title)
        ):
            found.append(piece)
        else:
            break
    return tuple(found)
