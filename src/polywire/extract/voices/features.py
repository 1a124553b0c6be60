"""Describe each piece of a page in figures: what the ballot judges by.

Every figure is true of pages in general: what engines say of the piece, how its
words look, where it stands, and whom it stands beside. Decides nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lxml.html import HtmlElement

from polywire.extract.fields.metadata import Declared
from polywire.extract.tree import phrases
from polywire.extract.tree.picture_credits import looks_like_credit
from polywire.extract.tree.pieces import PLACES, Piece, hints, words_of

GRAM = 3
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:]['\"”’»“)\]]*$")
_DATE_LIKE = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}")
_TAGS = (
    "p", "h1", "h2", "h3", "li", "div", "td", "figcaption", "blockquote", "section",
    "span",
)  # fmt: skip
_FAR = 30
_SURE = 0.7
"""An opinion holds a piece when this share of its trigrams stands in it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A text's words and trigrams, counted once and compared often."""

    words: tuple[str, ...]
    grams: list[tuple[str, ...]]
    held: frozenset[tuple[str, ...]]

    def holds(self, other: _Said) -> float:
        """Return the share of another text's trigrams that stand in this one."""
        if not self.words or not other.words:
            return 0.0
        if len(self.words) < GRAM or len(other.words) < GRAM:
            return float(self.words == other.words)
        return sum(map(self.held.__contains__, other.grams)) / len(other.grams)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one engine takes for the article's text."""

    name: str
    grams: frozenset[tuple[str, ...]]
    lines: frozenset[tuple[str, ...]]

    def share(self, said: _Said) -> float:
        """Return the share of a piece that this opinion holds."""
        if len(said.words) < GRAM:
            return float(said.words in self.lines)
        return sum(map(self.grams.__contains__, said.grams)) / len(said.grams)


@dataclass(frozen=True, slots=True)
class Context:
    """What is declared of the page, to compare pieces with."""

    headline: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    alts: frozenset[tuple[str, ...]] = frozenset()


def context(tree: HtmlElement, declared: Declared) -> Context:
    """Return what pieces are compared with."""
    return Context(
        headline=words_of(next(iter(declared.headlines), "")),
        description=words_of(next(iter(declared.descriptions), "")),
        alts=frozenset(words_of(image.get("alt") or "") for image in tree.iter("img")),
    )


def grams_of(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the trigrams of words, or the words when they are fewer."""
    if len(words) < GRAM:
        return [tuple(words)]
    return list(zip(words, words[1:], words[2:], strict=False))


def _said(words: tuple[str, ...]) -> _Said:
    grams = grams_of(words)
    return _Said(words, grams, frozenset(grams))


def opinion(name: str, lines: Iterable[tuple[str, ...]]) -> Opinion:
    """Return an engine's lines as an opinion."""
    kept = [line for line in lines if line]
    return Opinion(
        name,
        frozenset(gram for line in kept for gram in grams_of(line)),
        frozenset(kept),
    )


@cache
def names(opinions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the figures, in their order."""
    own = (
        *(f"says:{name}" for name in opinions),
        "says:mean", "words", "links", "end", "comma", "digits", "capitals", "colon",
        *(f"tag:{tag}" for tag in _TAGS),
        *(f"in:{place}" for place in PLACES),
        *(f"hint:{hint}" for hint in hints()),
        *(f"near:{hint}" for hint in hints()),
        *(f"line:{kind}" for kind in phrases.kinds()),
        "credit", "date", "hidden", "headline", "description", "described", "alt",
        "repeated", "signature", "signature-mass", "container", "grand",
        "before", "after", "place", "since-h1", "short-block", "depth", "mates",
        "same-article", "other-h1", "code",
    )  # fmt: skip
    around = ("says:mean", "words", "links", "end", "signature")
    return (
        *own,
        *(
            f"{side}:{name}"
            for side in ("prev", "next", "prev2", "next2")
            for name in around
        ),
    )


def describe(
    pieces: Sequence[Piece], opinions: Sequence[Opinion], context: Context
) -> list[list[float]]:
    """Return the figures of every piece, in the order of ``names``."""
    said = [_said(piece.words) for piece in pieces]
    shares = [[one.share(own) for one in opinions] for own in said]
    spoken = [at for at, one in enumerate(opinions) if one.lines]
    means = [sum(row[at] for at in spoken) / (len(spoken) or 1) for row in shares]
    page = _page(pieces, means, context)
    own = [
        _own(piece, said[at], shares[at], means[at], page)
        for at, piece in enumerate(pieces)
    ]
    around = [
        (
            means[at],
            row[1 + len(opinions)],
            row[2 + len(opinions)],
            row[3 + len(opinions)],
            page.signature_share(pieces[at]),
        )
        for at, row in enumerate(own)
    ]
    nothing = (0.0, 0.0, 0.0, 0.0, 0.0)
    for at, row in enumerate(own):
        for step in (-1, 1, -2, 2):
            other = at + step
            row.extend(around[other] if 0 <= other < len(around) else nothing)
    return own


@dataclass(frozen=True, slots=True)
class _PageFigures:
    """Sums over a page that single pieces are compared with."""

    headline: _Said
    description: _Said
    alts: frozenset[tuple[str, ...]]
    first: int
    last: int
    h1: int
    h1_article: object
    h1s: tuple[int, ...]
    depth: float
    voted: float
    by_container: dict[int, float]
    by_grand: dict[int, float]
    by_signature: dict[object, tuple[float, float]]
    crowded: frozenset[str]
    seen: Counter[tuple[str, ...]]

    def signature_share(self, piece: Piece) -> float:
        """Return how much of the words set like this piece engines take."""
        total, voted = self.by_signature[signature(piece)]
        return voted / total if total else 0.0


def signature(piece: Piece) -> object:
    """Return how a piece is set: its tag and class and those of its parent."""
    return piece.setting


def _page(
    pieces: Sequence[Piece], means: Sequence[float], context: Context
) -> _PageFigures:
    """Sum up what engines take of the page."""
    containers: Counter[int] = Counter()
    grands: Counter[int] = Counter()
    signatures: dict[object, tuple[float, float]] = {}
    hinted: Counter[str] = Counter()
    voted = depth = 0.0
    sure = []
    for piece, mean in zip(pieces, means, strict=True):
        size = float(len(piece.words))
        mass = mean * size
        total, taken = signatures.get(signature(piece), (0.0, 0.0))
        signatures[signature(piece)] = (total + size, taken + mass)
        containers[piece.container] += mass  # type: ignore[assignment] # counts of words may be parts
        grands[piece.grand] += mass  # type: ignore[assignment] # as above
        voted += mass
        depth += mass * piece.depth
        for hint in piece.hints:
            hinted[hint] += mass  # type: ignore[assignment] # as above
        if mean >= _SURE and size >= GRAM * 3:
            sure.append(piece.index)
    headlines = [piece for piece in pieces if piece.tag == "h1"]
    title = _said(context.headline)
    h1 = max(headlines, key=lambda p: title.holds(_said(p.words)), default=None)
    return _PageFigures(
        headline=title,
        description=_said(context.description),
        alts=context.alts,
        first=sure[0] if sure else 0,
        last=sure[-1] if sure else len(pieces),
        h1=h1.index if h1 else -1,
        h1_article=h1.article if h1 else None,
        h1s=tuple(piece.index for piece in headlines),
        depth=depth / voted if voted else 0.0,
        voted=voted,
        by_container=dict(containers),
        by_grand=dict(grands),
        by_signature=signatures,
        crowded=frozenset(h for h, mass in hinted.items() if mass > voted / 2),
        seen=Counter(piece.words for piece in pieces),
    )


def _own(
    piece: Piece, own: _Said, shares: Sequence[float], mean: float, page: _PageFigures
) -> list[float]:
    """Return the figures of a piece without its neighbours."""
    text = piece.text
    lines = phrases.kinds_of(text)
    row = [*shares, mean, *_looks(piece)]
    row += _flags(_TAGS, frozenset((piece.tag,)))
    row += _flags(tuple(PLACES), piece.places)
    # a hint that covers most of the article says nothing of a piece in it
    row += _flags(hints(), piece.hints - page.crowded)
    row += _flags(hints(), piece.near)
    row += _flags(phrases.kinds(), lines)
    short = len(text) < 300  # noqa: PLR2004 - a credit or date line is no longer than this
    row += [
        float(short and looks_like_credit(text)),
        float(len(text) < 80 and bool(_DATE_LIKE.search(text))),  # noqa: PLR2004 - as above
        float(piece.hidden),
        page.headline.holds(own),
        page.description.holds(own),
        own.holds(page.description),
        float(piece.words in page.alts),
        float(page.seen[piece.words] - 1),
    ]
    return row + _standing(piece, mean, page)


@lru_cache(maxsize=8192)
def _flags(names: tuple[str, ...], present: frozenset[str]) -> tuple[float, ...]:
    """Return 1 for each name that is present, else 0."""
    return tuple(float(name in present) for name in names)


def _looks(piece: Piece) -> list[float]:
    """Return the figures of a piece's words."""
    text, size = piece.text, len(piece.text)
    letters = sum(map(str.isalpha, text)) or 1
    return [
        math.log1p(len(piece.words)),
        piece.links / size,
        float(bool(_SENTENCE_END.search(text))),
        (text.count(",") + text.count("،") + text.count("、")) / size * 100,
        sum(map(str.isdigit, text)) / size,
        sum(map(str.isupper, text)) / letters,
        float(text.endswith(":")),
    ]


def _standing(piece: Piece, mean: float, page: _PageFigures) -> list[float]:
    """Return the figures of a piece's place among the others."""
    total, _ = page.by_signature[signature(piece)]
    voted = page.voted or 1.0
    span = max(1, page.last - page.first)
    size = len(piece.words)
    size_of_text = len(piece.text)
    others = page.by_container.get(piece.container, 0.0) - mean * size
    return [
        page.signature_share(piece),
        math.log1p(total),
        page.by_container.get(piece.container, 0.0) / voted,
        page.by_grand.get(piece.grand, 0.0) / voted,
        min(_FAR, max(0, page.first - piece.index)),
        min(_FAR, max(0, piece.index - page.last)),
        min(2.0, max(-1.0, (piece.index - page.first) / span)),
        max(-_FAR, min(_FAR, piece.index - page.h1)) if page.h1 >= 0 else -_FAR - 1,
        float(size < GRAM),
        piece.depth - page.depth,
        others / voted,
        float(page.h1 >= 0 and piece.article is page.h1_article),
        float(min(3, sum(page.h1 < h1 <= piece.index for h1 in page.h1s))),
        sum(map(piece.text.count, '{}<>="\\')) / size_of_text,
    ]
