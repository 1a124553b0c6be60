"""Excerpts: the few words of a source that may be shown without a licence."""

import unicodedata
from typing import Final

from polywire.article import Article, FeedEntry, RightsDecision, normalise

PUBLIC_LIMIT: Final = 160
"""Most characters of a public excerpt, in all outputs together (decision 0070)."""

WORD_LIMIT: Final = 25
"""Most words: "very short extracts" of Art. 15, Directive 2019/790."""

ELLIPSIS: Final = "…"

# Below this share of the limit a cut at a word loses too much: a script that
# writes no spaces between words is cut between characters.
_LEAST_SHARE = 0.5


def excerpt(text: str, limit: int = PUBLIC_LIMIT) -> str:
    """Cut text at a word so that, with its ellipsis, it keeps within the limit."""
    folded = normalise(text)
    words = folded.split(" ")
    if len(folded) <= limit and len(words) <= WORD_LIMIT:
        return folded
    room = limit - len(ELLIPSIS)
    if room <= 0:
        return ""
    head = " ".join(words[:WORD_LIMIT])
    if len(head) > room:
        head = _cut(head, room)
    head = head.rstrip(" ,;:-–—(«“‘\"'")
    return head + ELLIPSIS if head else ""


def _cut(text: str, room: int) -> str:
    at_word = text[: room + 1].rpartition(" ")[0]
    if len(at_word) >= room * _LEAST_SHARE:
        return at_word
    end = room
    while end > 0 and _joins(text, end):
        end -= 1
    return text[:end]


def _joins(text: str, index: int) -> bool:
    """Tell whether the character belongs to the one before it."""
    joiner = "\u200d"
    return (
        bool(unicodedata.combining(text[index]))
        or unicodedata.category(text[index]) in {"Mn", "Me", "Cf", "Sk"}
        or text[index - 1] == joiner
    )


def own_summary(article: Article, entry: FeedEntry | None = None) -> str:
    """Return the source's own summary; never a sentence cut from the body."""
    if entry is not None and normalise(entry.summary):
        return normalise(entry.summary)
    return normalise(article.description or article.standfirst or "")


def excerpt_of(
    article: Article, decision: RightsDecision, entry: FeedEntry | None = None
) -> str:
    """Return the excerpt that a decision permits; empty when it permits none."""
    return excerpt(own_summary(article, entry), decision.excerpt_chars)
