"""Corrections: which change makes a public note, and of which kind.

What a note says is worded in ``correction_notes``.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from polywire.article import Article, Correction, Draft, Edition, Segment, Translation
from polywire.follow import changes, evidence
from polywire.follow.changes import Fact
from polywire.follow.revision_diff import Change, Edit, diff
from polywire.language.text import tags
from polywire.language.text.words import fold, words
from polywire.publish.label import correction_notes

Kind = Literal["correction", "update", "refile", "translation"]

GRAVE: Final = frozenset(
    {
    "notice", "headline", "number", "date", "time", "currency", "unit", "name",
    "negation", "quotation", "meaning",
}
)  # fmt: skip
"""What makes a change a correction (decision 0072)."""


def correction(change: Change, *, at: datetime, version: int) -> Correction:
    """Make the note about a change by the source."""
    facts = changes.facts(change)
    return _note(kind_of(facts, change), facts, at=at, version=version)


def kind_of(facts: tuple[Fact, ...], change: Change) -> Kind:
    """Name a change: correction, update, or refile when only spelling changed.

    Where a script has no capitals, a new wording may hide a new name: it
    counts as a correction.
    """
    what = {fact[0] for fact in facts}
    if what & GRAVE or ("text" in what and not change.has_capitals):
        return "correction"
    return "refile" if what <= {"typo"} else "update"


def between(
    before: Edition,
    after: Edition,
    *,
    at: datetime,
    moving: frozenset[str] = frozenset(),
) -> Correction | None:
    """Make the note that a new version of an edition needs, or None.

    Where the rights level changed, only headlines are compared: text that we
    may not show any more, or may show now, is no change by the source. ``moving``
    are shapes of sentences that change by themselves (``evidence``).
    """
    old, new = before.article, after.article
    if before.level is not after.level:
        old, new = _head_of(old), _head_of(new)
    change = diff(old, new)
    if change is not None:
        change = evidence.fit(change, old, new, moving)
        if not change.edits:
            return None
        return correction(change, at=at, version=after.version)
    if before.draft is None or after.draft is None:
        return None
    return translation_correction(
        before.draft, after.draft, at=at, version=after.version
    )


def is_unremarked(
    before: Edition, after: Edition, moving: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a change without a note leaves the version as it was.

    The text is shown as it is now, but feeds and outlets hear nothing of a count
    that moved.
    """
    old, new = before.article, after.article
    if (before.level, before.state) != (after.level, after.state):
        return False
    if (old.section, old.published) != (new.section, new.published):
        return False
    change = diff(old, new)
    return change is not None and evidence.is_quiet(change, old, new, moving)


def _head_of(article: Article) -> Article:
    return replace(article, blocks=(), standfirst=None, dateline=None, bylines=())


def translation_correction(
    old: Draft, new: Draft, *, at: datetime, version: int
) -> Correction | None:
    """Make the note about a better translation of the same revision.

    None when only the wording is better: numbers, days, names of the source's
    sentence, negations and opposites are the same.
    """
    found = {
        fact
        for source, before, after in _retranslated(old, new)
        for fact in _meaning(source, before, after, tags.base(new.language))
    }
    if not found:
        return None
    facts = tuple(sorted(found, key=lambda one: (changes.ORDER.index(one[0]), one)))
    return _note("translation", facts, at=at, version=version)


def _retranslated(old: Draft, new: Draft) -> Iterator[tuple[str, str, str]]:
    before = {segment.hash: one for segment, one in _pairs(old)}
    for segment, one in _pairs(new):
        earlier = before.get(segment.hash)
        if earlier is None or earlier.shown == one.shown:
            continue
        # A sentence in the original is no claim of ours: what replaces it, or
        # gives way to it, corrects nothing that we said.
        if one.source not in {earlier.shown, one.shown}:
            yield segment.text, earlier.shown, one.shown


def _pairs(draft: Draft) -> Iterator[tuple[Segment, Translation]]:
    return zip(draft.segments, draft.translations, strict=True)


def _meaning(source: str, before: str, after: str, language: str) -> Iterator[Fact]:
    names = frozenset(fold(word) for word in words(source) if word[:1].isupper())
    change = Change(
        language=language,
        edits=(),
        names=names,
        kept=frozenset(map(fold, words(after))),
    )
    said, now = ({fold(word) for word in words(text)} for text in (before, after))
    # a name that leaves its original form was translated, by the glossary perhaps
    silent = {"quotation"} if names & now - said else {"quotation", "name"}
    for fact in changes.between(Edit("body", before, after), change):
        if fact[0] in GRAVE - silent:
            yield fact


def _note(
    kind: Kind, facts: tuple[Fact, ...], *, at: datetime, version: int
) -> Correction:
    bare = Correction(at=at, kind=kind, version=version, note="", changes=facts)
    return Correction(
        at=at,
        kind=kind,
        version=version,
        note=correction_notes.render(bare, correction_notes.FALLBACK),
        changes=facts,
    )
