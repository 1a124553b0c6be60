"""Say when an extraction should not be trusted, and why.

Every reason is a short name; docs/reference/extraction.md explains each. Looks at
what was extracted and at what the page says; changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from polywire.article import FeedEntry
from polywire.extract.fields.metadata import Declared
from polywire.extract.tree import phrases
from polywire.extract.tree.page import Page
from polywire.extract.tree.pieces import Piece, words_of
from polywire.extract.voices.features import GRAM, Opinion, grams_of
from polywire.extract.voices.other_extractors import agreement

FEW_WORDS = 40
SHORT_BODY = 150
"""Words under which a text behind a wall is its teaser."""
SCRIPT_SHELL = 0.90
MANY_LINKS = 0.35
UNSURE = 0.40
"""Share of the page's undecided words above which the ballot does not know. With
weights that had not seen the publisher, pages under F1 0.8 that this catches have
0.50 and more; between 0.33 and 0.40 it flagged good pages only."""
FEED_LONGER = 1.6
FEW_OF_MANY = 130
LITTLE = 0.10
"""A short body that is less than a tenth of the page's words: a teaser, or missed."""
WITNESS_MISSING = 0.6
MUCH_UNSEEN = 0.25
"""Words that nobody sees, beside those of the article, above which a page misleads."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the judgement rests on."""

    page: Page
    declared: Declared
    pieces: Sequence[Piece]
    chances: Sequence[float]
    kept: Sequence[Piece]
    opinions: Sequence[Opinion]
    entry: FeedEntry | None
    headline: str
    words: int
    """Of the page, seen or not."""
    unseen: int
    """Words among the article's that nobody sees."""


def reasons(evidence: Evidence) -> tuple[str, ...]:
    """Return the reasons to doubt, none when there are none."""
    tests = {
        "no-body": not evidence.kept,
        "short-body": 0 < _size(evidence.kept) < FEW_WORDS,
        "script-shell": _is_shell(evidence),
        "paywall": is_walled(evidence),
        "consent-text": _is_consent(evidence.kept),
        "links": _is_links(evidence.kept),
        "engines-disagree": _disagree(evidence),
        "ballot-unsure": unsure(evidence) > UNSURE,
        "description-missing": _description_missing(evidence),
        "little-of-page": _is_little(evidence),
        "feed-longer": _feed_is_longer(evidence),
        "declared-body-missing": _witness_missing(evidence),
        "no-headline": not evidence.headline,
        "hidden-text": evidence.unseen > MUCH_UNSEEN * _size(evidence.kept),
    }
    return tuple(name for name, doubted in tests.items() if doubted)


def is_walled(evidence: Evidence) -> bool:
    """Tell whether only the beginning of the text stands before a wall."""
    size = _size(evidence.kept)
    walls = any(
        "wall" in phrases.kinds_of(p.text) for p in evidence.pieces if not p.hidden
    )
    if evidence.declared.is_free is False:
        return size < SHORT_BODY or (walls and size < 2 * SHORT_BODY)
    return walls and size < SHORT_BODY // 2


def unsure(evidence: Evidence) -> float:
    """Return the share of the body's words that the ballot was undecided on."""
    kept = _size(evidence.kept) or 1
    open_words = sum(
        len(piece.words) * (1 - abs(2 * chance - 1))
        for piece, chance in zip(evidence.pieces, evidence.chances, strict=True)
    )
    return open_words / (open_words + kept)


def _size(kept: Sequence[Piece]) -> int:
    return sum(len(piece.words) for piece in kept)


def _is_little(evidence: Evidence) -> bool:
    """Tell whether a short body is a small part of a page full of words."""
    size = _size(evidence.kept)
    return 0 < size < FEW_OF_MANY and size < LITTLE * evidence.words


def _is_shell(evidence: Evidence) -> bool:
    """Tell whether the page is filled by scripts and came empty."""
    return (
        evidence.page.script_share > SCRIPT_SHELL
        and _size(evidence.pieces) < SHORT_BODY
    )


def _is_consent(kept: Sequence[Piece]) -> bool:
    size = _size(kept) or 1
    consent = sum(len(p.words) for p in kept if "consent" in phrases.kinds_of(p.text))
    return consent > size / 3


def _is_links(kept: Sequence[Piece]) -> bool:
    size = sum(len(piece.text) for piece in kept) or 1
    return sum(piece.links for piece in kept) / size > MANY_LINKS


def _disagree(evidence: Evidence) -> bool:
    """Tell whether the engines took different texts for the article."""
    spoken = [one for one in evidence.opinions[:3] if one.lines]
    if len(spoken) < 2:  # noqa: PLR2004 - one opinion cannot disagree
        return bool(evidence.kept) and not spoken
    pairs = [
        agreement(one, other)
        for at, one in enumerate(spoken)
        for other in spoken[at + 1 :]
    ]
    return max(pairs) < 0.5  # noqa: PLR2004 - no two of them share half of their text


def _description_missing(evidence: Evidence) -> bool:
    """Tell whether headline and description speak of something else."""
    body = {word for piece in evidence.kept for word in piece.words if len(word) > 3}  # noqa: PLR2004 - words that mean something
    told = {
        word
        for text in (*evidence.declared.descriptions[:1], evidence.headline)
        for word in words_of(text)
        if len(word) > 3  # noqa: PLR2004 - as above
    }
    return len(told) >= 6 and len(told & body) / len(told) < 0.15  # noqa: PLR2004 - fewer words say nothing


def _feed_is_longer(evidence: Evidence) -> bool:
    if evidence.entry is None or not evidence.entry.content:
        return False
    from polywire.extract.feed_text import words_in

    return words_in(evidence.entry.content) > FEED_LONGER * max(1, _size(evidence.kept))


def _witness_missing(evidence: Evidence) -> bool:
    """Tell whether JSON-LD's own body holds much that we do not."""
    witness = evidence.opinions[-1]
    if not witness.grams:
        return False
    body = {g for p in evidence.kept if len(p.words) >= GRAM for g in grams_of(p.words)}
    return len(witness.grams & body) / len(witness.grams) < 1 - WITNESS_MISSING
