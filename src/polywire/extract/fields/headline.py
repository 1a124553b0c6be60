"""Choose the headline, and the standfirst: the line under it that sums up the text."""

import re
from collections.abc import Sequence

from polywire.extract.fields.metadata import Declared
from polywire.extract.tree import phrases
from polywire.extract.tree.pieces import Piece, words_of
from polywire.extract.voices.features import grams_of, signature

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]\s+|\s*\|\s*")
_AGREES = 0.34
"""Share of common words from which an h1 tells the same as og:title: editors
shorten and reword the social line, they do not change its names."""
_FEWEST = 2
_STORY_WORDS = 4
"""Words of a title beside the site's name from which it tells the story itself."""
_LONGEST_OUTLET = 5
"""Words of an outlet's name."""

_SHORT_TEXT, _LONG_TEXT = 5, 900
"""Words of the shortest standfirst, characters of the longest."""
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


def choose(pieces: Sequence[Piece], declared: Declared, feed_title: str = "") -> str:
    """Return the headline, or "" when the page has none."""
    named = [t for t in (*declared.headlines, feed_title) if t]
    outlet = declared.outlet or ""
    named = [without_outlet(title, outlet) for title in named]
    h1s = [
        p
        for p in pieces
        if p.tag == "h1" and p.words and not _is_outlet(p.text, outlet)
    ]
    ranked = sorted(
        ((agreement(p.words, words_of(t)), -p.index, p) for p in h1s for t in named),
        key=lambda item: item[:2],
        reverse=True,
    )
    if ranked and ranked[0][0] >= _AGREES:
        return ranked[0][2].text
    if named:
        return named[0]
    visible = [p for p in h1s if not p.hidden and len(p.words) >= _FEWEST]
    last = _SEPARATOR.split(declared.title)[-1]
    if not outlet and any(p.words == words_of(last) for p in visible):
        outlet = last
    return _undeclared(visible, declared.title) or without_outlet(
        declared.title, outlet
    )


def _undeclared(h1s: Sequence[Piece], title: str) -> str:
    """Return the h1 that tells what the title tells, where nothing is declared.

    The title's last part is the site's name, and so is an h1 that says it; what has
    no word in common with a longer title is a widget's or a section's.
    """
    parts = [words_of(part) for part in _SEPARATOR.split(title)]
    site = parts[-1] if len(parts) > 1 else ()
    telling = [p for p in h1s if p.words != site]
    story = [word for part in parts if part != site for word in part]
    agreeing = [p for p in telling if agreement(p.words, story) >= _AGREES]
    if agreeing:
        return agreeing[0].text
    is_told = len(story) >= _STORY_WORDS and site
    return telling[0].text if telling and not is_told else ""


def agreement(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of the shorter title's words that both hold."""
    first, second = set(one), set(other)
    if not first or not second:
        return 0.0
    return len(first & second) / max(1, min(len(first), len(second)))


def without_outlet(title: str, outlet: str) -> str:
    """Take the outlet's name off a title's end or beginning."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:  # noqa: PLR2004 - nothing to take off
        return title
    for at, keep in ((-1, slice(0, -1)), (0, slice(1, None))):
        if _is_outlet(parts[at], outlet):
            rest = parts[keep]
            begin = title.index(rest[0])
            end = title.rindex(rest[-1]) + len(rest[-1])
            if len(words_of(title[begin:end])) >= _FEWEST:
                return title[begin:end].strip()
    return title


def _is_outlet(text: str, outlet: str) -> bool:
    """Tell whether words are the outlet's name or part of it."""
    own, name = "".join(words_of(text)), "".join(words_of(outlet))
    is_short = len(words_of(text)) <= _LONGEST_OUTLET
    return bool(own and name) and (own in name or name in own) and is_short


def standfirst(
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
        len(piece.words) >= _SHORT_TEXT
        and len(piece.text) <= _LONG_TEXT
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
    if len(words) < _SHORT_TEXT or len(text) < _SHORT_TEXT:
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
