"""Titles of persons: "Mr", "Justice", "o senhor deputado".

Knows which titles engines mistake, how to write them so that they do not, and which
offices a text gives to people. Does not know who anybody is. Facts: ``data/titles.toml``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from polywire.language.facts import facts
from polywire.language.names import places
from polywire.language.text.scripts import LATIN_CAPITALS
from polywire.language.text.tags import base
from polywire.language.text.words import fold, parts, words

_NAME = rf"[{LATIN_CAPITALS}\ue000-\uf8ff]"
"""How a name begins: a capital, or the sign of a name that is masked already."""
_FIRST_WORD = re.compile(r"[\w’'-]+")
_STEM = 4
"""Letters of the shortest stem; what is shorter ("mp") is a whole word."""
_INSTITUTION = re.compile(r"(?:^|\s)[A-Z]\w+ of (?:the )?$")
"""What makes justice a thing: the Department of Justice."""
_LONG, _MOST = 4, 0.7
"""Letters of a word that counts, and the share of capitals of a headline."""


@dataclass(frozen=True, slots=True)
class Held:
    """An office that a text gives to somebody."""

    office: str
    """Its meaning: member, judge, mayor."""
    text: str
    """As it stands there, with the name."""


def for_engines(text: str, language: str) -> str:
    """Write titles before names so that engines understand them: Mr. for Mr."""
    known = _forms(base(language))
    pattern = _titles(base(language))

    def written(match: re.Match[str]) -> str:
        if _is_no_title(match, base(language)):
            return match[0]
        told = known[_key(match["title"])]
        if _opens(match):
            told = told[:1].upper() + told[1:]
        return f"{told} " if told else ""

    return pattern.sub(written, text) if pattern else text


@cache
def _forms(language: str) -> Mapping[str, str]:
    rows: dict[str, str] = facts("titles", language).get("write", {})
    return {_key(form): told for form, told in rows.items()}


def _key(title: str) -> str:
    return " ".join(fold(title.replace(".", " ")).split())


@cache
def _titles(language: str) -> re.Pattern[str] | None:
    """Return what finds a title before a name, or before another title."""
    known = facts("titles", language)
    if "write" not in known:
        return None
    every = [*known["write"], *known.get("small", "").split()]
    either = "|".join(
        r"\.?\s+".join(map(re.escape, form.split()))
        for form in sorted(every, key=len, reverse=True)
    )
    return re.compile(
        rf"(?<![\w.@#/-])(?P<title>{either})\.?\s+"
        rf"(?={_NAME}|(?:{known['joins']})\s+(?:{either})\.?\s+{_NAME})"
    )


def _opens(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip(" \"'“‘«([—–-")
    return not before or before[-1] in ".!?:"


def _is_no_title(match: re.Match[str], language: str) -> bool:
    """Find "Justice Department", "Miss Brazil" and headlines in Capital Letters."""
    rest = match.string[match.end() :]
    first = _FIRST_WORD.match(rest)
    if first is None:
        return False
    known = facts("titles", language)
    if first[0] in known["no_names"].split():
        return True
    title = _key(match["title"])
    if title == known.get("contest") and places.is_known(first[0], language):
        return True
    return title in known["ambiguous"] and (
        not first[0][1:].islower()
        or fold(first[0]) in facts("stopwords", language).get("words", ())
        or bool(_INSTITUTION.search(match.string[: match.start()]))
        or _is_headline(match)
    )


def _is_headline(match: re.Match[str]) -> bool:
    """Tell whether the words outside a title and its name have capitals as well."""
    after = re.sub(rf"^(?:{_NAME}[\w’'.-]*\s*)+", "", match.string[match.end() :])
    rest = words(match.string[: match.start()]) + words(after)
    long = [word for word in rest if len(word) >= _LONG]
    return bool(long) and sum(word[0].isupper() for word in long) / len(long) > _MOST


def offices(text: str, language: str) -> Iterator[Held]:
    """Yield the offices that stand before a name, or behind a courtesy title."""
    for office, pattern in _offices(base(language)).items():
        for match in pattern.finditer(text):
            yield Held(office, match[0])


def explains(text: str, language: str, office: str) -> bool:
    """Tell whether a text has any word that an office may come from."""
    stems = _sources(base(language)).get(office, ())
    every = (part for word in words(text) for part in parts(fold(word)))
    return any(_holds(word, stem) for word in every for stem in stems)


def _holds(word: str, stem: str) -> bool:
    """Tell whether a word holds a stem: at its start, or in it, as German has them."""
    if len(stem) < _STEM:
        return word == stem
    return word.startswith(stem) or (len(stem) > _STEM and stem in word)


@cache
def _sources(language: str) -> Mapping[str, tuple[str, ...]]:
    rows: dict[str, str] = facts("titles", language).get("from", {})
    return {office: tuple(stems.split()) for office, stems in rows.items()}


@cache
def _says(language: str) -> Mapping[str, str]:
    """Return office -> its words as alternatives, in either case of the first letter."""
    rows: dict[str, str] = facts("titles", language).get("says", {})
    return {
        office: "|".join(
            f"[{word[0].lower()}{word[0].upper()}]{re.escape(word[1:])}"
            for word in forms.split()
        )
        for office, forms in rows.items()
    }


@cache
def _offices(language: str) -> Mapping[str, re.Pattern[str]]:
    polite = "|".join(facts("titles", language).get("courtesy", ())) or "(?!)"
    return {
        office: re.compile(
            rf"(?<![\w-])(?:(?i:{polite})\.?\s+(?:{said})(?![\w-])"
            rf"|(?:{said})\s+{_NAME}[\w’'-]*)"
        )
        for office, said in _says(language).items()
    }


def strange(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[Held, ...]:
    """Return the offices of a translation that its source has not."""
    known = _sources(base(source_language))
    return tuple(
        held
        for held in offices(target, target_language)
        if held.office in known and not explains(source, source_language, held.office)
    )


def mended(text: str, original: str, source: str, target: str) -> str:
    """Take an office that the engine made up from a courtesy title, and the reverse.

    "O senhor deputado Vance" for "Mr Vance" is "o Sr. Vance"; "Mr Lima" for "o deputado
    Lima" is "Deputy Lima". Articles and genders stay as the engine wrote them.
    """
    courtesy: dict[str, str] = facts("titles", base(target)).get("courtesy", {})
    polite: str = facts("titles", base(source)).get("polite", "")
    if not courtesy or not polite:
        return text
    if not set(words(original)) & set(polite.split()):
        return _with_office(text, original, source, target)
    for held in strange(original, text, source, target):
        said = _says(base(target))[held.office]
        text = re.sub(
            rf"(?<![\w-])(?P<how>(?i:{'|'.join(courtesy)}))\s+(?:{said})(?![\w-])",
            lambda match: courtesy[match["how"].lower()],
            text,
        )
        text = re.sub(
            rf"(?<![\w-])(?P<office>{said})(?=\s+{_NAME})",
            lambda match: _courtesy_of(match["office"], tuple(courtesy.values())),
            text,
        )
    return text


def _courtesy_of(office: str, courtesy: Sequence[str]) -> str:
    """Return the courtesy title of an office's gender and number, by its ending."""
    endings = {"as": 3, "es": 2, "os": 2, "a": 1}
    at = next((n for end, n in endings.items() if office.endswith(end)), 0)
    return courtesy[at if at < len(courtesy) else 0]


def _with_office(text: str, original: str, source: str, target: str) -> str:
    """Write the office that the source has for a courtesy title that it has not."""
    known = facts("titles", base(target))
    told: dict[str, str] = known.get("instead", {})
    held = [one.office for one in offices(original, source) if one.office in told]
    if not held:
        return text
    forms = "|".join(known["courtesy"].values())
    return re.sub(rf"(?<!\w)(?:{forms})\.?(?=\s+{_NAME})", told[held[0]], text)
