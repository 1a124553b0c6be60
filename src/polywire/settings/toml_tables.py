"""Tables of ``polywire.toml`` that need no other one; ``operator_file`` gathers all."""

from typing import Literal

import msgspec


class Table(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A table of the file: unknown keys are errors, so that typos are seen."""


class Translate(Table, frozen=True):
    """How engines are run: ``[translate]``."""

    children: int = 0
    """Translation processes; 0 = one for each core, at most 4."""
    timeout: float = 60.0
    """Seconds for one sentence before the child is killed."""


Sensitive = Literal["off", "words", "round-trip"]
"""How sentences of crime, court and war are checked: see ``[check]``."""


class CheckLanguage(Table, frozen=True):
    """What differs for editions in one language: ``[check.languages.uk]``."""

    strictness: Literal["normal", "strict"] | None = None
    sensitive: Sensitive | None = None


class Check(Table, frozen=True):
    """How strict the checks are: ``[check]``."""

    strictness: Literal["normal", "strict"] = "normal"
    sensitive: Sensitive = "round-trip"
    max_stopped: float = 0.25
    """Share of stopped segments above which an article is withheld."""
    languages: dict[str, CheckLanguage] = {}
    """By the language of the edition, with or without its region."""


class Keep(Table, frozen=True):
    """How long old things stay, and how full the disk may get: ``[keep]``."""

    superseded_days: int = 90
    """Texts, drafts and versions that newer ones have replaced."""
    memory_days: int = 365
    """Sentences of engines; what people wrote stays for good."""
    log_days: int = 90
    disk_low_mb: int = 2000
    """Less free space than this: old things are forgotten sooner."""
    disk_full_mb: int = 500
    """Less free space than this: nothing new is taken in."""


class Rights(Table, frozen=True):
    """A source's rights as the operator states them."""

    basis: Literal["own", "permission", "licence", "auto"] = "auto"
    evidence: str | None = None
    """Who, when, where it is written: needed for ``permission``."""
    licence: str | None = None
    level: Literal["auto", "full", "excerpt", "link", "withhold"] = "auto"
    excerpt_chars: int = 160
    images: Literal["never", "licensed", "all"] = "licensed"


class Engine(Table, frozen=True):
    """One ``[engines.NAME]``."""

    kind: Literal[
        "firefox", "apertium", "ctranslate2", "libretranslate", "deepl", "openai"
    ]
    source: str | None = None
    target: str | None = None
    folder: str | None = None
    url: str | None = None
    key_env: str | None = None
    """Name of the environment variable that holds the key."""
    model: str | None = None
    mode: str | None = None
    """Apertium mode, such as ``spa-por``."""
    timeout: float = 60.0
    concurrency: int = 2
    per_minute: int | None = None
    price_per_million: float = 0.0
    """Money per million characters, for the caps."""
    daily_characters: int | None = None
    monthly_characters: int | None = None
    monthly_money: float | None = None


class Sections(Table, frozen=True):
    """Which section a source's own name belongs to: ``[sections]``."""

    map: dict[str, str] = {}
    """A source's own name -> key of a section, or ``"none"``."""
    names: dict[str, dict[str, str]] = {}
    """Key of a section -> language -> what readers call it."""
    navigation: list[str] = []
    """Keys in the masthead, in this order; a newspaper's order when empty."""
    front: list[str] = []
    """Keys with a strip on the front page; those of the masthead when empty."""
    unmapped: str = "own"
    """Where other names go: ``"own"`` section each, ``"none"``, or a key."""


class Front(Table, frozen=True):
    """How the front page is filled: ``[front]``."""

    lead_sources: list[str] = []
    """Slugs whose news may lead; all when empty."""
    lead_sections: list[str] = []
    """Keys of sections whose news may lead; all when empty."""
    lead_hours: int = 24
    """News older than the newest by more than this does not lead."""
    stories: int = 6
    """Stories under the lead."""
    latest: int = 8
    """Headlines in the column of the latest."""
    per_section: int = 3
    """Stories of a section."""


class Look(Table, frozen=True):
    """Logo and colours: ``[look]``."""

    logo: str = ""
    """An SVG, PNG, WebP or JPEG file beside polywire.toml."""
    light: dict[str, str] = {}
    """Name of a colour -> ``#rrggbb``, for light screens."""
    dark: dict[str, str] = {}


class Webhook(Table, frozen=True):
    """One ``[[webhook]]``: a program that is told what was published."""

    name: str
    """For status and log; messages that wait are known by it."""
    url: str
    secret: str = ""
    """``whsec_...`` as 'polywire webhook secret' makes it."""
    secret_env: str = ""
    """Name of the environment variable that holds the secret instead."""
    events: list[Literal["published", "corrected", "withdrawn"]] = []
    """All when empty."""
    languages: list[str] = []
    """All when empty."""

    def wants(self, event: str, language: str) -> bool:
        """Tell whether it is to be told of an event in a language."""
        return (not self.events or event in self.events) and (
            not self.languages or language in self.languages
        )


def webhook_problems(webhooks: list[Webhook]) -> list[str]:
    """Say what is wrong with the webhooks."""
    problems = []
    names = [hook.name for hook in webhooks]
    for hook in webhooks:
        where = f"webhook {hook.name!r}"
        if not hook.name or names.count(hook.name) > 1:
            problems.append(f"{where}: each one needs a name of its own")
        if not hook.url.startswith(("https://", "http://")):
            problems.append(f"{where}: url = {hook.url!r} must start with https://")
        if bool(hook.secret) == bool(hook.secret_env):
            problems.append(f"{where}: give either secret or secret_env")
    return problems
