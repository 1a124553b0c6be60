"""Revisions: what changed between two revisions of an article, sentence by sentence.

Does not name or judge the change (``source_corrections`` does) and never leaves the
process: the old words in a ``Change`` are not for readers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from polywire.article import Article, Block, normalise
from polywire.language.text import tags
from polywire.language.text.sentences import sentences
from polywire.language.text.words import fold, words

Part = Literal[
    "headline", "standfirst", "byline", "dateline", "body", "caption", "correction"
]

# A rewritten article keeps some sentences or at least half of its headline's
# words. Both lower bounds missed at once: the address serves another article.
LEAST_HEADLINE_SHARE: Final = 0.3
LEAST_SENTENCE_SHARE: Final = 0.1

STUB: Final = 2
"""A first alert of one or two sentences is often rewritten whole: no other article."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One sentence before and after; one of them is empty when it came or went."""

    part: Part
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """All edits between two revisions, with what is needed to judge them."""

    language: str
    edits: tuple[Edit, ...]
    names: frozenset[str]
    """Folded words that stand with a capital inside a sentence somewhere."""
    kept: frozenset[str]
    """Folded words of the whole new revision."""
    has_capitals: bool = True
    """The script tells names by a capital; where not, any new word may be one."""
    is_other_article: bool = False
    """The address serves another article now: hold the old one, start anew."""


def diff(old: Article, new: Article) -> Change | None:
    """Compare two revisions; None when readers would see no difference."""
    if old.revision == new.revision:
        return None
    edits = tuple(_without_moves(list(_edits(old, new))))
    if not edits:
        return None
    return Change(
        language=tags.base(new.language),
        edits=edits,
        names=_names(old) | _names(new),
        kept=frozenset(fold(word) for text in _texts(new) for word in words(text)),
        has_capitals=new.body.lower() != new.body.upper(),
        is_other_article=_is_other(old, new),
    )


def _edits(old: Article, new: Article) -> Iterator[Edit]:
    singles: tuple[tuple[Part, str | None, str | None], ...] = (
        ("headline", old.headline, new.headline),
        ("standfirst", old.standfirst, new.standfirst),
        ("byline", ", ".join(old.bylines), ", ".join(new.bylines)),
        ("dateline", old.dateline, new.dateline),
    )
    for part, before, after in singles:
        first, second = normalise(before or ""), normalise(after or "")
        if first != second:
            yield Edit(part, first, second)
    for part in ("body", "caption", "correction"):
        yield from _between(part, _sentences_of(old, part), _sentences_of(new, part))


def _part_of(block: Block) -> Part:
    if block.type == "figure":
        return "caption"
    return "correction" if block.type == "correction" else "body"


def _sentences_of(article: Article, part: Part) -> list[str]:
    return [
        sentence
        for block in article.blocks
        if _part_of(block) == part
        for sentence in sentences_of(block, article.language)
    ]


def sentences_of(block: Block, language: str) -> list[str]:
    """Return the sentences of a block; a cell of a table is one of its own."""
    return [
        normalise(sentence)
        for line in block.text.replace("\t", "\n").split("\n")
        for sentence in sentences(line, tags.base(language))
        if sentence.strip()
    ]


# Comparing costs the square of what differs. Longer texts are no articles; they
# are compared as bags of sentences, so that a hostile page costs a moment only.
_MOST_SENTENCES = 1_000


def _between(part: Part, old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    if len(old) + len(new) > _MOST_SENTENCES:
        gone, came = Counter(old) - Counter(new), Counter(new) - Counter(old)
        yield from (Edit(part, sentence, "") for sentence in gone)
        yield from (Edit(part, "", sentence) for sentence in came)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from _paired(part, list(old[i1:i2]), list(new[j1:j2]))


# Two sentences with fewer words in common than this are not one sentence
# edited, but one that went and one that came.
_LEAST_LIKENESS = 0.4

# An edited sentence stands near its old place: so many places are looked at.
_NEIGHBOURS = 12


def _paired(part: Part, old: list[str], new: list[str]) -> Iterator[Edit]:
    """Pair each new sentence with the likest old one near its place."""
    left = dict(enumerate(old))
    bags = [_bag(sentence) for sentence in old]
    for place, sentence in enumerate(new):
        middle = place * len(old) // len(new)
        near = range(middle - _NEIGHBOURS, middle + _NEIGHBOURS + 1)
        bag = _bag(sentence)
        ranked = [(_share(bags[i], bag), -i) for i in near if i in left]
        best, index = max(ranked, default=(0.0, 0))
        if best >= _LEAST_LIKENESS:
            yield Edit(part, left.pop(-index), sentence)
        else:
            yield Edit(part, "", sentence)
    for sentence in left.values():
        yield Edit(part, sentence, "")


def likeness(first: str, second: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1."""
    return 1.0 if first == second else _share(_bag(first), _bag(second))


def _bag(text: str) -> Counter[str]:
    return Counter(map(fold, words(text)))


def _share(one: Counter[str], two: Counter[str]) -> float:
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def _without_moves(edits: list[Edit]) -> Iterator[Edit]:
    """Leave out sentences that only moved to another place."""
    gone = Counter(edit.old for edit in edits if not edit.new)
    came = Counter(edit.new for edit in edits if not edit.old)
    moved_out, moved_in = gone & came, gone & came
    for edit in edits:
        if not edit.new and moved_out[edit.old]:
            moved_out[edit.old] -= 1
        elif not edit.old and moved_in[edit.new]:
            moved_in[edit.new] -= 1
        else:
            yield edit


def _texts(article: Article) -> list[str]:
    heads = [article.headline, article.standfirst or "", *article.bylines]
    return [*heads, *(block.text for block in article.blocks)]


def _names(article: Article) -> frozenset[str]:
    """Return words with a capital that do not begin their sentence, folded.

    Headlines do not count: some houses write every word with a capital.
    """
    found = {fold(word) for byline in article.bylines for word in words(byline)}
    for part in ("body", "caption"):
        for sentence in _sentences_of(article, part):
            found |= {fold(w) for w in words(sentence)[1:] if w[:1].isupper()}
    return frozenset(found)


def _is_other(old: Article, new: Article) -> bool:
    """Tell whether nothing of the old text is left, and no date says it is the same."""
    if old.published is not None and old.published == new.published:
        return False
    before = {fold(sentence) for sentence in _sentences_of(old, "body")}
    after = {fold(sentence) for sentence in _sentences_of(new, "body")}
    if min(len(before), len(after)) <= STUB:
        return False
    shared = len(before & after) / min(len(before), len(after))
    return (
        shared < LEAST_SENTENCE_SHARE
        and likeness(old.headline, new.headline) < LEAST_HEADLINE_SHARE
        and likeness(old.body, new.body) < _LEAST_LIKENESS
    )
