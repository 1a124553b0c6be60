"""Find the sentences of a text by rules that are kept as data per language.

Does not change the text: spans and the white space between them hold every
character. A wrongly broken sentence ("the mountains. snow capped peaks") stays
one span, so that it is translated as one. A span that no sentence is as long as
is cut where a clause or at least a word ends: see ``LONGEST``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from polywire.language.facts import facts

_END = re.compile(
    r"""(?P<mark>(?<![.!?…؟۔।])[.!?…؟۔।]+)(?P<close>["'”’»“›)\]]*)(?P<gap>\s+)
      | (?P<wide>(?<![。！？｡])[。！？｡]+)(?P<wideclose>[」』”’）)]*)(?P<widegap>\s*)
      | (?P<hard>\n\s*\n\s*)""",
    re.VERBOSE,
)
LONGEST = 1500
"""Characters of the longest span. Of 129,739 sentences of the pages of the bench 3 are
longer (lists of names); what is longer costs more than it says (decision 0215)."""
_WIDE = r"(?<=[{}])(?![」』”’）)])"
_SAFE_CUTS = (
    re.compile(r"(?<=[;:.!?…؛؟۔।])\s+|" + _WIDE.format("。！？；：")),
    re.compile(r"(?<=[,،])\s+|" + _WIDE.format("、，")),
    re.compile(r"(?<![\d\s])\s++|(?<!\s)\s++(?!\d)"),
    re.compile(r"\s+"),
)
"""Where an endless sentence may be cut, the best place first: never inside a word,
and between two groups of digits only where there is nothing else."""
_WORD_BEFORE = re.compile(r"[^\s\"'“”„«»‘’(\[—–]+$")
_OPENERS = "\"'“”„«‹‘(["
_DASHES = "-–—―"
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = 2
_DAY = 2
"""Figures of a day of a month."""
_LONGEST_SPEAKER = 5
"""Words within which the verb follows its speaker ("Mia van der Roe said")."""
_LONGEST_ABBREVIATION = 3
"""Most words that one abbreviation holds ("i. d. r")."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The abbreviations and openings of one language."""

    name: frozenset[str]
    number: frozenset[str]
    inside: frozenset[str]
    starters: frozenset[str]
    said: frozenset[str]
    ordinal: frozenset[str] = frozenset()
    measure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place where a sentence may end."""

    mark: str
    close: str
    before: str
    """The text of the sentence up to the end mark."""
    after: str
    """What follows the white space."""


def split(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences; only white space lies between them.

    None is longer than ``LONGEST``, unless it has no place to be cut at.
    """
    return [part for span in whole(text, language) for part in _cut(text, *span)]


def whole(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences, however long they are."""
    rules = _rules(language)
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text, start):
        end = _end_of_sentence(match)
        after = text[match.end() : match.end() + 80]
        if match.group("hard"):
            is_end = True
        elif match.group("wide"):
            is_end = bool(after)
        else:
            before = text[max(start, match.start() - 400) : match.start()]
            close = match.group("close")
            is_end = _ends(_Candidate(match.group("mark"), close, before, after), rules)
        if is_end and end > start:
            spans.append((start, end))
            start = match.end()
    end = len(text.rstrip())
    if end > start:
        spans.append((start, end))
    return spans


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences themselves, without the white space between them."""
    return [text[start:end] for start, end in split(text, language)]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of an endless sentence; an endless word stays whole."""
    while end - start > LONGEST:
        gap = _gap(text, start, end)
        if gap is None:
            break
        yield start, gap[0]
        start = gap[1]
    yield start, end


def _gap(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the last good place to cut in reach, or the first one behind it."""
    middle, stop = start + LONGEST // 2, start + LONGEST
    for cut in _SAFE_CUTS:
        # two characters further, for what must not follow
        spans = (match.span() for match in cut.finditer(text, middle, stop + 2))
        found = [span for span in spans if span[0] <= stop]
        if found:
            first, last = found[-1]
            break
    else:
        behind = _SAFE_CUTS[-1].search(text, stop, end)
        if behind is None:
            return None
        first, last = behind.span()
    while text[last].isspace():  # a gap that goes on behind the reach
        last += 1
    return first, last


def _end_of_sentence(match: re.Match[str]) -> int:
    """Return where the sentence ends: before the white space."""
    for gap in ("gap", "widegap", "hard"):
        if match.group(gap) is not None:
            return match.start(gap)
    return match.end()


def _ends(candidate: _Candidate, rules: _Rules) -> bool:
    """Decide whether a sentence ends at this place."""
    opening, rest = _opening(candidate.after)
    if not rest:
        return False
    if rest[0].islower():
        return False
    if rest[0] in ",;:.!?…)]%":
        return False
    if candidate.close and _has_speaker(candidate, opening, rest, rules):
        return False
    if candidate.mark == "." and not candidate.close:
        return not opening.startswith("(") and _stop_ends(
            candidate.before, opening + rest, rest, rules
        )
    return True


def _opening(after: str) -> tuple[str, str]:
    """Part quotation marks and dashes at the start from the words."""
    index = 0
    while index < len(after) and (
        after[index] in _OPENERS
        or after[index] in _DASHES
        or (index and after[index].isspace())
        or after[index] in "¿¡#@•*"
    ):
        index += 1
    return after[:index], after[index:]


def _has_speaker(candidate: _Candidate, opening: str, rest: str, rules: _Rules) -> bool:
    """Tell whether a quotation goes on with its speaker: '"Ready?" Mia said.'."""
    if opening or "." in candidate.mark:
        return False
    words = rest.split()[:_LONGEST_SPEAKER]
    if not words or words[0] in rules.starters:
        return False
    return any(word.rstrip(".,").lower() in rules.said for word in words[1:])


def _stop_ends(before: str, whole: str, rest: str, rules: _Rules) -> bool:
    """Decide for a single full stop, by the words around it."""
    found = _WORD_BEFORE.search(before)
    if found is None:
        return True
    word = found.group()
    if word.isdigit() and not before[: found.start()].strip():
        return False  # "1. Wash the rice."
    next_word = _NEXT_WORD.match(rest)
    following = next_word.group() if next_word else ""
    if _is_letter(word) and _is_letter(following) and rest[1:2] == ".":
        return False  # "z. B. Für", "J. K. Marlow"
    starts = following in rules.starters
    if rules.ordinal and word.isdigit() and len(word) <= _DAY:
        return starts  # "am 3. Dezember"
    return _word_ends(before, word, whole, starts=starts, rules=rules)


def _word_ends(
    before: str, word: str, whole: str, *, starts: bool, rules: _Rules
) -> bool:
    """Decide by what the data says of the word before the stop."""
    forms = _forms(before)
    if forms & rules.measure and before[: -len(word)].rstrip()[-1:].isdigit():
        return not whole[:1].isdigit()
    if forms & rules.inside:
        return starts or (whole[:1] in _OPENERS and not whole[1:2].isdigit())
    if forms & rules.name:
        return False
    if _is_initial(word):
        return starts
    return not (forms & rules.number and whole[:1].isdigit())


def _is_letter(word: str) -> bool:
    """Tell whether a word is one letter."""
    return len(word) == 1 and word.isalpha()


def _is_initial(word: str) -> bool:
    """Tell whether a word is one or two initials: "J", "J.K"."""
    parts = word.split(".")
    return len(parts) <= _INITIALS and all(
        len(part) == 1 and part.isupper() for part in parts
    )


def _forms(before: str) -> set[str]:
    """Return the last one to three words in the forms that the data uses."""
    words = before.split()[-_LONGEST_ABBREVIATION:]
    forms = set()
    for count in range(1, len(words) + 1):
        form = " ".join(words[-count:]).lower().lstrip("\"'“”„«‘(—–-[")
        forms.add(form)
        if count == 1 and "/" in form:
            forms.add(form.rsplit("/", 1)[-1])
    return forms


@cache
def _rules(language: str) -> _Rules:
    """Return the rules of a language, or those that hold for any."""
    base = language.partition("-")[0].lower()
    known = facts("sentences", base) or facts("sentences", "und")
    return _Rules(**{key: frozenset(words) for key, words in known.items()})
