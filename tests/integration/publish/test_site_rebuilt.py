"""A rebuilt site is the grown site, byte by byte."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.builders import NOON, a_site, a_source, an_article, an_edition, at
from tests.settled import settle

from polywire.article import Correction, Edition
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Settings
from polywire.steps.emit import Outlet, emit, rebuild
from polywire.store.ground.database import Database
from polywire.store.wire import cells


def put(db: Database, edition: Edition, hour: float) -> None:
    with db.write() as conn:
        settle(conn, edition, hour)


def news(number: int, language: str, **fields: object) -> Edition:
    hour = -30.0 * number
    article = an_article(
        headline=f"News {number} of Norvale",
        url=f"https://courier.example/{number}",
        published=at(hour),
        section=("Politics", "Weather", None)[number % 3],
    )
    return an_edition(
        article,
        article_id=f"a{number:011d}",
        language=language,
        published_at=at(hour),
        updated_at=at(hour),
        **fields,
    )


def grown(db: Database, outlet: Outlet) -> None:
    """Publish in several steps: news, a correction, a withdrawal."""
    for number in range(8):
        for language in ("en", "pt-BR"):
            put(db, news(number, language), -30.0 * number)
        if number % 2:
            assert emit(outlet) is not None
    note = Correction(NOON, "correction", 2, "A number was corrected.")
    later = replace(news(3, "pt-BR", corrections=(note,), version=2), updated_at=at(1))
    put(db, later, -90.0)
    emit(outlet)
    with db.write() as conn:
        cells.withdraw(conn, "a00000000005", "the operator", at(2))
    emit(outlet)


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file()
    }


def test_a_rebuilt_site_is_the_grown_site(database: Database, tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site(), sources=(a_source(),))
    site = settings.site_folder
    outlet = Outlet(settings, database, Folder(site), lambda: at(3))
    grown(database, outlet)
    before = contents(site)
    assert rebuild(outlet).written == 0, "rebuilding in place changes nothing"
    shutil.rmtree(site)
    report = rebuild(Outlet(settings, database, Folder(site), lambda: at(3)))
    assert contents(site) == before
    assert report.written == len(before)


def test_a_rebuild_mends_what_was_broken_or_taken_away(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(root=tmp_path, site=a_site(), sources=(a_source(),))
    site = settings.site_folder
    outlet = Outlet(settings, database, Folder(site), lambda: at(3))
    grown(database, outlet)
    before = contents(site)
    (site / "en" / "index.html").write_text("broken")
    shutil.rmtree(site / "pt-BR")
    rebuild(outlet)
    assert contents(site) == before


def test_a_list_that_a_kill_left_alone_learns_of_its_sister(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(root=tmp_path, site=a_site(), sources=(a_source(),))
    page = settings.site_folder / "en/source/courier/index.html"
    outlet = Outlet(settings, database, Folder(settings.site_folder), lambda: at(3))
    put(database, news(0, "en"), 0.0)
    emit(outlet)
    lonely = page.read_bytes()
    put(database, news(0, "pt-BR"), 0.0)
    emit(outlet)
    linked = page.read_bytes()
    page.write_bytes(lonely)  # as if the run had ended before this file
    put(database, news(1, "pt-BR"), -30.0)
    emit(outlet)
    assert b'rel="alternate" hreflang="pt-BR"' not in lonely
    assert page.read_bytes() == linked
