"""Templates and theme: values -> the bytes of a page.

Knows how a page is made, not which pages there are. Text is escaped by the
templates; only ``publish.pages.safe_text`` makes markup of its own.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from polywire.article import Edition
from polywire.errors import PublishError
from polywire.language.text.tags import direction
from polywire.publish.pages.edition_view import doubt_note
from polywire.publish.pages.interface_words import Words, sentence_gap, words
from polywire.publish.pages.safe_text import (
    cut,
    language_attributes,
    link_address,
    web_address,
)
from polywire.publish.pages.sections import Section, plan
from polywire.publish.shelf import Review
from polywire.publish.site import address
from polywire.publish.site.site_folder import Asset
from polywire.settings.operator_file import Look, Settings, Site

_MISTAKES = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What a template can raise: adding a number to a text is a mistake in it, too."""

_EVERYWHERE = frozenset({"front", "archive", "search-page", "ledger-page", "about"})
"""Kinds of pages that each language has."""
_LISTS = frozenset({"section", "source", "day"})
"""Kinds of pages that languages may have."""
_LOGOS = (".svg", ".png", ".webp", ".jpg", ".jpeg")
_LOGO_BYTES = 100_000
"""Each page asks for the logo: it must not weigh more than the page."""
_TITLE = 70
"""Characters that search results show of a title."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language with the page that it leads to."""

    tag: str
    path: str
    name: str
    direction: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What each page has around its own contents."""

    language: str
    path: str
    title: str
    kind: str
    title_language: str = ""
    """Language of a title that is not in the page's."""
    description: str = ""
    preview: str = ""
    """What share previews show; the description when empty."""
    is_indexed: bool = False
    alternates: tuple[tuple[str, str], ...] = ()
    """(hreflang, path), itself included."""
    navigation: tuple[Tongue, ...] = ()
    """Sections to lead to; only pages that are always rewritten carry all."""
    og_type: str = "website"


class Press:
    """Renders pages for one installation."""

    def __init__(
        self,
        settings: Settings,
        reviews: Callable[[Edition], Review | None] = lambda _: None,
        stories: Callable[[str], str | None] = lambda _: None,
        has: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Take who knows of reviews, of stories by article, and which pages exist."""
        self.has = has
        self.review = reviews
        self.story_of = stories
        self.settings = settings
        self.site: Site = settings.site
        self.is_public = self.site.visibility == "public"
        plain = self.site.plain_files
        self.is_served = not (bool(self.site.target) if plain is None else plain)
        folder = self.site.templates
        self._templates = settings.root / folder if folder else None
        self.environment = environment(self._templates)
        look = settings.look
        self.style = _asset("wire.css", self._templates, colours(look))
        self.logo = _logo(settings.root, look.logo) if look.logo else None
        self.script = _asset("clock.js", self._templates)
        self.icon = _asset("icon.svg", self._templates)
        self.contact = contact_link(self.site.contact)
        self.plan = plan(settings)
        homes: dict[str, str] = {}
        self.outlets = {
            source.slug: homes.setdefault(source.name or source.slug, source.slug)
            for source in settings.sources
        }

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files of the theme."""
        found = (self.style, self.script, self.icon, self.logo)
        return tuple(asset for asset in found if asset is not None)

    def words(self, language: str) -> Words:
        """Return the interface's words in a language; raises PublishError."""
        return words(language, self.site.time_zone, self._templates)

    def all_words(self) -> list[Words]:
        """Return the interface's words of each edition's language."""
        return [self.words(tag) for tag in self.site.languages]

    def absolute(self, path: str) -> str:
        """Return the public address of a path."""
        return address.absolute(self.site.url, path)

    def outlet(self, slug: str) -> str:
        """Return the source under whose slug an outlet's page stands: feeds share it."""
        return self.outlets.get(slug, slug)

    def tongues(self, language: str, sections: Sequence[Section]) -> tuple[Tongue, ...]:
        """Return links to sections, each in the reader's words."""
        spoken = self.words(language)
        return tuple(
            Tongue(
                language,
                address.section_path(item.key, language),
                self.plan.name(item.key, item.raw, spoken),
                spoken.direction,
            )
            for item in sections
        )

    def tagline(self, language: str) -> str:
        """Return the line under the site's name."""
        given = self.site.tagline
        return given if isinstance(given, str) else given[language]

    def page(self, template: str, frame: Frame, **values: object) -> bytes:
        """Return the bytes of a page."""
        context = self._context(frame.language, frame.path)
        alternates = frame.alternates or self._alternates(frame)
        context |= {
            "title": frame.title,
            "page_title": page_title(
                frame, self.site.name, self.tagline(frame.language)
            ),
            "title_attributes": language_attributes(
                frame.title_language or frame.language, frame.language
            ),
            "kind": frame.kind,
            "description": frame.description,
            "preview": frame.preview or frame.description,
            "is_indexed": frame.is_indexed and self.is_public,
            "alternates": alternates,
            "navigation": frame.navigation,
            "og_type": frame.og_type,
            "switch": self._switch({frame.language: frame.path} | dict(alternates)),
            "path": frame.path,
            "front": address.front_path(frame.language),
        }
        return self.render(template, **(context | values)).encode()

    def fragment(self, template: str, language: str, **values: object) -> str:
        """Return a piece of HTML for a feed: its links are absolute."""
        context = self._context(language, None)
        return self.render(template, **(context | values))

    def render(self, template: str, **values: object) -> str:
        """Render a template; raises PublishError that names file and line."""
        try:
            return self.environment.get_template(template).render(**values)
        except _MISTAKES as error:
            raise _mistake(template, error) from error

    def _context(self, language: str, path: str | None) -> dict[str, Any]:
        spoken = self.words(language)

        def link(goal: str) -> str:
            return self.absolute(goal) if path is None else address.relative(path, goal)

        return {
            "site": self.site,
            "is_public": self.is_public,
            "words": spoken,
            "say": spoken.say,
            "gap": sentence_gap(language),
            "link": link,
            "absolute": self.absolute,
            "feed": lambda kind, page=None: address.feed_path(
                page or address.front_path(language), kind
            ),
            "page": lambda name: address.page_path(name, language),
            "clock": lambda when: clock(spoken, when),
            "isolated": isolated,
            "host": host,
            "style": self.style.path,
            "script": self.script.path,
            "verify": "/verify" if self.is_public and self.is_served else None,
            "is_searched": self.is_served or self.site.static_search,
            "tagline": self.tagline(language),
            "is_fragment": path is None,
            "doubt_note": doubt_note,
            "logo": self.logo.path if self.logo else None,
            "icon": self.icon.path,
            "contact": self.contact,
        }

    def _alternates(self, frame: Frame) -> tuple[tuple[str, str], ...]:
        """Return the hreflang set of a page that stands at one path in each language."""
        rest = frame.path.removeprefix(address.front_path(frame.language))
        paths = {
            tag: address.front_path(tag) + rest
            for tag in self.site.languages
            if frame.kind in _EVERYWHERE
            or tag == frame.language
            or (frame.kind in _LISTS and self.has(address.front_path(tag) + rest))
        }
        return self.hreflang(paths)

    def hreflang(self, paths: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return where each language stands, and a default: the site's first of them."""
        if len(paths) <= 1:
            return ()
        first = next((tag for tag in self.site.languages if tag in paths), min(paths))
        return (*sorted(paths.items()), ("x-default", paths[first]))

    def _switch(self, paths: Mapping[str, str]) -> list[Tongue]:
        """Return where each language of the site leads to from a page."""
        return [
            tongue(tag, paths.get(tag, address.front_path(tag)), self.words(tag))
            for tag in self.site.languages
        ]


def page_title(frame: Frame, site: str, tagline: str) -> str:
    """Return the title of the window: what search results show of it."""
    more = tagline if frame.kind == "front" else site
    whole = f"{frame.title} – {more}"
    if more and len(whole) <= _TITLE:
        return whole
    return cut(frame.title, _TITLE) or site


def tongue(tag: str, path: str, spoken: Words) -> Tongue:
    """Return a language with its own name for itself."""
    return Tongue(tag, path, spoken.own_name(tag), direction(tag))


def clock(spoken: Words, when: Any) -> Markup:
    """Return a moment as ``<time>``."""
    return Markup('<time class="moment" datetime="{}">{}</time>').format(
        when.isoformat(), spoken.moment(when)
    )


def isolated(name: str) -> Markup:
    """Return a name whose direction does not leak into the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(name)


def host(url: str) -> str:
    """Return the host of an address, for readers."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def contact_link(contact: str) -> str | None:
    """Return the address that a contact link leads to, None when there is none."""
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    return link_address(contact) or web_address(contact)


@lru_cache(maxsize=8)
def environment(templates: Path | None) -> jinja2.Environment:
    """Return the templates: the operator's own go before ours, by name."""
    loaders: list[jinja2.BaseLoader] = []
    if templates is not None:
        loaders.append(jinja2.FileSystemLoader(templates))
    loaders.append(jinja2.PackageLoader("polywire.publish", "theme"))
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def check_templates(settings: Settings) -> None:
    """Read all templates before anything is written; raises PublishError."""
    press = Press(settings)
    names: Sequence[str] = press.environment.list_templates(extensions=["html"])
    for name in names:
        try:
            press.environment.get_template(name)
        except jinja2.TemplateError as error:
            raise _mistake(name, error) from error


def _mistake(template: str, error: Exception) -> PublishError:
    name, line = template, 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        name, line = error.filename or error.name or template, error.lineno
    elif error.__traceback__ is not None:
        name, line = _place(error, template)
    where = f"{name}, line {line}" if line else name
    return PublishError(
        f"template {where}: {error}; the site stays as it is until it is mended"
    )


def _place(error: Exception, template: str) -> tuple[str, int]:
    """Find the last template in a traceback: Jinja rewrites the lines for us."""
    name, line = template, 0
    step = error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.endswith(".html"):
            name, line = file, step.tb_lineno
        step = step.tb_next
    return name, line


def colours(look: Look) -> bytes:
    """Return the rules that put the operator's colours in the place of ours."""
    rules = [_colour_rule(look.light, "{}"), _colour_rule(look.dark, _DARK)]
    return "".join(rules).encode()


_DARK = "@media (prefers-color-scheme: dark) {{ {} }}"


def _colour_rule(own: Mapping[str, str], form: str) -> str:
    if not own:
        return ""
    values = " ".join(f"--{name}: {own[name]};" for name in sorted(own))
    # print keeps its own: its rules must not be outdone by ours below them
    return f"@media screen {{ {form.format(f':root {{ {values} }}')} }}\n"


def _asset(name: str, templates: Path | None, more: bytes = b"") -> Asset:
    own = templates / name if templates is not None else None
    if own is not None and own.is_file():
        data = own.read_bytes()
    else:
        data = (resources.files("polywire.publish") / "theme" / name).read_bytes()
    return _named(name, data + more)


def _logo(root: Path, name: str) -> Asset:
    """Return the operator's logo; raises PublishError when it cannot be shown."""
    kind = PurePath(name).suffix.lower()
    if kind not in _LOGOS:
        raise PublishError(f"look.logo = {name!r}: use a file of {', '.join(_LOGOS)}")
    try:
        data = (root / name).read_bytes()
    except OSError as error:
        message = f"look.logo = {name!r} cannot be read ({error.strerror})"
        raise PublishError(message) from error
    if len(data) > _LOGO_BYTES:
        raise PublishError(
            f"look.logo = {name!r} has {len(data):,} bytes; {_LOGO_BYTES:,} at most"
        )
    return _named(f"logo{kind}", data)


def _named(name: str, data: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:10]
    return Asset(f"/assets/{stem}-{digest}.{suffix}", data)
