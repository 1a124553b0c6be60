"""Evidence: which changes of a page may be told in public as its source's own.

A page moves by itself: counts, clocks, tickers, appeals, lists of other stories.
"Corrected by the source" says something about somebody else's newsroom, so that a
change is told only where enough speaks for it; what is not told is shown all the
same. Does not find the changes (``revision_diff``) and does not name them (``changes``).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from polywire.article import Article
from polywire.follow.revision_diff import (
    LEAST_HEADLINE_SHARE,
    Change,
    Edit,
    likeness,
    sentences_of,
)
from polywire.language.meaning import narration
from polywire.language.text import search_terms, tags
from polywire.language.text.words import caseless, fold, small_words, words

ENOUGH: Final = 2
"""Points from which on a change is told (decision 0225)."""

LONG: Final = 60
"""Letters of standing text around a change that make a paragraph of prose: of 33
lines of furniture, most of them sentences, 2 have so many, of 35 true changes 20."""

VERY_LONG: Final = 110
"""No line of furniture has so many, 4 of the true changes have."""

_FEW_WORDS: Final = 2
"""Words that a person changes in a sentence; a line in another's place has more."""

_LIKE: Final = LEAST_HEADLINE_SHARE
_SAME_STORY: Final = 2
"""One in so many sentences in common: another report of the same thing."""

_COMMON: Final = 0.25
"""Share of a paragraph's content words that the rest of the article knows."""

_END = re.compile(r"[.!?…؟۔।॥։።။。！？｡][\"'”’»“›)\]」』）]*$")
# Thai, Lao and Khmer end a sentence with a blank.
_NO_STOPS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]")
_QUOTED = re.compile(r"[“”„«»「『]|\"[^\"]+\"")
_FIGURES = re.compile(r"\d+(?:[.,:]\d+)*")
_SHORTEST, _STEM = 4, 5
_SIGN_WORTH = 4
"""Letters of other scripts that an ideograph stands for."""


@dataclass(frozen=True, slots=True)
class _Looks:
    """An article at two looks, with what counts for all of its changes."""

    old: Article
    new: Article
    dated: int
    """1 when the source's own date moved, -1 when it stood still, 0 unknown."""
    rotates: bool
    """Sentences went and others came: one line in place of another."""


def fit(
    change: Change, old: Article, new: Article, moving: frozenset[str] = frozenset()
) -> Change:
    """Return a change with only the edits that may be told.

    ``moving`` are shapes of sentences that stand on other pages of the source, or
    changed on this one before.
    """
    body = [
        e
        for e in change.edits
        if e.part == "body" and _is_prose(e) and not _is_in_both(e)
    ]
    came = any(not edit.old for edit in body)
    went = any(not edit.new for edit in body)
    looks = _Looks(old, new, _dated(old, new, change), came and went)
    edits = tuple(e for e in change.edits if _is_fit(e, looks, moving))
    return replace(change, edits=edits)


def is_quiet(
    change: Change, old: Article, new: Article, moving: frozenset[str] = frozenset()
) -> bool:
    """Tell whether a change that is not told needs no new version either.

    So it is where only lines moved that a machine fills, and no name went that
    stood in a sentence: feeds and outlets hear of nothing then.
    """
    body = [e for e in change.edits if e.part == "body"]
    came = any(not edit.old for edit in body)
    went = any(not edit.new for edit in body)
    looks = _Looks(old, new, 0, came and went)
    return not _loses_name(change) and all(
        edit.part == "body" and _is_filling(edit, looks, moving)
        for edit in change.edits
    )


def _is_filling(edit: Edit, looks: _Looks, moving: frozenset[str]) -> bool:
    """Tell whether a line reads like a form with other words filled in."""
    if not _is_prose(edit) or moving & {shape(edit.old), shape(edit.new)} - {""}:
        return True
    is_known = narration.knows(tags.base(looks.new.language))
    is_own = not is_known or _all(narration.is_narrated, edit, looks)
    if _length(edit, looks):
        fills = looks.rotates or _is_in_both(edit)
        return fills and not is_own and not _is_at_home(edit, looks)
    before, after = _FIGURES.findall(edit.old), _FIGURES.findall(edit.new)
    if not _is_in_both(edit):
        return looks.rotates
    return len(before) == len(after) and (
        not is_own or (before != after and _is_one_word(edit))
    )


def _loses_name(change: Change) -> bool:
    """Tell whether a name of the article's own sentences is nowhere any more.

    Where a script has no capitals, any word may be one.
    """
    said = {fold(w) for e in change.edits if _is_prose(e) for w in words(e.old)}
    gone = said - change.kept
    return bool(gone & change.names if change.has_capitals else gone)


def _is_in_both(edit: Edit) -> bool:
    return bool(edit.old and edit.new)


def _is_fit(edit: Edit, looks: _Looks, moving: frozenset[str]) -> bool:
    if edit.part == "correction":
        return True
    if moving & {shape(edit.old), shape(edit.new)} - {""}:
        return False
    if edit.part == "body":
        return _is_prose(edit) and _points(edit, looks) >= ENOUGH
    # a headline, byline or caption that was there in both looks
    return _is_in_both(edit) and looks.dated >= 0


def _dated(old: Article, new: Article, change: Change) -> int:
    """Tell whether the source itself says that it changed its text."""
    if any(edit.part == "correction" and edit.new for edit in change.edits):
        return 1
    if old.modified is None or new.modified is None:
        return 0
    if old.modified != new.modified:
        return 1
    # written once with the day of publication and never again by many templates
    return 0 if new.modified == new.published else -1


def _points(edit: Edit, looks: _Looks) -> int:
    """Weigh a change of the body: see the table in docs/explanation/corrections.md."""
    length = _length(edit, looks)
    points = looks.dated + length + bool(_QUOTED.search(edit.old + edit.new))
    if _is_of_page(edit, looks):
        points -= 2
    is_told = looks.dated >= 0 and _all(narration.is_narrated, edit, looks)
    if not _is_in_both(edit):
        if looks.rotates:
            points -= 2
        elif not edit.new:
            points += 1
        else:
            points += is_told
        return points + _is_at_home(edit, looks)
    before, after = _FIGURES.findall(edit.old), _FIGURES.findall(edit.new)
    if before == after:  # machines write figures, people words
        return points + (length > 0 or _is_one_word(edit)) + is_told
    # a counter moves all of its figures, an error is in one
    is_one = len(before) == len(after) and (
        sum(a != b for a, b in zip(before, after, strict=True)) == 1
    )
    is_told = is_told and is_one and _all(narration.is_of_past, edit, looks)
    return points + 2 * (_is_slip(before, after) or is_told)


def _all(tells: Callable[[str, str], bool], edit: Edit, looks: _Looks) -> bool:
    """Tell whether something holds of each wording that there is."""
    language = tags.base(looks.new.language)
    return all(tells(text, language) for text in (edit.old, edit.new) if text)


def _is_of_page(edit: Edit, looks: _Looks) -> bool:
    """Tell whether a wording speaks of the page or to its reader."""
    language = tags.base(looks.new.language)
    return any(narration.is_of_page(text, language) for text in (edit.old, edit.new))


def _length(edit: Edit, looks: _Looks) -> int:
    """Return 0 to 2 for the text of the paragraph that stood, or came, or went."""
    side = looks.new if edit.new else looks.old
    paragraph = _around(edit.new or edit.old, side)
    if _is_in_both(edit):
        kept = set(_sentences(looks.old))
        paragraph = [s for s in paragraph if s == edit.new or s in kept]
    size = sum(map(_size, paragraph))
    return (size >= LONG) + (size >= VERY_LONG)


def _size(text: str) -> int:
    return sum(_SIGN_WORTH if "\u3400" <= char <= "\u9fff" else 1 for char in text)


def _is_at_home(edit: Edit, looks: _Looks) -> bool:
    """Tell whether a sentence speaks of what the rest of its article speaks of."""
    side = looks.new if edit.new else looks.old
    own = _content(edit.new or edit.old, side.language)
    rest = set(_content(side.headline, side.language))
    paragraph = set(_around(edit.new or edit.old, side))
    for sentence in _sentences(side):
        if sentence not in paragraph:
            rest |= _content(sentence, side.language)
    shared = len(own & rest)
    return shared > 1 and shared >= _COMMON * len(own)


def _content(text: str, language: str) -> set[str]:
    """Return the beginnings of the words that say what a text is about."""
    small = small_words(language)
    return {
        term[:_STEM]
        for term in search_terms.terms(text)
        if (len(term) >= _SHORTEST or search_terms.is_unspaced(term))
        and term not in small
        and not any(map(str.isdigit, term))
    }


def _is_one_word(edit: Edit) -> bool:
    """Tell whether a word or two of a sentence were changed, and the rest stayed."""
    before, after = (Counter(map(fold, words(text))) for text in (edit.old, edit.new))
    most = max((before - after).total(), (after - before).total())
    return most <= _FEW_WORDS


def _is_slip(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether one figure has its digits in another order: a slip of the pen."""
    pairs = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
    return len(before) == len(after) and any(sorted(a) == sorted(b) for a, b in pairs)


def _around(sentence: str, article: Article) -> list[str]:
    """Return the sentences of the block that a sentence stands in."""
    blocks = (sentences_of(block, article.language) for block in article.blocks)
    return next(found for found in blocks if sentence in found)


def _sentences(article: Article) -> list[str]:
    return [
        sentence
        for block in article.blocks
        for sentence in sentences_of(block, article.language)
    ]


def _is_prose(edit: Edit) -> bool:
    """Tell whether both wordings end like a sentence."""
    return all(ends(text) for text in (edit.old, edit.new) if text)


def ends(text: str) -> bool:
    """Tell whether a line ends like a sentence, in its own script."""
    if _END.search(text):
        return True
    return len(_NO_STOPS.findall(text)) * 2 > len(text)


def shape(sentence: str) -> str:
    """Return a sentence with every figure alike: one count looks like the next."""
    return _FIGURES.sub("0", caseless(sentence))


def shared(article: Article, others: Iterable[Article]) -> frozenset[str]:
    """Return the shapes of sentences that stand on other pages of the source.

    Pages that tell the same story share sentences that are news: they are left out.
    """
    own = _shapes(article)
    found: set[str] = set()
    for other in others:
        shapes = _shapes(other)
        is_same = len(own & shapes) * _SAME_STORY >= len(own)
        if not is_same and likeness(article.headline, other.headline) < _LIKE:
            found |= shapes
    return frozenset(found)


def _shapes(article: Article) -> set[str]:
    return {shape(sentence) for sentence in _sentences(article)}


def restless(revisions: Sequence[Article]) -> frozenset[str]:
    """Return the shapes that stood in one article with different figures."""
    seen: dict[str, set[str]] = {}
    for article in revisions:
        for sentence in _sentences(article):
            seen.setdefault(shape(sentence), set()).add(sentence)
    return frozenset(one for one, wordings in seen.items() if len(wordings) > 1)
