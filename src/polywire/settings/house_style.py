"""The house style that the operator's file may ask for: sections, front page, colours.

Knows what may be said, not how pages are made.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from polywire.settings.toml_tables import Front, Look, Sections

SECTIONS: Final = (
    "politics", "world", "local", "economy", "courts", "science", "technology",
    "health", "environment", "weather", "culture", "sport", "education", "opinion",
    "society",
)  # fmt: skip
"""Sections that the interface has words for, in the order of a newspaper."""
NO_SECTION: Final = "none"
ALL_OTHERS: Final = "*"
"""In a source's own map: every name that the map does not hold, and none."""

LIGHT: Final = {
    "paper": "#fffefa",
    "ink": "#17191e",
    "soft": "#5a5f69",
    "line": "#dcd8ce",
    "accent": "#8f1f1a",
    "box": "#f6f2e8",
    "mark": "#fbf1cf",
    "focus": "#0b57d0",
}
"""The colours of the theme (a test compares them with the style sheet)."""
DARK: Final = {
    "paper": "#14161a",
    "ink": "#e9e6df",
    "soft": "#a8acb5",
    "line": "#363a42",
    "accent": "#f0a59c",
    "box": "#1d2026",
    "mark": "#35301b",
    "focus": "#8ab4f8",
}
_READ_ON: Final = (
    ("ink", "paper"),
    ("soft", "paper"),
    ("accent", "paper"),
    ("ink", "box"),
    ("soft", "box"),
    ("ink", "mark"),
)
_CONTRAST: Final = 4.5
"""WCAG 2.2, success criterion 1.4.3."""

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


_COUNTS = ("stories", "latest", "per_section")


def problems(
    sections: Sections, front: Front, look: Look, maps: Mapping[str, Mapping[str, str]]
) -> Iterable[str]:
    """Say what is wrong; ``maps`` are the sources' own maps by slug."""
    yield from _section_problems(sections, front, maps)
    if bad := [n for n in _COUNTS if not 0 <= getattr(front, n) <= 40]:  # noqa: PLR2004  # what a front page chooses from is not endless
        yield f"front.{bad[0]} must be a number from 0 to 40"
    if front.lead_hours < 1:
        yield "front.lead_hours must be at least 1"
    yield from _colour_problems("light", look.light, LIGHT)
    yield from _colour_problems("dark", look.dark, DARK)


def _section_problems(
    sections: Sections, front: Front, maps: Mapping[str, Mapping[str, str]]
) -> Iterable[str]:
    for key in sections.names:
        if not _KEY.fullmatch(key) or key in {NO_SECTION, "own"}:
            yield f"sections.names.{key}: use lower-case letters, digits and '-'"
        elif not sections.names[key]:
            yield f"sections.names.{key} needs a name, such as en = 'Town hall'"
    known = {*SECTIONS, *sections.names}
    named = [("sections.map", key) for key in sections.map.values()]
    named += [
        (f"sections of source {slug!r}", key)
        for slug, own in maps.items()
        for key in own.values()
    ]
    named = [item for item in named if item[1] != NO_SECTION]
    named += [("sections.navigation", key) for key in sections.navigation]
    named += [("sections.front", key) for key in sections.front]
    named += [("front.lead_sections", key) for key in front.lead_sections]
    if sections.unmapped not in {"own", NO_SECTION}:
        named.append(("sections.unmapped", sections.unmapped))
    for where, key in named:
        if key not in known:
            yield (
                f"{where}: {key!r} is no section; use one of {', '.join(SECTIONS)}, "
                f"or name it in [sections.names.{key}]"
            )


def _colour_problems(
    table: str, own: Mapping[str, str], usual: Mapping[str, str]
) -> Iterable[str]:
    for name, value in own.items():
        if name not in usual:
            yield f"look.{table}.{name}: the colours are {', '.join(usual)}"
            return
        if not _COLOUR.fullmatch(value):
            yield f"look.{table}.{name} = {value!r}: write it like '#8f1f1a'"
            return
    colours = {**usual, **own}
    for text, ground in _READ_ON:
        ratio = contrast(colours[text], colours[ground])
        if {text, ground} & set(own) and ratio < _CONTRAST:
            yield (
                f"look.{table}: {text} on {ground} has a contrast of {ratio:.1f}, "
                f"people need {_CONTRAST} to read it"
            )


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG defines it."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  # sRGB
        for c in parts
    )
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
