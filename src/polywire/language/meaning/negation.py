"""How often a text says no.

Counts forms; does not know what they deny.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from polywire.language.facts import every, facts, pattern
from polywire.language.text.words import fold, words

# "Não viu nada", "не сказал ничего": the second word joins the first when it
# stands in its reach. Six words hold every case of ntrex-dev in Portuguese.
_REACH = 6
_FAR = 400
"""Characters of a clause that are read; no clause of ntrex-dev is as long."""


@dataclass(frozen=True, slots=True)
class Negation:
    """Counts of one text."""

    strict: int = 0
    """Words that deny a verb: not, never."""
    wide: int = 0
    """Other negative words: no, without, nobody."""
    inherent: int = 0
    """Words with a no inside their meaning: refuse, unable."""
    loose: int = 0
    """Negative words that join another one over a comma or an "and", or deny by
    themselves: "não há sinal, nenhum sinal", "não é médica e nunca foi"."""
    alone: int = 0
    """Words that need another negation before the verb and have none: "vemos nada"."""
    orphaned: int = 0
    """Those of them right behind a verb that surely needs one: "há nada"."""
    idioms: int = 0
    """Phrases that hold a negative word and deny nothing: not only, no matter."""
    firm: int = 0
    """Those of them that keep their "not" in any language: not only."""
    apart: tuple[str, ...] = ()
    """Of the wide words those that deny no verb: without."""
    inside: tuple[str, ...] = ()
    """The inherent words themselves, in order."""

    @property
    def said(self) -> int:
        """Negations in words that say nothing else."""
        return self.strict + self.wide


@dataclass(frozen=True, slots=True)
class _Forms:
    idioms: re.Pattern[str]
    words: re.Pattern[str]
    concord: bool
    joins: bool
    opens: re.Pattern[str]
    needy: re.Pattern[str] | None
    bridges: frozenset[str]
    apart: frozenset[str]
    again: frozenset[str]
    firm: re.Pattern[str]
    loners: frozenset[str]
    soft: re.Pattern[str]
    keeps: re.Pattern[str]


@cache
def _forms(language: str) -> _Forms | None:
    known = facts("negation", language)
    if not known:
        return None
    by_sign = facts("numbers", language).get("by_sign")
    before, after = ("", "") if by_sign else (r"(?<!\w)", r"(?!\w)")
    groups = "|".join(
        rf"(?P<{kind}>{before}(?:{'|'.join(known[kind])}){after})"
        for kind in ("strict", "wide", "inherent")
    )
    # "n't until": the verb before it belongs to the idiom.
    idioms = "|".join(form.replace("n't ", r"\w+n't ") for form in known["idioms"])
    return _Forms(
        re.compile(f"{before}(?:{idioms}){after}"),
        re.compile(groups),
        known["concord"],
        known.get("joins", False),
        _any_of(known.get("opens", ())),
        re.compile(rf"(?<!\w)(?:{known['needy']})(?!\w)") if "needy" in known else None,
        frozenset(known.get("bridges", ())),
        frozenset(known.get("apart", ())),
        frozenset(known.get("again", ())),
        _any_of(known.get("firm", ())),
        frozenset(known.get("loners", ())),
        _any_of(known.get("soft", ())),
        _any_of(known.get("keeps", ())),
    )


@cache
def _new_clause(language: str) -> re.Pattern[str]:
    joins = facts("clauses", language).get("join", ())
    return re.compile(rf"[.;:!?。；：！？]|[,،，] ?(?:{'|'.join(joins) or '(?!)'}) ")


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(every('clauses', 'join'))}) $")


@cache
def _clause() -> re.Pattern[str]:
    return re.compile(
        rf"[^\w\s'’“”\"-]|(?<!\w)(?:{'|'.join(every('clauses', 'part'))})(?!\w)"
    )


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms) or '(?!)'})(?!\w)")


def count(text: str, language: str) -> Negation | None:
    """Count negations; None when nothing is known of the language."""
    forms = _forms(language)
    if forms is None:
        return None
    folded = fold(text)
    plain, idioms = forms.idioms.subn(" ; ", folded)
    counts = {"strict": 0, "wide": 0}
    inside: list[str] = []
    apart: list[str] = []
    last: int | None = None
    before, is_denied = "", False
    loose = 0
    for match in forms.words.finditer(plain):
        kind = match.lastgroup or "inherent"
        if kind == "inherent":
            inside.append(match[0])
            continue
        if match[0] in forms.apart:
            apart.append(match[0])
        between = plain[last or 0 : match.start()]
        joined = (
            last is not None
            and forms.concord
            and (kind == "wide" or (forms.joins and not is_denied))
            and match[0] not in forms.apart
            and _reaches(match[0], before, between, forms)
            and not _new_clause(language).search(between)
        )
        if not joined:
            counts[kind] += 1
        elif "," in between or _conjunction().search(between):
            loose += 1
        is_denied = kind == "strict" or (joined and is_denied)
        last, before = match.end(), match[0]
    alone, orphaned = _alone(text, forms)
    return Negation(
        **counts,
        inherent=len(inside),
        loose=loose,
        alone=alone,
        orphaned=orphaned,
        idioms=idioms,
        firm=len(forms.firm.findall(folded)) if idioms else 0,
        apart=tuple(apart),
        inside=tuple(inside),
    )


def _reaches(word: str, before: str, between: str, forms: _Forms) -> bool:
    """Tell whether a negative word stands near enough to join the one before it."""
    if _opens_a_clause(word, between, forms):
        return False
    return len(between.split()) <= _REACH or (word == before and before in forms.again)


def _opens_a_clause(word: str, between: str, forms: _Forms) -> bool:
    """Tell whether a word is the subject of a new clause: "y nadie firmó"."""
    if not forms.opens.fullmatch(word):
        return False
    joiners = every("clauses", "and")
    return any(between.endswith(f" {one} ") for one in joiners)


def denies(word: str, language: str) -> bool:
    """Tell whether a folded word says no by itself: "não", "sem", "ninguém"."""
    forms = _forms(language)
    match = forms.words.fullmatch(word) if forms else None
    return match is not None and match.lastgroup != "inherent"


def is_soft(word: str, language: str) -> bool:
    """Tell whether an inherent word hardly ever becomes a "not" elsewhere: few."""
    forms = _forms(language)
    return forms is not None and bool(forms.soft.fullmatch(word))


def keeps_no(word: str, language: str) -> bool:
    """Tell whether the no of an inherent word is always told somehow: failed to."""
    forms = _forms(language)
    return forms is not None and bool(forms.keeps.fullmatch(word))


def without_no(word: str) -> str:
    """Return what a word denies by its first letters: "viral" of "non-viral"."""
    bare = pattern("negation", "affixes", "off").sub("", word)
    return bare if bare != word else ""


def begins_with_no(word: str) -> bool:
    """Tell whether the first letters of a word may deny the rest: "impossível"."""
    return word.startswith(tuple(facts("negation", "affixes")["begins"]))


def ends_with_no(word: str) -> bool:
    """Tell whether a word says at its end that something is not there: "homeless"."""
    return word.endswith(tuple(facts("negation", "affixes")["without"]))


def _last_words(text: str, start: int, end: int) -> str:
    """Return whole words of a clause up to a place in it, of a long one the last."""
    if end - start <= _FAR:
        return text[start:end]
    return text[end - _FAR : end].partition(" ")[2]


def _alone(text: str, forms: _Forms) -> tuple[int, int]:
    """Count words like "nada" that follow a verb which nothing denies.

    The second figure counts those right behind a verb that surely needs a negation:
    "há nada".
    """
    if forms.needy is None:
        return 0, 0
    # With accents: Portuguese "é" is a verb and "e" begins another clause.
    plain = text.casefold()
    clauses = [0, *(match.end() for match in _clause().finditer(plain))]
    found = sure = 0
    for match in forms.needy.finditer(plain):
        clause = clauses[bisect_right(clauses, match.start()) - 1]
        before = _last_words(plain, clause, match.start())
        others = [word for word in words(before) if word not in forms.bridges]
        if others and not forms.words.search(fold(before)):
            found += 1
            sure += others[-1] in forms.loners
    return found, sure
