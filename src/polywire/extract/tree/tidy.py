"""Clean what the ballot kept: repeats, headline, captions, head and tail lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from polywire.extract.fields import bylines
from polywire.extract.fields.headline import agreement
from polywire.extract.tree import figures, phrases, picture_credits
from polywire.extract.tree.pieces import Piece, words_of
from polywire.extract.tree.word_lists import any_of, table
from polywire.extract.voices.features import grams_of

KEPT = 0.5
_ALWAYS_OUT = frozenset({"skip", "copyright"})
_OUT_WHEN_SHORT = frozenset({"read_more", "newsletter", "consent", "wall"})
_SHORT = 140
_LABEL_WORDS = 3
_CREDIT_LINE = 200
_TAIL = 3
_DATA = re.compile(r"""["']\s?:\s?(?:["'{\[\d]|null|true|false)""")
_MUCH_DATA = 4
"""Keys with values in one piece: a program's data that fell out of its script."""
_LONG, _REPEATED = 20, 0.85
"""Words of a piece, and share of its trigrams said elsewhere, that make it a repeat."""
_SAME_TITLE = 0.9
_CAPTION_WORDS = 60
_BESIDE = 2
"""Pieces between a caption and a line that only says it again."""
_SURELY_TEXT = 0.9
_HEAD_WORDS = 7
_HEAD_HINTS = frozenset({"meta", "author", "tags", "share", "comment"})
_SENTENCE_END = re.compile(r"[.!?…。]['\"”’»)]*$")


@dataclass(frozen=True, slots=True)
class Tidied:
    """The body's pieces, and the lines that go to fields of their own."""

    body: tuple[Piece, ...]
    credits: tuple[str, ...]
    photographers: dict[int, str]
    """Index of a piece that was only a photographer's name -> the name."""


def tidy(pieces: Sequence[Piece], chances: Sequence[float], *, headline: str) -> Tidied:
    """Return the pieces of the body in order, each text once."""
    title = words_of(headline)
    captions = figures.captions(pieces)
    repeats = _captions_again(pieces, chances, captions)
    kept = [
        piece
        for piece in _once(pieces, chances)
        if piece.index not in captions
        and not _is_out(piece)
        and not _is_title(piece, title)
        and piece.index not in repeats
    ]
    kept = _without_head_lines(_told_once(kept))
    photographers = _photographers(kept, captions)
    kept = _without_loose_ends([p for p in kept if p.index not in photographers])
    said, kept = _credits(kept)
    said += _credits_below(kept, pieces)
    return Tidied(tuple(_without_loose_ends(kept)), tuple(said), photographers)


def _captions_again(
    pieces: Sequence[Piece], chances: Sequence[float], captions: frozenset[int]
) -> set[int]:
    """Return the pieces that only say a caption again.

    Beside the picture, or where the ballot is not sure: some pages take captions
    from sentences of the text, and these sentences stay.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for at in captions:
        places.setdefault(pieces[at].words, []).append(at)
    return {
        piece.index
        for piece, chance in zip(pieces, chances, strict=True)
        if len(piece.words) < _CAPTION_WORDS
        and (
            any(abs(piece.index - at) <= _BESIDE for at in places.get(piece.words, ()))
            or (piece.words in places and chance < _SURELY_TEXT)
        )
    }


def _once(pieces: Sequence[Piece], chances: Sequence[float]) -> list[Piece]:
    """Return the pieces that won, of equal texts only the likeliest."""
    best: dict[str, tuple[float, Piece]] = {}
    for piece, chance in zip(pieces, chances, strict=True):
        if chance > KEPT and (piece.text not in best or chance > best[piece.text][0]):
            best[piece.text] = (chance, piece)
    return sorted((piece for _, piece in best.values()), key=lambda p: p.index)


def _told_once(kept: list[Piece]) -> list[Piece]:
    """Drop long pieces whose words other pieces say: some pages hold a text twice.

    The longest go first, so that of a block and its own paragraphs these stay;
    of two equal ones the earlier stays.
    """
    grams = {piece.index: grams_of(piece.words) for piece in kept}
    long = [piece for piece in kept if len(piece.words) >= _LONG]
    said = Counter(gram for own in grams.values() for gram in own)
    dropped = set()
    for piece in sorted(long, key=lambda p: (-len(p.words), -p.index)):
        own = Counter(grams[piece.index])
        again = sum(min(n, said[gram] - n) for gram, n in own.items())
        if again >= _REPEATED * len(grams[piece.index]):
            dropped.add(piece.index)
            said.subtract(own)
    return [piece for piece in kept if piece.index not in dropped]


def _is_out(piece: Piece) -> bool:
    """Tell whether a line's words show that it is no part of the text."""
    if len(_DATA.findall(piece.text)) >= _MUCH_DATA:
        return True
    kinds = phrases.kinds_of(piece.text)
    if len(piece.text) > _SHORT:
        return False
    if _invitation().match(piece.text.lower()):
        return True
    if kinds & _ALWAYS_OUT and len(piece.words) < 15:  # noqa: PLR2004 - such lines are short
        return True
    if kinds & _OUT_WHEN_SHORT and (
        piece.links * 2 > len(piece.text) or len(piece.words) <= _LABEL_WORDS
    ):
        return True
    return picture_credits.is_credit_line(piece.text) and piece.tag not in {
        "h2",
        "h3",
        "li",
    }


@cache
def _invitation() -> re.Pattern[str]:
    return re.compile(any_of(table("invitations")["mail"]))


def _is_title(piece: Piece, title: tuple[str, ...]) -> bool:
    """Tell whether a piece says the headline again."""
    if piece.words == title or piece.tag == "h1":
        return piece.words == title or agreement(piece.words, title) >= _SAME_TITLE
    return False


def _without_head_lines(kept: list[Piece]) -> list[Piece]:
    """Drop date, place and section lines that stand over the first sentence."""
    head = next(
        (at for at, p in enumerate(kept) if len(p.words) > _HEAD_WORDS), len(kept)
    )
    dropped = {
        piece.index
        for piece in kept[:head]
        if piece.near & _HEAD_HINTS
        or piece.links * 2 > len(piece.text)
        or (any(map(str.isdigit, piece.text)) and not _SENTENCE_END.search(piece.text))
    }
    return [piece for piece in kept if piece.index not in dropped]


def _photographers(kept: Sequence[Piece], captions: frozenset[int]) -> dict[int, str]:
    """Return the lines that are a lone name beside a picture or over the text."""
    found = {}
    for at, piece in enumerate(kept):
        alone = at + 1 >= len(kept) or not bylines.is_person(kept[at + 1].text, None)
        is_line = piece.tag in {"p", "div", "span", "section"} and piece.links == 0
        if is_line and alone and bylines.is_person(piece.text, None):
            beside = piece.index - 1 in captions
            ends = at == len(kept) - 1
            if at == 0 or ends or beside or _follows_picture(piece):
                found[piece.index] = piece.text
    return found


def _follows_picture(piece: Piece) -> bool:
    """Tell whether the element before a piece shows a picture."""
    before = piece.element.getprevious()
    if before is None:
        return False
    return (
        before.tag in {"img", "figure", "picture"} or before.find(".//img") is not None
    )


def _without_loose_ends(kept: list[Piece]) -> list[Piece]:
    """Drop headings that nothing follows."""
    end = len(kept)
    while end and kept[end - 1].tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        end -= 1
    return kept[:end]


def _credits_below(kept: Sequence[Piece], pieces: Sequence[Piece]) -> list[str]:
    """Return "with agency material" lines that stand right under the text."""
    if not kept:
        return []
    below = pieces[kept[-1].index + 1 : kept[-1].index + 1 + _TAIL]
    return [
        piece.text
        for piece in below
        if len(piece.text) <= _CREDIT_LINE
        and piece.links * 2 <= len(piece.text)
        and "agency" in phrases.kinds_of(piece.text)
    ]


def _credits(kept: list[Piece]) -> tuple[list[str], list[Piece]]:
    """Move "with agency material" lines from the tail to the credits."""
    lines: list[str] = []
    rest: list[Piece] = []
    for at, piece in enumerate(kept):
        kinds = phrases.kinds_of(piece.text)
        in_tail = at >= len(kept) - _TAIL
        is_short = len(piece.text) <= _CREDIT_LINE
        said = "agency" in kinds or bylines.tells_who_reported(piece.text)
        if in_tail and is_short and said and piece.text.count(". ") == 0:
            lines.append(piece.text)
        else:
            rest.append(piece)
    return lines, rest
