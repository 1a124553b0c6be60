"""Suppression: names and items that must not come back, kept as hashes only.

The list survives re-crawls, new translations and restored backups because it
knows no article ids: an item is the hash of its canonical address, a name the
hash of its folded words.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from polywire.article import Article, Draft
from polywire.errors import UsageError
from polywire.language.text.words import fold, words

LONGEST_NAME: Final = 6
"""Most words of a name on the list."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One entry of the list; the name or address itself is not kept."""

    kind: Literal["item", "name"]
    key: str


def item(url_key: str) -> Suppressed:
    """Return the entry for an item, by its canonical address."""
    return Suppressed("item", _key("item", url_key))


def name(written: str) -> Suppressed:
    """Return the entry for a name; raises UsageError when it has too many words.

    Each spelling is an entry of its own: list the transliterations too.
    """
    parts = [fold(word) for word in words(written)]
    if not 1 <= len(parts) <= LONGEST_NAME:
        raise UsageError(
            f"a suppressed name has 1 to {LONGEST_NAME} words, {written!r} has "
            f"{len(parts)}: give the name alone"
        )
    return Suppressed("name", _name_key(parts))


def matches(
    entries: Iterable[Suppressed],
    *,
    url_key: str,
    article: Article,
    drafts: Iterable[Draft] = (),
) -> bool:
    """Tell whether an article, or a translation of it, is on the list."""
    listed = {(entry.kind, entry.key) for entry in entries}
    if not listed:
        return False
    if ("item", _key("item", url_key)) in listed:
        return True
    keys = {key for kind, key in listed if kind == "name"}
    lengths = {int(key.partition("-")[0]) for key in keys}
    texts = [*_texts(article), *(t for draft in drafts for t in _targets(draft))]
    return any(key in keys for text in texts for key in _keys(text, lengths))


def _texts(article: Article) -> Iterator[str]:
    yield article.headline
    yield from (article.standfirst or "", article.description or "")
    yield from article.bylines
    yield from article.credits
    for block in article.blocks:
        yield block.text
        yield block.credit or ""
        yield block.alt or ""


def _targets(draft: Draft) -> Iterator[str]:
    for translation in draft.translations:
        yield translation.target


def _keys(text: str, lengths: Iterable[int]) -> Iterator[str]:
    """Return the keys of all runs of words that could be a listed name."""
    parts = [fold(word) for word in words(text)]
    for length in lengths:
        for start in range(len(parts) - length + 1):
            yield _name_key(parts[start : start + length])


def _name_key(parts: Sequence[str]) -> str:
    """Return the key of a name; its number of words saves hashing other runs."""
    return f"{len(parts)}-{_key('name', ' '.join(parts))}"


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\x1e{text}".encode()).hexdigest()
