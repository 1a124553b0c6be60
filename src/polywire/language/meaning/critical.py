"""Words that a newsroom must not confuse: dead and injured, must and may.

Finds what a text names; does not compare texts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from polywire.language.facts import facts, table

_WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+)*")
_LONGEST = 3
"""Words of the longest form: "taken into custody"."""
_SURE, _ALSO = True, False
_LONGEST_END = 24
"""Letters that are read of an ending: an expression may look back over all of them."""


@dataclass(frozen=True, slots=True)
class Named:
    """A word or phrase that stands for one or more of these concepts."""

    start: int
    asks: frozenset[str]
    """Concepts that a translation has to answer."""
    answers: frozenset[str]
    """All concepts that it may stand for."""


@dataclass(eq=False)
class _Forms:
    whole: dict[str, set[tuple[str, bool]]] = field(default_factory=dict)
    stems: dict[str, set[tuple[str, bool]]] = field(default_factory=dict)
    """Forms with any ending."""
    openers: set[str] = field(default_factory=set)
    """First words of the forms of several words."""
    small: frozenset[str] = frozenset()
    ends: tuple[tuple[re.Pattern[str], tuple[str, bool]], ...] = ()
    prefixes: tuple[str, ...] = ()
    """What is written together with the word behind it: "و" of "وأصيب"."""
    by_sign: bool = False

    def add(self, concepts: Mapping[str, list[str]], *, is_sure: bool) -> None:
        for concept, forms in concepts.items():
            for form in forms:
                kept = self.stems if form.endswith("*") else self.whole
                kept.setdefault(form.rstrip("*"), set()).add((concept, is_sure))
                self.openers |= set(form.split()[:-1][:1])

    @lru_cache(maxsize=8_192)  # noqa: B019  # one object a language, kept for good
    def of(self, form: str) -> frozenset[tuple[str, bool]] | None:
        """Return what a form stands for; None when it is no form of the table."""
        found = self.whole.get(form)
        if found is not None and not found:
            return frozenset()
        every = set(found or ())
        for end in range(form.rfind(" ") + 3, len(form) + 1):
            every |= self.stems.get(form[:end], set())
        if not every and (bare := self._bare(form)):
            return self.of(bare)
        return frozenset(every) or None

    def _bare(self, form: str) -> str:
        prefix = next((one for one in self.prefixes if form.startswith(one)), "")
        return form.removeprefix(prefix) if prefix else ""

    @cached_property
    def every(self) -> re.Pattern[str]:
        """All forms, the longest first: for a script without spaces."""
        known = sorted({*self.whole, *self.stems}, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, known)))

    @lru_cache(maxsize=8_192)  # noqa: B019  # as above
    def ending(self, word: str) -> tuple[tuple[str, bool], ...]:
        """Return what the ending says beside the word itself: "inundará"."""
        return tuple(
            what for end, what in self.ends if end.search(word[-_LONGEST_END:])
        )


@cache
def _forms(language: str) -> _Forms | None:
    known = dict(facts("critical", language))
    if not known:
        return None
    more, further = dict(known.pop("also")), known.pop("forms")
    for concept, told in _contrasts().items():
        known[concept] = [*known.get(concept, ()), *told.get(language, ())]
        also = told.get("also", {}).get(language, ())
        more[concept] = [*more.get(concept, ()), *also]
    made = _Forms(
        prefixes=tuple(table("polarity")["prefixes"].get(language, ())),
        by_sign=bool(facts("numbers", language).get("by_sign")),
        small=frozenset(further["small"]),
        ends=tuple(
            (re.compile(rf"{end}$"), (name, is_sure))
            for key, is_sure in (("ends", _SURE), ("also_ends", _ALSO))
            for name, end in further.get(key, {}).items()
        ),
    )
    made.add(known, is_sure=_SURE)
    made.add(more, is_sure=_ALSO)
    made.whole |= {form: set() for form in further["nothing"]}
    made.openers |= {form.split()[0] for form in further["nothing"]}
    return made


@lru_cache(maxsize=512)
def find(text: str, language: str) -> tuple[Named, ...] | None:
    """Return what a text names, in order; None when nothing is known of a language."""
    forms = _forms(language)
    return None if forms is None else tuple(_find(text, forms))


def _find(text: str, forms: _Forms) -> Iterator[Named]:
    matches = list((forms.every if forms.by_sign else _WORD).finditer(text))
    written = [match[0].replace("’", "'") for match in matches]
    lower = [word.lower().removesuffix("'s") for word in written]
    behind = 0
    for at, match in enumerate(matches):
        for name, is_sure in forms.ending(lower[at]):
            only = frozenset({name})
            yield Named(match.start(), only if is_sure else frozenset(), only)
        if at < behind:
            continue
        size, found = _longest(lower[at : at + _LONGEST], forms)
        behind = at + size
        if found and not (lower[at] in forms.small and not written[at].islower()):
            asks = frozenset(name for name, is_sure in found if is_sure)
            yield Named(match.start(), asks, frozenset(name for name, _ in found))


def _longest(
    words: Sequence[str], forms: _Forms
) -> tuple[int, frozenset[tuple[str, bool]]]:
    """Return the longest form that words begin with: its length, and what it says."""
    opens = words[0] in forms.openers
    for size in range(len(words) if opens else 1, 0, -1):
        found = forms.of(" ".join(words[:size]))
        if found is not None:
            return size, found
    return 1, frozenset()


@cache
def _contrasts() -> dict[str, Any]:
    """Return the concepts of the further files: name -> language -> forms."""
    every = table("contrasts") | table("peoples")
    return {name: told for name, told in every.items() if name != "rivals"}


@cache
def rivals() -> dict[str, frozenset[str]]:
    """Return each concept with those that must not be told in its place."""
    found: dict[str, set[str]] = {}
    for name in ("critical", "contrasts", "peoples"):
        for group in table(name)["rivals"].values():
            for one in group:
                found.setdefault(one, set()).update(group)
    return {one: frozenset(others - {one}) for one, others in found.items()}


@cache
def kept() -> tuple[str, ...]:
    """Return the concepts that must be told somehow."""
    return tuple(table("critical")["kept"])


@cache
def counted() -> frozenset[str]:
    """Return the concepts that figures stand beside."""
    return frozenset(table("critical")["counted"])
