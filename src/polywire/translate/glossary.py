"""The operator's ``glossary.toml``: forms that must come out so, and none other.

A term holds forms for each language, or ``keep`` for what is never translated::

    [[term]]
    en = ["the Fed", "Federal Reserve"]
    pt = "Fed"

    [[term]]
    keep = "Novaya Gazeta Europe"

A form with a capital letter matches as written; one in small letters matches in any
case. ``case = "exact"`` or ``"any"`` says it for the term.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from polywire.errors import SettingsError
from polywire.language.tags import base
from polywire.translate.options import Protected

FILE_NAME = "glossary.toml"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

Case = Literal["exact", "any", "auto"]


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: forms by language tag; the first form is the one we write."""

    forms: tuple[tuple[str, tuple[str, ...]], ...]
    keep: tuple[str, ...] = ()
    case: Case = "auto"

    def of(self, language: str) -> tuple[str, ...]:
        """Return the forms in a language: its own tag first, else the base."""
        known = dict(self.forms)
        return known.get(language) or known.get(base(language)) or ()


@dataclass(frozen=True)
class Glossary:
    """All terms, ready for one pair of languages."""

    terms: tuple[Term, ...]
    source: str
    target: str

    def matching(self, text: str) -> tuple[Protected, ...]:
        """Return the forms that stand in a text, each with what it becomes."""
        found: dict[str, Protected] = {}
        for pattern, target in self._patterns:
            for match in pattern.finditer(text):
                found.setdefault(match[0], Protected(match[0], _cased(match, target)))
        return tuple(found.values())

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str | None], ...]:
        return tuple(_patterns(self.terms, self.source, self.target))


def _patterns(
    terms: tuple[Term, ...], source: str, target: str
) -> Iterator[tuple[re.Pattern[str], str | None]]:
    """Yield a pattern for each form; None means that it stays as it is."""
    for term in terms:
        theirs = term.of(target)
        wanted = [(form, theirs[0]) for form in term.of(source) if theirs]
        for form, becomes in [*wanted, *((form, None) for form in term.keep)]:
            is_exact = term.case == "exact" or (
                term.case == "auto" and not form.islower()
            )
            yield (
                re.compile(
                    rf"(?<![^\W_]){re.escape(form)}(?![^\W_])",
                    0 if is_exact else re.IGNORECASE,
                ),
                becomes,
            )


def _cased(match: re.Match[str], target: str | None) -> str:
    """Give a form the capital of what it replaces, at the start of a sentence."""
    if target is None:
        return match[0]
    starts = not match.string[: match.start()].strip("\"'“‘«( ")
    if starts and match[0][:1].isupper() and target[:1].islower():
        return target[:1].upper() + target[1:]
    return target


def load(path: Path) -> tuple[Term, ...]:
    """Read a glossary file; none is no terms. Raises SettingsError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}; mend the file") from error
    return parse(raw, str(path))


def parse(raw: Mapping[str, object], where: str = FILE_NAME) -> tuple[Term, ...]:
    """Check the contents of a glossary; raises SettingsError."""
    entries = raw.get("term", [])
    unknown = sorted(set(raw) - {"term"})
    if unknown or not isinstance(entries, list):
        what = unknown[0] if unknown else "term"
        raise SettingsError(f"{where}: {what!r} is not known; write [[term]] entries")
    return tuple(
        _term(entry, f"{where}: term {number}")
        for number, entry in enumerate(entries, start=1)
    )


def _term(entry: object, where: str) -> Term:
    if not isinstance(entry, dict):
        raise SettingsError(f"{where}: write it as a table")
    case = entry.get("case", "auto")
    if case not in {"exact", "any", "auto"}:
        raise SettingsError(f"{where}: case = {case!r} must be 'exact' or 'any'")
    tags = [key for key in entry if key not in {"case", "keep"}]
    wrong = [tag for tag in tags if not _TAG.fullmatch(tag)]
    if wrong:
        raise SettingsError(f"{where}: {wrong[0]!r} is no language tag")
    forms = tuple((tag, _forms(entry[tag], f"{where}: {tag}")) for tag in tags)
    keep = _forms(entry["keep"], f"{where}: keep") if "keep" in entry else ()
    if not keep and len(forms) < 2:  # noqa: PLR2004 - a term joins two languages
        raise SettingsError(f"{where}: give forms in two languages, or 'keep'")
    return Term(forms, keep, case)


def _forms(value: object, where: str) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if isinstance(items, list):
        forms = [item.strip() for item in items if isinstance(item, str)]
        if forms and len(forms) == len(items) and all(forms):
            return tuple(forms)
    raise SettingsError(f"{where}: must be a word or a list of words")
