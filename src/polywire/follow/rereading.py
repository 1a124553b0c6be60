"""Rereading: whether a page that is read again is to be believed.

A redesign hides an article from our reader, a fault empties a page: neither is a
change by the source. What stands nowhere on the page any more is always believed.
Does not fetch, store or tell.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from polywire.article import Article, Block, Mark, normalise
from polywire.follow.revision_diff import STUB, sentences_of
from polywire.language.text import tags
from polywire.language.text.sentences import split
from polywire.language.text.words import fold, letters, words

KEPT: Final = "its page reads otherwise all at once: its earlier text stays"
"""Reason of an article whose old text is kept for now."""

REREAD: Final = "read again from what was kept"
"""Reason of an article that a replay changed: the source did nothing new."""

MOST: Final = 0.5
"""Share of an article's sentences that do not go at once without a doubt."""

WARY: Final = 0.2
"""The same, while other pages of the source read otherwise as well."""

_AKIN = 0.4
"""Share of the old words that a rewritten article still has; lists of other
stories have less than 0.25 of them."""

_TAG = re.compile(r"<[^<>]*>")


def is_ours(reason: str | None) -> bool:
    """Tell whether a text changed by our doing: no note speaks of the source then."""
    return reason in {KEPT, REREAD}


@dataclass(frozen=True, slots=True)
class Believed:
    """What to do with a new reading.

    ``take`` it, ``keep`` the old text because the page still holds it, or
    ``doubt`` it like a page that is gone, because nothing of the text is there.
    """

    action: Literal["take", "keep", "doubt"]
    article: Article
    """The text to show; of a kept one what the page still holds."""


def judge(old: Article, new: Article, page: str, *, is_wary: bool = False) -> Believed:
    """Compare a new reading with the text that is published.

    ``page`` is all that the page and its feed entry said, with their markup;
    ``is_wary`` says that other pages of the source read otherwise as well.
    """
    taken = Believed("take", new)
    if old.doubtful or old.kind != "article" or new.paywalled or _explains(old, new):
        return taken
    before = _sentences(old)
    found = set(_sentences(new))
    lost = [sentence for sentence in before if sentence not in found]
    is_worse = bool(new.doubtful) or new.kind != "article"
    if not is_worse and len(lost) < (WARY if is_wary else MOST) * len(before):
        return taken
    stands = _standing(page)
    held = [sentence for sentence in before if stands(sentence)]
    misread = is_worse or sum(map(stands, lost)) * 2 >= len(lost)
    if misread and len(held) * 2 >= len(before):
        return Believed("keep", _still(old, new, stands))
    if not is_worse and (len(before) <= STUB or _is_rewritten(old, new)):
        return taken
    if len(lost) < MOST * len(before):
        return taken
    return Believed("doubt", replace(old, signals=new.signals))


def _sentences(article: Article) -> list[str]:
    return [
        sentence
        for block in article.blocks
        if block.type not in {"figure", "embed", "correction"}
        for sentence in sentences_of(block, article.language)
    ]


def _explains(old: Article, new: Article) -> bool:
    """Tell whether the source printed a notice that was not there before."""
    before = {block.text for block in old.blocks if block.type == "correction"}
    after = {block.text for block in new.blocks if block.type == "correction"}
    return bool(after - before)


def _is_rewritten(old: Article, new: Article) -> bool:
    """Tell whether a text of at least half the length speaks of the same thing."""
    before, after = ({fold(w) for w in words(a.body)} for a in (old, new))
    shared = len(before & after)
    return len(new.body) * 2 >= len(old.body) and shared >= _AKIN * max(1, len(before))


def _standing(page: str) -> Callable[[str], bool]:
    """Return a test whether words stand on a page, whatever markup parts them."""
    every = letters(html.unescape(_TAG.sub("", page)))
    return lambda text: letters(text) in every


def _still(old: Article, new: Article, stands: Callable[[str], bool]) -> Article:
    """Return the old text without what the page does not say any more."""
    blocks = tuple(_remaining(old, stands))
    lead = old.standfirst if old.standfirst and stands(old.standfirst) else None
    return replace(
        old,
        headline=old.headline if stands(old.headline) else new.headline,
        standfirst=lead,
        bylines=tuple(name for name in old.bylines if stands(name)),
        dateline=old.dateline if old.dateline and stands(old.dateline) else None,
        blocks=blocks,
        # rights, embargo and expiry are what the page says now
        signals=new.signals,
    )


def _remaining(old: Article, stands: Callable[[str], bool]) -> Iterator[Block]:
    for block in old.blocks:
        said = sentences_of(block, old.language)
        if all(map(stands, said)):
            yield block
        elif block.type == "figure":
            yield replace(block, text="", marks=())
        elif block.type not in {"table", "embed"}:
            rest = block
            for start, end in reversed(split(block.text, tags.base(old.language))):
                if not stands(normalise(block.text[start:end])):
                    rest = _without(rest, start, end)
            if rest.text:
                yield rest


def _without(block: Block, start: int, end: int) -> Block:
    """Cut a sentence out of a block, with the blank after or before it."""
    text = block.text
    while end < len(text) and text[end].isspace():
        end += 1
    while end == len(text) and start and text[start - 1].isspace():
        start -= 1
    gone = end - start

    def moved(mark: Mark) -> Mark:
        if mark.start < end:
            return mark
        return replace(mark, start=mark.start - gone, end=mark.end - gone)

    marks = (m for m in block.marks if m.end <= start or m.start >= end)
    return replace(
        block, text=text[:start] + text[end:], marks=tuple(map(moved, marks))
    )
