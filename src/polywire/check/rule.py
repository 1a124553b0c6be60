"""What a rule is: a name, a severity, an example and a pure function.

Does not know which rules exist (see ``rules``) nor what a verdict is (``judge``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import msgspec

from polywire.article import Finding, PartType, Severity
from polywire.check import quotes
from polywire.check.measured_languages import may_stop
from polywire.check.side import Side
from polywire.language.facts import facts, languages
from polywire.language.meaning import senses
from polywire.language.meaning.negation import Negation
from polywire.language.text.lexicon import stem
from polywire.language.text.words import fold, parts, small_words, unpointed, words
from polywire.tables import table

_SHORTEST, _WORD, _ENDING = 3, 5, 3
"""Letters that are left of a word without its ending (more, where the rest may be a
name), and of the longest ending."""
_ONE_CLAUSE = re.compile(r"(?s)(?:(?![,;:.!?()\[\]«»“”\"—–](?!\d)|\s-\s).){0,60}")
"""What may stand between two values of one clause: 60 characters at most."""
Placed = tuple[Hashable, int, int]
"""A value with its start and end in a text."""
ANY_LANGUAGE: frozenset[str] = frozenset()
"""The languages of a rule that needs no facts about a language."""


class LanguageIdentifier(Protocol):
    """Says in which language a text is written."""

    def __call__(self, text: str, *, candidates: Sequence[str]) -> tuple[str, float]:
        """Return the likeliest candidate and how sure that is (0 to 1)."""
        ...


class Lexicon(Protocol):
    """A rough dictionary of a language pair."""

    def targets(self, word: str) -> frozenset[str] | None:
        """Return stems that may translate a folded word; None when it is unknown."""
        ...

    def all_targets(self, word: str) -> frozenset[str]:
        """Return all stems that may follow from a word, those of small words too."""
        ...

    def forms(self, word: str) -> frozenset[str]:
        """Return whole words that may translate a folded word: "partido"."""
        ...

    def chance(self, stem: str) -> float:
        """Return the share of all words that may become a stem of the target."""
        ...

    def is_common(self, word: str) -> bool:
        """Tell whether a folded word of the source is more than a name."""
        ...

    def is_common_target(self, word: str) -> bool:
        """Tell whether a folded word of the target is more than a name."""
        ...

    def knows_target(self, word: str) -> bool:
        """Tell whether a folded word is a whole word of the target's vocabulary."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """What a word of the sentence must become: the operator's glossary says so."""

    said: str
    """As the sentence has it."""
    told: tuple[str, ...]
    """All forms that are right; at least one."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may ask besides the two texts; everything is optional."""

    names: frozenset[str] = frozenset()
    """Names of people that the article holds, as written in the source."""
    common: frozenset[str] = frozenset()
    """Folded words that the article also writes in lower case: not names."""
    identifier: LanguageIdentifier | None = None
    lexicon: Lexicon | None = None
    vocabulary: frozenset[str] = frozenset()
    """Folded words that the target language writes small; empty when nobody knows."""
    sensitive: bool = False
    """True asks for stricter agreement: accusation, crime, death, minors, war."""
    terms: tuple[Term, ...] = ()
    """The glossary's terms that this sentence holds."""
    back: str | None = None
    """The translation, translated back; only of sensitive sentences."""

    def is_name(self, word: str) -> bool:
        """Tell whether a folded word is a name, as far as article and model know."""
        if word in self.common:
            return False
        if any(fold(name) == word for name in self.names):
            return True
        if self.lexicon is None:
            return False
        # "shuts" is no word of the vocabulary, but its beginning is
        ends = range(len(word), max(_SHORTEST, len(word) - _ENDING) - 1, -1)
        return not any(self.lexicon.is_common(word[:end]) for end in ends)

    def is_word_there(self, text: str) -> bool:
        """Tell whether a word of the target is a common one, or begins with one."""
        word = fold(text)
        ends = range(max(_WORD, len(word) - _ENDING), len(word) + 1)
        found = (word, word.removesuffix("s"), *(word[:end] for end in ends))
        return not self.vocabulary.isdisjoint(found)

    def looks_like_name(self, text: str) -> bool:
        """Tell whether a text begins with a rare word that is no name: "Squid"."""
        first = fold(next(iter(words(text)), ""))
        is_rare = self.lexicon is not None and not self.lexicon.is_common(first)
        return is_rare and first in self.common


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation, with all that a rule may look at.

    No slots: the two sides are read once and kept, for all rules.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    part: PartType = "body"
    context: Context = field(default_factory=Context)
    printed: str = ""
    """The source as it was written, where ``source`` says it in plainer words."""

    @cached_property
    def left(self) -> Side:
        """The source, read."""
        return Side(unpointed(self.source), self.source_language)

    @cached_property
    def right(self) -> Side:
        """The target, read."""
        return Side(unpointed(self.target), self.target_language)

    @cached_property
    def meant(self) -> Pair | None:
        """The same pair, with what the source means in plain words; None if it does."""
        plain = senses.paraphrased(
            self.source, self.source_language, self.target_language
        )
        if plain == self.source:
            return None
        return replace(self, source=plain, printed=self.printed or self.source)

    @cached_property
    def negations(self) -> tuple[Negation, Negation] | None:
        """What both sides deny outside titles that were kept; None without facts."""
        sides = [self.left, self.right]
        said, told = ({s.strip(" .,") for s in side.quotes.spans} for side in sides)
        if kept := (said & told) - {""}:
            sides = [replace(s, text=quotes.without(s.text, kept)) for s in sides]
        left, right = (side.negation for side in sides)
        return None if left is None or right is None else (left, right)

    @property
    def more_negations(self) -> int:
        """How many negations more the target has; 0 without facts."""
        return self.negations[1].said - self.negations[0].said if self.negations else 0

    @cached_property
    def explained(self) -> frozenset[str]:
        """Stems that the source's words, or what may translate them, begin with."""
        lexicon = self.context.lexicon
        if lexicon is None:
            return self.left.stems
        every = (part for word in self.left.words for part in parts(word))
        return self.left.stems.union(
            *(told for part in every if (told := lexicon.targets(part)))
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule saw: evidence in plain words, and how bad it is if not as usual."""

    evidence: str
    severity: Severity | None = None


def exchanged(
    pair: Pair, said: Iterable[Placed], told: Iterable[Placed]
) -> Iterator[Fault]:
    """Yield neighbours that changed places inside a clause, as the source writes them.

    Only values that stand once on both sides are looked at. What they count may move
    with them ("38 crew and 214 passengers"), and so may a clause as a whole ("It opens
    on Monday, he said on Friday"); languages of another order turn all of them round.
    """
    left, right = pair.left, pair.right
    orders = {
        facts("clauses", side.base).get("turned", False) for side in (left, right)
    }
    here, there = _alone(said), _alone(told)
    for one, other in pairwise(value for value in here if value in there):
        first, second = here[one], here[other]
        if (
            len(orders) == 1
            and there[other] < there[one]
            and _ONE_CLAUSE.fullmatch(left.text, first[1], second[0])
            and _ONE_CLAUSE.fullmatch(right.text, there[other][1], there[one][0])
            and not (
                _behind(left, first) != _behind(left, second)
                and all(_keep_company(pair, here[v], there[v]) for v in (one, other))
            )
        ):
            told_of = left.text[slice(*first)], left.text[slice(*second)]
            yield Fault(f"{told_of[0]} and {told_of[1]} changed places")


def _alone(values: Iterable[Placed]) -> dict[Hashable, tuple[int, int]]:
    placed = sorted(values, key=lambda one: one[1])
    times = Counter(value for value, _, _ in placed)
    return {value: (start, end) for value, start, end in placed if times[value] == 1}


def _behind(side: Side, place: tuple[int, int]) -> str:
    """Return the word behind a value, folded: "passengers"."""
    return fold("".join(words(side.text[place[1] : place[1] + 60])[:1]))


def _keep_company(pair: Pair, here: tuple[int, int], there: tuple[int, int]) -> bool:
    """Tell whether a value has its word behind it on both sides."""
    lexicon, word = pair.context.lexicon, _behind(pair.left, here)
    known = lexicon.targets(word) if lexicon else None
    is_small = word in small_words(pair.left.base)
    return not is_small and stem(_behind(pair.right, there)) in (known or ())


@dataclass(frozen=True, slots=True)
class Example:
    """A documented example: a faulty translation and what is wrong with it."""

    source: str
    target: str
    languages: tuple[str, str] = ("en", "pt-BR")
    part: PartType = "body"


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: a small pure function with its name, severity and example."""

    name: str
    severity: Severity
    summary: str
    """One sentence for the operator."""
    example: Example
    look: Callable[[Pair], Iterable[Fault]]
    needs: str = ""
    """Data file of ``language`` that must know both languages; empty for none."""
    is_literal: bool = False
    """Goes by the very words of the source: a word that was copied was not translated.
    For all others what is right by the sense of an idiom is no fault: "red tape" holds
    no bureaucracy."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the rule knows; empty for all languages."""
        return languages(self.needs) if self.needs else ANY_LANGUAGE

    def applies(self, pair: Pair) -> bool:
        """Tell whether the rule has the language facts that the pair needs."""
        known = self.languages
        return not known or (pair.left.base in known and pair.right.base in known)

    def __call__(self, pair: Pair) -> tuple[Finding, ...]:
        """Return what is wrong with a pair."""
        if not self.applies(pair):
            return ()
        found = self._findings(pair)
        if found and not self.is_literal and pair.meant is not None:
            return self._findings(pair.meant)
        return found

    def _findings(self, pair: Pair) -> tuple[Finding, ...]:
        found = tuple(
            Finding(self.name, fault.severity or self.severity, fault.evidence)
            for fault in self.look(pair)
        )
        if not found or may_stop(self.name, (pair.left.base, pair.right.base)):
            return found
        stop, doubt = Severity.STOP, Severity.DOUBT
        return tuple(
            replace(one, severity=doubt) if one.severity is stop else one
            for one in found
        )


def declared(
    looks: Mapping[str, Callable[[Pair], Iterable[Fault]]],
) -> tuple[Rule, ...]:
    """Return rules by their names; what else is said of them stands in rules.toml."""
    said = table("polywire.check", "rules.toml")
    return tuple(
        Rule(
            name,
            Severity(said[name]["severity"]),
            said[name]["summary"],
            msgspec.convert(said[name]["example"], Example),
            look,
            said[name].get("needs", ""),
            said[name].get("is_literal", False),
        )
        for name, look in looks.items()
    )
