"""Words that mean opposite things: rose and fell, before and after.

Counts concepts in a text; does not compare texts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from polywire.language.facts import facts, table
from polywire.language.text.words import fold


@dataclass(frozen=True, slots=True)
class Modality:
    """Counts of one text."""

    hedged: int = 0
    """alleged, suspected, accused."""
    proven: int = 0
    """convicted, guilty."""
    reported: int = 0
    """Words that may render an accusation and mostly mean something else: says."""


def read(words: Iterable[str], language: str) -> Modality | None:
    """Count words of accusation; None when nothing is known of the language."""
    known = stems("modality", language)
    if known is None:
        return None
    counts = known.count(words)
    proven = max(0, counts["proven"] - counts["unproven"])
    return Modality(counts["hedged"], proven, counts["reported"])


_LONGEST_STEM = 14
_WORDS = 8_192


class Stems:
    """A set of words and stems ("win*"), each standing for one or more meanings.

    ``prefixes`` are written together with the word behind them: "l'ennemi".
    """

    def __init__(
        self, meanings: Mapping[str, Iterable[str]], prefixes: Sequence[str] = ()
    ) -> None:
        self._prefixes = tuple(fold(prefix) for prefix in prefixes)
        self._words: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        for meaning, forms in meanings.items():
            for form in forms:
                kept = self._stems if form.endswith("*") else self._words
                kept.setdefault(fold(form.rstrip("*")), set()).add(meaning)
        self._openers = {form.split()[0] for form in self._words if " " in form}
        # The words of news come again and again: one reading of each is enough.
        self._of = lru_cache(maxsize=_WORDS)(self._read)
        self._shortest = min(map(len, self._stems), default=_LONGEST_STEM)

    @cached_property
    def every(self) -> re.Pattern[str]:
        """All forms, the longest first: for a script without spaces."""
        known = sorted({*self._words, *self._stems}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, known)))

    def of(self, word: str) -> frozenset[str]:
        """Return the meanings of a folded word."""
        return self._of(word)

    def _read(self, word: str) -> frozenset[str]:
        found = self._look_up(word)
        for prefix in self._prefixes:
            if found:
                break
            if word.startswith(prefix):
                found = self._look_up(word.removeprefix(prefix))
        return found

    def _look_up(self, word: str) -> frozenset[str]:
        found = set(self._words.get(word, ()))
        for length in range(self._shortest, min(len(word), _LONGEST_STEM) + 1):
            found |= self._stems.get(word[:length], set())
        return frozenset(found)

    def count(self, words: Iterable[str]) -> Counter[str]:
        """Count the meanings of folded words, and of two that stand together."""
        counts: Counter[str] = Counter()
        before = ""
        for word in words:
            for meaning in self._of(word):
                counts[meaning] += 1
            if before in self._openers:
                counts.update(self._words.get(f"{before} {word}", ()))
            before = word
        return counts


@cache
def stems(name: str, language: str) -> Stems | None:
    """Return the words of a data file for a language; None when it has none."""
    known = facts(name, language)
    prefixes = table("polarity")["prefixes"].get(language, ())
    return Stems(known, prefixes) if known else None


@cache
def opposites() -> tuple[tuple[str, str], ...]:
    """Return the pairs of opposite meanings."""
    return tuple(table("polarity")["opposites"].items())


def count(words: Iterable[str], language: str) -> Counter[str] | None:
    """Count the concepts that folded words stand for; None without facts."""
    known = stems("polarity", language)
    return None if known is None else known.count(words)
