"""Rebuilding does not hold the archive in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from weakref import WeakSet

import pytest
from tests.builders import NOON, a_site, an_article, an_edition, at
from tests.shelf import ListShelf

from polywire.article import Edition
from polywire.publish import list_writer
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings


class Day(list[Edition]):
    """A day's editions, told apart while they are held."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # lists have none


@dataclass
class CountingShelf(ListShelf):
    """Counts how many days are held at once."""

    held: WeakSet[Day] = field(default_factory=WeakSet)
    most: int = 0

    def day(self, language: str, day: date) -> Day:
        found = Day(super().day(language, day))
        self.held.add(found)
        self.most = max(self.most, len(self.held))
        return found


def test_a_rebuild_holds_few_days_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_writer, "KEPT_DAYS", 3)
    monkeypatch.setattr(list_writer, "_shown", lambda editions: editions)
    shelf = CountingShelf()
    for number in range(20):
        moment = at(-24.0 * number)
        shelf.put(
            an_edition(
                an_article(published=moment),
                article_id=f"a{number}",
                language="en",
                published_at=moment,
            )
        )
    settings = Settings(root=tmp_path, site=a_site(languages=["en"]))
    folder = Folder(settings.site_folder)
    list_writer.publish_lists(
        ["en"], shelf=shelf, settings=settings, folder=folder, now=NOON
    )
    assert len(folder.names("en/day")) == 20
    assert shelf.most <= 5
