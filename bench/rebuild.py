"""A whole site made anew, beside Hugo on the same articles.

Hugo (Debian's package) gets one Markdown file an article and language and a theme of
the least that a site needs: article, front, section lists, their RSS. Ours writes
what it always writes: feeds in three forms, days, sitemaps, provenance, and more.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.builders import a_site

from bench.figure import Figure, Size
from bench.publish_one import LANGUAGES, NOW, Archive
from polywire.article import Edition
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

BATCH = 500
LAYOUTS = {
    "_default/baseof.html": (
        "<!DOCTYPE html><html lang='{{ .Lang }}'><head><title>{{ .Title }}</title>"
        '</head><body><main>{{ block "main" . }}{{ end }}</main></body></html>'
    ),
    "_default/single.html": (
        '{{ define "main" }}<article><h1>{{ .Title }}</h1>'
        "<time>{{ .Date }}</time>{{ .Content }}"
        "{{ range .Translations }}<a href='{{ .Permalink }}'>{{ .Lang }}</a>{{ end }}"
        "</article>{{ end }}"
    ),
    "_default/list.html": (
        '{{ define "main" }}<h1>{{ .Title }}</h1>'
        "{{ range first 40 .RegularPages.ByDate.Reverse }}"
        "<h2><a href='{{ .Permalink }}'>{{ .Title }}</a></h2><p>{{ .Summary }}</p>"
        "{{ end }}{{ end }}"
    ),
    "index.html": (
        '{{ define "main" }}{{ range first 40 .Site.RegularPages.ByDate.Reverse }}'
        "<h2><a href='{{ .Permalink }}'>{{ .Title }}</a></h2><p>{{ .Summary }}</p>"
        "{{ end }}{{ end }}"
    ),
}
CONFIG = """
baseURL = "https://wire.example/"
title = "A bench"
defaultContentLanguage = "en"
defaultContentLanguageInSubdir = true
disableKinds = ["taxonomy", "term"]
[services.rss]
limit = 40
[languages.en]
contentDir = "content/en"
[languages.pt-BR]
contentDir = "content/pt-BR"
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a rebuild took."""

    wall: float
    processor: float
    files: int


def rebuilding(size: Size) -> list[Figure]:
    """Make a site of so many articles in two languages, by us and by Hugo."""
    shelf = Archive(size.rebuilt)
    ids = [f"{number:012x}" for number in range(size.rebuilt)]
    for one in ids:
        shelf.siblings(one)  # reading editions is the store's cost
    with tempfile.TemporaryDirectory() as root:
        ours = _ours(shelf, ids, Path(root))
    figures = _figures("polywire", ours, size.rebuilt)
    if shutil.which("hugo") is None:
        print("  hugo is not installed: not compared", file=sys.stderr)
        return figures
    with tempfile.TemporaryDirectory() as root:
        hugo = _hugo(shelf, Path(root))
    figures += _figures("hugo", hugo, size.rebuilt)
    share = (hugo.processor / hugo.files) / (ours.processor / ours.files)
    return [*figures, Figure("CPU of a file: hugo / polywire", share)]


def _figures(name: str, cost: Cost, articles: int) -> list[Figure]:
    pages = articles * len(LANGUAGES)
    return [
        Figure(f"{name}: articles and languages a second", pages / cost.wall, "/s"),
        Figure(
            f"{name}: CPU an article and language", cost.processor / pages * 1e3, "ms"
        ),
        Figure(f"{name}: files", cost.files),
        Figure(f"{name}: CPU a file", cost.processor / cost.files * 1e3, "ms"),
    ]


def _ours(shelf: Archive, ids: list[str], root: Path) -> Cost:
    settings = Settings(root, site=a_site(languages=list(LANGUAGES)))
    folder = Folder(settings.site_folder)

    def make() -> None:
        for start in range(0, len(ids), BATCH):
            publish_articles(
                ids[start : start + BATCH],
                shelf=shelf,
                settings=settings,
                folder=folder,
            )
        publish_lists(LANGUAGES, shelf=shelf, settings=settings, folder=folder, now=NOW)

    return _cost(make, settings.site_folder, resource.RUSAGE_SELF)


def _hugo(shelf: Archive, root: Path) -> Cost:
    (root / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    (root / "config.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in LAYOUTS.items():
        path = root / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for number in range(shelf.size):
        for language in LANGUAGES:
            _markdown(shelf.make(number, language), root / "content" / language)
    command = ["hugo", "--quiet", "--source", str(root)]

    def make() -> None:
        subprocess.run(command, check=True, capture_output=True)

    return _cost(make, root / "public", resource.RUSAGE_CHILDREN)


def _markdown(edition: Edition, home: Path) -> None:
    section = (edition.article.section or "news").lower()
    path = home / section / f"{edition.article_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join(block.text for block in edition.article.blocks)
    path.write_text(
        f'+++\ntitle = "{edition.article.headline}"\n'
        f"date = {edition.published_at.isoformat()}\n+++\n\n{body}\n",
        encoding="utf-8",
    )


def _cost(make: Callable[[], None], made: Path, who: int) -> Cost:
    before, start = resource.getrusage(who), time.perf_counter()
    make()
    wall = time.perf_counter() - start
    after = resource.getrusage(who)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = sum(len(names) for _, _, names in os.walk(made))
    return Cost(wall, spent, files)
