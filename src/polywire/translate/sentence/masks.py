"""Stand-ins: what a sentence holds in place of what the engine must not touch.

While a sentence is prepared, each protected span is one private-use character;
at the end it becomes a word like XQ1X or a number of three digits. Both come
back whole from the models of the default family (decision 0022).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

_FIRST_WORD = 0xE000
_FIRST_FIGURE = 0xE800
_BEHIND_FIGURES = 0xF900
# A sentence of 1,500 characters (``sentences.LONGEST``) has not half as many; what is
# beyond stays as it is, so that no text of whatever length breaks the count.
PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Characters that carry our masks; a source's own are taken out before."""

# Three digits, all different, no zero: nothing that the engine could read as a
# year, a road or an aeroplane, and no two that differ in one digit only.
_STAND_INS = (
    "134", "157", "176", "192", "218", "239", "253", "274", "296", "315", "342",
    "361", "387", "429", "436", "451", "478", "493", "517", "538", "562", "584",
    "619", "627", "643", "675", "692", "713", "728", "754", "786", "819", "836",
    "852", "871", "894", "916", "938", "945", "962",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mask:
    """One protected span: what the engine sees and what readers shall see."""

    token: str
    """"XQ1X" or "347"."""
    target: str
    source: str
    """As the source wrote it, for the problem's text."""


@dataclass(slots=True)
class Masks:
    """Collects the protected spans of one sentence."""

    _words: list[tuple[str, str]] = field(default_factory=list)
    _figures: list[tuple[str, str, Decimal]] = field(default_factory=list)

    def word(self, source: str, target: str | None = None) -> str:
        """Protect a span; return the character that stands for it."""
        if len(self._words) == _FIRST_FIGURE - _FIRST_WORD:
            return source
        self._words.append((source, source if target is None else target))
        return chr(_FIRST_WORD + len(self._words) - 1)

    def figure(self, source: str, target: str, value: Decimal) -> str:
        """Protect a number; return the character that stands for it."""
        if len(self._figures) == _BEHIND_FIGURES - _FIRST_FIGURE:
            return source
        self._figures.append((source, target, value))
        return chr(_FIRST_FIGURE + len(self._figures) - 1)

    def finish(self, text: str) -> tuple[str, tuple[Mask, ...]]:
        """Replace the private characters by words and numbers that engines keep."""
        figures = {
            chr(_FIRST_FIGURE + index): token
            for index, token in zip(
                _by_value(self._figures), self._free_stand_ins(text), strict=False
            )
        }
        tokens: dict[str, Mask] = {}
        number = 0
        for char in PRIVATE.findall(text):
            if char in tokens:
                continue
            token = figures.get(char)
            if token is None:  # a word, or more numbers than there are stand-ins
                number = _next_free(number, text)
                token = f"XQ{number}X"
            source, target = self._known(char)
            tokens[char] = Mask(token, target, source)
        words = {char for char, mask in tokens.items() if not mask.token.isdigit()}
        plain = PRIVATE.sub(lambda match: tokens[match[0]].token, _spaced(text, words))
        return plain, tuple(tokens.values())

    def _known(self, char: str) -> tuple[str, str]:
        index = ord(char)
        if index >= _FIRST_FIGURE:
            source, target, _ = self._figures[index - _FIRST_FIGURE]
            return source, target
        return self._words[index - _FIRST_WORD]

    def _free_stand_ins(self, text: str) -> Sequence[str]:
        """Pick stand-ins that do not occur in the text, spread over the list."""
        free = [token for token in _STAND_INS if token not in text]
        wanted = len(self._figures)
        if wanted >= len(free):
            return free
        # Not the first ones: round about the middle they are read as "hundreds".
        step = len(free) / max(wanted, 1)
        return [free[int(step * (place + 0.5))] for place in range(wanted)]


def _spaced(text: str, words: Collection[str]) -> str:
    """Put a blank where a token would touch a letter, a figure or another token."""
    spaced: list[str] = []
    for index, char in enumerate(text):
        before = text[index - 1] if index else " "
        touch = (before in words and _is_wordlike(char)) or (
            char in words and _is_wordlike(before)
        )
        spaced.append(f" {char}" if touch else char)
    return "".join(spaced)


def _is_wordlike(char: str) -> bool:
    return char.isalnum() or bool(PRIVATE.match(char))


def _by_value(figures: Sequence[tuple[str, str, Decimal]]) -> list[int]:
    """Order by value, so that "rose from A to B" stays true of the stand-ins."""
    return sorted(range(len(figures)), key=lambda index: (figures[index][2], index))


def _next_free(number: int, text: str) -> int:
    number += 1
    while f"XQ{number}X" in text:
        number += 1
    return number


_WORD_TOKEN = re.compile(r"(?<![^\W_])XQ\s?([0-9]+)\s?X(?!\d)", re.IGNORECASE)
_NUMBER_TOKEN = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:{'|'.join(_STAND_INS)})(?!\d|[.,]\d)"
)


def find_tokens(text: str) -> dict[str, list[re.Match[str]]]:
    """Return where each token stands in an engine's output."""
    found: dict[str, list[re.Match[str]]] = {}
    for match in _WORD_TOKEN.finditer(text):
        found.setdefault(f"XQ{match[1]}X", []).append(match)
    for match in _NUMBER_TOKEN.finditer(text):
        found.setdefault(match[0], []).append(match)
    return found
