"""Finding a published translation again from a piece of its text.

The means of detection that EU AI Act Art. 50(2) asks for: whoever pastes 200
characters learns whether this site machine-translated them. Compares shingles
of folded words, so that case, quotes, spaces and line breaks do not matter.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from polywire.article import Edition, PubStatus, State
from polywire.errors import UsageError
from polywire.language.text.words import fold, words
from polywire.publish.shelf import Shelf
from polywire.publish.site import address

LEAST_CHARACTERS: Final = 200
"""Shorter pieces are too often said by others too."""

SHINGLE: Final = 5
"""Words in a shingle: a run of five is rarely common property."""

WINDOW: Final = 4
"""One shingle of four is kept: any eight words in a row still leave a trace."""

LEAST_SHARE: Final = 0.3
"""Share of the pasted trace that must be found: half a quotation is one."""

_LEAST_FOUND = 3
_PAGE = 200

# A "word" of a script without spaces is a whole clause: there characters count.
_LONGEST_MEAN = 12
_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Match:
    """A published edition that holds the pasted text."""

    article_id: str
    language: str
    version: int
    share: float
    """Share of the pasted text's trace that is in the edition."""
    is_translated: bool


def fingerprint(text: str) -> frozenset[int]:
    """Return the trace of a text: 63-bit numbers that a database can index."""
    tokens, size = _tokens(text)
    hashes = [
        _number(" ".join(tokens[at : at + size]))
        for at in range(len(tokens) - size + 1)
    ]
    if len(hashes) < WINDOW:
        return frozenset(hashes)
    return frozenset(
        min(hashes[at : at + WINDOW]) for at in range(len(hashes) - WINDOW + 1)
    )


def search_key(pasted: str) -> frozenset[int]:
    """Return the trace of what was pasted; raises UsageError when it is too short."""
    folded = " ".join(pasted.split())
    trace = fingerprint(folded)
    if len(folded) < LEAST_CHARACTERS or len(trace) < _LEAST_FOUND:
        raise UsageError(
            f"{len(folded)} characters are too few to tell: paste at least "
            f"{LEAST_CHARACTERS} of running text"
        )
    return trace


def share_of(pasted: frozenset[int], published: frozenset[int]) -> float:
    """Return how much of a pasted trace a published one holds, 0 when too little."""
    found = len(pasted & published)
    if found < _LEAST_FOUND:
        return 0.0
    share = found / len(pasted)
    return share if share >= LEAST_SHARE else 0.0


def find(pasted: str, editions: Iterable[Edition]) -> list[Match]:
    """Return the shown editions that hold a pasted text, the best first.

    Raises UsageError for less than 200 characters.
    """
    trace = search_key(pasted)
    found = []
    for edition in editions:
        if not is_searched(edition):
            continue
        share = share_of(trace, fingerprint(text_shown(edition)))
        if share:
            found.append(
                Match(
                    edition.article_id,
                    edition.language,
                    edition.version,
                    round(share, 3),
                    edition.is_translated,
                )
            )
    return _best_first(found)


def _best_first(found: list[Match]) -> list[Match]:
    return sorted(found, key=lambda one: (-one.share, one.article_id, one.language))


def is_searched(edition: Edition) -> bool:
    """Tell whether an edition may be found: withdrawn ones stay forgotten."""
    shown = {State.PUBLISHED, State.PUBLISHED_PARTLY}
    return edition.pub_status is PubStatus.USABLE and edition.state in shown


def text_shown(edition: Edition) -> str:
    """Return the running text of an edition as readers see it."""
    if edition.draft is None:
        return f"{edition.article.headline}\n{edition.article.body}"
    return "\n".join(one.shown for one in edition.draft.translations)


def _tokens(text: str) -> tuple[list[str], int]:
    found = [fold(word) for word in words(text)]
    joined = "".join(found)
    if found and len(joined) / len(found) > _LONGEST_MEAN:
        return list(joined), _CHARACTERS
    return found, SHINGLE


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class Traces:
    """The traces of published editions, kept so that a search reads no text again."""

    def __init__(self) -> None:
        self._matches: dict[tuple[str, str], tuple[Match, frozenset[int]]] = {}
        self._holders: dict[int, set[tuple[str, str]]] = {}

    def keys(self) -> set[tuple[str, str]]:
        """Return the articles and languages that are kept."""
        return set(self._matches)

    def put(self, edition: Edition) -> None:
        """Take an edition in, in the place of its older version; forget hidden ones."""
        key = (edition.article_id, edition.language)
        known = self._matches.get(key)
        if known and known[0].version == edition.version and is_searched(edition):
            return
        self.drop(*key)
        if not is_searched(edition):
            return
        trace = fingerprint(text_shown(edition))
        match = Match(*key, edition.version, 0.0, edition.is_translated)
        self._matches[key] = (match, trace)
        for number in trace:
            self._holders.setdefault(number, set()).add(key)

    def drop(self, article_id: str, language: str) -> None:
        """Forget an edition."""
        key = (article_id, language)
        _, trace = self._matches.pop(key, (None, frozenset[int]()))
        for number in trace:
            holders = self._holders[number]
            holders.discard(key)
            if not holders:
                del self._holders[number]

    def find(self, pasted: str) -> list[Match]:
        """Return the editions that hold a pasted text; raises UsageError if short."""
        trace = search_key(pasted)
        keys = {key for number in trace for key in self._holders.get(number, ())}
        found = []
        for key in keys:
            match, own = self._matches[key]
            share = share_of(trace, own)
            if share:
                found.append(replace(match, share=round(share, 3)))
        return _best_first(found)


def published(shelf: Shelf, languages: Iterable[str], most: int) -> Iterator[Edition]:
    """Yield the newest published editions of each language."""
    for language in languages:
        for offset in range(0, most, _PAGE):
            limit = min(_PAGE, most - offset)
            editions = shelf.latest(language, limit=limit, offset=offset)
            yield from editions
            if len(editions) < limit:
                break


def answer(found: list[Match], site_url: str) -> dict[str, Any]:
    """Return what a search found, in plain words and as data."""
    statement = "no published text of this site"
    if found:
        statement = "published by this site, in its original language"
    if any(match.is_translated for match in found):
        statement = "machine-translated by this site"
    return {
        "statement": statement,
        "matches": [
            {
                "url": address.absolute(
                    site_url, address.article_path(match.article_id, match.language)
                ),
                "language": match.language,
                "version": match.version,
                "share": match.share,
                "machine_translated": match.is_translated,
            }
            for match in found
        ],
    }
