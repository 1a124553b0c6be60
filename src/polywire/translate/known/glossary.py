"""The operator's glossary: words that are always translated so, or not at all.

``glossary.toml`` holds ``[[term]]`` tables: one form, or a list of forms, for each
language. The first form of a language is the one to write; all of them are
accepted. Does not translate.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from polywire.errors import SettingsError
from polywire.language.text.tags import base
from polywire.translate.sentence.options import Protected

FILE_NAME = "glossary.toml"
Case = Literal["auto", "any", "exact", "first"]
"""``any``: found in any case, written with the text's first letter. ``exact``: found
and written only as it stands. ``first``: the first letter may be a capital.
``auto``: a form with a capital is exact, one in small letters is found in any case."""

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_KEYS = frozenset({"keep", "case", "note"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One term: its forms by language, the one to write first."""

    forms: Mapping[str, tuple[str, ...]]
    keep: tuple[str, ...] = ()
    """Forms that no language translates."""
    case: Case = "auto"

    def find(self, language: str) -> tuple[str, ...]:
        """Return the forms that a text of a language may hold."""
        return self.keep or _of(self.forms, language)

    def write(self, language: str) -> str | None:
        """Return the form to write in a language; None when the term has none."""
        if self.keep:
            return None
        return next(iter(_of(self.forms, language)), None)


def _of(forms: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    """Return the forms of a tag, of its language, or of a region of it."""
    if language in forms:
        return forms[language]
    if base(language) in forms:
        return forms[base(language)]
    near = sorted(tag for tag in forms if base(tag) == base(language))
    return forms[near[0]] if near else ()


def read(path: Path) -> tuple[Entry, ...]:
    """Read a glossary; none when there is no file. Raises SettingsError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from error
    return parse(text, str(path))


def parse(text: str, where: str = FILE_NAME) -> tuple[Entry, ...]:
    """Read the text of a glossary; raises SettingsError that names the term."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where}: {error}") from error
    terms = raw.pop("term", [])
    if raw:
        raise SettingsError(
            f"{where}: {next(iter(raw))!r} is unknown; terms are written as [[term]]"
        )
    return tuple(
        _entry(term, f"{where}: term {number}")
        for number, term in enumerate(terms, start=1)
    )


def _entry(term: Mapping[str, Any], where: str) -> Entry:
    case = term.get("case", "auto")
    if case not in get_args(Case):
        allowed = ", ".join(get_args(Case))
        raise SettingsError(f"{where}: case = {case!r} is none of {allowed}")
    forms = {
        key: _forms(value, f"{where}: {key}")
        for key, value in term.items()
        if key not in _KEYS
    }
    unknown = [key for key in forms if not _TAG.fullmatch(key)]
    if unknown:
        raise SettingsError(
            f"{where}: {unknown[0]!r} is no language tag, nor one of keep, case, note"
        )
    keep = _forms(term["keep"], f"{where}: keep") if "keep" in term else ()
    if bool(keep) == bool(forms):
        raise SettingsError(
            f"{where}: needs either keep = 'word', or forms of two languages"
        )
    if forms and len(forms) == 1:
        raise SettingsError(f"{where}: has a form of {next(iter(forms))} only")
    return Entry(MappingProxyType(forms), keep, case)


def _forms(value: Any, where: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(v, str) and v.strip() for v in values):
        raise SettingsError(f"{where} must be a word, or a list of words")
    return tuple(" ".join(v.split()) for v in values)


def protected(
    entries: Sequence[Entry], text: str, source: str, target: str
) -> tuple[Protected, ...]:
    """Return what of a text must come out exactly so, longest first.

    Each form is given as the text writes it, so that it can be masked.
    """
    found: dict[str, Protected] = {}
    for entry in entries:
        wanted = entry.write(target)
        if wanted is None and not entry.keep:
            continue
        others = () if entry.keep else _of(entry.forms, target)[1:]
        for form in entry.find(source):
            for match in _pattern(form, entry.case).finditer(text):
                told = _written(match[0], form, wanted)
                found.setdefault(match[0], Protected(match[0], told, others))
    return tuple(sorted(found.values(), key=lambda one: (-len(one.source), one.source)))


def _written(said: str, form: str, wanted: str | None) -> str:
    """Return what to write: with a capital where only the text gave the form one."""
    if wanted is None:
        return said
    if said[:1].isupper() and form[:1].islower() and wanted[:1].islower():
        return wanted[:1].upper() + wanted[1:]
    return wanted


@lru_cache(maxsize=4096)
def _pattern(form: str, case: Case) -> re.Pattern[str]:
    """Return what finds a form as whole words, whatever space is between them."""
    words = r"\s+".join(map(re.escape, form.split()))
    if case == "first" and form[:1].isalpha():
        first = re.escape(form[0])
        words = f"(?:{first}|{re.escape(form[0].upper())})" + words[len(first) :]
    # A sign at an edge ("C++") is its own border.
    left = r"(?<!\w)" if form[0].isalnum() else ""
    right = r"(?!\w)" if form[-1].isalnum() else ""
    is_loose = case == "any" or (case == "auto" and form == form.lower())
    return re.compile(left + words + right, re.IGNORECASE if is_loose else 0)
