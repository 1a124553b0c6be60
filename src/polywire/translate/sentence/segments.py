"""Cut an article into sentences for translation, and join them again.

Bylines, credits and the outlet's name are never cut out: they stay as they are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from polywire.article import Article, Block, Mark, PartType, Segment

Split = Callable[[str, str], Sequence[tuple[int, int]]]
"""Finds sentences: (text, language) -> spans. ``language.text.sentences.split``."""

_PARTS: dict[str, PartType] = {"figure": "caption", "correction": "correction"}


def segments_of(article: Article, split: Split) -> tuple[Segment, ...]:
    """Return the sentences of all parts of an article that are translated."""
    return tuple(_segments(article, split))


def _segments(article: Article, split: Split) -> Iterator[Segment]:
    language = article.language
    whole = Segment("headline", None, None, "")
    yield from _cut(whole, article.headline, (), split, language)
    if article.standfirst:
        first = replace(whole, part="standfirst")
        yield from _cut(first, article.standfirst, (), split, language)
    for index, block in enumerate(article.blocks):
        yield from _block(block, index, split, language)


def _block(block: Block, index: int, split: Split, language: str) -> Iterator[Segment]:
    if block.type == "embed":
        return
    if block.rows:
        for r, row in enumerate(block.rows):
            for c, text in enumerate(row):
                cell = Segment("cell", index, (r, c), "")
                yield from _cut(cell, text, (), split, language)
        return
    like = Segment(_PARTS.get(block.type, "body"), index, None, "")
    yield from _cut(like, block.text, block.marks, split, language)
    if block.type == "figure" and block.alt:
        yield from _cut(replace(like, part="alt"), block.alt, (), split, language)


def _cut(
    like: Segment, text: str, marks: Sequence[Mark], split: Split, language: str
) -> Iterator[Segment]:
    """Yield the sentences of one text; a mark over two of them is in both.

    Sentences are found in the plain text, so that no mark's border cuts one.
    """
    spans = [(start, end) for start, end in split(text, language) if start < end]
    for number, (start, end) in enumerate(spans):
        following = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        yield replace(
            like,
            text=text[start:end],
            marks=tuple(_inside(marks, start, end)),
            gap=text[end:following],
        )


def _inside(marks: Sequence[Mark], start: int, end: int) -> Iterator[Mark]:
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            yield replace(mark, start=first - start, end=last - start)
