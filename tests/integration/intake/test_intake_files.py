"""Folders as sources, captures on disk, and the child process when it dies."""

from __future__ import annotations

import gzip
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from polywire.article import Capture
from polywire.errors import FeedError, SourceError
from polywire.intake.captures.warc import Archive, _blank, mend, packed, unpacked
from polywire.intake.feeds.document import Job
from polywire.intake.feeds.parse import FeedParser, parse_feed, parse_front
from polywire.intake.feeds.source import read_source
from polywire.intake.pages.local_sources import read_file, read_folder

NOW = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
GOOD = b"<rss><channel><title>t</title><item><title>good</title></item></channel></rss>"


def capture(body: bytes = b"hello", **fields: object) -> Capture:
    values: dict[str, object] = {
        "url": "https://courier.example/ü?a=1",
        "requested_url": "https://courier.example/x",
        "fetched_at": NOW,
        "status": 200,
        "headers": (("etag", 'W/"é"'), ("content-type", "text/html"), ("link", "a")),
        "body": body,
    }
    return Capture(**(values | fields))  # type: ignore[arg-type]  # any field of it


def test_a_folder_of_pages_is_a_feed_with_addresses_that_stay(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.html").write_text("<p>b</p>", encoding="utf-8")
    (tmp_path / "sub" / "ä b.HTM").write_text("<p>a</p>", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no", encoding="utf-8")
    (tmp_path / ".hidden.html").write_text("no", encoding="utf-8")
    (tmp_path / "link.html").symlink_to("/etc/hostname")
    reading = read_folder(tmp_path, "papers", NOW)
    assert [each.link for each in reading.entries] == [
        "file:///papers/b.html",
        "file:///papers/sub/%C3%A4%20b.HTM",
    ]
    page = read_file(tmp_path, "papers", reading.entries[0].link, NOW)
    assert page.body == b"<p>b</p>"
    assert page.header("last-modified")
    assert str(tmp_path) not in "".join(each.link for each in reading.entries)


def test_a_missing_folder_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        read_folder(tmp_path / "none", "s", NOW)
    with (tmp_path / "large.html").open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    reading = read_folder(tmp_path, "s", NOW)
    assert reading.entries == ()
    assert "larger" in reading.degraded[0]


def test_captures_come_back_as_they_were(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "captures")
    kept = [capture(bytes([n]) * 1000) for n in range(5)]
    places = [archive.keep("courier", each) for each in kept]
    assert [archive.read(place) for place in places] == kept
    assert list(archive.captures(places[0][0])) == kept
    assert archive.files("courier") == ("courier-2026-11.warc.gz",)
    assert archive.files("cour") == ()


def test_other_programs_can_read_the_records(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    place = archive.keep("courier", capture())
    with (tmp_path / place[0]).open("rb") as file:
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_headers.get_header("WARC-Target-URI") == capture().url
        assert record.raw_stream.read() == b"hello"


@given(st.binary(max_size=2000), st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_capture_survives_packing(body: bytes, value: str) -> None:
    clean = " ".join(value.replace("\x00", "").split())
    kept = capture(body, headers=(("x", clean),))
    assert packed(kept) == packed(kept)
    (found,) = unpacked(packed(kept))
    assert (found.body, found.url) == (kept.body, kept.url)


def test_a_forgotten_capture_is_gone_and_its_neighbours_stay(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    places = [archive.keep("s", capture(os.urandom(n))) for n in (100, 20_000, 100)]
    archive.forget(places[1])
    assert archive.read(places[2]).sha256 != archive.read(places[0]).sha256
    assert len(list(archive.captures(places[0][0]))) == 2
    with pytest.raises(SourceError, match="no record"):
        archive.read(places[1])


@given(st.integers(1, 3000))
def test_a_blank_has_exactly_the_asked_length(length: int) -> None:
    blank = _blank(length)
    assert len(blank) == length
    if length > 30:
        assert gzip.decompress(blank) == b""


@pytest.mark.parametrize("kept", [1, 9, 40, 500, 1500])
def test_a_record_that_a_kill_cut_off_harms_no_other(tmp_path: Path, kept: int) -> None:
    archive = Archive(tmp_path)
    first = archive.keep("s", capture(os.urandom(2000)))
    path = tmp_path / first[0]
    before = path.stat().st_size
    torn = packed(capture(os.urandom(2000)))
    with path.open("ab") as file:
        file.write(torn[:kept])
    fresh = Archive(tmp_path)  # as after a restart
    second = fresh.keep("s", capture(b"after the kill"))
    assert second == (first[0], before)
    assert fresh.read(second).body == b"after the kill"
    assert fresh.read(first) == archive.read(first)
    assert len(list(fresh.captures(first[0]))) == 2


@given(st.lists(st.binary(max_size=300), max_size=4), st.integers(0, 400))
def test_mending_cuts_only_what_is_torn(bodies: list[bytes], kept: int) -> None:
    records = [packed(capture(body)) for body in bodies]
    torn = packed(capture(b"torn" * 50))
    kept = min(kept, len(torn) - 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s-2026-11.warc.gz"
        path.write_bytes(b"".join(records) + torn[:kept])
        assert mend(path) == kept
        assert path.read_bytes() == b"".join(records)
        assert mend(path) == 0


def test_a_file_is_dropped_whole_and_twice_is_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for month in (10, 11):
        archive.keep("s", capture(fetched_at=NOW.replace(month=month)))
    archive.drop("s-2026-10.warc.gz")
    archive.drop("s-2026-10.warc.gz")
    archive.forget(("s-2026-10.warc.gz", 0))
    assert archive.files() == ("s-2026-11.warc.gz",)


@pytest.mark.parametrize("name", ["../x.warc.gz", "/etc/passwd", "s-2026-11.warc"])
def test_no_other_file_is_reached_through_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError):
        Archive(tmp_path).read((name, 0))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        Archive(tmp_path).read(("s-2026-11.warc.gz", 0))


def job(body: bytes) -> Job:
    return Job(capture(body, url="https://e.example/f"), NOW)


def test_a_child_that_was_killed_is_replaced() -> None:
    with FeedParser() as parser:
        parser.parse(job(GOOD))
        assert parser._child is not None
        os.kill(parser._child.pid, signal.SIGKILL)
        parser._child.wait()
        assert parser.parse(job(GOOD)).entries[0].title == "good"


def test_a_child_that_stops_answering_is_replaced_in_time() -> None:
    with FeedParser(seconds=0.5) as parser:
        parser.parse(job(GOOD))
        assert parser._child is not None
        os.kill(parser._child.pid, signal.SIGSTOP)
        assert parser.parse(job(GOOD)).entries[0].title == "good"


def test_many_threads_share_one_reader() -> None:
    with FeedParser() as parser, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: parser.parse(job(GOOD)).title, range(40)))
    assert found == ["t"] * 40


INDEX = b"<sitemapindex><sitemap><loc>https://e.example/1.xml</loc></sitemap></sitemapindex>"
BRANCH = b"<urlset><url><loc>https://e.example/a/one</loc></url></urlset>"


def never(url: str) -> Capture:
    raise AssertionError(url)


def test_a_sitemap_index_is_read_with_its_branches() -> None:
    found = read_source(
        capture(INDEX, url="https://e.example/i.xml", headers=()),
        fetch=lambda url: capture(BRANCH, url=url, headers=()),
        now=NOW,
    )
    assert [entry.link for entry in found.entries] == ["https://e.example/a/one"]


def test_a_page_without_a_feed_is_read_as_a_front_and_one_with_a_feed_is_not() -> None:
    links = b"".join(
        b'<a href="/2026/11/2%d/a">A long headline, number %d</a>' % (n, n)
        for n in range(4)
    )
    page = capture(b"<html>" + links, url="https://e.example/", headers=())
    assert len(read_source(page, fetch=never, now=NOW).entries) == 4
    named = b'<html><link rel="alternate" type="application/rss+xml" href="/f">' + links
    with pytest.raises(FeedError) as caught:
        read_source(capture(named, url="https://e.example/"), fetch=never, now=NOW)
    assert caught.value.feeds == ("https://e.example/f",)
    with pytest.raises(FeedError, match="empty"):
        read_source(capture(b""), fetch=never, now=NOW)


def test_the_shared_reader_reads_feeds_and_fronts() -> None:
    assert parse_feed(capture(GOOD), now=NOW).title == "t"
    links = "".join(
        f'<a href="/2026/11/2{n}/a">A long headline, number {n}</a>' for n in range(4)
    )
    page = capture(links.encode(), url="https://e.example/", headers=())
    assert len(parse_front(page, now=NOW).entries) == 4
