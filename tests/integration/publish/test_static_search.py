"""The search for static hosts: which months are made anew, and what they hold."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import a_site, a_source, an_article, an_edition, at
from tests.settled import settle

from polywire.article import Edition, SegmentVerdict
from polywire.errors import PublishError, SettingsError
from polywire.operate.care.search_upkeep import Indexer, index
from polywire.publish.site.site_folder import Folder
from polywire.publish.site.static_search import check_installed, write_month
from polywire.settings.operator_file import Settings
from polywire.steps.emit import Outlet, emit, rebuild
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.keeping import search_months
from polywire.store.wire import cells


@pytest.fixture
def db(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    shutil.copyfile(sqlite_template, tmp_path / "polywire.db")
    with closing(open_database(f"sqlite:///{tmp_path}/polywire.db")) as opened:
        yield opened


@pytest.fixture
def outlet(db: Database, tmp_path: Path) -> Outlet:
    site = a_site(languages=["en", "pt-BR"], static_search=True)
    settings = Settings(root=tmp_path, site=site, sources=(a_source(),))
    return Outlet(settings, db, Folder(settings.site_folder), lambda: at(3))


def put(db: Database, number: int, hour: float, language: str = "en") -> Edition:
    article = an_article(
        headline=f"News {number} of Norvale",
        url=f"https://courier.example/{number}",
        published=at(hour),
    )
    edition = an_edition(
        article,
        article_id=f"a{number:011d}",
        language=language,
        published_at=at(hour),
        updated_at=at(hour),
    )
    with db.write() as conn:
        settle(conn, edition, hour)
    return edition


def shards(outlet: Outlet) -> dict[str, list[str]]:
    home = outlet.settings.site_folder / "search"
    found: dict[str, list[str]] = json.loads((home / "months.json").read_bytes())
    return found


def fragments(outlet: Outlet, month: str) -> list[str]:
    home = outlet.settings.site_folder / "search" / month
    return sorted(path.name for path in home.glob("fragment/*.pf_fragment"))


def month_of(hour: float) -> str:
    return f"{at(hour):%Y-%m}"


def test_each_month_gets_a_shard_with_the_languages_that_it_holds(
    outlet: Outlet,
) -> None:
    now, before = month_of(0), month_of(-24 * 40)
    put(outlet.db, 1, 0)
    put(outlet.db, 1, 0, "pt-BR")
    put(outlet.db, 2, -24 * 40)
    emit(outlet)
    assert index(outlet) == 2
    assert shards(outlet) == {"en": [now, before], "pt-BR": [now]}
    assert len(fragments(outlet, now)) == 2
    assert len(fragments(outlet, before)) == 1
    assert index(outlet) == 0, "nothing is due"


def test_only_the_months_of_what_changed_are_made_anew(outlet: Outlet) -> None:
    put(outlet.db, 1, 0)
    put(outlet.db, 2, -24 * 40)
    emit(outlet)
    index(outlet)
    old = outlet.settings.site_folder / "search" / month_of(-24 * 40)
    before = {path: path.stat().st_mtime_ns for path in old.rglob("*")}
    put(outlet.db, 3, 0)
    emit(outlet)
    assert index(outlet) == 1
    assert {path: path.stat().st_mtime_ns for path in old.rglob("*")} == before
    assert len(fragments(outlet, month_of(0))) == 2


def test_a_withdrawn_article_leaves_the_shard_of_its_month(outlet: Outlet) -> None:
    month = month_of(-24 * 40)
    put(outlet.db, 1, -24 * 40)
    put(outlet.db, 2, -24 * 40)
    emit(outlet)
    index(outlet)
    (first, second) = fragments(outlet, month)
    with outlet.db.write() as conn:
        cells.withdraw(conn, "a00000000001", "the operator", at(2))
    emit(outlet)
    assert index(outlet) == 1
    (left,) = fragments(outlet, month)
    assert left in {first, second}
    with outlet.db.write() as conn:
        cells.withdraw(conn, "a00000000002", "the operator", at(2))
    emit(outlet)
    index(outlet)
    assert fragments(outlet, month) == []
    assert shards(outlet) == {"en": []}


def test_a_headline_in_the_original_keeps_its_language(outlet: Outlet) -> None:
    edition = an_edition(published_at=at(0), updated_at=at(0))
    assert edition.draft is not None
    first, *rest = edition.draft.translations
    stopped = replace(first, verdict=SegmentVerdict.STOP)
    draft = replace(edition.draft, translations=(stopped, *rest))
    with outlet.db.write() as conn:
        settle(conn, replace(edition, draft=draft), 0)
    emit(outlet)
    index(outlet)
    home = outlet.settings.site_folder / "search" / month_of(0) / "fragment"
    (file,) = home.glob("*.pf_fragment")
    text = gzip.decompress(file.read_bytes()).decode().removeprefix("pagefind_dcd")
    fragment = json.loads(text)
    assert fragment["meta"] == {
        "title": edition.article.headline,
        "headline_language": "en",
    }
    assert "Título no original" not in fragment["content"]


def test_a_rebuilt_site_has_its_search_again(outlet: Outlet) -> None:
    put(outlet.db, 1, 0)
    put(outlet.db, 2, -24 * 40)
    emit(outlet)
    index(outlet)
    shutil.rmtree(outlet.settings.site_folder)
    rebuild(outlet)
    assert index(outlet) >= 2
    assert shards(outlet) == {"en": [month_of(0), month_of(-24 * 40)]}


def test_a_month_that_changed_while_it_was_made_stays_due(outlet: Outlet) -> None:
    put(outlet.db, 1, 0)
    emit(outlet)
    with outlet.db.write() as conn:
        due = search_months.touched(conn)
        search_months.touch(conn, ["a00000000001"])
        search_months.done(conn, month_of(0), due[month_of(0)])
        assert list(search_months.touched(conn)) == [month_of(0)]


def test_the_process_beside_the_wire_makes_what_is_due(
    outlet: Outlet, tmp_path: Path
) -> None:
    file = (
        '[site]\nname = "W"\nurl = "https://w.example"\nlanguages = ["en"]\n'
        'operator = "W"\ncontact = "d@w.example"\nstatic_search = true\n'
    )
    (tmp_path / "polywire.toml").write_text(file, encoding="utf-8")
    put(outlet.db, 1, 0)
    emit(outlet)
    indexer = Indexer(outlet.settings, outlet.db)
    indexer.look()
    child = indexer._child
    assert child is not None
    assert os.getsid(child.pid) == child.pid
    indexer.look()
    assert indexer._child is child, "one at a time"
    assert child.wait(60) == 0
    assert shards(outlet) == {"en": [month_of(0)]}
    indexer.look()
    assert indexer._child is child, "and not at once again"
    indexer.stop()


WAITS = """
import signal, sys, threading, time
from polywire.operate.care import search_upkeep
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
threading.Thread(target=search_upkeep._end_with_the_wire, daemon=True).start()
print("ready", flush=True)
time.sleep(100)
"""


def test_the_process_beside_the_wire_ends_with_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdin.close()
        assert process.wait(60) == 7


def test_the_search_page_leads_to_the_shards_and_works_as_a_page(
    outlet: Outlet,
) -> None:
    put(outlet.db, 1, 0)
    emit(outlet)
    index(outlet)
    page = (outlet.settings.site_folder / "en/search/index.html").read_text()
    assert 'data-root="../../"' in page
    assert "<noscript>" in page
    script = next((outlet.settings.site_folder / "assets").glob("finder-*.js"))
    assert f'src="../../assets/{script.name}" type="module"' in page


def test_without_the_setting_nothing_is_indexed(db: Database, tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, site=a_site(), sources=(a_source(),))
    outlet = Outlet(settings, db, Folder(settings.site_folder), lambda: at(3))
    put(db, 1, 0)
    emit(outlet)
    assert index(outlet) == 0
    assert not (settings.site_folder / "search").exists()
    assert "module" not in (settings.site_folder / "en/search/index.html").read_text()


def test_without_pagefind_the_command_to_install_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin_extended", None)
    with pytest.raises(SettingsError, match=r"pip install 'polywire\[search\]'"):
        check_installed()


def test_an_index_that_fails_leaves_the_old_one(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(outlet.db, 1, 0)
    emit(outlet)
    index(outlet)
    before = fragments(outlet, month_of(0))
    monkeypatch.setattr(sys, "executable", shutil.which("false") or "false")
    with pytest.raises(PublishError, match="search index was not made"):
        write_month(outlet.folder, month_of(0), [("en", "a00000000001")])
    assert fragments(outlet, month_of(0)) == before
