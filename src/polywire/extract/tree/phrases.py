"""Recognise lines by their words: read-more lines, walls, corrections and others.

The words are data (``data/phrases.toml``). Knows no publisher.
"""

import re
from functools import cache, lru_cache

from polywire.extract.tree.word_lists import any_of, table

LONGEST_OPENING = 120
"""Only the first characters of a line are tried against "starts"."""
LONGEST_LINE = 600
"""Boilerplate is short: "holds" is tried on lines up to this length."""


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    """Compile the data once: kind -> (starts, holds)."""
    return {
        kind: (_union(words["starts"]), _union(words["holds"]))
        for kind, words in table("phrases").items()
    }


def _union(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(any_of(words)) if words else None


@lru_cache(maxsize=4096)
def kinds_of(line: str) -> frozenset[str]:
    """Return the kinds of boilerplate that a line's words name."""
    lowered = line.lower().lstrip("\"'“”„«»*•–—-▶►>→+| \t([")
    opening = lowered[:LONGEST_OPENING]
    found = set()
    for kind, (starts, holds) in _patterns().items():
        if (starts is not None and starts.match(opening)) or (
            holds is not None and len(line) <= LONGEST_LINE and holds.search(lowered)
        ):
            found.add(kind)
    return frozenset(found)


@cache
def kinds() -> tuple[str, ...]:
    """Return the names of all kinds, in the order of the data."""
    return tuple(_patterns())
