"""Quotation marks, dashes, dots: to plain typewriter signs and back again.

``plain`` writes text as engines know it; ``dress`` writes it in the
conventions of a language. Neither changes a letter or a figure.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Any

from polywire.language.facts import facts

DOUBLE = '"“”„‟«»＂〝〞「」『』'
"""Signs that open or close a quotation by themselves."""
SINGLE = "'‘’‚‛‹›"
_TYPOGRAPHIC = frozenset("“”„‟«»‘’‚‛‹›—–…「」『』")
_OPENING = "([{\"'-–—/"
_CLOSING = ".,;:!?)]}\"'…-–—/"
_SPACED_DASH = re.compile(
    r"(?:(?<!\s)\s++)?[—―]\s*+|(?<!\s)\s++(?:[–‒−]|--++)\s++"
    r"|(?<=[^\W\d_])--++(?=\w)"
)
"""White space is taken from where it begins, so that a long run is read once."""
_NARROW_DASH = re.compile(r"[‐‑‒–−]")
_INSIDE_GUILLEMETS = re.compile(
    r"«[ \u00a0\u202f]+|(?<![ \u00a0\u202f])[ \u00a0\u202f]++»"
)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u200a\u2002\u2003\u3000]+")
_CUT_OFF = re.compile(
    r"(?<!\w)'(?=(?:em|tis|twas|til|cause|n|bout)\b|\d0s)", re.IGNORECASE
)
"""An apostrophe at the front of a word: 'em, '90s."""


@dataclass(frozen=True, slots=True)
class Typography:
    """The conventions of one language."""

    quotes: tuple[str, str, str, str]
    """Open and close outside, open and close inside."""
    dash: str
    apostrophe: str
    space: str = ""
    """Stands inside the outer quotation marks (French)."""


_TYPEWRITER = Typography(('"', '"', "'", "'"), " - ", "'")


@cache
def conventions(language: str) -> Typography:
    """Return the conventions of a language; English-like where we know none."""
    raw: dict[str, Any] = {}
    for tag in ("default", language.partition("-")[0], language):
        raw |= facts("typography", tag)
    return Typography(**(raw | {"quotes": tuple(raw["quotes"])}))


def is_typographic(text: str) -> bool:
    """Tell whether a text uses printers' signs at all."""
    return not _TYPOGRAPHIC.isdisjoint(text)


def plain(text: str) -> str:
    """Write a text with typewriter signs: ``"`` ``'`` `` - `` ``...``.

    Single quotation marks around a quotation become double ones, and the double ones
    inside them single, unless they stand inside a double quotation; apostrophes stay.
    """
    text = _INSIDE_GUILLEMETS.sub(lambda match: match[0].strip(), text)
    text = "".join(
        '"' if char in DOUBLE else "'" if char in SINGLE else char for char in text
    )
    text = _SPACED_DASH.sub(" - ", text)
    text = _NARROW_DASH.sub("-", text).replace("…", "...")
    text = _SPACES.sub(" ", text).strip()
    double = _doubles(text)
    spans = _single_spans(text)
    outside = [span for span in spans if not _is_inside_double(double, span)]
    chars = list(text)
    for start, end in outside:
        inside = double[bisect_left(double, start) : bisect_left(double, end)]
        for index in inside if len(inside) % 2 == 0 else ():
            chars[index] = "'"
        chars[start] = chars[end] = '"'
    return "".join(chars)


def _single_spans(text: str) -> list[tuple[int, int]]:
    """Return where single quotation marks open and close; never apostrophes."""
    apostrophes = {match.start() for match in _CUT_OFF.finditer(text)}
    closing = _closings(text, apostrophes)
    spans: list[tuple[int, int]] = []
    position = 0
    while (start := text.find("'", position)) >= 0:
        position = start + 1
        if start in apostrophes or not _opens(text, start):
            continue
        at = bisect_left(closing, start + 2)
        if at < len(closing):
            spans.append((start, closing[at]))
            position = closing[at] + 1
    return spans


def _closings(text: str, apostrophes: set[int]) -> list[int]:
    """Return the signs that may close; a plural's apostrophe only as the last one."""
    possible = [
        index
        for index, char in enumerate(text)
        if char == "'" and index not in apostrophes and _closes(text, index)
    ]
    return [
        index
        for index in possible
        if index == possible[-1]
        or text[index - 1] != "s"
        or text[index + 1 : index + 2] != " "
    ]


def _opens(text: str, index: int) -> bool:
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return (not before or before.isspace() or before in _OPENING) and bool(
        after.strip()
    )


def _closes(text: str, index: int) -> bool:
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return (not after or after.isspace() or after in _CLOSING) and bool(before.strip())


def _doubles(text: str) -> list[int]:
    return [index for index, char in enumerate(text) if char == '"']


def _is_inside_double(double: list[int], span: tuple[int, int]) -> bool:
    return bisect_left(double, span[0]) % 2 == 1


def nested(text: str) -> str:
    """Write a quotation inside a quotation in single typewriter signs."""
    return _quoted(text, _TYPEWRITER)


def nests(text: str) -> bool:
    """Tell whether a text has single quotation marks inside double ones."""
    flat = plain(text)
    return any(_is_inside_double(_doubles(flat), span) for span in _single_spans(flat))


def dress(
    text: str,
    language: str,
    *,
    nests: bool = True,
    dashes: bool = True,
    dots: bool = True,
) -> str:
    """Write typewriter signs in the conventions of a language.

    ``dashes`` and ``dots`` say whether the source printed such signs itself;
    without ``nests`` every quotation gets the outer marks, also one that opens
    inside another: sources forget to close.
    """
    style = conventions(language)
    text = _quoted(text, style, nests=nests)
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=\w)'", style.apostrophe, text)
    text = text.replace("'", style.apostrophe)
    if dashes:
        text = re.sub(r"(?<=\S) - (?=\S)", style.dash, text)
        text = re.sub(r"^- (?=\S)", style.dash.lstrip(), text)
    if dots:
        text = text.replace("...", "…")
    return text


def _quoted(text: str, style: Typography, *, nests: bool = True) -> str:
    """Replace quotation marks by their place and depth; apostrophes stay."""
    singles = {index for span in _single_spans(text) for index in span}
    out: list[str] = []
    depth = 0
    for index, char in enumerate(text):
        if char != '"' and index not in singles:
            out.append(char)
            continue
        opens = _is_opening(text, index, depth)
        if opens:
            depth += 1
        out.append(_mark(style, depth if nests else 1, opens=opens))
        if not opens:
            depth = max(0, depth - 1)
    return "".join(out)


def _is_opening(text: str, index: int, depth: int) -> bool:
    can_open, can_close = _opens(text, index), _closes(text, index)
    if can_open and can_close:
        return depth == 0
    if can_open or can_close:
        return can_open
    return depth == 0


def _mark(style: Typography, depth: int, *, opens: bool) -> str:
    outer_open, outer_close, inner_open, inner_close = style.quotes
    if depth > 1:
        return inner_open if opens else inner_close
    if opens:
        return outer_open + style.space
    return style.space + outer_close
