"""Which languages of the sources no engine reads: what ``doctor`` says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from polywire.settings.operator_file import Settings, Source
from polywire.steps import cell_plan
from polywire.store.wire import revisions
from polywire.tongue import UNKNOWN

_LOOKED_AT = 20
"""Newest articles of a source that are asked for their language."""


class Ways(Protocol):
    """What is asked of translation."""

    def has_route(self, source: str, target: str, /, *, cloud: bool = False) -> bool:
        """Tell whether some engine translates a pair."""
        ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language of a source."""

    source: Source
    language: str
    is_usual: bool
    """Stated for it, or that of at least half of its newest articles."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Editions that cannot be, and why."""

    words: str
    is_usual: bool


def spoken(conn: Connection | None, sources: Iterable[Source]) -> list[Spoken]:
    """Return the languages of the sources: as stated, and as their articles are.

    Without a store only what the operator states is known.
    """
    found = []
    for source in sources:
        rows = revisions.newest(conn, source.slug, _LOOKED_AT) if conn else []
        counts = Counter(article.language for article in rows)
        if source.language and not counts:
            counts[source.language] = 1
        found += [
            Spoken(source, language, counts[language] * 2 >= counts.total())
            for language in sorted(counts)
        ]
    return found


def gaps(which: Sequence[Spoken], settings: Settings, ways: Ways) -> Iterator[Gap]:
    """Yield what of the sources reaches no edition, a language and reason at a time."""
    found: dict[str, tuple[set[str], bool]] = {}
    for one in which:
        for why in _of(one, settings, ways):
            slugs, is_usual = found.get(why, (set(), False))
            found[why] = (slugs | {one.source.slug}, is_usual or one.is_usual)
    for why, (slugs, is_usual) in found.items():
        yield Gap(f"{why} ({', '.join(sorted(slugs))})", is_usual)


def _of(one: Spoken, settings: Settings, ways: Ways) -> Iterator[str]:
    if one.language == UNKNOWN:
        yield (
            "the language of some articles is unclear: write it as 'language' of the "
            "source in polywire.toml, then 'polywire replay'"
        )
        return
    has_route = partial(ways.has_route, cloud=one.source.cloud)
    for tag in cell_plan.wanted_languages(one.source, settings.site.languages):
        why = cell_plan.no_engine(one.language, tag, has_route)
        if why:
            yield why
