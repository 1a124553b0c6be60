"""Rules about names of people and places.

A name that is gone is a doubt; it is a stop when something stands in its place.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from polywire.article import Severity
from polywire.check import heard_names
from polywire.check.heard_names import LONG_ENOUGH
from polywire.check.rule import Fault, Lexicon, Pair, declared
from polywire.check.side import BEGINNING, Side
from polywire.language.facts import facts, table
from polywire.language.names import names, places, sounds, whole_names
from polywire.language.names.names import Name
from polywire.language.text.lexicon import stem
from polywire.language.text.likeness import are_alike
from polywire.language.text.words import fold, parts, small_words


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
        f" {fold(part)[:BEGINNING]}" in told
        for home in homes
        for form in places.forms(home, source, target)
        for part in form.split()[-1:]
    ) or not names.adapted(word, source, target).isdisjoint(pair.right.words)


_ALIKE = 0.72
"""Share of itself that a misspelt name of ntrex-dev keeps; two different ones do not."""
_ONE_SOUND = str.maketrans("kqw", "ccv")
_USUAL = 0.002
"""Share of words that may become a common word of the target, at least."""
_ASCII = 127
_HYPHEN = re.compile(r"[-‑]")
_OWNER = re.compile(r"['’]s$")
_FULL_NAME = re.compile(r"(?<!\w)(?=([A-ZÀ-Ý][\w’']+) ([A-ZÀ-Ý]\w+))")


def _people(pair: Pair) -> Iterable[Fault]:
    if heard_names.are_heard(pair):
        yield from heard_names.across(pair)
        return
    changed = dict(_misspelt(pair)) | dict(_replaced(pair))
    for gone, other in _exchanged(pair):
        yield Fault(f"{gone} became {other}")
    for gone, other in (*changed.items(), *_halved(pair)):
        yield Fault(f"{gone} became {other}")
    unexplained = _strangers(pair)
    strange = [name for name in unexplained if not name.is_first]
    others = [name for name in unexplained if name.text not in changed.values()]
    for name in _lost(pair, others):
        if name.text not in changed:
            is_replaced = name.is_first and not pair.left.is_title_case
            yield _fault_of_loss(pair, name, others if is_replaced else strange)
    for other in _intruders(pair, strange):
        if other not in changed.values():
            yield Fault(f"{other} does not stand in the original")


def _intruders(pair: Pair, strange: Sequence[Name]) -> Iterator[str]:
    """Find a name that nothing explains beside one of the original: "Johnny Rouge"."""
    new = {name.text for name in strange}
    if not new or pair.left.is_title_case:
        return
    said = set(pair.left.written)
    for match in _FULL_NAME.finditer(pair.right.plain):
        for kept, other in (match.groups(), match.groups()[::-1]):
            if other in new and kept in said and len(kept) > 2:  # noqa: PLR2004  # "Os", "De"
                yield other


def _fault_of_loss(pair: Pair, name: Name, strange: Sequence[Name]) -> Fault:
    """Say what became of a name that the target does not hold."""
    near = next((s for s in strange if _alike(name.text, s.text)), None)
    if near:
        return Fault(f"{name.text} became {near.text}")
    if _is_common(pair, name):
        return Fault(f"{name.text} is missing", Severity.NOTE)
    if strange:
        return Fault(f"{name.text} is missing, {strange[0].text} is new")
    return Fault(f"{name.text} is missing", _severity_of_loss(pair, name))


def _capitals(side: Side) -> list[str]:
    """Return the words with a capital letter, joined ones apart, without "'s"."""
    return [
        part
        for word in side.written
        if not word.islower()
        for part in _HYPHEN.split(_OWNER.sub("", word))
        if part[:1].isupper() and len(part) >= LONG_ENOUGH
    ]


def _misspelt(pair: Pair) -> Iterator[tuple[str, str]]:
    """Find words that no vocabulary knows and that look like a name that is gone."""
    said, told = _capitals(pair.left), _capitals(pair.right)
    placed = _places_told(pair)
    here = {fold(part) for word in pair.left.words for part in parts(word)}
    here |= {fold(word) for word in said}
    there = {fold(word) for word in told}
    lexicon = pair.context.lexicon
    odd = [
        word
        for word in told
        if fold(word) not in here
        and fold(word) not in placed
        and not _is_acronym(word)
        and not (lexicon and lexicon.knows_target(fold(word)))
        and not _is_plain_word(pair, word)
    ]
    for name in said:
        if fold(name) in there or not odd:
            continue
        near = next((word for word in odd if _alike(name, word)), None)
        if near and not _is_adaptation(pair, name, near):
            yield name, near


def _is_plain_word(pair: Pair, word: str) -> bool:
    """Tell without a dictionary whether a word of the target is no name: Academy, As."""
    base = pair.right.base
    return pair.context.lexicon is None and (
        pair.context.is_word_there(word)
        or names.is_general(fold(word), base)
        or fold(word) in small_words(base)
    )


def _is_adaptation(pair: Pair, name: str, other: str) -> bool:
    """Tell whether two words differ as languages do, not as a slip of the pen does.

    Arctic is Ártico: a slip adds no accent. Cyclist is Ciclista: a word, not a name;
    where it is half of a full name ("Kanye West"), ``_replaced`` looks.
    """
    if any(ord(char) > _ASCII for char in other if char not in name):
        return True
    word = fold(name)
    if names.is_adapted(word, fold(other), pair.left.base, pair.right.base):
        return True
    if stands(pair, name):
        return True  # "Myanmar-politics" is of "Mianmar"
    if _opens_alone(pair, name):
        return True
    lexicon = pair.context.lexicon
    return names.is_translated(word, pair.left.base) or (
        lexicon is not None
        and (lexicon.is_common(word) or lexicon.is_common(word.rstrip("s")))
    )


def _opens_alone(pair: Pair, word: str) -> bool:
    """Tell whether a capital letter proves no name: it opens a sentence, alone."""
    if word in pair.context.names:
        return False
    found = [n for n in names.find(pair.left.plain, pair.left.base) if n.text == word]
    return bool(found) and all(n.is_first and not n.has_neighbour for n in found)


def _replaced(pair: Pair) -> Iterator[tuple[str, str]]:
    """Find "Kanye Vann" for "Kanye West": half of a full name is another one's."""
    if pair.left.is_title_case and pair.right.is_title_case:
        return
    said = set(pair.left.stems) | {fold(word) for word in _capitals(pair.left)}
    told = _all_parts(pair.right.words)
    beside: dict[tuple[str, str], str] = {}
    for match in _FULL_NAME.finditer(pair.right.plain):
        beside.setdefault(("after", fold(match[1])), match[2])
        beside.setdefault(("before", fold(match[2])), match[1])
    for match in _FULL_NAME.finditer(pair.left.plain):
        for side, kept, gone in (
            ("after", match[1], match[2]),
            ("before", match[2], match[1]),
        ):
            other = beside.get((side, fold(kept)))
            if other is None or parts(fold(gone))[0] in told or fold(other) in said:
                continue
            if _is_plain_word(pair, other):
                continue
            if gone in pair.target or len(gone) < LONG_ENOUGH or _is_small(gone, pair):
                continue
            if not _may_become(pair, gone, other):
                yield gone, other


def _halved(pair: Pair) -> Iterator[tuple[str, str]]:
    """Find "Lagoa White" for "Lagoa Branca"."""
    lexicon = pair.context.lexicon
    if lexicon is not None and not pair.left.is_title_case:
        both = (pair.left.base, pair.right.base)
        yield from whole_names.halved(
            pair.left.plain, pair.right.plain, both, lexicon.all_targets
        )


def _exchanged(pair: Pair) -> Iterator[tuple[str, str]]:
    """Find "Oskar Lindqvist" for "Vladimir Putin": another person, in full.

    The dictionary is asked for common words only: of a name it knows others that
    stand in like places, "Trump" for "Biden".
    """
    lexicon = pair.context.lexicon
    if lexicon is None:
        return
    said, told = _capitals(pair.left), _capitals(pair.right)
    placed = _places_told(pair)
    new = [
        f"{first} {second}"
        for first, second in _FULL_NAME.findall(pair.right.plain)
        if not all(lexicon.is_common_target(fold(word)) for word in (first, second))
        and not any(_is_known_as(word, said, placed) for word in (first, second))
    ]
    for first, second in _FULL_NAME.findall(pair.left.plain) if new else ():
        if any(
            lexicon.is_common(fold(word))
            or names.is_translated(fold(word), pair.left.base)
            or stands(pair, word)
            or _is_known_as(word, told, placed)
            for word in (first, second)
        ):
            continue
        yield f"{first} {second}", new[0]


def _is_known_as(name: str, others: Iterable[str], placed: frozenset[str]) -> bool:
    """Tell whether a word may be another form of one of some names."""
    word = fold(name)
    return word in placed or any(
        _alike(name, other) or fold(other) in parts(word) for other in others
    )


def _is_small(word: str, pair: Pair) -> bool:
    """Tell whether a word with a capital letter is a small one: From, With."""
    return fold(word) in facts("stopwords", pair.left.base).get("words", ())


def _may_become(pair: Pair, name: str, other: str) -> bool:
    """Tell whether a word is the translation of a part of a name, or a title."""
    word, told = fold(name), fold(other)
    if names.is_adapted(word, told, pair.left.base, pair.right.base):
        return True
    if stem(told) in pair.left.stems or told in _places_told(pair):
        return True
    lexicon = pair.context.lexicon
    is_title = names.is_translated(word, pair.left.base)
    if lexicon is None or (is_title and pair.left.is_title_case):
        return is_title
    is_word = lexicon.is_common(word) or names.is_general(word, pair.left.base)
    if not is_word and word[0] != told[0]:
        return False  # of a mere name the dictionary knows what stands in like places
    if is_title and lexicon.is_common_target(told):
        return True
    return any(stem(told) in lexicon.all_targets(part) for part in parts(word))


def _places_told(pair: Pair) -> frozenset[str]:
    """Return the words of all forms that the source's places have in the target."""
    here = names.places(pair.left.written, pair.left.base, pair.right.base)
    return frozenset(word for _, forms in here for f in forms for word in f.split())


def _of_peoples(side: Side) -> set[str]:
    """Return what may be of a people where that has no capital: "ucraniana"."""
    if side.base in table("names")["capital_peoples"]:
        return set()
    return {fold(word) for word in side.written if word.islower()}


def _is_common(pair: Pair, name: Name) -> bool:
    """Tell whether a name is a word as well: Bells, Farmer, Brown."""
    lexicon = pair.context.lexicon
    return lexicon is not None and lexicon.is_common(fold(name.text))


def _severity_of_loss(pair: Pair, name: Name) -> Severity:
    known = name.text in pair.context.names and heard_names.is_readable(pair, name.text)
    return Severity.STOP if known and pair.context.sensitive else Severity.DOUBT


def _lost(pair: Pair, any_new: Sequence[Name] = ()) -> Iterator[Name]:
    """Return names of the source that the target holds in no form that we know.

    A first word alone proves nothing, unless the target has a name that is new.
    """
    told = _all_parts(pair.right.words)
    placed = {
        word
        for phrase, _ in names.places(
            pair.left.written, pair.left.base, pair.right.base
        )
        for word in phrase.split()
    }
    for name in names.find(pair.left.plain, pair.left.base):
        word = fold(name.text)
        if _is_doubtful(pair, name, any_new) or any(
            part in placed for part in parts(word)
        ):
            continue
        if _is_kept(word, told) or _is_translated(pair, word):
            continue
        if not stands(pair, name.text) and not is_told(pair, name):
            yield name


def _is_doubtful(pair: Pair, name: Name, any_new: Sequence[Name]) -> bool:
    """Tell whether the capital letter proves nothing: first word, Title Case, acronym."""
    if name.text in pair.context.names:
        return False
    folded = fold(name.text)
    if _is_acronym(name.text) or folded in pair.context.common:
        return True
    lexicon = pair.context.lexicon
    if name.is_first or pair.left.is_title_case:
        small = small_words(pair.left.base)
        if lexicon is None or lexicon.is_common(folded) or folded in small:
            return True
        return not name.has_neighbour and (
            pair.left.is_title_case or not _is_replaced(folded, lexicon, any_new)
        )
    return False


def _is_replaced(word: str, lexicon: Lexicon, any_new: Sequence[Name]) -> bool:
    """Tell whether a first word must have been a name: another one is new.

    A new first word may be a word itself; then only what stays as it is was a name.
    """
    stays = word[:BEGINNING] in (lexicon.targets(word) or frozenset())
    return any(stays or not name.is_first for name in any_new)


def _is_acronym(word: str) -> bool:
    """Tell whether a word is an acronym, of one thing or of several: UTIs."""
    return word.removesuffix("s").isupper()


def _is_kept(word: str, told: frozenset[str]) -> bool:
    return (
        any(part in told for part in parts(word))
        or word.rstrip("s") in told
        or any(sounds.heard(word) == sounds.heard(one) for one in told)
    )


def _is_translated(pair: Pair, word: str) -> bool:
    lexicon = pair.context.lexicon
    if _is_adapted(pair, word):
        return True
    if lexicon is None:
        return False
    bare = _OWNER.sub("", word)  # the South’s
    is_word = lexicon.is_common(bare) or names.is_general(bare, pair.left.base)
    return any(
        # of a mere name it knows what stands in like places: of Leeds, London
        is_word or part[:2] in told[:4] or _first(part) == _first(told)
        for part in parts(word)
        for told in (lexicon.targets(part) or frozenset()) & pair.right.stems
    )


def _first(word: str) -> str:
    """Return what a name's form keeps: sc of Scottish, Escócia; cr of Korean, Coreia."""
    return re.sub("[aeiouy]", "", word.translate(_ONE_SOUND))[:2]


def _is_adapted(pair: Pair, word: str) -> bool:
    """Find "macedonio" for "Macedonian": a small word that begins alike."""
    begin = word[:BEGINNING]
    return len(word) > BEGINNING and begin in pair.right.small_beginnings


def _strangers(pair: Pair) -> list[Name]:
    """Return names of the target that nothing in the source explains."""
    said = _all_parts(pair.left.words)
    explained = {*pair.explained, *map(stem, _places_told(pair))}
    lexicon, is_word = pair.context.lexicon, pair.context.is_word_there
    for name in _of_peoples(pair.left):
        for form in places.forms(name, pair.left.base, pair.right.base):
            explained |= {stem(fold(word)) for word in form.split()}
    return [
        name
        for name in names.find(pair.right.plain, pair.right.base)
        if not (name.is_first and (lexicon is None or is_word(name.text)))
        and not _is_acronym(name.text)
        and not pair.right.numbered.hold(name.start)
        and not _is_kept(fold(name.text), said)
        and not (lexicon and _is_common_there(fold(name.text), lexicon))
        and not _is_plain_word(pair, name.text)
        and not any(stem(part) in explained for part in parts(fold(name.text)))
    ]


def _is_common_there(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word is a common one of the target language.

    Both languages may share a vocabulary: what hardly any word becomes is no word
    of the target, though it has a piece in small letters ("press", "street").
    """
    return lexicon.is_common_target(word) and lexicon.chance(stem(word)) >= _USUAL


def _all_parts(words: Iterable[str]) -> frozenset[str]:
    return frozenset(part for word in words for part in parts(word))


def _alike(one: str, other: str) -> bool:
    return are_alike(fold(one), fold(other), _ALIKE)


def _places(pair: Pair) -> Iterable[Fault]:
    if heard_names.are_heard(pair):
        return
    told = _line(pair.right)
    here = names.places(pair.left.written, pair.left.base, pair.right.base)
    there = names.places(pair.right.written, pair.right.base, pair.left.base)
    lost = [
        name
        for name, forms in here
        if not heard_names.is_named(forms, told, pair.right)
    ]
    said = _line(pair.left)
    new = [
        name
        for name, forms in there
        if not any(f" {form} " in said for form in forms) and len(name) > BEGINNING
    ]
    for name in lost:
        if new:
            yield Fault(f"{name} became {new[0]}", Severity.STOP)
        else:
            yield Fault(f"{name} is missing")


def _line(side: Side) -> str:
    """Return the folded words in a row, without "'s"."""
    return f" {' '.join(parts(word)[0] for word in side.words)} "


RULES = declared({"name": _people, "place": _places})
