"""The stories of the sample newsroom, read from the files beside this module.

Does not render and does not serve: it says what each outlet holds on a day.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

import msgspec


def demo_settings(base_urls: Mapping[str, str], site_port: int) -> str:
    """Return the text of the demo's polywire.toml.

    ``base_urls`` holds the root address of ``courier`` and of ``gazeta``.
    """
    template = files(__package__).joinpath("newsroom", "polywire.toml.txt")
    text = template.read_text(encoding="utf-8")
    values = {
        "courier": base_urls["courier"].rstrip("/"),
        "gazeta": base_urls["gazeta"].rstrip("/"),
        "courier_host": urlsplit(base_urls["courier"]).netloc,
        "gazeta_host": urlsplit(base_urls["gazeta"]).netloc,
        "site_port": str(site_port),
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


LAST_DAY = 2
"""The newsroom has two states; any later day is like the last one."""


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One feed of an outlet: where it is and in which format."""

    slug: str
    path: str
    format: Literal["rss", "atom", "json"]
    title: str


class Outlet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invented publisher with its feeds."""

    name: str
    language: str
    offset: str
    town: str
    tagline: str
    rights: str
    sections: list[str]
    feeds: list[Feed]
    slug: str = ""


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture with its words; it stands after the n-th block of the body."""

    caption: str
    credit: str
    alt: str
    after: int = 1


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the outlet itself put right on the second day."""

    modified: datetime
    correction: str
    replace: list[tuple[str, str]]


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One story as the outlet has it on one day."""

    headline: str
    standfirst: str
    section: str
    published: datetime
    feeds: list[str]
    body: str
    bylines: list[str] = []
    dateline: str | None = None
    modified: datetime | None = None
    tags: list[str] = []
    figure: Figure | None = None
    licence: str | None = None
    """URL of a licence that the page states for its text."""
    agency: str | None = None
    """Name of the (invented) news agency that wrote it."""
    paywalled: bool = False
    first_day: int = 1
    withdrawn: datetime | None = None
    """When the outlet took it down, on the second day."""
    later: Change | None = None
    slug: str = ""

    @property
    def changed(self) -> datetime:
        """When the text last changed."""
        return self.modified or self.published


def clock(day: int) -> datetime:
    """Return a moment at which everything of that day is out: late morning."""
    return datetime(2026, 11, 18 + min(day, LAST_DAY), 11, 30, tzinfo=UTC)


def outlet(slug: str) -> Outlet:
    """Return an outlet by its slug: ``courier`` or ``gazeta``."""
    raw = tomllib.loads(_read("outlets.toml"))[slug]
    return msgspec.structs.replace(msgspec.convert(raw, Outlet), slug=slug)


@cache
def stories(slug: str) -> tuple[Piece, ...]:
    """Return every file of an outlet, newest first, as written."""
    folder = files(__package__).joinpath("newsroom", slug)
    pieces = [
        _parse(entry.name.removesuffix(".toml"), entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(pieces, key=lambda p: (p.published, p.slug), reverse=True))


def on_day(slug: str, day: int) -> tuple[Piece, ...]:
    """Return what an outlet has published on a day, newest first."""
    return tuple(
        corrected(piece) if day >= LAST_DAY else piece
        for piece in stories(slug)
        if piece.first_day <= day and not _is_gone(piece, day)
    )


def withdrawn(slug: str, day: int) -> tuple[Piece, ...]:
    """Return what an outlet has taken down by a day."""
    return tuple(piece for piece in stories(slug) if _is_gone(piece, day))


def corrected(piece: Piece) -> Piece:
    """Apply the outlet's own correction.

    Raises ValueError when a text to replace is not there.
    """
    if piece.later is None:
        return piece
    words = {"standfirst": piece.standfirst, "body": piece.body}
    for old, new in piece.later.replace:
        if not any(old in text for text in words.values()):
            message = f"{piece.slug}: nothing to correct, {old!r} is not in the text"
            raise ValueError(message)
        words = {key: text.replace(old, new) for key, text in words.items()}
    notice = f"CORRECTION: {piece.later.correction}\n"
    return msgspec.structs.replace(
        piece,
        standfirst=words["standfirst"],
        body=f"{words['body'].rstrip()}\n\n{notice}",
        modified=piece.later.modified,
    )


def _is_gone(piece: Piece, day: int) -> bool:
    return piece.withdrawn is not None and day >= LAST_DAY


def _parse(slug: str, text: str) -> Piece:
    return msgspec.structs.replace(
        msgspec.convert(tomllib.loads(text), Piece), slug=slug
    )


def _read(name: str) -> str:
    resource = files(__package__).joinpath("newsroom", name)
    return resource.read_text(encoding="utf-8")
