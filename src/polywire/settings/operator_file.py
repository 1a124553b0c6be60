"""The operator's file: read and checked once, then frozen.

The only module that reads ``polywire.toml`` and the environment.
"""

import os
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from polywire.errors import SettingsError
from polywire.settings import house_style
from polywire.settings.toml_tables import (
    Check,
    Engine,
    Front,
    Keep,
    Look,
    Rights,
    Sections,
    Translate,
    Webhook,
    webhook_problems,
)

__all__ = [
    "Check", "Engine", "Front", "Keep", "Look", "Rights", "Sections", "Translate",
    "Webhook",
]  # fmt: skip

FILE_NAME = "polywire.toml"

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class _Table(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """As in ``toml_tables``: the linter knows mutable defaults only of a near base."""


class Site(_Table, frozen=True):
    """Who publishes what: ``[site]``."""

    name: str = "My wire"
    url: str = "http://127.0.0.1:8000"
    """Public address of the site's root; feed ids never depend on it."""
    visibility: Literal["public", "private"] = "public"
    languages: list[str] = []
    """BCP 47 tags of the editions, the first one is the default."""
    operator: str = ""
    """A person or an organisation: who publishes."""
    contact: str = ""
    """E-mail or URL for readers, sources and takedown requests."""
    responsible: str = ""
    """Address for legal notices; a role address will do."""
    non_commercial: bool = False
    """True unlocks NC licences."""
    time_zone: str = "UTC"
    index: bool = False
    """True lets search engines index third-party copies."""
    templates: str | None = None
    """Folder whose templates replace ours, by name."""
    tagline: str | dict[str, str] = ""
    """The line under the name, or one for each language."""
    hub: str = ""
    """WebSub hub that feeds name and that is told when one changed."""
    target: str = ""
    """A bucket (``s3://name/prefix``) or folder that gets each page too."""
    static_search: bool = False
    """True makes a search for hosts that serve files only."""
    plain_files: bool | None = None
    """True where no ``polywire serve`` answers; by default with a target."""


class Store(_Table, frozen=True):
    """Where everything is kept: ``[store]``."""

    url: str = "sqlite:///polywire.db"
    shared: str = ""
    """Bucket or folder of captures, pictures and models for several machines."""


class Fetch(_Table, frozen=True):
    """How we behave on the web: ``[fetch]``."""

    allow_private: list[str] = []
    """Networks (CIDR) or host:port that the guard lets through."""
    delay: float = 1.0
    """Least seconds between two requests to one host."""
    first_items: int = 10
    """Items that the first poll of a source takes."""
    timeout: float = 30.0
    keep_captures_days: int = 30
    """Days that fetched pages are kept for ``polywire replay``; 0 keeps none."""


class Alerts(_Table, frozen=True):
    """How the operator is told what is wrong: ``[alerts]``."""

    command: str = ""
    """Run with the words on standard input, without a shell."""
    smtp: str = ""
    """``smtps://user@host:465``, or ``smtp://`` and 587 for STARTTLS."""
    mail_from: str = ""
    """By default the first of ``mail_to``."""
    mail_to: list[str] = []
    webhook: str = ""
    """Address that gets signed messages (Standard Webhooks)."""
    site_hours: int = 48
    """Hours without a publication that are worth a word; 0 for never."""
    withheld_share: float = 0.5
    """Share of withheld editions within a day that is worth a word; 0 for never."""
    spend_share: float = 0.8
    """Share of an engine's monthly cap that is worth a word; 0 for never."""
    backup_hours: int = 0
    """Hours without a new backup that are worth a word; 0 for never."""


class Source(_Table, frozen=True):
    """One ``[[source]]``: a feed, a page, or a folder of HTML files."""

    slug: str
    url: str
    """http(s) address, or a path to a folder (relative to polywire.toml)."""
    name: str = ""
    kind: Literal["feed", "page", "folder"] = "feed"
    language: str | None = None
    """Language of the source where the operator knows it: a prior."""
    time_zone: str | None = None
    languages: list[str] | None = None
    """Editions wanted of this source; all of the site's when missing."""
    rights: Rights = Rights()
    cloud: bool = False
    """True lets this source's text leave the machine for remote engines."""
    strictness: Literal["normal", "strict"] | None = None
    sensitive: Literal["off", "words", "round-trip"] | None = None
    include: list[str] = []
    """Words of which a headline, section or tag must hold one."""
    exclude: list[str] = []
    max_age_days: int | None = None
    keep_captures_days: int | None = None
    """Days that its pages are kept; what ``[fetch]`` says when missing."""
    sections: dict[str, str] = {}
    """Its own section names -> keys, before ``[sections]``; ``*`` for all others."""
    rules: dict[str, str] = {}
    """Extraction overrides: field -> CSS selector or ``xpath:...``."""


class _File(_Table, frozen=True):
    site: Site = Site()
    store: Store = Store()
    fetch: Fetch = Fetch()
    translate: Translate = Translate()
    check: Check = Check()
    keep: Keep = Keep()
    alerts: Alerts = Alerts()
    engines: dict[str, Engine] = {}
    routes: dict[str, list[str]] = {}
    """"en-pt-BR" = ["firefox", "deepl"]; a pivot is "firefox+apertium"."""
    labels: dict[str, dict[str, str]] = {}
    """The operator's own label strings for languages that are not shipped."""
    sections: Sections = Sections()
    front: Front = Front()
    look: Look = Look()
    policies: dict[str, dict[str, str]] = {}
    """Language -> heading -> text on the page about the site."""
    source: list[Source] = []
    webhook: list[Webhook] = []


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one installation."""

    root: Path
    """The folder that holds polywire.toml; all paths are relative to it."""
    site: Site = field(default_factory=Site)
    store: Store = field(default_factory=Store)
    fetch: Fetch = field(default_factory=Fetch)
    translate: Translate = field(default_factory=Translate)
    check: Check = field(default_factory=Check)
    keep: Keep = field(default_factory=Keep)
    alerts: Alerts = field(default_factory=Alerts)
    engines: dict[str, Engine] = field(default_factory=dict)
    routes: dict[str, list[str]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    sections: Sections = field(default_factory=Sections)
    front: Front = field(default_factory=Front)
    look: Look = field(default_factory=Look)
    policies: dict[str, dict[str, str]] = field(default_factory=dict)
    webhooks: tuple[Webhook, ...] = ()

    @property
    def site_folder(self) -> Path:
        """The folder that readers are served from."""
        return self.root / "site"

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL with SQLite paths made absolute."""
        return with_driver(self.store.url, self.root)

    def source(self, slug: str) -> Source:
        """Return the source of that slug; raises SettingsError."""
        for source in self.sources:
            if source.slug == slug:
                return source
        message = f"no source {slug!r} in {FILE_NAME}: 'polywire sources' lists them"
        raise SettingsError(message)


def with_driver(url: str, root: Path) -> str:
    """Return a database address as SQLAlchemy takes it, SQLite paths absolute."""
    prefix = "sqlite:///"
    if url.startswith(prefix):
        return prefix + str((root / url.removeprefix(prefix)).resolve())
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def load(root: Path) -> Settings:
    """Read and check ``polywire.toml`` in a folder; raises SettingsError."""
    path = root / FILE_NAME
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"no {FILE_NAME} in {root}: make one with 'polywire init {root}'"
        raise SettingsError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}; mend the file and run again") from error
    return parse(raw, root)


def parse(raw: dict[str, Any], root: Path) -> Settings:
    """Check the contents of ``polywire.toml``; raises SettingsError."""
    try:
        data = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{root / FILE_NAME}: {error}") from None
    _check(data, root / FILE_NAME)
    tables = msgspec.structs.asdict(data)
    several = tuple(tables.pop("source")), tuple(tables.pop("webhook"))
    return Settings(root.resolve(), sources=several[0], webhooks=several[1], **tables)


def _check(data: _File, path: Path) -> None:
    """Refuse values that no type can refuse."""
    problems = [
        *_language_problems(data),
        *_source_problems(data.source),
        *_site_problems(data.site),
        *house_style.problems(
            data.sections,
            data.front,
            data.look,
            {source.slug: source.sections for source in data.source},
        ),
        *_alert_problems(data.alerts),
        *webhook_problems(data.webhook),
    ]
    if problems:
        raise SettingsError(f"{path}: {problems[0]}")


def _language_problems(data: _File) -> list[str]:
    tags = [("site.languages", tag) for tag in data.site.languages]
    tags += [
        (f"source {source.slug!r}: language", source.language)
        for source in data.source
        if source.language
    ]
    return [
        f"{key} = {tag!r} is no BCP 47 language tag; write it like 'en' or 'pt-BR'"
        for key, tag in tags
        if not _LANGUAGE.fullmatch(tag)
    ]


def _source_problems(sources: list[Source]) -> list[str]:
    problems = []
    seen: set[str] = set()
    for source in sources:
        if not _SLUG.fullmatch(source.slug):
            problems.append(
                f"source slug {source.slug!r}: use lower-case letters, digits and '-'"
            )
        if source.slug in seen:
            problems.append(f"source slug {source.slug!r} stands twice")
        seen.add(source.slug)
        if source.rights.basis == "permission" and not source.rights.evidence:
            problems.append(
                f"source {source.slug!r}: rights.basis = 'permission' needs "
                "rights.evidence = 'who, when, where it is written'"
            )
    return problems


def _site_problems(site: Site) -> list[str]:
    problems = []
    if urlsplit(site.url).scheme not in {"http", "https"}:
        problems.append(f"site.url = {site.url!r} must start with http:// or https://")
    lines = site.tagline if isinstance(site.tagline, dict) else {}
    if lines and (
        missing := [tag for tag in site.languages if not lines.get(tag, "").strip()]
    ):
        problems.append(f"site.tagline has no line for {missing[0]!r}: write one")
    if site.visibility == "private" and (site.hub or site.target):
        key = "hub" if site.hub else "target"
        problems.append(f"site.{key}: a private site is not shown to others")
    if site.visibility == "public" and not (site.operator and site.contact):
        problems.append(
            "a public site needs site.operator (a person or an organisation) and "
            "site.contact (an e-mail or URL); a role address will do"
        )
    return problems


def _alert_problems(alerts: Alerts) -> list[str]:
    problems = []
    if bool(alerts.smtp) != bool(alerts.mail_to):
        problems.append(
            "alerts.smtp and alerts.mail_to belong together: the server that sends "
            "and a list of who is told"
        )
    if alerts.webhook and urlsplit(alerts.webhook).scheme not in {"http", "https"}:
        problems.append(
            f"alerts.webhook = {alerts.webhook!r} must start with https:// or http://"
        )
    return problems


def now_from_environment() -> datetime | None:
    """Return the fixed clock of ``POLYWIRE_NOW`` (RFC 3339), for tests.

    Raises SettingsError when it is no date with a zone.
    """
    text = os.environ.get("POLYWIRE_NOW")
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"POLYWIRE_NOW={text!r} is no RFC 3339 date: {error}"
        raise SettingsError(message) from error
    if value.tzinfo is None:
        message = f"POLYWIRE_NOW={text!r} needs a zone, such as 2026-01-02T03:04:05Z"
        raise SettingsError(message)
    return value.astimezone(UTC)


def secret(name: str) -> str | None:
    """Return a secret from the environment; None when it is not set."""
    return os.environ.get(name) or None


def webhook_secret(hook: Webhook) -> str:
    """Return a webhook's secret; raises SettingsError when it is not set."""
    found = hook.secret or secret(hook.secret_env)
    if not found:
        message = f"webhook {hook.name!r} needs its secret in {hook.secret_env}"
        raise SettingsError(message)
    return found
