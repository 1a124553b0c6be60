"""In which other form a name of the original may stand in the translation.

Does not judge names that stand in none: see ``rules/names.py``.
"""

from __future__ import annotations

import re

from polywire.check.rule import Pair
from polywire.language import names, places
from polywire.language.names import Name
from polywire.language.words import fold

_STEM = 4
"""Letters that a place shares with the name of its people."""


def stands(pair: Pair, name: str) -> bool:
    """Find a name as it is written, or in a form that geography knows: Cartum."""
    told = fold(pair.target)
    forms = (name, *places.forms(name, pair.left.base, pair.right.base))
    return any(
        re.search(rf"(?<!\w){re.escape(fold(form))}(?!\w)", told) for form in forms
    )


def is_told(pair: Pair, name: Name) -> bool:
    """Find a name as a number ("Fourteenth"), an acronym (AI, IA), people (Alaskan)."""
    if pair.left.numbered.hold(name.start):
        return True
    word = fold(name.text)
    if sum(map(str.isupper, name.text)) > 1:
        letters = sorted(word)
        return any(sorted(told) == letters for told in pair.right.words)
    source, target = pair.left.base, pair.right.base
    before = pair.left.plain[: name.start].rsplit(maxsplit=1)[-1:]
    homes = names.homes(" ".join((*before, name.text)), source) or names.homes(
        name.text, source
    )
    told = f" {' '.join(pair.right.words)}".replace("-", " ")
    return any(
        f" {fold(part)[:_STEM]}" in told
        for home in homes
        for form in places.forms(home, source, target)
        for part in form.split()[-1:]
    ) or not names.adapted(word, source, target).isdisjoint(pair.right.words)
