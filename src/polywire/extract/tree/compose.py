"""Put figures and correction notices among the blocks, in the order of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polywire.article import Block
from polywire.extract.tree import blocks, figures, phrases
from polywire.extract.tree.pieces import Piece

_BEFORE_BODY, _AFTER_BODY = 15, 3
"""Pieces around the body within which a figure or a correction belongs to it."""


def near(
    found: Sequence[figures.Figure], body: Sequence[Piece], pieces: Sequence[Piece]
) -> list[figures.Figure]:
    """Return the figures that stand with the body."""
    if not body:
        return []
    first, last = body[0].index - _BEFORE_BODY, body[-1].index + _AFTER_BODY
    heads = [p.index for p in pieces if p.tag == "h1" and p.index < body[0].index]
    first = min(first, heads[-1] - _AFTER_BODY) if heads else first
    return [figure for figure in found if first <= figure.at <= last]


def with_figures(
    built: Sequence[Block], body: Sequence[Piece], pictures: Sequence[figures.Figure]
) -> list[Block]:
    """Put figures between the blocks, in the order of the page."""
    if len(built) != len(body):  # tables: cells became one block
        return [*(figure.block for figure in pictures), *built]
    placed = [(piece.index, 1, block) for piece, block in zip(body, built, strict=True)]
    placed += [(figure.at, 0, figure.block) for figure in pictures]
    return [block for _, _, block in sorted(placed, key=lambda item: item[:2])]


def with_corrections(
    built: list[Block], pieces: Sequence[Piece], body: Sequence[Piece], base: str
) -> list[Block]:
    """Add the correction notices that stand beside the body."""
    if not body:
        return built
    held = {piece.index for piece in body}
    captions = figures.captions(pieces)
    first, last = body[0].index - _AFTER_BODY, body[-1].index + _BEFORE_BODY
    notices = [
        piece
        for piece in pieces[max(0, first) : last]
        if piece.index not in held
        and "correction" in phrases.kinds_of(piece.text)
        and piece.links * 2 < len(piece.text)
        and piece.index not in captions
    ]
    return built + blocks.build(notices, base, "")


def without_start(block: Block, start: int) -> Block:
    """Return a block without its first characters, marks moved along."""
    marks = tuple(
        replace(mark, start=max(0, mark.start - start), end=mark.end - start)
        for mark in block.marks
        if mark.end > start
    )
    return replace(block, text=block.text[start:], marks=marks)
