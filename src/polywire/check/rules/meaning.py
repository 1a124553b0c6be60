"""Rules about what is said: negation, opposites, accusation, critical pairs, senses."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, partial
from itertools import combinations

from polywire.article import Severity
from polywire.check.rule import Fault, Lexicon, Pair, declared
from polywire.check.side import Side
from polywire.language.facts import pattern, table
from polywire.language.meaning import critical, senses
from polywire.language.meaning.critical import Named, counted, kept, rivals
from polywire.language.meaning.negation import (
    Negation,
    begins_with_no,
    denies,
    ends_with_no,
    is_soft,
    keeps_no,
    without_no,
)
from polywire.language.meaning.polarity import opposites, stems
from polywire.language.text.lexicon import stem
from polywire.language.text.words import fold, parts, words

_TELLING = 3
"""Letters of a word that tells in which sense it is used."""


def _negation_lost(pair: Pair) -> Iterable[Fault]:
    if pair.negations is None:
        return
    said, told = pair.negations
    idioms = max(0, told.idioms - said.idioms)
    soft = Severity.DOUBT if pair.context.sensitive else Severity.NOTE
    if said.said > told.said + told.loose + idioms + _may_deny_inside(pair, said, told):
        yield Fault(f"negations: {said.said} became {told.said}")
    elif said.strict and not told.said and not told.idioms:
        yield Fault(
            "the original denies, the translation holds no negative word",
            soft if told.inherent > said.inherent else None,
        )
    elif told.alone > said.alone and (told.orphaned or told.strict < said.strict):
        yield Fault("a negative word stands alone that needs another one")
    elif said.firm > told.firm + max(0, told.said - said.said):
        if told.inherent <= said.inherent:
            yield Fault("the original says “not only”, the translation holds no “not”")
    elif (word := _lost_inside(pair, said, told)) is not None:
        yield Fault(f"“{word}” lost its no")


def _may_deny_inside(pair: Pair, said: Negation, told: Negation) -> int:
    """Count words of the target that may stand for a "not": "falhou", "impossível".

    A word that comes of another word of the original stands for nothing else: "mal"
    of "bad", "pouco" of "a bit". One that always tells a no ("failed to") comes of one.
    """
    most = max(0, told.inherent - said.inherent)
    lexicon = pair.context.lexicon
    if not most or lexicon is None:
        return most
    every = [
        part
        for word in pair.left.words
        if not denies(word, pair.left.base)
        for part in parts(word)
    ]
    free = sum(
        begins_with_no(word)
        or keeps_no(word, pair.right.base)
        or not any(word in lexicon.forms(p) for p in every)
        for word in told.inside
    )
    return min(most, free)


def _lost_inside(pair: Pair, said: Negation, told: Negation) -> str | None:
    """Return a word whose no is gone: "nontraditional" became "tradicional"."""
    lexicon = pair.context.lexicon
    if lexicon is None or told.said + told.idioms > said.said + said.idioms:
        return None
    for word in said.inside:
        bare = without_no(word)
        if len(bare) >= _BARE and _is_bare(word, bare, pair, lexicon):
            return word
        is_kept = keeps_no(word, pair.left.base) and not told.inside
        if is_kept and not _own_partner(word, pair, lexicon):
            return word
    return None


def _is_bare(word: str, bare: str, pair: Pair, lexicon: Lexicon) -> bool:
    """Tell whether the target says what a word denies, and no word may deny it."""
    stems_there, whole = lexicon.targets(bare) or frozenset(), lexicon.forms(bare)
    is_unknown = not stems_there
    found = [
        w
        for w in pair.right.words
        if stem(w) in stems_there
        or w in whole
        or (is_unknown and w[:_BEGIN] == bare[:_BEGIN])
    ]
    others = _others(word, pair)
    found = [w for w in found if not _is_explained(w, others, lexicon)]
    near = lexicon.all_targets(word) | {stem(w) for w in found}
    may_deny = filter(begins_with_no, pair.right.words)
    return bool(found) and not any(
        stem(w) in near or bare[:_ALIKE] in w for w in may_deny
    )


def _own_partner(word: str, pair: Pair, lexicon: Lexicon) -> bool:
    """Tell whether the target tells a word in another word that no other one explains.

    "Forneceu" is the partner of "provide", not of "failed".
    """
    stems_there, whole = lexicon.all_targets(word), lexicon.forms(word)
    begins = tuple(one for one in stems_there if len(one) < _SHORT)
    others = _others(word, pair)
    return any(
        (stem(w) in stems_there or w in whole or w.startswith(begins))
        and not _is_explained(w, others, lexicon)
        for w in pair.right.words
        if len(w) > _ALIKE
    )


def _others(word: str, pair: Pair) -> list[str]:
    """Return the other words of the original."""
    return [part for w in pair.left.words if w != word for part in parts(w)]


def _is_explained(told: str, said: Sequence[str], lexicon: Lexicon) -> bool:
    """Tell whether one of some words may have become a word of the target."""
    return any(
        told in lexicon.forms(word) or stem(told) in (lexicon.targets(word) or ())
        for word in said
    )


_SHORT = 5
"""Letters of a stem that is a whole one."""
_BEGIN = 4
"""Letters that a word shares with its cousin: "patriotic", "patriótico"."""
_BARE = 4
"""Letters of a word behind its "non" or "un": "unit" holds no "it"."""


def _negation_added(pair: Pair) -> Iterable[Fault]:
    if pair.negations is None:
        return
    said, told = pair.negations
    most = said.said + said.loose + max(0, said.idioms - told.idioms)
    if told.said > most and told.said > most + _may_become_negations(pair, said, told):
        yield Fault(f"negations: {said.said} became {told.said}")
    elif told.firm > said.firm + said.said + said.inherent + said.idioms:
        yield Fault("the translation says “not only”, the original does not")


def _may_become_negations(pair: Pair, said: Negation, told: Negation) -> int:
    """Count words of the original that may rightly become a "não" or a "sem".

    "Unable" may, "against" may not; a word whose no is told otherwise ("few" by
    "poucos") explains no further one.
    """
    lexicon = pair.context.lexicon
    if lexicon is None:
        return max(0, said.inherent - told.inherent)
    inside = list(told.inside)
    count = 0
    for word in said.inside:
        partner = next((w for w in inside if _is_partner(w, word, lexicon)), None)
        if partner is not None:
            inside.remove(partner)
        elif not is_soft(word, pair.left.base) and _may_become_no(word, pair, lexicon):
            count += 1
    without = sum(_explains(word, pair, lexicon) for word in told.apart)
    return count + max(0, without - count - len(said.apart))


def _is_partner(told: str, said: str, lexicon: Lexicon) -> bool:
    """Tell whether two words or phrases with a no inside are one another's."""
    if " " in said and " " in told:
        return True
    if without_no(said) and not begins_with_no(told):
        return False
    stems_there = lexicon.all_targets(said.partition(" ")[0])  # "refused to"
    return any(stem(part) in stems_there for part in told.split() if len(part) > _ALIKE)


def _may_become_no(word: str, pair: Pair, lexicon: Lexicon) -> bool:
    """Tell whether a word of the original may have become a "não".

    The dictionary has a "não" for it ("unlikely"), or the target denies just what the
    word denies ("non-viral": "não virais"); of phrases and of "homeless" nothing is
    known.
    """
    if any(denies(form, pair.right.base) for form in lexicon.forms(word)):
        return True
    if ends_with_no(word):
        return bool(pair.right.negation and pair.right.negation.apart)
    bare = without_no(word)
    if not bare:
        return " " in word
    if pattern("negation", pair.right.base, "participles").search(pair.right.plain):
        return True
    begins = {one[:_BEGIN] for one in lexicon.all_targets(bare)}
    return any(
        told[:_BEGIN] in begins or told[:_ALIKE] == bare[:_ALIKE]
        for told in _denied(pair)
    )


_ALIKE = 3
"""Letters that "perishable" and "perecíveis" share."""
_NEAR = 4
"""Words behind a "não" that it may deny: "não foram financiadas"."""


def _denied(pair: Pair) -> list[str]:
    """Return the words of the target that stand behind a negative one."""
    words = [part for word in pair.right.words for part in word.split("-")]
    return [
        after
        for at, word in enumerate(words)
        if denies(word, pair.right.base)
        for after in words[at + 1 : at + 1 + _NEAR]
    ]


def _explains(told: str, pair: Pair, lexicon: Lexicon) -> bool:
    """Tell whether some word of the original may be a "without": "smoothly"."""
    return any(
        told in lexicon.forms(part)
        for word in pair.left.words
        if not denies(word, pair.left.base)
        for part in parts(word)
    )


def _polarity(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.concepts, pair.right.concepts
    if said is None or told is None or pair.more_negations:
        return  # "failed" is well said as "did not succeed"
    fewer = {one for one in said if told[one] < said[one]}
    more = {one for one in told if told[one] > said[one]}
    more &= _witnessed(pair, more)
    if not fewer or not more:
        return
    flips = [
        (lost, gained)
        for one, other in opposites()
        for lost, gained in ((one, other), (other, one))
        if lost in fewer and gained in more
    ]
    degrees = [flip for flip in flips if flip[0] in _DEGREES]
    if degrees and len(degrees) < len(flips):
        return  # "the least expensive" is "o mais barato"
    for lost, gained in flips:
        yield Fault(f"“{lost}” became “{gained}”")


_DEGREES = frozenset({"more", "less", "maximum", "minimum", "at_least", "at_most"})


def _witnessed(pair: Pair, more: set[str]) -> set[str]:
    """Return the meanings with a word that means nothing the original says.

    "Menos" is "less" and "least": where the original says "fewer" it is no "least".
    """
    known = stems("polarity", pair.right.base)
    if known is None:
        return more
    every = (known.of(part) for word in pair.right.words for part in word.split("-"))
    return {one for found in every if found <= more for one in found}


def _unexplained(pair: Pair) -> Iterable[Fault]:
    """Find a word with an opposite that no word of the original explains."""
    lexicon = pair.context.lexicon
    known = stems("polarity", pair.right.base)
    if lexicon is None or known is None or pair.more_negations:
        return
    said = pair.left.concepts or Counter[str]()
    free, against = _free(), _against()
    for written, word in zip(pair.right.written, pair.right.words, strict=True):
        meanings = known.of(word)
        if any(said[concept] for concept in meanings) or _is_asked(written, pair):
            continue  # the original says it in another word
        suspects = [
            concept
            for concept in meanings
            # A word that engines write freely must have its opposite in the original.
            if concept not in free or said[against.get(concept, "")]
        ]
        if suspects and not _is_supported(word, suspects, pair, lexicon):
            yield Fault(f"nothing in the original says “{word}”")
            return


def _is_asked(written: str, pair: Pair) -> bool:
    """Tell whether a phrase of the original asks for a word: "cleared of", absolvido."""
    asked = {name for one in pair.left.critical or () for name in one.asks}
    told = critical.find(written, pair.right.base) or ()
    return any(not asked.isdisjoint(one.answers) for one in told)


@cache
def _free() -> frozenset[str]:
    return frozenset(table("polarity")["free"]["concepts"])


@cache
def _against() -> dict[str, str]:
    """Return each meaning with its opposite."""
    return dict(opposites()) | {other: one for one, other in opposites()}


def _is_supported(
    word: str, concepts: Sequence[str], pair: Pair, lexicon: Lexicon
) -> bool:
    """Tell whether a word of the original may have become this one.

    The dictionary holds opposites: "more" supports no "menos".
    """
    wanted = stem(word)
    against = {_against().get(concept, "") for concept in concepts}
    known = stems("polarity", pair.left.base)
    if "more" in concepts and _compares(pair.left):
        return True
    return wanted in pair.left.stems or any(
        wanted in lexicon.all_targets(part)
        for said in pair.left.words
        for part in parts(said)
        if known is None or against.isdisjoint(known.of(part))
    )


def _compares(side: Side) -> bool:
    """Tell whether a word says "more" by its ending: longest, calmer."""
    endings = tuple(table("polarity")["degrees"].get(side.base, ()))
    return any(word.endswith(endings) for word in side.words)


def _accusation(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.modality, pair.right.modality
    if said is None or told is None:
        return
    if said.hedged and not told.hedged and not told.reported:
        yield Fault(
            "the original reports an accusation, the translation states it",
            Severity.STOP if told.proven > said.proven else None,
        )
    if said.proven and not told.proven:
        yield Fault("a verdict of the original is missing")
    if told.proven and not said.proven and not said.hedged:
        yield Fault("the translation convicts, the original does not")


def _critical(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.critical, pair.right.critical
    if said is None or told is None:
        return
    # Plainer words excuse what is missing, never its opposite: "pleaded not guilty" may
    # be "denied the charge", not "se declarou culpado".
    printed = Side(pair.printed, pair.source_language).critical or ()
    lost = _unanswered(said, told) | _unanswered(printed, told)
    new = _unanswered(told, said) & _unanswered(told, printed)
    asked = {name for one in said for name in one.asks}
    # "Convicted" beside "he denies the charges", which may answer "accused".
    fewer = {one for one in asked if _asks(told, one) < _asks(said, one)}
    for gone in sorted(lost | fewer):
        for rival in sorted(new & rivals().get(gone, frozenset())):
            yield Fault(f"“{gone}” became “{rival}”")
    for one, other in combinations(sorted(asked & counted()), 2):
        if other in rivals()[one] and _is_crossed(pair, {one, other}):
            yield Fault(f"the figures of “{one}” and “{other}” changed places")
    for name in kept():
        if name in asked and not any(name in one.answers for one in told):
            yield Fault(f"nothing in the translation says “{name}”")


def _asks(named: Sequence[Named], name: str) -> int:
    return sum(name in one.asks for one in named)


def _unanswered(said: Sequence[Named], told: Sequence[Named]) -> set[str]:
    """Return what words of one text say and the other text does not say as often.

    Of a word that may mean several things ("deve") none must be there.
    """
    answered = Counter(name for one in told for name in one.answers)
    asked = Counter(name for one in said for name in one.asks)
    more = {name for name, times in asked.items() if times > answered[name]}
    return {name for one in said if one.asks <= more for name in one.asks}


def _is_crossed(pair: Pair, names: set[str]) -> bool:
    """Tell whether two figures changed places: "3 killed, 5 hurt", "3 hurt, 5 killed"."""
    said, told = (
        _figures(pair.left, names, pair.right),
        _figures(pair.right, names, pair.left),
    )
    return bool(said and told and said != told and said.keys() == told.keys())


def _figures(side: Side, names: set[str], other: Side) -> dict[str, Decimal]:
    """Return the figure beside each of two concepts; empty where that is not plain.

    A figure that the other side has not is none: "um ônibus" is "a bus".
    """
    order = [one for named in side.critical or () for one in sorted(named.asks & names)]
    there = {value for _, value in _amounts(other)}
    values = [value for _, value in _amounts(side) if value in there]
    if len(values) != len(names) or len(set(values)) != len(names):
        return {}
    return dict(zip(order, values)) if sorted(order) == sorted(names) else {}  # noqa: B905  # as long as one another


def _amounts(side: Side) -> list[tuple[int, Decimal]]:
    """Return the figures of a text and where they stand; nobody is none of them."""
    nobody = re.compile(table("critical")["nobody"].get(side.base, "(?!)"))
    none = [(one.start(), Decimal(0)) for one in nobody.finditer(side.plain.lower())]
    return sorted([*none, *((number.start, number.value) for number in side.numbers)])


def _sense(pair: Pair) -> Iterable[Fault]:
    """Find a rendering of another sense that no other word of the source explains."""
    for use in senses.uses(pair.source, pair.left.base, pair.right.base):
        others = pair.source[: use.start] + pair.source[use.end :]
        for strange in use.betrayed(pair.target):
            if not _may_come_of(strange, others, pair.context.lexicon):
                yield Fault(f"“{strange}” is another sense of “{use.text}”")
                break


def _may_come_of(strange: str, others: str, lexicon: Lexicon | None) -> bool:
    every = {part for word in words(others) for part in parts(fold(word))}
    known = {stem(word) for word in every}
    if lexicon is not None:
        known.update(*(lexicon.targets(word) or () for word in every))
    wanted = {stem(fold(word)) for word in words(strange) if len(word) >= _TELLING}
    return bool(wanted) and wanted <= known


def _claim(name: str, pair: Pair) -> Iterable[Fault]:
    """Find what the form says: when it happens, who speaks, whether it is asked."""

    def has(side: Side, key: str) -> bool:
        return pattern("claims", side.base, key).search(side.plain) is not None

    for swap in table("claims")["swaps"][name]:
        if has(pair.left, swap["said"]) and has(pair.right, swap["told"]):
            left = any(has(pair.left, key) for key in swap["unsaid"])
            if not left and not any(has(pair.right, key) for key in swap["untold"]):
                yield Fault(swap["evidence"])


RULES = declared(
    {
        "negation-lost": _negation_lost,
        "negation-added": _negation_added,
        "polarity": _polarity,
        "opposite": _unexplained,
        "accusation": _accusation,
        "critical": _critical,
        "sense": _sense,
        **{name: partial(_claim, name) for name in ("tense", "person", "question")},
    }
)
