"""The label: what every machine-translated text says of itself, in every output.

EU AI Act Art. 50 asks for it. No setting and no passed check removes it; only
a review record that is bound to this very text changes its words. Strings are
written by people (``labels.toml``); a language without them is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from markupsafe import Markup, escape

from polywire.article import Edition, Grade, State, normalise, text_hash
from polywire.check.grade import grade
from polywire.errors import SettingsError
from polywire.language.text import tags
from polywire.publish.pages.safe_text import web_address
from polywire.publish.shelf import Review
from polywire.tables import table

SIGN: Final = "AI"
"""Main visual element by the Code of Practice, where a language has no own letters."""

PARTED: Final = " · "

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"

Strings = Mapping[str, str]

_NEEDED: Final = {
    "machine": {"language"},
    "unreviewed": set[str](),
    "reviewed": {"reviewer", "date", "entity"},
    "partly": set[str](),
    "marked": set[str](),
    "mixed": set[str](),
    "rough": set[str](),
    "original": {"title", "publisher"},
    "short": {"language"},
    "short_reviewed": {"language"},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the label; ``href`` and ``lang`` are set for the original's title."""

    kind: Literal["sign", "text", "title", "publisher"]
    text: str
    href: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """The label of one edition in one interface language."""

    kind: Literal["machine", "reviewed", "original"]
    locale: str
    text: str
    """On one line, for plain text and e-mail; other directions are isolated."""
    parts: tuple[Part, ...]
    """The same for HTML; joined they are the text without isolates."""
    short: str
    """For share previews (``og:description``); empty for an original."""

    @property
    def html(self) -> Markup:
        """The label as one paragraph, for pages and the bodies of feeds."""
        inner = Markup("").join(_html(part) for part in self.parts)
        form = Markup('<p class="mt-label" role="note" lang="{}" dir="{}">{}</p>')
        return form.format(self.locale, tags.direction(self.locale), inner)


def label(
    edition: Edition,
    locale: str,
    *,
    review: Review | None = None,
    own: Mapping[str, Strings] | None = None,
) -> Label:
    """Return the label of an edition in an interface language.

    ``own`` are the operator's strings ([labels] in polywire.toml) for
    languages that are not shipped. Raises SettingsError when there are none.
    """
    strings = strings_of(locale, own)
    original = _parts(strings["original"], _original(edition))
    if not edition.is_translated:
        return _label("original", locale, original, "")
    is_reviewed = review is not None and review.text == text_of(edition)
    values = {
        "language": Part(
            "text", language_name(edition.article.language, locale), lang=None
        )
    }
    sentences = [_parts(strings["machine"], values)]
    if review is not None and is_reviewed:
        sentences.append(_parts(strings["reviewed"], _review(review, locale)))
    else:
        sentences.append(_parts(strings["unreviewed"], {}))
    sentences += [_parts(strings[key], {}) for key in _limits_of(edition)]
    sentences.append(original)
    sign = strings.get("sign", "").strip() or SIGN
    parts = [Part("sign", sign), Part("text", PARTED)]
    for index, sentence in enumerate(sentences):
        parts += ([Part("text", " ")] if index else []) + sentence
    short = strings["short_reviewed" if is_reviewed else "short"]
    return _label(
        "reviewed" if is_reviewed else "machine",
        locale,
        parts,
        sign + PARTED + _text(_parts(short, values), locale),
    )


def text_of(edition: Edition) -> str:
    """Return the hash of the text that readers see: what a review is bound to."""
    shown = [edition.language, edition.article.revision]
    if edition.draft is not None:
        shown += [one.shown for one in edition.draft.translations]
    return text_hash("\x1e".join(normalise(text) for text in shown))


def strings_of(locale: str, own: Mapping[str, Strings] | None = None) -> Strings:
    """Return the label's strings in a language; raises SettingsError without any.

    ``de-AT`` takes those of ``de``, ``pt`` those of ``pt-BR``; never those of
    another script.
    """
    shipped: dict[str, Strings] = table("polywire.publish", "labels.toml")
    for tag, strings in (*shipped.items(), *(own or {}).items()):
        if tag == locale:
            return strings if tag in shipped else _checked(tag, strings)
    for tag, strings in shipped.items():
        if tags.is_same(tag, locale) and not _names_a_script(locale):
            return strings
    keys = ", ".join(_NEEDED)
    raise SettingsError(
        f"no label is written in {locale!r}: add a table [labels.{locale}] with "
        f"{keys} to polywire.toml (written by a person), or drop {locale!r} from "
        "site.languages"
    )


def _names_a_script(tag: str) -> bool:
    """``uk-Latn`` names one: the strings of ``uk`` are then not readable."""
    return any(re.fullmatch("[A-Z][a-z]{3}", part) for part in tag.split("-"))


def _limits_of(edition: Edition) -> Iterator[str]:
    """Yield the keys of what is said of the translation's weak parts."""
    known = grade(edition.draft)
    if known in {Grade.MIXED, Grade.ROUGH}:
        yield str(known)
    if edition.state is State.PUBLISHED_PARTLY:
        yield "partly"
    if edition.draft and edition.draft.in_doubt:
        yield "marked"


def check_locales(
    locales: Sequence[str], own: Mapping[str, Strings] | None = None
) -> None:
    """Refuse interface languages without a label; raises SettingsError."""
    for locale in locales:
        strings_of(locale, own)


def language_name(tag: str, locale: str) -> str:
    """Return the bare name of a language in another, such as "inglês"."""
    try:
        names = Locale.parse(locale, sep="-").languages
    except (UnknownLocaleError, ValueError):
        return tag
    return str(names.get(tag.replace("-", "_")) or tags.name(tag, locale))


def long_date(moment: datetime, locale: str) -> str:
    """Write a day in words, as the interface language does."""
    try:
        return format_date(moment, "long", locale=Locale.parse(locale, sep="-"))
    except (UnknownLocaleError, ValueError):
        return f"{moment:%Y-%m-%d}"


def _checked(tag: str, strings: Strings) -> Strings:
    """Check the operator's strings: each one there, with what it must name."""
    for key, needed in _NEEDED.items():
        if not strings.get(key, "").strip():
            message = f"labels.{tag}: {key!r} is missing; write it in that language"
            raise SettingsError(message)
        try:
            fields = {field for _, field, _, _ in Formatter().parse(strings[key])}
        except ValueError:
            fields = {"?"}
        if fields - {None} != needed:
            wanted = ", ".join(f"{{{name}}}" for name in sorted(needed)) or "none"
            raise SettingsError(f"labels.{tag}.{key} must hold these fields: {wanted}")
    return strings


def _original(edition: Edition) -> dict[str, Part]:
    article = edition.article
    href = web_address(article.url)
    return {
        "title": Part("title", normalise(article.headline), href, article.language),
        "publisher": Part("publisher", normalise(edition.source_name)),
    }


def _review(review: Review, locale: str) -> dict[str, Part]:
    return {
        "reviewer": Part("publisher", normalise(review.reviewed_by)),
        "entity": Part("publisher", normalise(review.responsible_entity)),
        "date": Part("text", long_date(review.reviewed_at, locale)),
    }


def _parts(form: str, values: Mapping[str, Part]) -> list[Part]:
    """Fill a string; the values stay parts of their own."""
    found: list[Part] = []
    for words, field, _, _ in Formatter().parse(form):
        if words:
            found.append(Part("text", words))
        if field is not None:
            found.append(values[field])
    return found


def _text(parts: Sequence[Part], locale: str) -> str:
    return "".join(
        _isolated(part.text)
        if part.kind in {"title", "publisher"} and _differs(part, locale)
        else part.text
        for part in parts
    )


def _differs(part: Part, locale: str) -> bool:
    """Tell whether a name may run against the direction of the line."""
    if tags.direction(locale) == "rtl":
        return True
    return part.lang is not None and tags.direction(part.lang) == "rtl"


def _isolated(text: str) -> str:
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def _html(part: Part) -> Markup:
    if part.kind == "sign":
        return Markup('<b class="mt-sign" translate="no">{}</b>').format(part.text)
    if part.kind == "text":
        return escape(part.text)
    name = Markup('<bdi translate="no">{}</bdi>').format(part.text)
    if part.lang:
        name = Markup('<bdi lang="{}" dir="{}" translate="no">{}</bdi>').format(
            part.lang, tags.direction(part.lang), part.text
        )
    if part.href:
        lang = Markup(' hreflang="{}"').format(part.lang) if part.lang else Markup("")
        return Markup('<a href="{}"{}>{}</a>').format(part.href, lang, name)
    return name


def _label(
    kind: Literal["machine", "reviewed", "original"],
    locale: str,
    parts: Sequence[Part],
    short: str,
) -> Label:
    return Label(kind, locale, _text(parts, locale), tuple(parts), short)
