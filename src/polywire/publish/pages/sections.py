"""A source's own section name -> the section of the site that it belongs to.

"Politics" and "Política" are one section; a name that we do not know keeps its own.
The operator's map goes before our table, a source's own map before both.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from polywire.article import Edition
from polywire.language.text.words import caseless
from polywire.publish.pages.interface_words import Words
from polywire.publish.pages.safe_text import one_line, printable
from polywire.settings.house_style import ALL_OTHERS, NO_SECTION, SECTIONS
from polywire.settings.operator_file import Settings
from polywire.tables import table

NAMES: dict[str, str] = {
    "politics": "Politics", "world": "World", "local": "Local news",
    "economy": "Economy", "courts": "Courts and crime", "science": "Science",
    "technology": "Technology", "health": "Health", "environment": "Environment",
    "weather": "Weather", "culture": "Culture", "sport": "Sport",
    "education": "Education", "opinion": "Opinion", "society": "Society",
}  # fmt: skip
"""The message that names a section of ``house.SECTIONS``."""
IN_MASTHEAD = 12
"""Sections that the masthead leads to when the operator names none."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Where editions of a section come from: a name, a source, or both."""

    name: str | None
    source: str | None = None
    is_shared: bool = False
    """Some editions that it gives stand in another section."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the site in one language."""

    key: str
    """Safe as a folder's name."""
    raw: str
    """The source's own word, for a section that nobody has named."""
    supplies: tuple[Supply, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The operator's map of sections."""

    map: Mapping[str, str]
    """Folded name -> key."""
    own: Mapping[str, Mapping[str, str]]
    """Slug of a source -> folded name -> key."""
    names: Mapping[str, Mapping[str, str]]
    unmapped: str
    masthead: tuple[str, ...] = ()
    strips: tuple[str, ...] = ()

    def key_of(self, edition: Edition) -> str | None:
        """Return the key of the section that an edition stands in, None for none."""
        return self.key(edition.article.section, edition.source_slug)

    def key(self, raw: str | None, source: str | None = None) -> str | None:
        """Return the key of a source's section name, None when it names none."""
        folded = compared(raw)
        own = self.own.get(source or "", {})
        known = own.get(folded) if folded else None
        known = known or own.get(ALL_OTHERS) or self.map.get(folded)
        if known is None:
            known = _spellings().get(folded)
        if known is None and folded:
            known = _own_key(folded) if self.unmapped == "own" else self.unmapped
        return None if known == NO_SECTION else known

    def name(self, key: str, raw: str, spoken: Words) -> str:
        """Return what readers call a section."""
        given = self.names.get(key)
        if given:
            tag = spoken.tag
            first = next(iter(given.values()))
            return given.get(tag) or given.get(tag.partition("-")[0]) or first
        return str(spoken.say(NAMES[key])) if key in NAMES else one_line(raw)

    def sections(self, raws: Iterable[str]) -> tuple[Section, ...]:
        """Return the sections that the sources' names make, in the site's order.

        One that only a source's own map fills may turn out to be empty.
        """
        found: dict[str, list[Supply]] = {}
        words: dict[str, str] = {}
        for raw in sorted(set(raws)):
            exempt = [slug for slug, own in self.own.items() if _rules(own, raw)]
            key = self.key(raw)
            if key is not None:
                words.setdefault(key, raw)
                found.setdefault(key, []).append(Supply(raw, None, bool(exempt)))
            for slug in exempt:
                mapped = self.own[slug].get(compared(raw))
                if mapped not in {None, NO_SECTION}:
                    found.setdefault(str(mapped), []).append(Supply(raw, slug))
        for slug, own in self.own.items():
            rest = own.get(ALL_OTHERS)
            if rest not in {None, NO_SECTION}:
                is_shared = len(own) > 1
                found.setdefault(str(rest), []).append(Supply(None, slug, is_shared))
        made = [Section(k, words.get(k, k), tuple(o)) for k, o in found.items()]
        return tuple(sorted(made, key=self._place))

    def in_masthead(self, sections: Sequence[Section]) -> list[Section]:
        """Choose what the masthead leads to; the others stand in the archive."""
        return _chosen(sections, self.masthead) or list(sections[:IN_MASTHEAD])

    def on_front(self, sections: Sequence[Section]) -> list[Section]:
        """Choose the sections that have a strip on the front page."""
        return _chosen(sections, self.strips) or self.in_masthead(sections)

    def _place(self, section: Section) -> tuple[int, str, str]:
        order = [*self.masthead, *SECTIONS, *self.names]
        known = order.index(section.key) if section.key in order else len(order)
        return known, section.raw, section.key


def plan(settings: Settings) -> Plan:
    """Return the map of an installation."""
    rules = settings.sections
    own = {
        source.slug: {compared(raw): key for raw, key in source.sections.items()}
        for source in settings.sources
        if source.sections
    }
    return Plan(
        {compared(raw): key for raw, key in rules.map.items()},
        own,
        rules.names,
        rules.unmapped,
        tuple(rules.navigation),
        tuple(rules.front),
    )


def compared(raw: str | None) -> str:
    """Return a name as names are compared."""
    return caseless(printable(raw or ""))


def _rules(own: Mapping[str, str], raw: str) -> bool:
    """Tell whether a source's own map decides on a name."""
    return compared(raw) in own or ALL_OTHERS in own


def _chosen(sections: Sequence[Section], keys: Sequence[str]) -> list[Section]:
    by_key = {section.key: section for section in sections}
    return [by_key[key] for key in keys if key in by_key]


def _own_key(folded: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only.decode()).strip("-")[:40]
    mark = hashlib.sha256(folded.encode()).hexdigest()[:6]
    return f"{slug}-{mark}" if slug else mark


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    sections = table("polywire.publish", "sections.toml")
    return {spelling: key for key, all_of in sections.items() for spelling in all_of}
