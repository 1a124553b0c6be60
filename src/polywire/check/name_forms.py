"""In which other form a name of the original may stand in the translation.

Does not judge names that stand in none: see ``rules/names.py``.
"""

from __future__ import annotations

import re

from polywire.check.rule import Pair
from polywire.language.names import names, places, spellings
from polywire.language.names.names import Name
from polywire.language.names.spellings import Likeness
from polywire.language.text import scripts
from polywire.language.text.words import fold

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
    if heard(pair, name.text) == "same":
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


def heard(pair: Pair, name: str) -> Likeness:
    """Say how like a name sounds to a name of the target in the other alphabet."""
    if not _are_two_alphabets(pair):
        return "other"
    capitals = tuple(word for word in pair.right.written if not word.islower())
    return spellings.closest(name, capitals, pair.left.base, pair.right.base)


def is_heard(pair: Pair, other: str) -> bool:
    """Tell whether a name of the target sounds like one of the source."""
    return _are_two_alphabets(pair) and any(
        spellings.likeness(word, other, pair.left.base, pair.right.base) != "other"
        for word in pair.left.written
        if not word.islower()
    )


def _are_two_alphabets(pair: Pair) -> bool:
    ours = scripts.used_by(pair.source_language)
    theirs = scripts.used_by(pair.target_language)
    return ours != theirs and spellings.reads(ours, theirs)


def is_readable(pair: Pair, name: str) -> bool:
    """Tell whether anything here can find a name in the letters of the target."""
    own = scripts.used_by(pair.target_language)
    letters = scripts.scripts_of(name)
    return not own or letters <= own or spellings.reads(letters, own)
