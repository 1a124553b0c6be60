"""One side of a pair, read: its words, numbers, quotation marks and so on.

Each fact is read at most once, whichever rules ask for it.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from polywire.check import quotes
from polywire.language.facts import facts, table
from polywire.language.meaning import critical, negation, polarity
from polywire.language.numbers import money, numbers, phones
from polywire.language.numbers.numbers import Number
from polywire.language.text import codes
from polywire.language.text.lexicon import stem
from polywire.language.text.spans import Spans
from polywire.language.text.tags import base
from polywire.language.text.words import fold, is_title_case, parts, words
from polywire.language.time import dates

# “Ready?” CNN asked: with a mark after it, a question need not end the sentence.
_BREAK = re.compile(
    r"[^\W\d_A-Z]{3}(?:[.…。।]+[\"”’»)]*|[!?؟]+)\s+[\"“‘«(]*[^\W\d_a-zà-ÿ]"
)
_ANY_BREAK = re.compile(r"[.!?…。؟।:;][\"”’»)]*\s+[\"“‘«(]*[^\W_a-zà-ÿ]")
_NEAR = 24
BEGINNING = 4
"""Letters that a place shares with the name of its people."""
_INITIALS = re.compile(r"(?<!\w)[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)|US\$")


@dataclass(frozen=True)
class Side:
    """A text and its language. No slots: facts are kept once they are read."""

    text: str
    language: str

    @cached_property
    def base(self) -> str:
        """The language without region: ``pt`` of ``pt-BR``."""
        return base(self.language)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The words as written, codes left out."""
        plain = _INITIALS.sub(
            lambda match: match[0].replace(".", "").replace("US$", " "), self.plain
        )
        return words(plain)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, folded."""
        return tuple(fold(word) for word in self.written)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Addresses, handles, tags."""
        return tuple(self.text[start:end] for start, end in codes.find(self.text))

    @cached_property
    def plain(self) -> str:
        """The text with its codes blanked out, of the same length."""
        kept: list[str] = []
        last = 0
        for start, end in codes.find(self.text):
            kept += [self.text[last:start], " " * (end - start)]
            last = end
        return "".join([*kept, self.text[last:]])

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers but those of clock times and telephones."""
        clocks = [(one.start, one.end) for one in self.clocks]
        # Alone, Portuguese "cento" is no hundred ("cem") but half of "por cento".
        never_alone = facts("numbers", self.base).get("never_alone", ())
        others = Spans([*clocks, *((one.start, one.end) for one in self.phones)])
        return tuple(
            number
            for number in numbers.find(self.text, self.language)
            if number.text.casefold() not in never_alone
            and not others.hold(number.start)
        )

    @cached_property
    def numbered(self) -> Spans:
        """Where the numbers stand."""
        return Spans((number.start, number.end) for number in self.numbers)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first letters of the words: a place and its people share them."""
        return frozenset(word[:BEGINNING] for word in self.words)

    @cached_property
    def small_beginnings(self) -> frozenset[str]:
        """The first letters of words that are written small."""
        return frozenset(
            fold(word)[:BEGINNING] for word in self.written if word[:1].islower()
        )

    @cached_property
    def phones(self) -> tuple[phones.Phone, ...]:
        """Telephone numbers."""
        return phones.find(self.plain)

    @cached_property
    def values(self) -> tuple[Number, ...]:
        """All numbers, those of sums of money with the scale of the sum ("£3m")."""
        sums = {m.number.start: m.value for m in self.money}
        return tuple(
            replace(number, value=sums.get(number.start, number.value))
            for number in self.numbers
        )

    @cached_property
    def money(self) -> tuple[money.Money, ...]:
        """All sums of money."""
        return money.find(self.text, self.language)

    @cached_property
    def clocks(self) -> tuple[dates.Clock, ...]:
        """Times of day."""
        return dates.clocks(self.plain, self.base)

    @cached_property
    def months(self) -> dates.Named:
        """Months."""
        return dates.months(self.plain, self.base)

    @cached_property
    def weekdays(self) -> dates.Named:
        """Weekdays."""
        return dates.weekdays(self.plain, self.base)

    @cached_property
    def negation(self) -> negation.Negation | None:
        """Negations; None when nothing is known of the language."""
        return negation.count(self.plain, self.base)

    @cached_property
    def concepts(self) -> Counter[str] | None:
        """Concepts that have an opposite; None without facts."""
        known = polarity.stems("polarity", self.base)
        if known is None:
            return None
        if facts("numbers", self.base).get("by_sign"):
            return known.count(known.every.findall(self.plain))
        # "Short-term" is short.
        ages = tuple(table("polarity")["ages"].get(self.base, ()))
        return known.count(
            part
            for word in self.words
            if not word.endswith(ages)
            for part in ((word,) if known.of(word) else word.split("-"))
        )

    @cached_property
    def critical(self) -> tuple[critical.Named, ...] | None:
        """What a newsroom must not confuse; None without facts."""
        return critical.find(self.plain, self.base)

    @cached_property
    def units(self) -> Counter[str] | None:
        """Units of measure after numbers; None without facts."""
        known = polarity.stems("measures", self.base)
        if known is None:
            return None
        # "Last minute" is no measure: only what follows a number counts.
        after = (
            self.plain[n.end : n.end + _NEAR] for n in self.numbers if n.kind != "vague"
        )
        near = (self.in_unit_words(text)[:1] for text in after)
        return known.count(part for word in near for parts in word for part in parts)

    def in_unit_words(self, text: str) -> list[list[str]]:
        """Return words as their parts: "45-year-old"; those of one unit are one."""
        joined = re.compile(table("measures")["joined"].get(self.base, "(?!)"))
        return [w.split("-") for w in words(joined.sub("watthour", fold(text)))]

    @cached_property
    def modality(self) -> polarity.Modality | None:
        """Words of accusation; None without facts."""
        return polarity.read((w.removesuffix("'s") for w in self.words), self.base)

    @cached_property
    def quotes(self) -> quotes.Quotes:
        """Quotation marks."""
        of_names = self.base in table("typography")["named"]["languages"]
        return quotes.read(self.text, of_names=of_names)

    @cached_property
    def stems(self) -> frozenset[str]:
        """What the words share with their other forms."""
        return frozenset(stem(part) for word in self.words for part in parts(word))

    @cached_property
    def is_title_case(self) -> bool:
        """Most Words Have a Capital Letter: it proves no name."""
        return is_title_case(self.written)

    @cached_property
    def most_breaks(self) -> int:
        """How often a sentence may end inside the text."""
        return len(_ANY_BREAK.findall(self.text))

    @cached_property
    def breaks(self) -> int:
        """How often a sentence ends inside the text: surely, not after "Sen."."""
        return len(_BREAK.findall(self.text))
