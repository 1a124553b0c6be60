"""Choose the headline: the page's h1 that agrees with what the page declares."""

import re
from collections.abc import Sequence

from polywire.extract.fields.metadata import Declared
from polywire.extract.tree.pieces import Piece, words_of

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]\s+|\s*\|\s*")
_AGREES = 0.34
"""Share of common words from which an h1 tells the same as og:title: editors
shorten and reword the social line, they do not change its names."""
_FEWEST = 2
_STORY_WORDS = 4
"""Words of a title beside the site's name from which it tells the story itself."""
_LONGEST_OUTLET = 5
"""Words of an outlet's name."""


def choose(pieces: Sequence[Piece], declared: Declared, feed_title: str = "") -> str:
    """Return the headline, or "" when the page has none."""
    named = [t for t in (*declared.headlines, feed_title) if t]
    outlet = declared.outlet or ""
    named = [without_outlet(title, outlet) for title in named]
    h1s = [
        p
        for p in pieces
        if p.tag == "h1" and p.words and not _is_outlet(p.text, outlet)
    ]
    ranked = sorted(
        ((agreement(p.words, words_of(t)), -p.index, p) for p in h1s for t in named),
        key=lambda item: item[:2],
        reverse=True,
    )
    if ranked and ranked[0][0] >= _AGREES:
        return ranked[0][2].text
    if named:
        return named[0]
    visible = [p for p in h1s if not p.hidden and len(p.words) >= _FEWEST]
    last = _SEPARATOR.split(declared.title)[-1]
    if not outlet and any(p.words == words_of(last) for p in visible):
        outlet = last
    return _undeclared(visible, declared.title) or without_outlet(
        declared.title, outlet
    )


def _undeclared(h1s: Sequence[Piece], title: str) -> str:
    """Return the h1 that tells what the title tells, where nothing is declared.

    The title's last part is the site's name, and so is an h1 that says it; what has
    no word in common with a longer title is a widget's or a section's.
    """
    parts = [words_of(part) for part in _SEPARATOR.split(title)]
    site = parts[-1] if len(parts) > 1 else ()
    telling = [p for p in h1s if p.words != site]
    story = [word for part in parts if part != site for word in part]
    agreeing = [p for p in telling if agreement(p.words, story) >= _AGREES]
    if agreeing:
        return agreeing[0].text
    is_told = len(story) >= _STORY_WORDS and site
    return telling[0].text if telling and not is_told else ""


def agreement(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of the shorter title's words that both hold."""
    first, second = set(one), set(other)
    if not first or not second:
        return 0.0
    return len(first & second) / max(1, min(len(first), len(second)))


def without_outlet(title: str, outlet: str) -> str:
    """Take the outlet's name off a title's end or beginning."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:  # noqa: PLR2004 - nothing to take off
        return title
    for at, keep in ((-1, slice(0, -1)), (0, slice(1, None))):
        if _is_outlet(parts[at], outlet):
            rest = parts[keep]
            begin = title.index(rest[0])
            end = title.rindex(rest[-1]) + len(rest[-1])
            if len(words_of(title[begin:end])) >= _FEWEST:
                return title[begin:end].strip()
    return title


def _is_outlet(text: str, outlet: str) -> bool:
    """Tell whether words are the outlet's name or part of it."""
    own, name = "".join(words_of(text)), "".join(words_of(outlet))
    is_short = len(words_of(text)) <= _LONGEST_OUTLET
    return bool(own and name) and (own in name or name in own) and is_short
