"""Read bylines: the people who wrote the text, apart from desks and agencies."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, islice

from lxml.html import HtmlElement

from polywire.extract.fields.metadata import Declared
from polywire.extract.tree.page import clean
from polywire.extract.tree.pieces import Piece, words_of
from polywire.extract.tree.word_lists import any_of, table
from polywire.language.time.calendar_names import month_of

MOST = 20
_LONGEST_NAME = 60
_MOST_LINES, _LONGEST_LINE = 60, 2_000
"""A page that names 50,000 authors is no page; each name costs a hundred patterns."""
_BRACKETS = re.compile(r"\s*[(\[][^)\]]{0,60}[)\]]\s*")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|net|org)/")
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]")
_SLUG = re.compile(r"^[a-z0-9]+(?:[-_][a-z0-9]+)+$")
_DATED = re.compile(
    rf"(?:\d[\d:.,/h-]*(?:st|nd|rd|th|[ap]\.?m\.?)?|[ap]\.?m\.?|{any_of(table('people')['in dates'])})$",
    re.IGNORECASE,
)
_NUMERIC_DAY = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}(?:,? \d{1,2}[:h]\d{2})?")
_VERSION = re.compile(r"\d\.\d")
"""Content systems sign with one: "Press 4.2"."""
_TELLING = 4
"""Letters from which the same beginning is no chance."""
_NEAR_HEAD = 25
"""Pieces after the headline within which a byline stands."""


@dataclass(frozen=True, slots=True)
class Bylines:
    """Who is named as the author."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """Desks, agencies and outlets named as author."""
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of ``data/people.toml``, ready to use."""

    before: re.Pattern[str]
    split: re.Pattern[str]
    desk: frozenset[str]
    particles: frozenset[str]
    nobody: frozenset[str]
    roles: frozenset[str]
    place: re.Pattern[str]
    suffix: tuple[str, ...]
    agencies: dict[str, str]
    reporting: re.Pattern[str]
    others: re.Pattern[str]


@cache
def _words() -> _Words:
    data = table("people")
    before = "|".join(sorted(map(re.escape, data["before"]), key=len, reverse=True))
    joins = "|".join(map(re.escape, data["and"]))
    return _Words(
        before=re.compile(
            rf"^(?:{before})\s*:?\s+|^(?:{before})\s*:\s*", re.IGNORECASE
        ),
        split=re.compile(
            rf"\s*(?:[;|/•·\n]|,(?!\s*(?:jr|sr|phd|md)\b)|、|，|\s(?:{joins})\s)\s*",
            re.IGNORECASE,
        ),
        desk=frozenset(data["desk"]),
        particles=frozenset(data["particles"]),
        nobody=frozenset(data["nobody"]),
        roles=frozenset(data["roles"]),
        place=re.compile(
            rf"(?<=\w) {any_of(data['in'])} (?=[^\W\d_a-zа-я])[\w .'’-]*$"
        ),
        suffix=tuple(data["suffix"]),
        agencies={" ".join(words_of(name)): name for name in data["agencies"]},
        reporting=re.compile(any_of(data["reporting"]), re.IGNORECASE),
        others=re.compile(any_of(data["no author"]), re.IGNORECASE),
    )


def read(
    declared: Declared,
    pieces: Sequence[Piece],
    tree: HtmlElement,
    *,
    alone: Iterable[str] = (),
    extra: Iterable[str] = (),
) -> Bylines:
    """Return the byline of a page.

    Args:
        declared: What the page declares: it wins when it names a person.
        pieces: The page's text, for the visible byline.
        tree: The page, for microdata and rel=author.
        alone: Names that stand alone over or under the text.
        extra: The feed's authors.
    """
    named = sort(declared.authors, declared.outlet)
    if named.people:
        return named
    seen = sort(((name, False) for name in _visible(tree, pieces)), declared.outlet)
    fed = sort(((name, False) for name in extra), declared.outlet)
    signed = sort(((name, False) for name in alone), declared.outlet)
    people = seen.people or signed.people or fed.people
    organisations = named.organisations or seen.organisations or fed.organisations
    return Bylines(people, organisations, named.agency or seen.agency or fed.agency)


def sort(names: Iterable[tuple[str, bool]], outlet: str | None) -> Bylines:
    """Part names into people and organisations."""
    people: dict[str, str] = {}
    organisations: dict[str, str] = {}
    agency = None
    for raw, is_organisation in islice(names, _MOST_LINES):
        for name in split(raw[:_LONGEST_LINE]):
            key = " ".join(words_of(name))
            agency = agency or agency_in(name)
            if is_organisation or not is_person(name, outlet):
                organisations.setdefault(key, name)
            elif key:
                people.setdefault(key, name)
    return Bylines(
        tuple(people.values())[:MOST], tuple(organisations.values())[:MOST], agency
    )


def split(raw: str) -> list[str]:
    """Cut a byline into names: "By Ana Reis and Jon Dahl, Lisbon"."""
    text = _BRACKETS.sub(" ", clean(raw)).strip(" .,:;-–—|")
    if not text or _ADDRESS.search(text) or _SLUG.match(text):
        return []
    text = _words().before.sub("", _NUMERIC_DAY.sub("", text))
    parts = [
        _words().place.sub("", part.strip(" .,:;-–—|"))
        for part in _words().split.split(text)
        if not _words().others.match(part)
    ]
    names = [_without_suffix(_without_role(_without_date(part))) for part in parts]
    nobody = _words().nobody
    return [
        name
        for name in names
        if 0 < len(name) <= _LONGEST_NAME
        and name.lower() not in nobody
        and not _VERSION.search(name)
        and not _is_whence(name)
    ]


def _is_whence(part: str) -> bool:
    """Tell whether a part says only from where somebody wrote: "de Lisboa"."""
    first, _, rest = part.partition(" ")
    return first in _words().particles and bool(rest) and " " not in rest


def _without_role(part: str) -> str:
    """Return the name in "Political editor Ana Reis"; empty where a role is all."""
    words, roles = part.split(), _words().roles
    at = next((n for n, word in enumerate(words) if word.lower() in roles), None)
    if at is None:
        return part
    after = list(dropwhile(lambda word: not word[:1].isupper(), words[at + 1 :]))
    if len(after) > 1:
        return " ".join(after)
    # "Ana Reis Political Editor"; of "Chief Political Editor" nobody is left
    return " ".join(words[: at - 1]) if at > 2 else ""  # noqa: PLR2004


def _without_date(part: str) -> str:
    """Take a date that stands behind a name off: "Ana Reis October 2"."""
    if not any(char.isdigit() for char in part):
        return part
    words = part.split()
    kept, months = len(words), 0
    while kept and (_DATED.match(words[kept - 1]) or _is_month(words[kept - 1])):
        months += _is_month(words[kept - 1])
        if months > 1:  # "Rosa May 5 October" has written it in October
            break
        kept -= 1
    if kept and not months:
        return part
    return " ".join(words[:kept]).rstrip(" -–—")


def _is_month(word: str) -> bool:
    return month_of(word.rstrip(".,"), language=None) is not None


def _without_suffix(name: str) -> str:
    """Take a profession that is glued to a name off ("… 기자")."""
    for suffix in _words().suffix:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix).strip()
    return name


def is_person(name: str, outlet: str | None) -> bool:
    """Tell whether a name is that of a person, as far as words can tell."""
    if len(name) > 2 * _LONGEST_NAME:
        return False
    words = words_of(name)
    key = " ".join(words)
    desk = _words().desk
    is_group = key in _words().agencies or key in desk or any(w in desk for w in words)
    is_outlet = bool(outlet) and _same(words, words_of(outlet or ""))
    if not words or is_group or is_outlet or any(char.isdigit() for char in name):
        return False
    if not _CASED.search(name):
        return len(name) <= 24  # noqa: PLR2004 - names in scripts without capitals
    parts = name.split()
    if not 2 <= len(parts) <= 6:  # noqa: PLR2004 - a full name has two to six words
        return False
    capitals = [p for p in parts if p[:1].isupper() or p.lower() in _words().particles]
    return len(capitals) == len(parts) or name.islower()


def _same(words: Sequence[str], outlet: Sequence[str]) -> bool:
    """Tell whether two names are one, whatever the spaces."""
    one, other = "".join(words), "".join(outlet)
    begins = other.startswith(one) or one.startswith(other)
    return one == other or (len(one) >= _TELLING and begins)


def tells_who_reported(line: str) -> bool:
    """Tell whether a line begins like "Additional reporting by Ana Reis"."""
    return _words().reporting.match(line) is not None


def agency_in(text: str) -> str | None:
    """Return the agency that a byline or credit names, or None."""
    key = " ".join(words_of(text))
    agencies = _words().agencies
    if key in agencies:
        return agencies[key]
    for known, name in agencies.items():
        if name.isupper() and len(name) <= 5:  # noqa: PLR2004 - "AP", "AFP": as capitals only
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                return name
        elif len(known) > 3 and re.search(rf"(?<!\w){re.escape(known)}(?!\w)", key):  # noqa: PLR2004 - "TT", "PA" stand above
            return name
    return None


def _visible(tree: HtmlElement, pieces: Sequence[Piece]) -> list[str]:
    """Return the names in the page's visible byline."""
    for query in (
        ".//*[@itemprop='author']//*[@itemprop='name']",
        ".//a[@rel='author']",
        ".//*[@itemprop='author']",
    ):
        found = [e for e in tree.iterfind(query) if not _is_in_figure(e)]
        # the first stand together; later ones belong to other articles' teasers
        together = [e for e in found if _above(e) is _above(found[0])]
        texts = (clean(e.get("content") or e.text_content()) for e in together)
        names = [name for name in texts if 0 < len(name) <= 2 * _LONGEST_NAME]
        if names:
            return names[:MOST]
    head = next((p.index for p in pieces if p.tag == "h1"), 0)
    near = [
        p
        for p in pieces[head : head + _NEAR_HEAD]
        if len(p.text) <= 2 * _LONGEST_NAME and p.tag not in {"h1", "h2"}
    ]
    lines = [
        name
        for p in near
        if "author" in p.near or p.tag == "address" or _words().before.match(p.text)
        for name in _names_in(p)
    ]
    return lines[:4]


def _names_in(piece: Piece) -> list[str]:
    """Return a byline's links as names of their own, or its whole line."""
    links = [
        clean(run.text) for run in piece.runs if any(e.tag == "a" for e in run.inline)
    ]
    named = [link for link in links if link]
    return named if len(named) > 1 else [piece.text]


def _above(element: HtmlElement) -> HtmlElement | None:
    """Return the element two above."""
    parent = element.getparent()
    return parent.getparent() if parent is not None else None


def _is_in_figure(element: HtmlElement | None) -> bool:
    """Tell whether an element is part of a picture's words."""
    while element is not None:
        if element.tag in {"figure", "figcaption"}:
            return True
        element = element.getparent()
    return False
