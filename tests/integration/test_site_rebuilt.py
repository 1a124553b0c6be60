"""A rebuilt site is the grown site, byte by byte."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.builders import NOON, a_site, a_source, an_article, an_edition, at

from polywire.article import Correction, Edition, FeedEntry
from polywire.publish.folder import Folder
from polywire.settings import Settings
from polywire.steps.emit import Outlet, emit, rebuild
from polywire.store import articles, cells
from polywire.store.database import Database


def settled(db: Database, edition: Edition, hour: float) -> None:
    """Bring an edition to the shelf as the wire does."""
    revision = f"r{edition.version}"
    url = edition.article.url
    with db.write() as conn:
        if articles.get(conn, edition.article_id) is None:
            new = articles.NewEntry(
                edition.article_id, "courier", url, url, FeedEntry(id=url, link=url)
            )
            articles.add_entry(conn, new, at(hour))
        wish = cells.Wish(
            edition.article_id, revision, (edition.language,), "courier", at(hour)
        )
        cells.want(conn, wish, at(hour))
        row = cells.get(conn, edition.article_id, edition.language)
        assert row is not None
        path = f"/{edition.language}/{edition.article_id}/"
        assert cells.settle(conn, edition, row.fence, revision=revision, url=path)


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
            settled(db, news(number, language), -30.0 * number)
        if number % 2:
            assert emit(outlet) is not None
    note = Correction(NOON, "correction", 2, "A number was corrected.")
    later = replace(news(3, "pt-BR", corrections=(note,), version=2), updated_at=at(1))
    settled(db, later, -90.0)
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
