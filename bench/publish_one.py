"""What it costs to publish one more article, at three sizes of the archive.

Run with ``python -m bench.publish_one [SIZES...]``. The site folder is filled with
stand-ins of the older articles' pages; days, fronts and feeds are real.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.builders import a_site, an_article, an_edition

from polywire.article import Edition
from polywire.publish.list_writer import publish_lists
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.shelf import Review, news_time
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PER_DAY = 400
LANGUAGES = ("en", "pt-BR")
SECTIONS = ("Politics", "Sport", "Economy", "Culture", "Science", "Courts")
RUNS = 5


@dataclass(frozen=True)
class Archive:
    """A shelf of so many invented articles, made when they are asked for."""

    size: int

    @cache  # noqa: B019  # reading editions is the store's cost, not ours
    def make(self, number: int, language: str) -> Edition:
        """Return article ``number``; the greatest is the newest."""
        age = (self.size - number) * timedelta(days=1) / PER_DAY
        when = NOW - age
        text = " ".join(f"Sentence {i} of article {number} says it." for i in range(5))
        article = an_article(
            *[text] * 8,
            headline=f"Article {number} of the archive",
            published=when,
            section=SECTIONS[number % len(SECTIONS)],
        )
        return an_edition(
            article,
            article_id=f"{number:012x}",
            language=language,
            published_at=when,
            updated_at=when,
        )

    def edition(self, article_id: str, language: str) -> Edition | None:
        """Return one edition."""
        return self.make(int(article_id, 16), language)

    def siblings(self, article_id: str) -> Sequence[Edition]:
        """Return an article in both languages."""
        return [self.make(int(article_id, 16), language) for language in LANGUAGES]

    def latest(
        self,
        language: str,
        *,
        section: str | None = None,
        limit: int = 50,
        offset: int = 0,
        **_filters: str | None,
    ) -> Sequence[Edition]:
        """Return the newest editions; each section has every sixth article."""
        step = 1 if section is None else len(SECTIONS)
        first = self.size - 1
        if section is not None:
            first -= (first - SECTIONS.index(section)) % len(SECTIONS)
        numbers = range(first - offset * step, -1, -step)[:limit]
        return [self.make(number, language) for number in numbers]

    def day(self, language: str, day: date) -> Sequence[Edition]:
        """Return the articles of a day."""
        start = datetime.combine(day, datetime.min.time(), UTC)
        oldest = self.size - int((NOW - start) / timedelta(days=1) * PER_DAY) - 1
        numbers = range(max(0, oldest), min(self.size, oldest + PER_DAY + 2))
        made = (self.make(number, language) for number in numbers)
        return [edition for edition in made if news_time(edition).date() == day]

    def story_of(self, _article_id: str) -> str | None:
        """Each article is a story of its own."""
        return None

    def told(self, *_: object) -> Sequence[Edition]:
        """No story has several articles."""
        return []

    def corrected(self, *_: object) -> Sequence[Edition]:
        """Nothing is corrected."""
        return []

    def sections(self, _language: str) -> Sequence[str]:
        """Return all sections."""
        return SECTIONS

    def withdrawn(self, *_: object) -> Sequence[Edition]:
        """Nothing is withdrawn."""
        return []

    def review(self, _edition: Edition) -> Review | None:
        """Nothing is reviewed."""
        return None


def fill(folder: Path, size: int) -> None:
    """Put a stand-in where each older article has its pages, and each older day."""
    for language in LANGUAGES:
        for number in range(size):
            page = folder / language / f"{number:012x}"
            page.mkdir(parents=True)
            (page / "index.html").write_bytes(b"<!DOCTYPE html>")
        for back in range(1, size // PER_DAY + 1):
            day = (NOW - timedelta(days=back)).date()
            page = folder / language / "day" / day.isoformat()
            page.mkdir(parents=True)
            (page / "index.html").write_bytes(b"<!DOCTYPE html>")


def one_more(settings: Settings, size: int) -> tuple[float, float, int]:
    """Publish one article more; return wall and CPU seconds and files written."""
    shelf = Archive(size)
    folder = Folder(settings.site_folder)
    newest = shelf.latest("en", limit=1)[0].article_id
    shelf.day("en", NOW.date()), shelf.day("pt-BR", NOW.date())
    wall, processor = time.perf_counter(), time.process_time()
    report = publish_articles([newest], shelf=shelf, settings=settings, folder=folder)
    report += publish_lists(
        LANGUAGES,
        shelf=shelf,
        settings=settings,
        folder=folder,
        now=NOW,
        changed=shelf.siblings(newest),
        ids=[newest],
    )
    spent = time.process_time() - processor
    return time.perf_counter() - wall, spent, report.written


def main(sizes: Sequence[int]) -> None:
    """Print the cost at each size and the ratio of the last to the first."""
    medians = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as root:
            site = a_site(languages=list(LANGUAGES))
            settings = Settings(Path(root), site=site)
            fill(settings.site_folder, size)
            one_more(settings, size)
            runs = [one_more(settings, size + more) for more in range(1, RUNS + 1)]
        wall, spent, files = sorted(runs)[len(runs) // 2]
        medians.append(spent)
        print(
            f"{size:>8,} articles x {len(LANGUAGES)} languages: "
            f"{wall * 1000:.0f} ms, {spent * 1000:.0f} ms CPU, {files} files"
        )
    print(f"CPU, last to first: {medians[-1] / medians[0]:.2f}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
