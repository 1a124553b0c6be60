"""A source's past: sitemaps, archive feeds, WARC files; behind live news, in its time."""

from __future__ import annotations

import gzip
import html
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.builders import NOON
from tests.wire_on_paper import BASE, FEED, FERRY, Paper, Story, numbered, page, paper

from polywire import pipeline, service
from polywire.article import Capture
from polywire.engine.port import BACKFILL
from polywire.errors import FetchError, SourceError, UsageError
from polywire.net.fetch.http_answers import Fetched
from polywire.steps import backfill, deliver, emit, ingest
from polywire.steps.backfill import Progress
from polywire.store.wire import articles, source_states, suppressed

DAY = datetime(2026, 1, 1, tzinfo=UTC)
LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]


@dataclass
class Shelves:
    """Answers with the documents of an archive."""

    documents: dict[str, str]
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, **_how: object) -> Fetched:
        self.asked.append(url)
        if url not in self.documents:
            raise FetchError(url, "answered 404", status=404)
        body = self.documents[url].encode()
        capture = Capture(url, url, NOON, 200, (("content-type", "text/xml"),), body)
        return Fetched(
            capture,
            not_modified=False,
            etag=None,
            last_modified=None,
            redirected_permanently_to=None,
            status=200,
        )


def atom(*entries: tuple[str, str], older: str | None = None) -> str:
    link = f'<link rel="prev-archive" href="{older}"/>' if older else ""
    body = "".join(
        f"<entry><id>{BASE}/{slug}</id><title>{html.escape(slug)}</title>"
        f'<link href="{BASE}/{slug}"/><updated>{day}T10:00:00Z</updated>'
        f"<published>{day}T10:00:00Z</published></entry>"
        for slug, day in entries
    )
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>C</title>'
        f"<id>tag:c</id><updated>2026-03-02T10:00:00Z</updated>{link}{body}</feed>"
    )


def sitemap(*places: tuple[str, str]) -> str:
    body = "".join(
        f"<url><loc>{BASE}/{slug}</loc><lastmod>{day}</lastmod></url>"
        for slug, day in places
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/'
        f'0.9">{body}</urlset>'
    )


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    stories = [
        Story(f"old-{n}", f"Norvale opens bridge {n}", numbered(LONG, n))
        for n in range(3)
    ]
    made = paper(tmp_path, *stories)
    for story in stories:
        story.in_feed = False
    with closing(made.wire.db):
        yield made


def past(
    wire: Paper, documents: dict[str, str], shown: list[Progress]
) -> backfill.Past:
    return backfill.Past(
        wire.wire.settings,
        wire.wire.db,
        Shelves(documents),
        lambda: wire.now,
        shown.append,
        wire.wire.archive,
    )


def waiting(wire: Paper) -> list[str]:
    """Return the slugs of the past that wait to be read."""
    with wire.wire.db.read() as conn:
        ids = articles.to_fetch(conn, wire.now, since=BACKFILL)
        rows = [articles.get(conn, identity) for identity in ids]
    return sorted(row.url.rsplit("/", 1)[1] for row in rows if row is not None)


def test_archive_feeds_are_followed_back_to_the_day(wire: Paper) -> None:
    documents = {
        FEED: atom(("new", "2026-03-01"), older=f"{BASE}/a2"),
        f"{BASE}/a2": atom(("old-1", "2026-02-01"), older=f"{BASE}/a1"),
        f"{BASE}/a1": atom(
            ("old-0", "2026-01-05"), ("too-old", "2025-12-01"), older=f"{BASE}/a0"
        ),
        f"{BASE}/a0": atom(("never", "2026-02-02")),
    }
    shown: list[Progress] = []
    done = backfill.backfill(past(wire, documents, shown), "courier", DAY)
    assert (done.documents, done.found, done.added) == (3, 3, 3)
    assert waiting(wire) == ["new", "old-0", "old-1"]
    assert len(shown) >= 3


def test_a_sitemap_of_sitemaps_is_read_where_the_feed_names_no_archive(
    wire: Paper,
) -> None:
    index = (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/'
        f'sitemap/0.9"><sitemap><loc>{BASE}/s1.xml</loc></sitemap><sitemap><loc>{BASE}'
        "/s2.xml</loc></sitemap><sitemap><loc>https://elsewhere.example/s3.xml</loc>"
        "</sitemap></sitemapindex>"
    )
    documents = {
        FEED: atom(("new", "2026-03-01")),
        f"{BASE}/sitemap_index.xml": index,
        f"{BASE}/s1.xml": sitemap(("old-0", "2026-01-05"), ("old-1", "2025-06-01")),
    }
    done = backfill.backfill(past(wire, documents, []), "courier", DAY)
    assert (done.found, done.added) == (1, 1)
    assert waiting(wire) == ["old-0"]
    # /sitemap.xml is not there, nor is one of the branches: told, not fatal
    assert len(done.problems) == 2


def test_a_source_without_any_archive_is_told_to_name_one(wire: Paper) -> None:
    documents = {FEED: atom(("new", "2026-03-01"))}
    with pytest.raises(UsageError, match="--from URL"):
        backfill.backfill(past(wire, documents, []), "courier", DAY)


def test_a_backfill_that_broke_goes_on_where_it_was(wire: Paper) -> None:
    documents = {
        FEED: atom(("old-0", "2026-02-01"), older=f"{BASE}/a1"),
        f"{BASE}/a1": atom(("old-1", "2026-01-05")),
    }
    broken = {FEED: documents[FEED]}
    first = backfill.backfill(past(wire, broken, []), "courier", DAY)
    assert (first.added, len(first.problems)) == (1, 1)
    again = backfill.backfill(past(wire, documents, []), "courier", DAY)
    assert (again.found, again.added) == (2, 1)
    assert waiting(wire) == ["old-0", "old-1"]


# --- behind live news


def test_a_paused_past_waits_and_live_news_do_not(wire: Paper) -> None:
    documents = {FEED: atom(("old-0", "2026-02-01"), ("old-1", "2026-02-01"))}
    everything = past(wire, documents, [])
    backfill.backfill(everything, "courier", DAY, start=FEED)
    wire.outlet.stories.append(Story("ferry", "A second boat", list(FERRY)))
    from polywire.steps import poll

    poll.poll(wire.wire, "courier")
    with wire.wire.db.write() as conn:
        backfill.pause(conn, paused=True)
    assert list(pipeline.old_pages(wire.wire)) == []
    assert len(list(pipeline.pages(wire.wire))) == 1
    with wire.wire.db.write() as conn:
        backfill.pause(conn, paused=False)
    past_tasks = list(pipeline.old_pages(wire.wire))
    assert [(task.job, task.priority) for task in past_tasks] == [
        ("ingest-past", BACKFILL)
    ] * 2


def test_a_place_is_always_kept_for_live_news() -> None:
    places = service.QUEUES
    for live, old in (("ingest", "ingest-past"), ("deliver", "deliver-past")):
        assert places[old].concurrency < places[live].concurrency
    # even with one translation process, the past holds at most one of its cells
    assert places["deliver-past"].concurrency == 1


def test_what_was_brought_ends_published_like_any_news(wire: Paper) -> None:
    documents = {FEED: atom(("old-0", "2026-02-01"))}
    backfill.backfill(past(wire, documents, []), "courier", DAY, start=FEED)
    for task in pipeline.old_pages(wire.wire):
        ingest.ingest(wire.wire, task.item)
    cells = list(pipeline.editions(wire.wire, past=True))
    assert len(cells) == 2
    assert list(pipeline.editions(wire.wire)) == []
    for task in cells:
        deliver.deliver(wire.wire, *task.item.split(" "))
    while emit.emit(wire.wire) is not None:
        pass
    assert wire.board()["old-0", "en"]["state"] == "published"


# --- WARC files


def a_warc(file: Path, *records: tuple[str, bytes, str, str], packed: bool) -> Path:
    """Write a file as a crawler does: (address, body, type, coding)."""
    parts = []
    for url, body, kind, coding in records:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n"
        http += f"Content-Encoding: {coding}\r\n" if coding else ""
        block = f"{http}\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2026-02-01T10:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        parts.append(gzip.compress(record) if packed else record)
    file.write_bytes(b"".join(parts))
    return file


HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize("form", ["plain", "packed"])
def test_pages_of_a_warc_file_come_in_without_the_network(
    wire: Paper, tmp_path: Path, form: str
) -> None:
    first, second, third = (page(story).encode() for story in wire.outlet.stories)
    file = a_warc(
        tmp_path / "past.warc",
        (f"{BASE}/old-0", first, HTML, ""),
        (f"{BASE}/old-1", gzip.compress(second), HTML, "gzip"),
        (f"{BASE}/style.css", b"p {}", "text/css", ""),
        ("https://elsewhere.example/x", third, HTML, ""),
        packed=form == "packed",
    )
    everything = past(wire, {}, [])
    done = backfill.from_warc(everything, "courier", DAY, file)
    assert (done.found, done.added, done.foreign, done.problems) == (2, 2, 1, [])
    assert backfill.from_warc(everything, "courier", DAY, file).added == 0
    for task in list(pipeline.old_pages(wire.wire)):
        ingest.ingest(wire.wire, task.item)
    # the host is asked for its terms as they are today, but for no page
    assert [url for url in wire.outlet.asked if "well-known" not in url] == []
    assert waiting(wire) == []
    for task in pipeline.editions(wire.wire, past=True):
        deliver.deliver(wire.wire, *task.item.split(" "))
    board = wire.board()
    assert board["old-0", "en"]["state"] == board["old-1", "pt-BR"]["state"]
    assert board["old-0", "en"]["state"] == "published"


def test_a_warc_page_from_before_the_day_or_forbidden_stays_out(
    wire: Paper, tmp_path: Path
) -> None:
    body = page(wire.outlet.stories[0]).encode()
    file = a_warc(tmp_path / "p.warc", (f"{BASE}/old-0", body, HTML, ""), packed=True)
    late = datetime(2026, 2, 2, tzinfo=UTC)
    assert backfill.from_warc(past(wire, {}, []), "courier", late, file).found == 0
    ban = suppressed.Suppression("source", "courier", "asked", "operator", NOON)
    with wire.wire.db.write() as conn:
        suppressed.add(conn, ban)
    assert backfill.from_warc(past(wire, {}, []), "courier", DAY, file).added == 0
    with wire.wire.db.read() as conn:
        assert source_states.get(conn, "courier") is not None
    assert not (wire.root / "captures").exists()


@pytest.mark.parametrize("damage", ["noise", "missing"])
def test_a_file_that_is_no_warc_is_refused_in_one_line(
    wire: Paper, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "p.warc"
    if damage == "noise":
        file.write_bytes(b"\x00\x01 no archive at all" * 100)
    with pytest.raises(SourceError, match="no whole WARC file"):
        backfill.from_warc(past(wire, {}, []), "courier", DAY, file)


def test_a_record_that_is_cut_off_is_left_out_and_told(
    wire: Paper, tmp_path: Path
) -> None:
    body = page(wire.outlet.stories[0]).encode()
    whole = (f"{BASE}/old-0", body, HTML, "")
    file = a_warc(
        tmp_path / "p.warc", whole, (f"{BASE}/old-1", body, HTML, ""), packed=True
    )
    file.write_bytes(file.read_bytes()[:-100])
    done = backfill.from_warc(past(wire, {}, []), "courier", DAY, file)
    assert done.added == 1
    assert "cut off" in done.problems[0]


def test_a_record_that_unpacks_without_end_is_left_out(
    wire: Paper, tmp_path: Path
) -> None:
    bomb = gzip.compress(b"<p>" * 8_000_000)
    file = a_warc(
        tmp_path / "p.warc", (f"{BASE}/old-0", bomb, HTML, "gzip"), packed=True
    )
    done = backfill.from_warc(past(wire, {}, []), "courier", DAY, file)
    assert done.added == 0
    assert "larger than" in done.problems[0]
