"""Deeds in a text: who may have done something to whom.

Finds verbs of deeds and tells active from passive; does not know who the parties
are. Word order must carry the roles: true of the languages in the data file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from polywire.language.facts import every, facts

Voice = Literal["active", "passive"]

_AUXILIARY = 3
"""Words from an auxiliary to its participle: "was later brutally killed"."""
_DOER = 4
"""Words from a participle to the one who names the doer: "killed on Monday by"."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One verb of a deed, at its place among the words."""

    name: str
    at: int
    voice: Voice | None
    """None where the form leaves it open: "the man accused of theft"."""
    is_sure: bool = False
    """An auxiliary decides the voice: was killed."""
    names_doer: bool = False
    """The doer of a passive follows: by."""


@dataclass(frozen=True, slots=True)
class _Forms:
    finite: dict[str, str]
    done: dict[str, str]
    be: frozenset[str]
    have: frozenset[str]
    by: frozenset[str]
    self: frozenset[str]
    """Words that make the one who suffers it the one who does it: se machucou, se le acusa."""
    open: frozenset[str]
    """Words after which a form that may be either is more likely a participle."""


def deeds(words: Sequence[str], language: str) -> tuple[Deed, ...] | None:
    """Return the deeds that folded words tell; None when nothing is known of them."""
    forms = _forms(language)
    if forms is None:
        return None
    return tuple(
        _deed(name, at, words, forms)
        for at, word in enumerate(words)
        if (name := forms.finite.get(word) or forms.done.get(word))
    )


def _deed(name: str, at: int, words: Sequence[str], forms: _Forms) -> Deed:
    helped = _auxiliary(words[max(0, at - _AUXILIARY) : at], forms)
    voice = helped if words[at] in forms.done else "active"
    voice = voice or _bare(at, words, forms)
    if forms.self.intersection(words[max(0, at - 2) : at + 2]):
        voice = None
    after = words[at + 1 : at + 1 + _DOER]
    names_doer = voice == "passive" and any(word in forms.by for word in after)
    return Deed(name, at, voice, helped is not None, names_doer)


def _auxiliary(before: Sequence[str], forms: _Forms) -> Voice | None:
    """Tell the voice by the nearest auxiliary; None where there is none."""
    for word in reversed(before):
        if word in forms.be:
            return "passive"
        if word in forms.have:
            return "active"
        if word in every("clauses", "who"):
            break
    return None


def _bare(at: int, words: Sequence[str], forms: _Forms) -> Voice | None:
    """Tell the voice of a participle without an auxiliary by what follows it."""
    word, after = words[at], words[at + 1 : at + 2]
    if word not in forms.finite or (after and after[0] in forms.by):
        return "passive"
    return None if not after or after[0] in forms.open else "active"


@cache
def _forms(language: str) -> _Forms | None:
    known = facts("roles", language)
    if not known:
        return None
    finite: dict[str, str] = {}
    done: dict[str, str] = {}
    for name, verbs in known["deeds"].items():
        for verb in verbs:
            for form in _conjugated(verb, known):
                finite.setdefault(form, name)
            for form in _participles(verb, language):
                done.setdefault(form, name)
        for form in known["done"].get(name, ()):
            done[form] = name
    sets = (
        frozenset(known.get(key, ())) for key in ("be", "have", "by", "self", "open")
    )
    return _Forms(finite, done, *sets)


def _conjugated(verb: str, known: dict[str, Any]) -> list[str]:
    stem, point, ending = verb.partition(".")
    return [stem + one for one in known["endings"][ending]] if point else [verb]


def _participles(verb: str, language: str) -> list[str]:
    """Return the participles of a verb: killed, acusado, acusadas."""
    stem, point, ending = verb.partition(".")
    if language == "en":
        return [f"{stem}ed"] if point else [verb] if verb.endswith(_EN_DONE) else []
    if not point:
        return []
    vowel = "a" if ending == "ar" else "i"
    return [f"{stem}{vowel}d{gender}{s}" for gender in "oa" for s in ("", "s")]


_EN_DONE = ("ed", "shot", "beaten")
