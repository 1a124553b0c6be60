"""Part the dateline from the first paragraph: "KATHMANDU, April 25 (Reuters) — ".

Strict: what is not surely a dateline stays in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from polywire.extract.fields.bylines import agency_in

_PLACE = r"[^\W\d_][^\W\d_'’.\-]*(?:[ '’\-./][^\W\d_][^\W\d_'’.\-]*){0,5}\.?"
_DAY = r"(?:\d{1,2}\.? ?(?:de )?[^\W\d_]{3,12}\.?(?: de)?(?: \d{4})?|[^\W\d_]{3,12}\.? \d{1,2}(?:, \d{4})?)"
_DATELINE = re.compile(
    rf"^(?P<line>(?P<place>{_PLACE})(?:,\s+(?P<region>{_PLACE}))?(?:,\s+(?P<day>{_DAY}))?"
    rf"\s*(?:[(/](?P<agency>[^)/]{{2,40}})[)/])?)\s*\.?\s*(?P<dash>[-–—―:]+)\s+",
)
_LONGEST = 90
_FEWEST_CAPITALS = 3


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline and where the text goes on."""

    text: str
    end: int
    agency: str | None


def find(paragraph: str) -> Dateline | None:
    """Return the dateline at the start of a paragraph, or None."""
    match = _DATELINE.match(paragraph[: _LONGEST + 10])
    if match is None or match.end() > _LONGEST:
        return None
    agency = agency_in(match["agency"]) if match["agency"] else None
    place = match["place"]
    letters = [char for char in place if char.isalpha()]
    in_capitals = (
        len(letters) >= _FEWEST_CAPITALS
        and all(char.isupper() for char in letters)
        and (match["agency"] is not None or match["dash"] != ":")
    )
    named = agency is not None and place[:1].isupper() and len(place.split()) <= 3  # noqa: PLR2004 - "New York City (AP)"
    dated = match["day"] is not None and any(c.isdigit() for c in match["day"])
    is_short = len(place.split()) <= 4  # noqa: PLR2004 - "RIO DE JANEIRO", not "HOW TO VOTE EARLY IN"
    if not (named or (in_capitals and is_short) or (in_capitals and dated)):
        return None
    if not in_capitals and match["dash"] == ":":
        return None
    return Dateline(match["line"].strip(), match.end(), agency)
