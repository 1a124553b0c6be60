"""Ask other extractors for their opinion of a page: trafilatura and readability.

The only door to both libraries. Their network functions are never used: they are
handed a tree. An engine that fails has no opinion.
"""

import logging
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement, fromstring, tostring

from polywire.extract.tree import pieces
from polywire.extract.tree.pieces import words_of
from polywire.extract.voices.features import Opinion, opinion

PRECISE, FAST, SECOND, DECLARED = "precise", "fast", "readability", "declared"

AGREEMENT = 0.97
"""Above this share of common trigrams two opinions are one, and no third is asked:
so on 82 % of 503 real pages, at a loss of 0.1-0.4 points of F1 (decision 0041)."""
ENOUGH_GRAMS = 60
"""An agreement on less text than this says little: the third is asked."""


def opinions(tree: HtmlElement, article_body: str) -> tuple[Opinion, ...]:
    """Return the opinions on a page, in the order of ``NAMES``."""
    precise = _trafilatura(tree, PRECISE)
    fast = _trafilatura(tree, FAST)
    if agreement(precise, fast) >= AGREEMENT and len(precise.grams) > ENOUGH_GRAMS:
        second = Opinion(SECOND, precise.grams, precise.lines)
    else:
        second = _readability(tree)
    return precise, fast, second, _declared(article_body)


def agreement(one: Opinion, other: Opinion) -> float:
    """Return the share of trigrams that two opinions have in common."""
    union = len(one.grams | other.grams)
    return len(one.grams & other.grams) / union if union else 0.0


def _trafilatura(tree: HtmlElement, name: str) -> Opinion:
    """Ask trafilatura; "precise" prefers less text, "fast" uses its rules alone."""
    # half a second of imports: only who extracts pays for it
    from trafilatura import bare_extraction

    _silence()
    try:
        document = bare_extraction(
            deepcopy(tree),
            favor_precision=name == PRECISE,
            fast=name == FAST,
            include_comments=False,
            with_metadata=False,
        )
    except (ValueError, TypeError, AttributeError, IndexError, etree.LxmlError):
        # seen on hostile trees; an engine that fails has no opinion
        return opinion(name, ())
    body = getattr(document, "body", None)
    if body is None:
        return opinion(name, ())
    return opinion(name, (words_of(" ".join(line.itertext())) for line in body))


def _readability(tree: HtmlElement) -> Opinion:
    from readability import Document

    _silence()
    try:
        summary = Document(tostring(tree, encoding="unicode")).summary(
            html_partial=True
        )
        found = pieces.cut(fromstring(summary))
    except (ValueError, TypeError, AttributeError, IndexError, etree.LxmlError):
        # its Unparseable is a ValueError; the others were seen on odd trees
        return opinion(SECOND, ())
    return opinion(SECOND, (piece.words for piece in found))


def _declared(article_body: str) -> Opinion:
    """Take JSON-LD's ``articleBody`` as a witness."""
    if len(article_body) <= 200:  # noqa: PLR2004 - shorter ones are teasers
        return opinion(DECLARED, ())
    if "<" in article_body:
        try:
            article_body = "\n".join(
                p.text for p in pieces.cut(fromstring(article_body))
            )
        except (ValueError, etree.LxmlError):
            return opinion(DECLARED, ())
    lines = [words_of(line) for line in article_body.split("\n")]
    return opinion(DECLARED, [*lines, words_of(article_body)])


def _silence() -> None:
    """Keep the libraries' own messages out of our log."""
    for name in ("trafilatura", "readability", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
