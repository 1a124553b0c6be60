"""Mark dates in words with what they mean; the words stay as they are."""

from __future__ import annotations

from dataclasses import replace

from polywire.article import Article, Block, Mark
from polywire.extract.fields.declared_dates import zone_of
from polywire.language.time import relative_dates

MOST = 100_000
"""Characters of a body that are searched, some 15,000 words: no news text is longer."""


def mark(article: Article) -> tuple[Block, ...]:
    """Return the blocks with a mark of type "time" on each date in words."""
    published = article.published
    if published is None:
        return article.blocks
    zone = zone_of(article.zone)
    blocks: list[Block] = []
    size = 0
    for block in article.blocks:
        size += len(block.text)
        if size > MOST:
            break
        found = relative_dates.find(block.text, article.language, published, zone)
        taken = [(m.start, m.end) for m in block.marks if m.type == "time"]
        marks = tuple(
            Mark("time", date.start, date.end, datetime=date.iso)
            for date in found
            if not any(start < date.end and date.start < end for start, end in taken)
        )
        blocks.append(replace(block, marks=(*block.marks, *marks)) if marks else block)
    return (*blocks, *article.blocks[len(blocks) :])
