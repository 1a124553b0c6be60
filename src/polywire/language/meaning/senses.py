"""Senses of words: "weir" that an engine takes for "weird", "time" that is a team.

Knows which words of news engines take in another sense, in which company, how to say
them so that they do not, and which renderings betray the other sense. Facts:
``data/senses.toml``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from polywire.language.facts import facts
from polywire.language.text.tags import base

_OPENING = re.compile(r"^[\W\d_]*([^\W\d_])(?=[a-zà-ÿ]|\W)")
"""The first letter of a sentence, unless more capitals follow: TB, GPs."""
_NAME_FOLLOWS = re.compile(r" [A-ZÀ-Þ]")
_VARIES = re.compile(r"\([^()]*\)\??|\[[^]]*\]\??|\\.|[^(]\?")
"""What of an expression is not the same in all texts that it finds."""
_REMEMBERED = 512
"""Sentences of an article: each is read before the engine and again by the check."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of a word or phrase, as the data file describes it.

    Expressions are compiled when they are first needed: all of them take a second.
    """

    said: str
    holds: tuple[str, ...]
    """Letters of which a text holds some wherever ``said`` is found: quickly asked."""
    say: str | Mapping[str, str]
    """The same thing in words that engines know; by form where a verb's forms differ,
    empty where there are no such words."""
    near: str
    """What must stand elsewhere in the sentence; empty for nothing."""
    unless: str
    """What must not."""
    wrong: str
    """Renderings that are of another sense."""

    def in_plain_words(self, match: re.Match[str]) -> str:
        """Return what to say in place of a match; nothing for an unknown form."""
        if isinstance(self.say, str):
            return match.expand(self.say)
        return self.say.get(match[1], "")


@dataclass(frozen=True, slots=True)
class Use:
    """A word that a text uses in a sense that we know."""

    start: int
    end: int
    text: str
    """As it stands there."""
    say: str
    """How to say it; empty to leave it."""
    wrong: str

    def betrayed(self, translation: str) -> Iterator[str]:
        """Yield the words of a translation that are of another sense."""
        if self.wrong:
            yield from (match[0] for match in _words(self.wrong).finditer(translation))


def paraphrased(text: str, source: str, target: str) -> str:
    """Say in plain words what engines take in another sense."""
    parts: list[str] = []
    last = 0
    for use in uses(text, base(source), base(target)):
        if use.say and use.start >= last:
            parts += [text[last : use.start], use.say]
            last = use.end
    return "".join([*parts, text[last:]])


@lru_cache(_REMEMBERED)
def uses(text: str, source: str, target: str) -> tuple[Use, ...]:
    """Return the words whose sense we know, in their order; the longest comes first.

    The languages are without a region.
    """
    straight = text.replace("’", "'")  # as long as it was: places hold
    opening = _OPENING.match(text)
    at = opening.start(1) if opening else 0
    small = straight
    if opening:
        small = straight[:at] + straight[at : at + 1].lower() + straight[at + 1 :]
    found = [
        use
        for sense in _senses(source, target)
        if any(letters in small for letters in sense.holds)
        for use in _uses(sense, text, small, at)
    ]
    return tuple(sorted(found, key=lambda use: (use.start, -use.end)))


def _uses(sense: Sense, text: str, small: str, at: int) -> Iterator[Use]:
    """Yield the uses of one sense; ``small`` has no capital at its first letter."""
    for match in _whole(sense.said).finditer(small):
        start, end = match.span()
        is_first = start == at and text[start].isupper()
        if is_first and " " not in match[0] and _NAME_FOLLOWS.match(text, end):
            continue
        rest = f"{small[:start]} {small[end:]}"
        if sense.near and not _words(sense.near).search(rest):
            continue
        if sense.unless and _words(sense.unless).search(rest):
            continue
        say = sense.in_plain_words(match)
        if is_first:
            say = say[:1].upper() + say[1:]
        yield Use(start, end, text[start:end], say, sense.wrong)


@cache
def _senses(source: str, target: str) -> tuple[Sense, ...]:
    known: dict[str, dict[str, Any]] = facts("senses", source).get(target, {})
    return tuple(
        Sense(
            said,
            _holds(said),
            row.get("say", ""),
            row.get("near", ""),
            row.get("unless", ""),
            row.get("wrong", ""),
        )
        for said, row in known.items()
    )


def _holds(said: str) -> tuple[str, ...]:
    """Return the longest run of plain letters of each alternative."""
    while (without := _VARIES.sub("\0", said)) != said:
        said = without
    return tuple(max(one.split("\0"), key=len) for one in said.split("|"))


@cache
def _whole(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{said})(?![\w-])")


@cache
def _words(beginnings: str) -> re.Pattern[str]:
    """Find words that begin so, in either case."""
    return re.compile(rf"(?i)(?<!\w)(?:{beginnings})\w*")
