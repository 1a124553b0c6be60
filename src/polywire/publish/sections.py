"""A source's own section name -> the section of the site that it belongs to.

"Politics" and "Política" are one section; a name that we do not know keeps its own.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from polywire.publish.text import one_line

NAMES: dict[str, str] = {
    "politics": "Politics",
    "world": "World",
    "local": "Local news",
    "economy": "Economy",
    "courts": "Courts and crime",
    "science": "Science",
    "technology": "Technology",
    "health": "Health",
    "environment": "Environment",
    "weather": "Weather",
    "culture": "Culture",
    "sport": "Sport",
    "education": "Education",
    "opinion": "Opinion",
    "society": "Society",
}
"""The message that names a section, in the order of a newspaper."""

_NONE = "none"
_ORDER = {key: index for index, key in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the site in one language."""

    key: str
    """Safe as a folder's name."""
    name: str
    """A message of the interface, or the source's own word."""
    raw: tuple[str, ...]
    """The sources' own names, for the store."""

    @property
    def is_known(self) -> bool:
        """Tell whether the interface has a word for it."""
        return self.key in NAMES


def section_key(raw: str | None) -> str | None:
    """Return the key of a source's section name, None when it names none."""
    folded = one_line(raw or "").casefold()
    known = _spellings().get(folded)
    if known is not None or not folded:
        return known if known != _NONE else None
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.decode()).strip("-")[:40]
    mark = hashlib.sha256(folded.encode()).hexdigest()[:6]
    return f"{slug}-{mark}" if slug else mark


def sections_of(names: Iterable[str]) -> tuple[Section, ...]:
    """Return the site's sections for the sources' names, in a newspaper's order."""
    found: dict[str, list[str]] = {}
    for raw in sorted(set(names)):
        key = section_key(raw)
        if key is not None:
            found.setdefault(key, []).append(raw)
    sections = [
        Section(key, NAMES.get(key, one_line(raws[0])), tuple(raws))
        for key, raws in found.items()
    ]
    return tuple(sorted(sections, key=lambda s: (_ORDER.get(s.key, 99), s.name, s.key)))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    data = resources.files("polywire.publish") / "sections.toml"
    table = tomllib.loads(data.read_text(encoding="utf-8"))
    return {spelling: key for key, all_of in table.items() for spelling in all_of}
