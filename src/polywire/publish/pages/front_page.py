"""The front page: what leads, what stands under it, the latest, a strip a section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from polywire.article import Edition
from polywire.publish.pages.cards import Card, card
from polywire.publish.pages.page_templates import Frame, Press
from polywire.publish.pages.sections import Section
from polywire.publish.pages.story_pages import folded
from polywire.publish.site import address
from polywire.settings.operator_file import Front

CHOICE = 3
"""Editions of a section for each that is shown: some stand above already."""


_WHAT_IT_IS = (
    "This site is a news wire that runs by itself: it takes news from named sources, "
    "translates it by machine, lets software check details such as numbers and names, "
    "and says where each text comes from."
)


@dataclass(frozen=True, slots=True)
class Strip:
    """A section on the front page."""

    name: str
    path: str
    cards: tuple[Card, ...]


def front(
    language: str,
    latest: Sequence[Edition],
    per_section: Mapping[str, Sequence[Edition]],
    sections: Sequence[Section],
    press: Press,
) -> bytes:
    """Return the front page; an article stands in one place only."""
    spoken = press.words(language)
    rules = press.settings.front
    cards, below = folded(latest, press, language)
    lead, seconds = _opening(cards, rules)
    used = {c.path for c in (*lead, *seconds)} | below.keys()
    column = [c for c in cards if c.path not in used][: rules.latest]
    used |= {c.path for c in column}
    strips = []
    for section in press.plan.on_front(sections):
        own = per_section[section.key][: CHOICE * rules.per_section]
        shown = [card(e, spoken, press.plan) for e in own]
        fresh = [c for c in shown if c.path not in used][: rules.per_section]
        if fresh:
            path = address.section_path(section.key, language)
            name = press.plan.name(section.key, section.raw, spoken)
            strips.append(Strip(name, path, tuple(fresh)))
    frame = Frame(
        language=language,
        path=address.front_path(language),
        title=press.site.name,
        kind="front",
        description=press.tagline(language) or str(spoken.say(_WHAT_IT_IS)),
        is_indexed=True,
        navigation=press.tongues(language, press.plan.in_masthead(sections)),
    )
    return press.page(
        "front.html",
        frame,
        lead=lead[0] if lead else None,
        seconds=seconds,
        latest=column,
        blocks=strips,
    )


def _opening(cards: Sequence[Card], rules: Front) -> tuple[list[Card], list[Card]]:
    """Choose the lead and the stories under it, from as many sections as there are.

    A doubtful headline leads only where no other is there, and so does a standfirst
    in doubt or in the original. Then what the operator lets lead goes first, then
    whole articles before excerpts, then the newest of each section.
    """
    oldest = max((c.time for c in cards), default=None)
    fresh_from = oldest - timedelta(hours=rules.lead_hours) if oldest else None

    def rank(item: Card) -> tuple[bool, bool, bool, bool]:
        is_old = fresh_from is not None and item.time < fresh_from
        return (
            item.is_doubtful,
            not item.summary.is_sound,
            is_old or not _may_lead(item, rules),
            item.is_short,
        )

    ranked = sorted(cards, key=rank)
    lead, rest = ranked[:1], sorted(ranked[1:], key=lambda c: c.is_short)
    seen = {c.section_key for c in lead}
    fresh = []
    for item in rest:
        if item.section_key is None or item.section_key not in seen:
            fresh.append(item)
            seen.add(item.section_key)
    chosen = (fresh + [c for c in rest if c not in fresh])[: rules.stories]
    return lead, [c for c in rest if c in chosen]


def _may_lead(item: Card, rules: Front) -> bool:
    from_source = not rules.lead_sources or item.source_slug in rules.lead_sources
    in_section = not rules.lead_sections or item.section_key in rules.lead_sections
    return from_source and in_section
