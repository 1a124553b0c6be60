"""Whether an article tells the same number, date or name in one way only.

Compares places of one article with each other: what a sentence alone may pass, as a
person's own correction does, still has to agree with the rest. Changes no verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from polywire.article import Draft, Finding, SegmentVerdict, Severity
from polywire.check.side import Side
from polywire.language.names import names
from polywire.language.text.likeness import are_alike
from polywire.language.text.words import fold, parts

Fact = tuple[str, object]
"""A kind and a value: ("number", 820000), ("month", 6)."""

_ALIKE = 0.72
"""As the rule ``name`` has it for one sentence."""
_LONGEST_ENDING = 2
"""Kovač and Kovačs are one name; Kovač and Kovčak are not."""
_LATIN = frozenset({"en", "pt", "es", "fr", "de", "it", "gl", "ca", "nl", "pl"})


@dataclass(frozen=True)
class Told:
    """One sentence that is shown in translation. No slots: facts are kept."""

    index: int
    is_headline: bool
    left: Side
    right: Side

    @cached_property
    def said(self) -> frozenset[Fact]:
        """What the original says in figures and dates."""
        return _facts(self.left)

    @cached_property
    def told(self) -> frozenset[Fact]:
        """What the translation says in figures and dates."""
        return _facts(self.right)

    @cached_property
    def new(self) -> Mapping[str, Fact]:
        """Of each kind the first fact that only the translation tells."""
        found: dict[str, Fact] = {}
        for fact in sorted(self.told - self.said, key=str):
            found.setdefault(fact[0], fact)
        return found

    @cached_property
    def here(self) -> frozenset[str]:
        """The words of the original, and their parts."""
        return frozenset(part for word in self.left.words for part in parts(word))

    @cached_property
    def there(self) -> frozenset[str]:
        """The words of the translation, and their parts."""
        return frozenset(part for word in self.right.words for part in parts(word))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """What may be a name in the translation and is no word of the original."""
        found = names.find(self.right.plain, self.right.base)
        return frozenset(fold(name.text) for name in found) - self.here


def look_for_disagreement(draft: Draft) -> Iterator[Finding]:
    """Find what one article tells in two ways."""
    shown = tuple(_shown(draft))
    yield from _values(shown)
    yield from _names(shown)


def _shown(draft: Draft) -> Iterator[Told]:
    pairs = zip(draft.segments, draft.translations, strict=False)
    for index, (segment, one) in enumerate(pairs):
        if one.verdict is not SegmentVerdict.STOP:
            yield Told(
                index,
                segment.part == "headline",
                Side(one.source, draft.source_language),
                Side(one.target, draft.language),
            )


def _facts(side: Side) -> frozenset[Fact]:
    firm = (n for n in side.values if n.kind != "vague" and n.figure)
    return frozenset(
        [
            *(("number", n.value) for n in firm),
            *(("month", month) for month in side.months.possible),
            *(("weekday", day) for day in side.weekdays.possible),
        ]
    )


def _values(shown: Sequence[Told]) -> Iterator[Finding]:
    for fact, places in sorted(_by_fact(shown).items(), key=str):
        right = [one for one in places if fact in one.told]
        wrong = [(one, other) for one in places if (other := _instead(fact, one))]
        if right and wrong:
            one, other = wrong[0]
            evidence = f"{_written(fact)} is told as {_written(other)}"
            yield _finding("told-in-two-ways", evidence, one, right[0])


def _by_fact(shown: Iterable[Told]) -> Mapping[Fact, list[Told]]:
    places: dict[Fact, list[Told]] = defaultdict(list)
    for one in shown:
        for fact in one.said:
            places[fact].append(one)
    return {fact: found for fact, found in places.items() if len(found) > 1}


def _instead(fact: Fact, one: Told) -> Fact | None:
    """Return what stands in the place of a fact, if something does."""
    if fact in one.told:
        return None
    return one.new.get(fact[0])


def _written(fact: Fact) -> str:
    kind, value = fact
    return f"{value:,}" if kind == "number" else f"{kind} {value}"


def _names(shown: Sequence[Told]) -> Iterator[Finding]:
    """Find a person with one name here and a similar one there."""
    if not shown or not {shown[0].left.base, shown[0].right.base} <= _LATIN:
        return
    forms: dict[str, dict[str, Told]] = defaultdict(dict)
    for one in shown:
        for name in names.find(one.left.plain, one.left.base):
            word = parts(fold(name.text))[0]
            form = _form(word, one)
            if form:
                forms[word].setdefault(form, one)
    for word, found in sorted(forms.items()):
        if word in found and len(found) > 1:
            other = next(form for form in found if form != word)
            evidence = f"{word}: {', '.join(sorted(found))}"
            yield _finding("name-in-two-forms", evidence, found[other], found[word])


def _form(word: str, one: Told) -> str | None:
    """Return how a sentence writes a name: as it is, or as what looks like it."""
    if word in one.there:
        return word
    near = sorted(
        other for other in one.capitals if word[0] == other[0] and _alike(word, other)
    )
    return near[0] if near else None


def _alike(word: str, other: str) -> bool:
    """Tell whether two words are one name that was written in two ways."""
    shorter, longer = sorted((word, other), key=len)
    is_ending = longer.startswith(shorter) and len(longer) - len(shorter) <= (
        _LONGEST_ENDING
    )
    return not is_ending and are_alike(word, other, _ALIKE)


def _finding(rule: str, evidence: str, wrong: Told, right: Told) -> Finding:
    """Say where two sentences differ; between headline and body it is told apart."""
    where = f"{evidence} in sentence {wrong.index + 1}, not in {right.index + 1}"
    # A name may be a word as well: of 6 pairs of ntrex-dev that differ between headline
    # and body, 5 were rightly translated in one place (Europe, Athletics, Vienna).
    severity = Severity.NOTE if rule == "name-in-two-forms" else Severity.DOUBT
    if wrong.is_headline or right.is_headline:
        rule = "headline-body"
    return Finding(rule, severity, where, wrong.index)
