"""A running wire on a folder of pages: what stops it, and what does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from polywire import service
from polywire.errors import StoreLost, UsageError
from polywire.operate.care import alerts
from polywire.service import Running
from polywire.settings.operator_file import Settings, parse
from polywire.store.ground import notes, owner
from polywire.store.ground.migrate import open_database
from polywire.store.wire import board

PAGE = """<!doctype html><html lang="en"><head><title>{0}</title></head><body><main>
<article><h1>{0}</h1><p>The council of Norvale voted on Monday to open the bridge.</p>
<p>The work will cost 1,240 crowns and take 14 weeks, the engineer of the town said.</p>
<p>Residents of the lower town had asked for the change for nine years, she said.</p>
</article></main></body></html>"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that publishes one page of a folder, without any engine."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "bridge.html").write_text(PAGE.format("Norvale opens its bridge"))
    site = {
        "name": "Paper Wire",
        "url": "https://wire.example",
        "languages": ["en"],
        "operator": "Paper Wire",
        "contact": "desk@wire.example",
    }
    source = {
        "slug": "pages",
        "url": "pages",
        "kind": "folder",
        "language": "en",
        "rights": {"basis": "own"},
    }
    return parse({"site": site, "source": [source]}, tmp_path)


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def in_background(running: Running) -> threading.Thread:
    thread = threading.Thread(target=running.forever, args=(lambda _: None,))
    thread.start()
    return thread


def test_a_run_publishes_and_says_when(settings: Settings) -> None:
    with service.opened(settings) as running:
        report = running.once(lambda _: None)
        with running.wire.db.read() as conn:
            assert notes.get(conn, "published-at") is not None
            assert board.counts(conn).cells["en"] == {"published": 1}
    assert report["files_written"] > 0
    assert not list(settings.site_folder.rglob("*.tmp"))


def test_a_site_folder_that_cannot_be_written_is_told_and_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PUBLISH_AGAIN", 0.5)
    settings.site_folder.write_text("a file stands where the folder belongs")
    with service.opened(settings) as running:
        thread = in_background(running)
        until(lambda: running.upkeep.failed_publication is not None)
        running.upkeep.look()
        with running.wire.db.read() as conn:
            (trouble,) = [
                one for one in alerts.current(conn) if one.key == "publication"
            ]
        assert "cannot write" in trouble.words
        assert thread.is_alive()
        settings.site_folder.unlink()
        until(lambda: running.upkeep.failed_publication is None)
        assert (settings.site_folder / "en" / "index.html").exists()
        running.upkeep.look()
        with running.wire.db.read() as conn:
            assert "publication" not in {one.key for one in alerts.current(conn)}
        running.stopping.set()
        thread.join(40)
    assert not thread.is_alive()


def test_a_wire_that_lost_its_store_stops_and_publishes_nothing(
    settings: Settings,
) -> None:
    with service.opened(settings) as running:
        other = open_database(settings.store_url)
        taken = owner.own(other, "another wire", ttl=0.0)
        running.beat()
        with pytest.raises(StoreLost):
            running.forever(lambda _: None)
        owner.release(other, taken)
        other.close()
    assert not (settings.site_folder / "en").exists()


def test_a_full_disk_takes_nothing_in_and_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    huge = {"disk_low_mb": 10**12, "disk_full_mb": 10**12}
    raw = {"slug": "pages", "url": "pages", "kind": "folder"}
    small = parse(
        {"site": {"visibility": "private"}, "source": [raw], "keep": huge}, tmp_path
    )
    with service.opened(small) as running:
        running.upkeep.look()
        expected = running.upkeep.room == "full"
        running.once(lambda _: None)
        with running.wire.db.read() as conn:
            found = board.counts(conn).articles
            told = {one.key for one in alerts.current(conn)}
    # marks are passed when both share and bytes are: a disk may be too empty
    assert (found == 0) is expected
    assert ("disk" in told) is (running.upkeep.room != "enough")


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="choose from poll, ingest"):
        service.jobs_of(["poll", "paint"])


def test_the_past_belongs_to_the_roles_of_the_present() -> None:
    assert service.jobs_of(["ingest"]) == ("ingest", "ingest-past")
    assert service.jobs_of(["publish"]) == ()


def test_a_worker_beside_the_wire_owns_nothing_and_shares_the_work(
    new_postgres: Callable[[], str], settings: Settings, tmp_path: Path
) -> None:
    raw = {"slug": "pages", "url": "pages", "kind": "folder", "language": "en"}
    site = {"visibility": "private", "languages": ["en"]}
    url = new_postgres().replace("postgresql+psycopg", "postgresql")
    shared = parse({"site": site, "source": [raw], "store": {"url": url}}, tmp_path)
    with service.opened(shared, roles=["publish"]) as running:
        assert running.me is not None
        pause = threading.Thread(target=running.once, args=(lambda _: None,))
        pause.start()
        until(lambda: running.engine.load().total > 0)
        running.stopping.set()
        pause.join(30)
    with service.opened(shared, roles=["poll", "ingest", "deliver"]) as worker:
        assert worker.me is None
        until(worker.engine.idle)
        with worker.wire.db.read() as conn:
            assert board.counts(conn).articles == 1
