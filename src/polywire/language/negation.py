"""How often a text says no.

Counts forms; does not know what they deny.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from polywire.language.facts import facts
from polywire.language.words import fold

# "Não viu nada", "не сказал ничего": the second word joins the first when it
# stands in its reach. Six words hold every case of ntrex-dev in Portuguese.
_REACH = 6


@dataclass(frozen=True, slots=True)
class Negation:
    """Counts of one text."""

    strict: int = 0
    """Words that deny a verb: not, never."""
    wide: int = 0
    """Other negative words: no, without, nobody."""
    inherent: int = 0
    """Words with a no inside their meaning: refuse, unable."""
    idioms: int = 0
    """Phrases that hold a negative word and deny nothing: not only."""

    @property
    def said(self) -> int:
        """Negations in words that say nothing else."""
        return self.strict + self.wide

    def may_become(self, other: Negation) -> int:
        """Return how many negations the other text may have at most.

        A word with a no inside excuses one only where the other text has fewer of
        such words: "refused" that is "recusou" explains no further "não".
        """
        return (
            self.said
            + max(0, self.inherent - other.inherent)
            + max(0, self.idioms - other.idioms)
        )


@dataclass(frozen=True, slots=True)
class _Forms:
    idioms: re.Pattern[str]
    words: re.Pattern[str]
    concord: bool
    apart: frozenset[str]


@cache
def _forms(language: str) -> _Forms | None:
    known = facts("negation", language)
    if not known:
        return None
    groups = "|".join(
        rf"(?P<{kind}>(?<!\w)(?:{'|'.join(known[kind])})(?!\w))"
        for kind in ("strict", "wide", "inherent")
    )
    # "n't until": the verb before it belongs to the idiom.
    idioms = "|".join(form.replace("n't ", r"\w+n't ") for form in known["idioms"])
    return _Forms(
        re.compile(rf"(?<!\w)(?:{idioms})(?!\w)"),
        re.compile(groups),
        known["concord"],
        frozenset(known.get("apart", ())),
    )


def count(text: str, language: str) -> Negation | None:
    """Count negations; None when nothing is known of the language."""
    forms = _forms(language)
    if forms is None:
        return None
    plain, idioms = forms.idioms.subn(" ; ", fold(text))
    counts = {"strict": 0, "wide": 0, "inherent": 0}
    last: int | None = None
    for match in forms.words.finditer(plain):
        kind = match.lastgroup or "inherent"
        if kind == "inherent":
            counts[kind] += 1
            continue
        joined = (
            forms.concord
            and kind == "wide"
            and match[0] not in forms.apart
            and last is not None
            and len(plain[last : match.start()].split()) <= _REACH
        )
        if not joined:
            counts[kind] += 1
        last = match.end()
    return Negation(**counts, idioms=idioms)
