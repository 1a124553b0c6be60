"""What only the whole article shows: names told in two ways, open quotations.

Looks at what readers would see; changes no verdict of a segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from polywire.article import Article, Draft, Finding, SegmentVerdict, Severity
from polywire.check import quotes
from polywire.language import names
from polywire.language.tags import base
from polywire.language.words import fold, words


def look_at_whole(article: Article, draft: Draft) -> Iterator[Finding]:
    """Return what is wrong with an article as a whole."""
    yield from _two_forms(draft)
    yield from _open_quotations(draft)
    yield from _headline(article, draft)


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
            longest = max(found, key=len, default=None)
            if longest:
                seen[place].add(longest)
    for place, forms_seen in sorted(seen.items()):
        if len(forms_seen) > 1:
            yield Finding(
                "name-in-two-forms",
                Severity.NOTE,
                f"{place}: {', '.join(sorted(forms_seen))}",
            )


def _open_quotations(draft: Draft) -> Iterator[Finding]:
    """Compare whether all quotations are closed; one may run over paragraphs."""
    shown = [
        (translation.source, translation.target)
        for translation in draft.translations
        if translation.verdict is not SegmentVerdict.STOP
    ]
    said = sum(quotes.read(source).double for source, _ in shown)
    told = sum(quotes.read(target).double for _, target in shown)
    if told % 2 and not said % 2:
        yield Finding(
            "quotation-open",
            Severity.DOUBT,
            f"{said} quotation marks in the original, {told} in the translation",
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
