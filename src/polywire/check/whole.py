"""What only the whole article shows: what is told in two ways, open quotations, blocks.

Looks at what readers would see; changes no verdict of a segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from polywire.article import Article, Draft, Finding, SegmentVerdict, Severity
from polywire.check import quotes
from polywire.check.agreement import look_for_disagreement
from polywire.language.names import names
from polywire.language.text.tags import base
from polywire.language.text.words import fold, words

_FEWEST_DOUBTS, _MANY = 3, 0.4
"""Of 164 articles of ntrex-dev the most doubtful one, both ways, has a share of 0.4."""


def look_at_whole(article: Article, draft: Draft) -> Iterator[Finding]:
    """Return what is wrong with an article as a whole."""
    yield from _blocks(article, draft)
    yield from _two_forms(draft)
    yield from look_for_disagreement(draft)
    yield from _open_quotations(draft)
    yield from _headline(article, draft)
    yield from _many_doubts(draft)


def _blocks(article: Article, draft: Draft) -> Iterator[Finding]:
    """Find a block of the article that the draft leaves out or puts elsewhere."""
    order = [one.block for one in draft.segments if one.block is not None]
    for before, after in pairwise(order):
        if after < before:
            evidence = f"block {after + 1} stands behind block {before + 1}"
            yield Finding("blocks", Severity.STOP, evidence)
            return
    there = set(order)
    for index, block in enumerate(article.blocks):
        if block.type != "embed" and block.text.strip() and index not in there:
            evidence = f"block {index + 1} of {len(article.blocks)} is not there"
            yield Finding("blocks", Severity.STOP, evidence)
            return


def _two_forms(draft: Draft) -> Iterator[Finding]:
    """Find a place that has two names in one article: Singapura and Cingapura."""
    source, target = base(draft.source_language), base(draft.language)
    seen: dict[str, set[str]] = defaultdict(set)
    for translation in draft.translations:
        if translation.verdict is SegmentVerdict.STOP:
            continue
        told = f" {' '.join(fold(word) for word in words(translation.target))} "
        for place, forms in names.places(words(translation.source), source, target):
            found = {form for form in forms if f" {form} " in told}
            # "Nova York" holds "York": only the longest form counts.
            longest = max(sorted(found), key=len, default=None)
            if longest:
                seen[place].add(longest)
    for place, forms_seen in sorted(seen.items()):
        if len(forms_seen) > 1 and not _is_short_for(forms_seen):
            yield Finding(
                "name-in-two-forms",
                Severity.NOTE,
                f"{place}: {', '.join(sorted(forms_seen))}",
            )


def _is_short_for(forms: Iterable[str]) -> bool:
    """Tell whether all forms stand in the longest one: Britain, Great Britain."""
    longest = f" {max(sorted(forms), key=len)} "
    return all(f" {form} " in longest for form in forms)


def _open_quotations(draft: Draft) -> Iterator[Finding]:
    """Compare block by block whether quotations are closed; one may run over blocks.

    Where the original leaves one open for its next paragraph, so must the
    translation. Counts what readers see: a stopped sentence stands in the original.
    """
    said: dict[int, list[str]] = defaultdict(list)
    told: dict[int, list[str]] = defaultdict(list)
    first: dict[int, int] = {}
    pairs = zip(draft.segments, draft.translations, strict=False)
    for index, (segment, one) in enumerate(pairs):
        key = segment.block if segment.block is not None else -1 - index
        first.setdefault(key, index)
        said[key].append(one.source)
        told[key].append(one.shown)
    for key, index in first.items():
        here, there = (quotes.read(" ".join(one[key])) for one in (said, told))
        # Only the side that is left open needs a double mark: single ones may be
        # apostrophes, and a quotation inside another may close with its own.
        is_open = (here, there)[here.is_even].double % 2
        if here.is_even != there.is_even and is_open:
            yield Finding(
                "quotation-open",
                Severity.DOUBT,
                f"{here.most} quotation marks in the original, {there.most} in the "
                "translation",
                index,
            )


def _headline(article: Article, draft: Draft) -> Iterator[Finding]:
    """Say when the headline is shown in the original language."""
    for index, segment in enumerate(draft.segments[: len(draft.translations)]):
        translation = draft.translations[index]
        is_stopped = translation.verdict is SegmentVerdict.STOP
        if segment.part == "headline" and is_stopped:
            yield Finding(
                "headline-original",
                Severity.DOUBT,
                f"the headline is shown in {article.language}",
                index,
            )
            return


def _many_doubts(draft: Draft) -> Iterator[Finding]:
    """Say when most of an article is doubtful, sentence by sentence."""
    doubts = sum(one.verdict is SegmentVerdict.DOUBT for one in draft.translations)
    total = len(draft.translations)
    if doubts >= _FEWEST_DOUBTS and doubts / total > _MANY:
        evidence = f"{doubts} of {total} sentences are doubtful"
        yield Finding("many-doubts", Severity.DOUBT, evidence)
