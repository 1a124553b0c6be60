"""Rules about roles: who did what to whom, and who holds which office.

Compares the order of two names, and the words on both sides of one deed: both parties
on the other side of the verb, or a passive in place of an active, turn a killer into
the killed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from polywire.article import Severity
from polywire.check.rule import Fault, Lexicon, Pair, declared
from polywire.check.side import Side
from polywire.language.facts import every
from polywire.language.meaning.roles import Deed, deeds
from polywire.language.names import names, places, titles
from polywire.language.names.names import Name
from polywire.language.text.lexicon import stem
from polywire.language.text.words import fold, parts

_REACH = 7
"""Words beside the verb that may be a party to the deed."""
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Parties:
    """Words before and after a deed that stand on both sides of the pair."""

    before: tuple[tuple[str, bool], ...]
    """Each word, and whether it stands behind the verb in the translation."""
    after: tuple[tuple[str, bool], ...]

    @property
    def are_swapped(self) -> bool:
        """All that stood before stands behind, and the other way round."""
        return self._are(moved=True)

    @property
    def are_kept(self) -> bool:
        """Nothing that stands on both sides has moved."""
        return self._are(moved=False)

    def _are(self, *, moved: bool) -> bool:
        return (
            bool(self.before and self.after)
            and self.before[-1][1] is moved
            and self.after[0][1] is not moved
        )


def _roles(pair: Pair) -> Iterable[Fault]:
    said = deeds(pair.left.words, pair.left.base)
    told = deeds(pair.right.words, pair.right.base)
    if not said or not told:
        return
    severity = None if pair.context.sensitive else Severity.DOUBT
    ours, theirs = (Counter(one.name for one in side) for side in (said, told))
    by_name = {one.name: one for one in told}
    for deed in said:
        if ours[deed.name] != 1 or theirs[deed.name] != 1:
            continue
        other = by_name[deed.name]
        parties = _parties(pair, deed, other)
        if _is_turned(deed, other, parties):
            first, second = parties.before[-1][0], parties.after[0][0]
            evidence = f"who did what to whom: {first} … {deed.name} … {second}"
            yield Fault(evidence, severity)
        elif _doer_appears(deed, other, parties):
            evidence = (
                f"{parties.before[-1][0]} suffered it and now does it: {deed.name}"
            )
            yield Fault(evidence, severity)


def are_open(pair: Pair) -> bool:
    """Tell whether a deed of the original has parties that nothing here follows.

    These are worth a way back; where two names stand on their sides it tells nothing.
    """
    said = deeds(pair.left.words, pair.left.base) or ()
    told = deeds(pair.right.words, pair.right.base) or ()
    by_name = {one.name: one for one in told}
    return any(_is_open(pair, deed, by_name.get(deed.name)) for deed in said)


def _is_open(pair: Pair, said: Deed, told: Deed | None) -> bool:
    sides = {at < said.at for at in _near(said.at, pair.left.words)}
    if len(sides) < 2:  # noqa: PLR2004  # before and behind: one party alone has no rival
        return False
    if told is None or said.voice != told.voice:
        return True
    if said.voice == "passive" and not said.names_doer and not told.names_doer:
        return False
    return not _parties(pair, said, told).are_kept


def _is_turned(said: Deed, told: Deed, parties: _Parties) -> bool:
    if said.voice is None or told.voice is None:
        return False
    if said.voice == told.voice:
        return parties.are_swapped
    # Active became "was killed by", or the other way round: the parties must move.
    passive = said if said.voice == "passive" else told
    return passive.names_doer and parties.are_kept


def _doer_appears(said: Deed, told: Deed, parties: _Parties) -> bool:
    """Find "was killed" that became "killed": the victim is the one who acts."""
    return (
        said.voice == "passive"
        and said.is_sure
        and not said.names_doer
        and told.voice == "active"
        and bool(parties.before)
        and not parties.before[-1][1]
    )


def _parties(pair: Pair, said: Deed, told: Deed) -> _Parties:
    """Return the words beside a deed that have one partner beside the other."""
    left, right = pair.left.words, pair.right.words
    there = _near(told.at, right)
    links = {at: _partners(left[at], there, right, pair) for at in _near(said.at, left)}
    claimed = Counter(one for found in links.values() for one in set(found))
    sure = {
        at: found[0]
        for at, found in links.items()
        if len(found) == 1 and claimed[found[0]] == 1
    }
    placed = {
        at: to
        for at, to in _places(pair).items()
        if 0 < abs(at - said.at) <= _REACH and 0 < abs(to - told.at) <= _REACH
    }
    # two places that changed sides decide: "Japan imposed sanctions on China"
    states = _beside(placed, left, said, told)
    return states if states.are_swapped else _beside(sure | placed, left, said, told)


def _beside(
    links: dict[int, int], words: Sequence[str], said: Deed, told: Deed
) -> _Parties:
    """Part the words that have a partner into those before and those after a deed."""
    found = [(at, (words[at], links[at] > told.at)) for at in sorted(links)]
    before = tuple(one for at, one in found if at < said.at)
    return _Parties(before, tuple(one for at, one in found if at > said.at))


def _places(pair: Pair) -> dict[int, int]:
    """Return where a place stands -> where it does in the translation: US, EUA.

    Only of places that both sides name once.
    """
    left, right = pair.left, pair.right
    if left.base == right.base:
        return {}
    here = names.places(left.written, left.base, right.base)
    there = [one for one, _ in names.places(right.written, right.base, left.base)]
    told = [[one for one in there if one in forms] for _, forms in here]
    claimed = Counter(one for found in told for one in set(found))
    return {
        _index(phrase, left): _index(found[0], right)
        for (phrase, _), found in zip(here, told, strict=True)
        if len(found) == 1 and claimed[found[0]] == 1
    }


def _index(phrase: str, side: Side) -> int:
    """Return where a phrase of folded words begins; "us" is no US."""
    every = [parts(word)[0] for word in side.words]
    sought = phrase.split()
    return next(
        at
        for at, word in enumerate(side.written)
        if not word.islower() and every[at : at + len(sought)] == sought
    )


def _near(at: int, words: Sequence[str]) -> list[int]:
    return [
        n
        for n in range(max(0, at - _REACH), min(len(words), at + _REACH + 1))
        if n != at and len(words[n]) > _SHORTEST
    ]


def _partners(
    word: str, there: Sequence[int], words: Sequence[str], pair: Pair
) -> list[int]:
    """Return the places of words that a word may have become."""
    lexicon = pair.context.lexicon
    own = {stem(part) for part in parts(word)}
    if pair.left.base == pair.right.base:
        known = own
    elif places.is_known(word, pair.left.base):
        # the dictionary of "Russia" holds Ukraine as well
        forms = places.forms(word, pair.left.base, pair.right.base)
        known = own | {stem(fold(form)) for form in forms}
    else:
        known = own | _told(word, lexicon)
    return [n for n in there if {stem(part) for part in parts(words[n])} & known]


def _told(word: str, lexicon: Lexicon | None) -> set[str]:
    if lexicon is None:
        return set()
    return {one for part in parts(word) for one in lexicon.targets(part) or ()}


def _order(pair: Pair) -> Iterable[Fault]:
    """Find two kept names that changed places: who did what to whom."""
    said, told = _kept(pair.left, pair.right), _kept(pair.right, pair.left)
    at = {fold(name.text): name.start for name in reversed(told)}
    there = [at[fold(name.text)] for name in said]
    # where nothing that follows stands before a name, nothing is to be compared
    rest = list(accumulate(reversed(there), min))[::-1]
    for index, first in enumerate(said):
        if rest[index] == there[index]:
            continue
        for second, place in zip(said[index + 1 :], there[index + 1 :], strict=True):
            if place >= there[index]:
                continue
            # "Kurylenko's Bulletova" rightly becomes "Bulletova de Kurylenko".
            owns = _possessive().search(pair.left.plain, first.start, second.end)
            if not owns:
                yield Fault(
                    f"{first.text} … {second.text} became {second.text} … {first.text}",
                    Severity.STOP if pair.context.sensitive else None,
                )
                return


@cache
def _possessive() -> re.Pattern[str]:
    owned = "|".join(every("stopwords", "owned"))
    return re.compile(rf"['’]s\b|s['’](?!\w)|s\" |\b(?:{owned})\b")


def _kept(side: Side, other: Side) -> list[Name]:
    """Return the names of a side that stand once on both."""
    here = names.find(side.plain, side.base)
    there = Counter(fold(name.text) for name in names.find(other.plain, other.base))
    words = [fold(name.text) for name in here]
    own = Counter(words)
    return [
        name
        for name, word in zip(here, words, strict=True)
        if own[word] == there[word] == 1
    ]


def _offices(pair: Pair) -> Iterable[Fault]:
    """Find a title of office that the original gives to nobody: deputy for Mr."""
    for held in titles.strange(
        pair.source, pair.right.plain, pair.source_language, pair.target_language
    ):
        yield Fault(f"{held.text}: the original names no such office")


RULES = declared({"name-order": _order, "roles": _roles, "office": _offices})
