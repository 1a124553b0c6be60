"""Who and what an article is about: one form for each name, in another language.

The first full mention decides: after "Юлия Галямина" a lone "Галяминой" is Galyamina
as well. A place is written in its one preferred form. Reads the source's sentences;
does not translate, and leaves people's names in Latin letters as they are.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from polywire.language.names import names, places, slavic_names
from polywire.language.names.declension import Gender
from polywire.language.text import scripts
from polywire.language.text.tags import base
from polywire.language.text.words import fold

_CYRILLIC_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")
_ANY_NAME = re.compile(rf"[{scripts.LATIN_CAPITALS}]\w+(?:[’'-]\w+)*")
_SPACE = {" ", "\u00a0"}
_MOST_WORDS = 3
"""First name, patronymic and surname."""
_ROMANISED = "ru"
"""The one language whose people's names are read: see ``slavic_names.py``."""
_ROMAN = frozenset({"LATIN"})
"""The letters of a person's written form; no language without them gets it."""
_ALIKE = 0.75
"""Two spellings of one place share this much: Singapura and Cingapura 0.89, Moscou and
Moscovo 0.77; Belarus and Bielorrússia 0.60, and they take different articles."""
_SHORTEST = 3
_GENDERS: tuple[Gender | None, ...] = ("masc", "femn", None)
Surnames = Mapping[str, Mapping[Gender | None, set[str]]]


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name: how the source's language has it, and how it is written."""

    nominative: str
    written: str
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class Cast:
    """The names of one article, for one pair of languages."""

    source: str
    target: str
    people: Mapping[str, str] = field(default_factory=dict)
    """Name as the source writes it, in any case -> its one form in the target."""

    def told(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return the people's names in a text with their forms, longest first."""
        found = [pair for pair in self.people.items() if _holds(text, pair[0])]
        return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))

    def forms(self, name: str) -> tuple[str, ...]:
        """Return the forms that a name may have in the target, the usual one first."""
        person = self.people.get(name)
        if person:
            return (person,)
        if not places.is_known(name, self.source):
            return ()
        first = places.preferred(name, self.source, self.target)
        rest = sorted(places.forms(name, self.source, self.target))
        return tuple(dict.fromkeys([*([first] if first else []), *rest]))

    def tidied(
        self, said: str, told: str, is_word: Callable[[str], bool] = bool
    ) -> str:
        """Write each place of a sentence in its preferred form: Singapura.

        Only another spelling of the same word is replaced, never another word or a
        form that the source itself has: articles and genders stay right, and no
        person who is called like a town changes her name. Other names get back the
        letters that they have at home, unless ``is_word`` knows them folded.
        """
        written = tuple(re.findall(r"[^\W\d_][\w’'-]*", said))
        here = names.places(written, base(self.source), base(self.target))
        for phrase in dict.fromkeys(phrase for phrase, _ in here):
            for other, wanted in _spellings(phrase, self.source, self.target):
                if fold(other) != phrase and wanted not in told:
                    told = _replaced(told, other, wanted)
            wanted = places.preferred(phrase, self.source, self.target) or ""
            if _is_plain(wanted) and wanted not in told:
                told = re.sub(rf"(?<![\w-]){wanted.lower()}(?![\w-])", wanted, told)
        placed = {word for phrase, _ in here for word in phrase.split()}
        for name in names.find(said, base(self.source)):
            word = fold(name.text)
            is_odd = not name.text.isascii() or name.has_neighbour
            if is_odd and not (
                name.text in told
                or word in placed
                or places.is_known(name.text, self.source)
            ):
                told = _with_letters(told, name.text, is_word)
        return told


def read(texts: Iterable[str], source: str, target: str) -> Cast:
    """Read the sentences of an article, in order, for their names."""
    if base(source) != _ROMANISED or scripts.used_by(target) != _ROMAN:
        return Cast(source, target)
    every = list(texts)
    known: dict[str, Person] = {}
    people: dict[str, str] = {}
    for said, person in (pair for text in every for pair in _full_names(text)):
        first = known.setdefault(person.nominative, person)
        people.setdefault(said, first.written)
    small = {word for text in every for word in re.findall(r"\b[а-яё]+", text)}
    surnames = _by_surname(known.values())
    for text in every:
        for match in _CYRILLIC_NAME.finditer(text):
            word = match[0]
            if word in people or word.lower() in small:
                continue
            owner = _owner(word, surnames)
            if owner:
                people[word] = owner
    return Cast(source, target, people)


def _full_names(text: str) -> Iterator[tuple[str, Person]]:
    """Yield first names that a surname follows, with the person they are."""
    words = list(_CYRILLIC_NAME.finditer(text))
    at = 0
    while at < len(words):
        run = [words[at]]
        while (
            len(run) < _MOST_WORDS
            and at + len(run) < len(words)
            and text[run[-1].end() : words[at + len(run)].start()] in _SPACE
        ):
            run.append(words[at + len(run)])
        size = _name_size([match[0] for match in run])
        if size:
            said = text[run[0].start() : run[size - 1].end()]
            yield said, _person(" ".join(said.split()))
        at += size or 1


def _name_size(words: list[str]) -> int:
    """Return how many words from the first one on are one person's full name."""
    if len(words) < 2 or not slavic_names.is_first_name(words[0]):  # noqa: PLR2004  # a full name has two
        return 0
    has_patronymic = slavic_names.is_patronymic(words[1])
    if has_patronymic and len(words) >= _MOST_WORDS:
        return _MOST_WORDS
    return 0 if has_patronymic else 2


@lru_cache(maxsize=4096)
def _person(name: str) -> Person:
    return Person(
        slavic_names.nominative(name),
        slavic_names.english(name),
        slavic_names.gender(name),
    )


def _by_surname(people: Iterable[Person]) -> Surnames:
    """Return the written surnames by their nominatives, then by gender."""
    found: dict[str, dict[Gender | None, set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for person in people:
        surname = person.nominative.split()[-1]
        found[surname][person.gender].add(person.written.split()[-1])
    return found


def _owner(word: str, surnames: Surnames) -> str | None:
    """Return the written surname of the one person whom a lone word may name."""
    found = {one for named in surnames.get(word, {}).values() for one in named}
    for gender in _GENDERS:
        lone = _lone(word, gender)
        # no reading of a word is far from it
        if word[:3] == lone[:3]:
            found |= surnames.get(lone, {}).get(gender, set())
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _lone(word: str, gender: Gender | None) -> str:
    return slavic_names.nominative(word, gender)


@lru_cache(maxsize=2048)
def _spellings(phrase: str, source: str, target: str) -> tuple[tuple[str, str], ...]:
    """Return spellings of a place that are to be replaced, each with the one to write."""
    wanted = places.preferred(phrase, source, target)
    if wanted is None or not _is_plain(wanted):
        return ()
    return tuple(
        (form, wanted)
        for form in sorted(places.forms(phrase, source, target))
        if form != wanted
        and _is_plain(form)
        and SequenceMatcher(None, fold(form), fold(wanted)).ratio() >= _ALIKE
    )


def _is_plain(form: str) -> bool:
    """Tell whether a form is one word that is no abbreviation and no people's name."""
    return form.isalpha() and form.istitle() and len(form) >= _SHORTEST


def _holds(text: str, name: str) -> bool:
    return name in text and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _with_letters(text: str, name: str, is_word: Callable[[str], bool]) -> str:
    """Write a name that lost or got an accent as it is at home: Müller, not Muller."""

    def written(match: re.Match[str]) -> str:
        return name if fold(match[0]) == fold(name) else match[0]

    return text if is_word(fold(name)) else _ANY_NAME.sub(written, text)


def _replaced(text: str, form: str, wanted: str) -> str:
    """Replace a form where no other name stands beside it."""
    pattern = rf"(?<![\w-]){re.escape(form)}(?![\w-])(?! [{scripts.LATIN_CAPITALS}])"

    def written(match: re.Match[str]) -> str:
        before = text[: match.start()].rsplit(" ", 2)
        is_named = len(before) > 2 and before[-1] == "" and before[-2][:1].isupper()  # noqa: PLR2004  # the sentence's first word is no name
        return match[0] if is_named else wanted

    return re.sub(pattern, written, text)
