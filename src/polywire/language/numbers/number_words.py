"""Read numbers that are written in words: "two hundred and six", "meio milhão"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import gcd
from typing import Literal, NamedTuple

from polywire.language.numbers.number_facts import NumberFacts
from polywire.language.text.spans import Spans

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'\u200c][^\W\d_]+)*")
_GAP = re.compile(r"[ \u00a0\u202f]*-?[ \u00a0\u202f]*|[ ]?‑[ ]?")
_HALF, _ONE = Decimal("0.5"), Decimal(1)
_TEN, _TWENTY, _HUNDRED = 10, 20, 100
_THOUSAND = Decimal(1000)
LARGEST = Decimal(10) ** 24
"""No news counts further: "hundred hundred hundred" without end is no number."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words over ``text[start:end]``."""

    start: int
    end: int
    value: Decimal
    kind: Literal["words", "ordinal", "percent", "fraction", "vague"]


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    """Case-folded."""


def spelled(
    text: str, known: NumberFacts, taken: Sequence[tuple[int, int]]
) -> Iterator[Spelled]:
    """Yield the numbers in words that do not touch the spans already taken."""
    if not known.words and not known.scales:
        return
    # Most sentences have no number in words: nothing else is built for them.
    if not known.glued and known.starters.isdisjoint(
        map(str.casefold, _TOKEN.findall(text))
    ):
        return
    figures = Spans(taken)
    words = [
        word
        for match in _TOKEN.finditer(text)
        if not figures.touch(*match.span())
        for word in _unglued(match, known)
    ]
    position = 0
    while position < len(words):
        if words[position].text not in known.starters:
            position += 1
            continue
        reader = _Reader(text, words, position, known)
        found = reader.read()
        if found:
            yield found
        position = max(position + 1, reader.position)
        while found and position < len(words) and words[position].start < found.end:
            position += 1


_LONGEST_GLUE = 4
"""Letters of the longest that is written together with a number word."""


def _unglued(match: re.Match[str], known: NumberFacts) -> Iterator[_Word]:
    """Yield a word, or the number word in it behind what is written with it."""
    start, end, word = match.start(), match.end(), match[0].casefold()
    if known.glued and word not in known.starters:
        for cut in range(1, min(len(word), _LONGEST_GLUE + 1)):
            glue = known.glued.fullmatch(word[:cut])
            if glue and word[cut:] in known.starters:
                if glue[1]:
                    yield _Word(start, start + len(glue[1]), glue[1])
                yield _Word(start + cut, end, word[cut:])
                return
    yield _Word(start, end, word)


class _Reader:
    """Reads one number from a position in the words; remembers how far it came."""

    def __init__(
        self, text: str, words: list[_Word], position: int, known: NumberFacts
    ) -> None:
        self.text = text
        self.words = words
        self.position = position
        self.known = known
        self.first = position
        self.total = Decimal(0)
        self.current: Decimal | None = None
        self.last_scale = Decimal(1)
        self.is_firm = False

    def read(self) -> Spelled | None:
        """Return the number that starts here, or None."""
        ordinal = self._ordinal()
        if ordinal:
            return ordinal
        while (step := self._step()) is not None:
            self.position = step
            if not self._is_joined(self.position):
                break
        if self.position == self.first:
            return self._vague()
        return self._finished()

    def _word(self, position: int) -> str:
        return self.words[position].text if position < len(self.words) else ""

    def _is_joined(self, position: int) -> bool:
        """Tell whether only white space or a hyphen stands before this word."""
        if not 0 < position < len(self.words):
            return False
        gap = self.text[self.words[position - 1].end : self.words[position].start]
        return bool(_GAP.fullmatch(gap))

    def _step(self) -> int | None:
        """Take in the next word or words; return the position after them."""
        here = self.position
        if here > self.first and self._word(here) in self.known.joiners:
            if not self._is_joined(here + 1):
                return None
            return self._half(here + 1) or self._plain(here + 1, after_joiner=True)
        compound = self._hyphenated(here)
        if compound:
            return compound
        return self._half_of_scale(here) or self._plain(here) or self._scale(here)

    def _hyphenated(self, here: int) -> int | None:
        """French: "quatre-vingt-dix" is one entry of the table."""
        for length in (3, 2):
            if here + length > len(self.words):
                continue
            span = self.text[self.words[here].start : self.words[here + length - 1].end]
            value = self.known.words.get(span.casefold()) if "-" in span else None
            if value is not None and self._fits(value):
                self.current = (self.current or Decimal(0)) + value
                self.is_firm = True
                return here + length
        return None

    def _plain(self, here: int, *, after_joiner: bool = False) -> int | None:
        word = self._word(here)
        value = self.known.words.get(word)
        weak = self.known.weak.get(word) if value is None else None
        if value is None and weak is None:
            return None
        if here > self.first and not self._fits(value or weak or Decimal(0)):
            return None
        if after_joiner and self.last_scale > _THOUSAND and self.current is None:
            return None  # "five million and two children" are two numbers
        if value is not None:
            self.is_firm = True
        elif here > self.first:
            if self.current is None and not self._scale_follows(here + 1):
                return None
            self.is_firm = True
        self.current = (self.current or Decimal(0)) + (value or weak or Decimal(0))
        return here + 1

    def _scale_follows(self, here: int) -> bool:
        return self._is_joined(here) and self._word(here) in self.known.scales

    def _fits(self, value: Decimal) -> bool:
        """Tell whether a value may follow: twenty + five, hundred + twenty."""
        current, known = self.current, self.known
        if not current:
            return not self.total or value < self.last_scale
        if value == 0:
            return False
        if known.units_first and 0 < current % _HUNDRED < _TEN:
            return value < _HUNDRED and value % _TEN == 0
        if value < _TEN:
            is_teen = current % _HUNDRED == _TEN and not known.ten_joins
            return current % _TEN == 0 and not is_teen
        return value < _HUNDRED and current % _HUNDRED == 0

    def _scale(self, here: int) -> int | None:
        word = self._word(here)
        scale = self.known.scales.get(word)
        if scale is None and word in self.known.dozens and self.current:
            scale = Decimal(12)
        if scale is None:
            return None
        starts = self.current is None and not self.total
        if starts and scale != _THOUSAND:
            return None
        if starts and self.known.weak.keys() & {"a", "an"}:
            return None  # English says "a thousand"
        if max(self.total, self.current or _ONE) * scale > LARGEST:
            return None
        if scale < _THOUSAND:
            self.current = (self.current or Decimal(1)) * scale
        elif self.current is None and self.total:
            self.total *= scale
        else:
            self.total += (self.current or Decimal(1)) * scale
            self.current = None
        self.last_scale, self.is_firm = scale, True
        return here + 1

    def _half(self, here: int) -> int | None:
        """Read "(and) a half", "(e) meio" after a number."""
        word = self._word(here)
        if word in self.known.weak and self._is_joined(here + 1):
            here += 1
            word = self._word(here)
        if self.known.fractions.get(word) != _HALF:
            return None
        if self.current is None:
            self.total += _HALF * self.last_scale
        else:
            self.current += _HALF
        return here + 1

    def _half_of_scale(self, here: int) -> int | None:
        """Read "half a million", "meio milhão"; and "two thirds"."""
        fraction = self.known.fractions.get(self._word(here))
        if fraction is None:
            return None
        after = here + 1
        if self._word(after) in self.known.weak and self._is_joined(after + 1):
            after += 1
        if here == self.first and fraction == _HALF and self._scale_follows(after):
            self.current = fraction
            return after
        return None

    def _ordinal(self) -> Spelled | None:
        """Read a fraction ("two-thirds") or an ordinal ("twenty-first")."""
        here = self.first
        word, after = self._word(here), self._word(here + 1)
        known = self.known
        count = known.words.get(word) or known.weak.get(word)
        joined = self._is_joined(here + 1)
        if joined and count and count < _TWENTY and _is_part(count, after, known):
            is_vague = word in known.weak and after in known.vague
            self.position = here + 2
            value = count * known.fractions[after]
            return self._made(here + 2, value, "vague" if is_vague else "fraction")
        is_tens = joined and count and count >= _TWENTY and not known.ordinal_tens
        if is_tens and count and (low := self._low_ordinal(after)):
            self.position = here + 2
            return self._made(here + 2, count + low, "ordinal")
        high = known.ordinals.get(word)
        if high is None:
            return None
        low_value = self._low_ordinal(after) if joined and high % _TEN == 0 else None
        self.position = here + (2 if low_value else 1)
        return self._made(self.position, high + (low_value or 0), "ordinal")

    def _low_ordinal(self, word: str) -> Decimal | None:
        value = self.known.ordinals.get(word)
        if value is None and word not in self.known.weak:
            value = self.known.vague.get(word)
        return value if value and value < _TEN and value == int(value) else None

    def _made(
        self,
        end: int,
        value: Decimal,
        kind: Literal["words", "ordinal", "percent", "fraction", "vague"],
    ) -> Spelled:
        return Spelled(
            self.words[self.first].start, self.words[end - 1].end, value, kind
        )

    def _vague(self) -> Spelled | None:
        known, word = self.known, self._word(self.first)
        value = known.vague.get(word, known.fractions.get(word))
        if value is None:
            value = known.scales.get(word)
        return None if value is None else self._made(self.first + 1, value, "vague")

    def _finished(self) -> Spelled | None:
        value = self.total + (self.current or Decimal(0))
        if not self.is_firm:
            self.position = self.first + 1
            return self._vague()
        made = self._made(self.position, value, "words")
        rest = self.text[made.end : made.end + 40].casefold()
        body = rest.lstrip(" \u00a0-")
        for word in sorted(self.known.percent, key=len, reverse=True):
            if body.startswith(word.casefold()) and word[0].isalpha():
                end = made.end + len(rest) - len(body) + len(word)
                return Spelled(made.start, end, value, "percent")
        before = self.text[max(0, made.start - 40) : made.start].casefold().rstrip()
        if before.endswith(self.known.percent_before):
            return replace(made, kind="percent")
        return made


def _is_part(count: Decimal, word: str, known: NumberFacts) -> bool:
    """Tell whether so many of a part are a fraction: "dois quartos" are two rooms.

    Only tenths, hundredths and so on are left as they are: two tenths.
    """
    part = known.fractions.get(word)
    if part is None:
        return False
    whole = round(1 / part)
    return whole % _TEN == 0 or gcd(int(count), whole) <= 1
