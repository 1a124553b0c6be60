"""Kept pages are read again without any network, and forgotten in their time."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.wire_on_paper import BASE, FEED, FERRY, Outlet, Paper, Story, numbered, paper

from polywire.article import Article
from polywire.errors import ExtractError
from polywire.extract.page_child import PageJob, read
from polywire.follow import takedown
from polywire.operate.care.upkeep import Upkeep
from polywire.operate.decide.replay import NoNetwork, Replayed, replay
from polywire.steps import kept_pages
from polywire.store.wire import articles, captures

LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]


def _stories() -> list[Story]:
    return [
        Story("bridge", "Norvale opens its old bridge to cyclists", list(LONG)),
        Story("ferry", "Ferry of Norvale gets a second boat", list(FERRY)),
    ]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on two stories that has run once."""
    made = paper(tmp_path, *_stories())
    with closing(made.wire.db):
        made.run()
        yield made


def test_a_replay_of_the_same_pages_changes_no_file_and_asks_nobody(
    wire: Paper,
) -> None:
    before, calls = wire.files(), wire.desk.calls
    wire.outlet.asked.clear()
    done = replay(replace(wire.wire, fetcher=NoNetwork()))
    assert done == Replayed(feeds=1, pages=2)
    assert wire.outlet.asked == []
    wire.run()
    assert wire.files() == before
    assert wire.desk.calls == calls
    assert {cell["version"] for cell in wire.board().values()} == {1}


def test_a_better_extraction_reaches_the_pages_by_a_replay(wire: Paper) -> None:
    def better(job: PageJob) -> Article:
        return replace(read(job), standfirst="A bridge, at last.")

    done = replay(replace(wire.wire, fetcher=NoNetwork(), read=better))
    assert (done.pages, done.changed) == (2, 2)
    wire.run()
    assert "A bridge, at last." in wire.page("bridge", "pt-BR")


def test_new_rights_reach_the_pages_by_a_replay(wire: Paper) -> None:
    source = wire.wire.settings.sources[0]
    rights = msgspec.structs.replace(source.rights, level="link")
    changed = msgspec.structs.replace(source, rights=rights)
    settings = replace(wire.wire.settings, sources=(changed,))
    wire.wire = replace(wire.wire, settings=settings)
    assert replay(wire.wire) == Replayed(feeds=1, pages=2, cells=4)
    wire.run()
    assert {cell["level"] for cell in wire.board().values()} == {"link"}
    assert wire.holding("1,240 crowns") == []


def test_what_cannot_be_read_any_more_is_told_with_its_reason(wire: Paper) -> None:
    def worse(job: PageJob) -> Article:
        raise ExtractError(f"{job.url}: no charset fits")

    done = replay(replace(wire.wire, read=worse))
    assert (done.pages, done.failed) == (2, 2)


def test_a_replay_takes_only_the_source_and_days_that_were_asked_for(
    wire: Paper,
) -> None:
    assert replay(wire.wire, source="herald") == Replayed()
    wire.later(hours=1)
    assert replay(wire.wire, since=wire.now) == Replayed()
    assert replay(wire.wire, source="courier") == Replayed(feeds=1, pages=2)


def test_a_missing_capture_leaves_its_article_as_it_was(wire: Paper) -> None:
    for file in (wire.root / "captures").iterdir():
        file.unlink()
    assert replay(wire.wire).missing == 3
    assert {cell["state"] for cell in wire.board().values()} == {"published"}


def test_a_withdrawal_takes_the_bytes_out_of_the_archive(wire: Paper) -> None:
    row = takedown.find(wire.wire.db, wire.outlet.stories[0].url)
    takedown.suppress(
        wire.wire.db, wire.wire.archive, row, reason="court order", now=wire.now
    )
    (file,) = (wire.root / "captures").iterdir()
    kept = [one.url for one in wire.wire.archive.captures(file.name)]  # type: ignore[attr-defined]  # the real archive
    assert kept == [wire.outlet.stories[1].url]
    assert replay(wire.wire).pages == 1


def test_pages_are_forgotten_when_their_days_are_over(wire: Paper) -> None:
    def forgotten() -> int:
        return Upkeep(wire.wire, lambda _: 0).forget(wire.now).captures

    wire.later(days=29)
    assert forgotten() == 0
    wire.later(days=40)
    assert forgotten() == 3
    assert forgotten() == 0
    assert list((wire.root / "captures").iterdir()) == []


def test_a_source_that_keeps_nothing_writes_no_capture(tmp_path: Path) -> None:
    made = paper(tmp_path, *_stories(), keep_captures_days=0)
    with closing(made.wire.db):
        made.run()
        assert not (tmp_path / "captures").exists()
        assert replay(made.wire) == Replayed()


def test_a_page_that_comes_again_unchanged_is_kept_once(wire: Paper) -> None:
    with wire.wire.db.write() as conn:
        (row, _) = captures.newest(conn)
    capture = captures.load(row, wire.wire.archive)
    size = (wire.root / "captures" / str(row.file)).stat().st_size
    source = wire.wire.settings.sources[0]
    again = replace(capture, fetched_at=wire.now.replace(hour=23))
    kept_pages.keep(wire.wire, source, row.article_id or "", again)
    assert (wire.root / "captures" / str(row.file)).stat().st_size == size


def test_a_feed_is_kept_when_it_lists_something_new_and_else_not(wire: Paper) -> None:
    assert _feeds(wire) == 1
    wire.later(hours=25)
    wire.outlet.hub = "https://hub.example/"  # another body that lists the same
    wire.run()
    assert _feeds(wire) == 1
    wire.outlet.stories.append(
        Story("mill", "The mill of Norvale burns", numbered(LONG, 3))
    )
    wire.later(hours=25)
    wire.run()
    assert _feeds(wire) == 2


def test_a_better_reading_of_a_feed_reaches_its_articles_by_a_replay(
    wire: Paper,
) -> None:
    with wire.wire.db.write() as conn:  # as if an older reader had lost the summary
        for row in _rows(wire):
            poor = articles.NewEntry(
                row.id, row.source, row.url, row.url_key, replace(row.entry, summary="")
            )
            assert articles.reread_entry(conn, poor)
    wire.outlet.asked.clear()
    done = replay(replace(wire.wire, fetcher=NoNetwork()))
    assert (done.feeds, done.entries, done.pages) == (1, 2, 2)
    assert {row.entry.summary for row in _rows(wire)} == {
        "What happened in the town, in one sentence."
    }
    wire.run()
    assert [url for url in wire.outlet.asked if url != FEED] == []


def test_a_feed_that_could_not_be_read_is_kept_for_a_better_reader(
    tmp_path: Path,
) -> None:
    class Garbled(Outlet):
        """An outlet whose feed nobody can read."""

        def _feed(self, url: str) -> str:
            del url
            return "<!DOCTYPE feed [" + "<!-- -->" * 1000 + "]><feed/>"

    made = paper(tmp_path, *_stories())
    with closing(made.wire.db):
        made.wire = replace(made.wire, fetcher=Garbled(_stories()))
        made.run()
        done = replay(replace(made.wire, fetcher=NoNetwork()))
        assert (done.feeds, done.unreadable) == (1, 1)


def test_a_replay_brings_back_no_article_that_the_first_poll_passed_over(
    tmp_path: Path,
) -> None:
    stories = [
        Story(f"story-{n}", f"Story number {n} of Norvale", numbered(LONG, n))
        for n in range(12)
    ]
    made = paper(tmp_path, *stories)
    with closing(made.wire.db):
        made.run()
        assert replay(replace(made.wire, fetcher=NoNetwork())).entries == 0
        made.outlet.stories[0].entry_updated = " Again."
        made.later(hours=25)
        made.run()
        assert f"{BASE}/story-11" not in made.outlet.asked


def test_a_replay_withdraws_nothing_that_the_operator_restored(wire: Paper) -> None:
    wire.outlet.deleted = ["ferry"]
    wire.later(hours=25)
    wire.run()
    row = takedown.find(wire.wire.db, wire.outlet.stories[1].url)
    assert row.state == "withdrawn"
    assert _feeds(wire) == 0  # both named the article that the source took back
    takedown.restore(wire.wire.db, row, now=wire.now)
    replay(replace(wire.wire, fetcher=NoNetwork()))
    assert takedown.find(wire.wire.db, row.id).state != "withdrawn"


def test_a_sitemap_is_replayed_with_its_branches(tmp_path: Path) -> None:
    made = paper(tmp_path, *_stories(), url=f"{BASE}/sitemap.xml")
    with closing(made.wire.db):
        made.wire = replace(made.wire, fetcher=Mapped(_stories()))
        made.run()
        assert _feeds(made) == 2
        done = replay(replace(made.wire, fetcher=NoNetwork()))
        assert (done.feeds, done.entries, done.pages) == (1, 0, 2)


class Mapped(Outlet):
    """An outlet with a sitemap index in place of a feed."""

    def _body(self, url: str) -> str:
        start = '<?xml version="1.0"?><{} xmlns="http://www.sitemaps.org/schemas/'
        if url == f"{BASE}/sitemap.xml":
            where = f"<sitemap><loc>{BASE}/news.xml</loc></sitemap>"
            return f'{start.format("sitemapindex")}sitemap/0.9">{where}</sitemapindex>'
        if url == f"{BASE}/news.xml":
            pages = "".join(
                f"<url><loc>{one.url}</loc><news:news><news:title>{one.headline}"
                "</news:title><news:publication_date>2026-03-02T10:00:00Z"
                "</news:publication_date></news:news></url>"
                for one in self.stories
            )
            news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
            return f'{start.format("urlset")}sitemap/0.9" {news}>{pages}</urlset>'
        return super()._body(url)


def _feeds(wire: Paper) -> int:
    with wire.wire.db.read() as conn:
        return len(captures.documents(conn, "courier"))


def _rows(wire: Paper) -> list[articles.ArticleRow]:
    return [takedown.find(wire.wire.db, one.url) for one in wire.outlet.stories]
