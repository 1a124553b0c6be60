"""Where everything of the site stands: paths, links between pages, stable ids.

A path is written from the site's root and starts with ``/``; a page's path ends
with ``/``. Links are always relative, so that the site works under a subpath, as
a mirror and after a move. Ids never depend on the host.
"""

import posixpath
import re
import uuid
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from polywire.article import Edition

_IDS = uuid.UUID("6a1f8f0e-6a54-5d0b-9a53-2f3f3a0f2c11")
"""Our own name space: one article in one language has one id for ever."""

_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_OWN = frozenset({".well-known", "_redirects"})
"""Names that hosts ask for; all others begin with a letter or digit."""


def front_path(language: str) -> str:
    """Return the path of a language's front page."""
    return f"/{language}/"


def article_path(article_id: str, language: str) -> str:
    """Return the path of an edition: it holds our id only, so it never moves."""
    return f"/{language}/{article_id}/"


def original_path(article_id: str, language: str) -> str:
    """Return the path of the side-by-side view of an edition."""
    return f"/{language}/{article_id}/original/"


def provenance_path(article_id: str, language: str) -> str:
    """Return the path of an edition's provenance file."""
    return f"/{language}/{article_id}/provenance.json"


def section_path(key: str, language: str) -> str:
    """Return the path of a section page."""
    return f"/{language}/section/{key}/"


def source_path(slug: str, language: str) -> str:
    """Return the path of a source's page."""
    return f"/{language}/source/{slug}/"


def story_path(story: str, language: str) -> str:
    """Return the path of a story's page: the id of the article that it began with."""
    return f"/{language}/story/{story}/"


def day_path(day: date, language: str) -> str:
    """Return the path of a day's page: a date never renumbers."""
    return f"/{language}/day/{day.isoformat()}/"


def page_path(name: str, language: str) -> str:
    """Return the path of a page that each language has once, such as ``about``."""
    return f"/{language}/{name}/"


def feed_path(page: str, kind: str) -> str:
    """Return the path of a page's feed: kind is atom, rss or json."""
    return f"{page}feed.{kind}"


def file_of(path: str) -> str:
    """Return the file, relative to the site folder, that answers a path."""
    name = path.removeprefix("/")
    return f"{name}index.html" if not name or name.endswith("/") else name


def relative(start: str, goal: str) -> str:
    """Return the link that leads from one path to another."""
    folder = posixpath.dirname(start)
    link = posixpath.relpath(goal, folder)
    if goal.endswith("/"):
        return "./" if link == "." else f"{link}/"
    return link


def absolute(site_url: str, path: str) -> str:
    """Return the public address of a path."""
    return site_url.rstrip("/") + path


def prefix(site_url: str) -> str:
    """Return the subpath under which the site stands, without a closing slash."""
    return urlsplit(site_url).path.rstrip("/")


def edition_urn(article_id: str, language: str) -> str:
    """Return the id of an edition for feeds: the same on each host."""
    return uuid.uuid5(_IDS, f"{article_id}/{language}").urn


def feed_urn(page: str, operator: str) -> str:
    """Return the id of a page's feed."""
    return uuid.uuid5(_IDS, f"feed/{operator}{page}").urn


def is_safe_segment(segment: str) -> bool:
    """Tell whether a name may become a file or folder of the site."""
    return segment in _OWN or _SEGMENT.fullmatch(segment) is not None


def edition_path(edition: Edition) -> str:
    """Return the path of an edition."""
    return article_path(edition.article_id, edition.language)


def default_language(languages: Sequence[str]) -> str:
    """Return the language of pages that stand above all languages."""
    return languages[0] if languages else "en"
