"""Identity of articles: same address, same text, nearly the same text.

Pure functions. Does not compare texts across languages.
"""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass
from typing import Final

from polywire.article import Article, article_id, normalise, text_hash
from polywire.language.text.words import fold, words
from polywire.net.urls import identity_key

SHINGLE: Final = 3
"""Words in a shingle; agency copy keeps whole clauses."""

SKETCH: Final = 128
"""Smallest shingle hashes that are kept: an error of about 4 points at .4."""


@dataclass(frozen=True, slots=True)
class Keys:
    """All by which an article is known again."""

    id: str
    """Of the article: a hash of ``url``."""
    url: str
    """Canonical address, the same for http, www and tracking parameters."""
    content: str
    """Hash of headline and body, whatever the page around them."""
    sketch: tuple[int, ...]
    """The smallest shingle hashes in order: 63-bit, for a database's index."""
    language: str


def keys(article: Article) -> Keys:
    """Return the keys of an article."""
    url = identity_key(article.url)
    return Keys(
        id=article_id(url),
        url=url,
        content=content_key(article),
        sketch=sketch(article.body),
        language=article.language,
    )


def content_key(article: Article) -> str:
    """Return the hash of what was written, without case, accents and signs.

    An outlet's own name before the headline or a byline does not count.
    """
    parts = [" ".join(map(fold, words(article.body)))]
    if not parts[0]:
        parts.append(normalise(article.headline))
    return text_hash("\x1e".join([*parts, *_figures(article.body)]))


def _figures(text: str) -> list[str]:
    """Return the digits: two results of one match are two texts."""
    return "".join(char if char.isdigit() else " " for char in text).split()


def sketch(text: str) -> tuple[int, ...]:
    """Return the bottom-k sketch of a text's shingles."""
    found = [fold(word) for word in words(text)]
    shingles = {
        " ".join(found[at : at + SHINGLE]) for at in range(len(found) - SHINGLE + 1)
    }
    return tuple(heapq.nsmallest(SKETCH, map(_number, shingles)))


def resemblance(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """Estimate the share of shingles that two texts have in common, 0 to 1."""
    one, two = set(first), set(second)
    smallest = heapq.nsmallest(min(SKETCH, len(one | two)), one | two)
    if not smallest:
        return 0.0
    return sum(number in one and number in two for number in smallest) / len(smallest)


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
