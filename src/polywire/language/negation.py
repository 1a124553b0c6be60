"""How often a text says no.

Counts forms; does not know what they deny.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from polywire.language.facts import facts
from polywire.language.words import fold, words

# "Não viu nada", "не сказал ничего": the second word joins the first when it
# stands in its reach. Six words hold every case of ntrex-dev in Portuguese.
_REACH = 6
_NEW_CLAUSE = re.compile(r"[.;:!?]|, (?:e|mas|y|pero|и|но|та|але) ")
_CLAUSE = re.compile(
    r"[^\w\s'’“”\"-]|(?<!\w)(?:que|e|y|mas|pero|ou|se|si|quando|cuando|porque|como|onde|"
    r"donde|enquanto|mientras|pois|pues)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Negation:
    """Counts of one text."""

    strict: int = 0
    """Words that deny a verb: not, never."""
    wide: int = 0
    """Other negative words: no, without, nobody."""
    inherent: int = 0
    """Words with a no inside their meaning: refuse, unable."""
    alone: int = 0
    """Words that need another negation before the verb and have none: "vemos nada"."""
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
    needy: re.Pattern[str] | None
    bridges: frozenset[str]
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
        re.compile(rf"(?<!\w)(?:{known['needy']})(?!\w)") if "needy" in known else None,
        frozenset(known.get("bridges", ())),
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
            and not _NEW_CLAUSE.search(plain[last or 0 : match.start()])
            and last is not None
            and len(plain[last : match.start()].split()) <= _REACH
        )
        if not joined:
            counts[kind] += 1
        last = match.end()
    return Negation(**counts, alone=_alone(text, forms), idioms=idioms)


def _alone(text: str, forms: _Forms) -> int:
    """Count words like "nada" that follow a verb which nothing denies."""
    if forms.needy is None:
        return 0
    # With accents: Portuguese "é" is a verb and "e" begins another clause.
    plain = text.casefold()
    found = 0
    for match in forms.needy.finditer(plain):
        before = _CLAUSE.split(plain[: match.start()])[-1]
        others = [word for word in words(before) if word not in forms.bridges]
        found += bool(others) and not forms.words.search(fold(before))
    return found
