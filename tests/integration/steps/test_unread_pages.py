"""Pages and feeds whose reader was ended by others: tried again, told, never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.wire_on_paper import Paper, Story, paper, with_changes

from polywire.article import Article
from polywire.errors import ChildLost
from polywire.extract.page_child import PageJob, read
from polywire.intake.feeds import parse
from polywire.operate.care import doctor
from polywire.operate.care.source_standing import QUARANTINE, condition
from polywire.operate.care.status import status
from polywire.operate.decide.replay import NoNetwork, replay
from polywire.steps import given_up, ingest, poll
from polywire.steps.feed_memory import FeedMemory
from polywire.store.wire import articles, dead_letters, source_states
from polywire.store.wire.articles import ArticleRow

FERRY = [
    "The second ferry of Norvale sailed for the first time on Tuesday morning.",
    "It carries 140 people and 22 cars, the harbour master told the council.",
    "The crossing takes 19 minutes when the river is calm, she said.",
    "A third boat is expected in May, after the ice has gone.",
]
MILL = [
    "The mill at the weir of Norvale closes after 87 years, its owner said.",
    "Eleven people worked there; nine of them have found other work.",
    "The building will become a school, the council decided on Friday.",
    "The last flour was sold in the market on Saturday.",
]


class Reader:
    """Reads pages here; those with the words it stumbles over end its child."""

    def __init__(self) -> None:
        self.stumbles: set[str] = set()
        self.asked = 0

    def __call__(self, job: PageJob) -> Article:
        self.asked += 1
        if any(words.encode() in job.html for words in self.stumbles):
            raise ChildLost("the process that reads it was ended (SIGKILL)")
        return read(job)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def wire(tmp_path: Path, reader: Reader) -> Iterator[Paper]:
    """A wire on two stories that has not run yet."""
    stories = (
        Story("ferry", "Second ferry of Norvale sails", list(FERRY)),
        Story("mill", "Mill at the weir closes", list(MILL)),
    )
    made = paper(tmp_path, *stories)
    made.wire = replace(made.wire, read=reader)
    with closing(made.wire.db):
        yield made


def row_of(wire: Paper, slug: str) -> ArticleRow:
    with wire.wire.db.read() as conn:
        rows = articles.listed(conn)
    return next(row for row in rows if row.url.rsplit("/", 1)[1] == slug)


def letters(wire: Paper) -> list[dead_letters.Buried]:
    with wire.wire.db.read() as conn:
        return dead_letters.listed(conn)


def until_given_up(wire: Paper, slug: str) -> list[timedelta]:
    """Let the wire try until it gives up; return the waits between."""
    waits = []
    while not letters(wire):
        row = row_of(wire, slug)
        at = row.next_attempt_at if row.state == "to-fetch" else row.recheck_at
        assert at is not None
        waits.append(at - wire.now)
        wire.clock[0] = at
        wire.run()
    return waits


def test_a_page_whose_reader_was_ended_is_read_a_minute_later_as_if_nothing_was(
    wire: Paper, reader: Reader
) -> None:
    reader.stumbles = {"harbour master"}
    wire.run()
    row = row_of(wire, "ferry")
    assert (row.state, row.attempts) == ("to-fetch", 1)
    assert row.next_attempt_at == wire.now + timedelta(minutes=1)
    assert {cell["state"] for cell in wire.board().values()} == {"pending", "published"}
    assert wire.board()["ferry", "en"]["reason"].startswith("not read yet: the process")
    assert wire.holding("harbour master") == []
    reader.stumbles.clear()
    wire.later(minutes=1)
    wire.run()
    assert {cell["state"] for cell in wire.board().values()} == {"published"}
    row = row_of(wire, "ferry")
    assert (row.state, row.attempts, row.reason) == ("extracted", 0, None)


def test_a_page_that_ends_each_reader_is_given_up_with_growing_waits_and_told(
    wire: Paper, reader: Reader
) -> None:
    reader.stumbles = {"harbour master"}
    wire.run()
    waits = until_given_up(wire, "ferry")
    assert waits == list(ingest.RETRIES)
    asked = reader.asked
    for _ in range(20):
        wire.later(days=1)
        wire.run()
    stumbled = [one for one in wire.outlet.asked if one.endswith("/ferry")]
    assert len(stumbled) == len(ingest.RETRIES) + 1
    assert reader.asked < asked + 20
    (letter,) = letters(wire)
    assert letter.reason == (
        "the page cannot be read: the process that reads it was ended (SIGKILL)"
    )
    assert status(wire.wire.settings, wire.wire.db)["given_up"] == 1
    with wire.wire.db.read() as conn:
        (check,) = [one for one in doctor._work(conn) if one.name == "given-up"]
    assert check.state == "warning"
    assert wire.board()["mill", "pt-BR"]["state"] == "published"


def test_a_page_that_was_given_up_comes_back_by_retry(
    wire: Paper, reader: Reader
) -> None:
    reader.stumbles = {"harbour master"}
    wire.run()
    until_given_up(wire, "ferry")
    given_up.retry(wire.wire.db, None)
    reader.stumbles.clear()
    wire.run()
    assert letters(wire) == []
    assert {cell["state"] for cell in wire.board().values()} == {"published"}
    assert "harbour master" in wire.page("ferry", "en")


def test_a_change_whose_reader_was_ended_is_not_taken_for_read(
    wire: Paper, reader: Reader
) -> None:
    wire.run()
    changed = [
        FERRY[0],
        "It carries 90 people and 22 cars, the harbour master told the council.",
        *FERRY[2:],
    ]
    wire.outlet.stories[0] = with_changes(wire.outlet.stories[0], paragraphs=changed)
    reader.stumbles = {"90 people"}
    wire.later(hours=1)
    wire.run()
    assert "140 people" in wire.page("ferry", "en")
    reader.stumbles.clear()
    wire.later(minutes=1)
    wire.run()
    assert "90 people" in wire.page("ferry", "en")
    assert wire.board()["ferry", "en"]["version"] == 2


def test_a_change_that_ends_each_reader_is_told_and_its_article_still_followed(
    wire: Paper, reader: Reader
) -> None:
    wire.run()
    changed = [
        FERRY[0],
        "It carries 90 people and 22 cars, the harbour master told the council.",
        *FERRY[2:],
    ]
    wire.outlet.stories[0] = with_changes(wire.outlet.stories[0], paragraphs=changed)
    reader.stumbles = {"90 people"}
    wire.later(hours=1)
    wire.run()
    assert until_given_up(wire, "ferry") == list(ingest.RETRIES)
    row = row_of(wire, "ferry")
    assert row.state == "extracted"
    assert row.recheck_at is not None
    assert row.recheck_at > wire.now
    assert "140 people" in wire.page("ferry", "en")
    wire.outlet.stories[0] = with_changes(wire.outlet.stories[0], status=404)
    for _ in range(2):
        at = row_of(wire, "ferry").recheck_at
        assert at is not None
        wire.clock[0] = at
        wire.run()
    assert wire.board()["ferry", "en"]["state"] == "withdrawn"
    assert letters(wire) == []


def test_a_change_that_is_taken_back_ends_its_letter(
    wire: Paper, reader: Reader
) -> None:
    wire.run()
    before = wire.outlet.stories[0]
    wire.outlet.stories[0] = with_changes(before, paragraphs=["Oops.", *FERRY])
    reader.stumbles = {"Oops"}
    wire.later(hours=1)
    wire.run()
    until_given_up(wire, "ferry")
    wire.outlet.stories[0] = before
    at = row_of(wire, "ferry").recheck_at
    assert at is not None
    wire.clock[0] = at
    wire.run()
    assert letters(wire) == []
    assert row_of(wire, "ferry").attempts == 0


def test_a_change_that_was_given_up_comes_back_by_retry(
    wire: Paper, reader: Reader
) -> None:
    wire.run()
    changed = [
        FERRY[0],
        "It carries 90 people and 22 cars, the harbour master told the council.",
        *FERRY[2:],
    ]
    wire.outlet.stories[0] = with_changes(wire.outlet.stories[0], paragraphs=changed)
    reader.stumbles = {"90 people"}
    wire.later(hours=1)
    wire.run()
    until_given_up(wire, "ferry")
    (letter,) = letters(wire)
    assert letter.language is None
    given_up.retry(wire.wire.db, letter.article_id)
    reader.stumbles.clear()
    wire.run()
    assert "90 people" in wire.page("ferry", "en")


def test_a_wire_that_dies_while_it_reads_a_change_reads_it_again(
    wire: Paper, reader: Reader
) -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    def die(job: PageJob) -> Article:
        raise Killed(job.url)

    wire.run()
    changed = [
        FERRY[0],
        "It carries 90 people and 22 cars, the harbour master told the council.",
        *FERRY[2:],
    ]
    wire.outlet.stories[0] = with_changes(wire.outlet.stories[0], paragraphs=changed)
    wire.later(hours=1)
    with pytest.raises(Killed):
        ingest.ingest(replace(wire.wire, read=die), row_of(wire, "ferry").id)
    wire.run()
    assert "90 people" in wire.page("ferry", "en")


def test_an_embargo_that_is_put_off_again_and_again_is_no_failed_attempt(
    wire: Paper,
) -> None:
    story = wire.outlet.stories[0]
    for _ in range(len(ingest.RETRIES) + 2):
        until = wire.now + timedelta(days=1)
        head = f'<meta name="embargo" content="{until.isoformat()}">'
        wire.outlet.stories[0] = with_changes(story, head=head)
        wire.run()
        wire.clock[0] = until
    wire.outlet.stories[0] = with_changes(story, status=503)
    wire.run()
    assert row_of(wire, "ferry").state == "to-fetch"
    wire.outlet.stories[0] = story
    wire.later(minutes=1)
    wire.run()
    assert wire.board()["ferry", "en"]["state"] == "published"


def test_a_replay_whose_reader_is_ended_leaves_the_pages_as_they_are(
    wire: Paper, reader: Reader
) -> None:
    wire.run()
    before = wire.files()
    reader.stumbles = {"harbour master"}
    done = replay(replace(wire.wire, fetcher=NoNetwork()))
    assert (done.unread, done.pages, done.failed) == (1, 1, 0)
    assert row_of(wire, "ferry").state == "extracted"
    wire.run()
    assert wire.files() == before


@pytest.fixture
def no_feed_reader() -> Iterator[Callable[[], None]]:
    """A reader of feeds that is ended each time, until it is called."""
    parse._shared.cache_clear()
    parse._shared().close()

    def heal() -> None:
        parse._shared.cache_clear()

    yield heal
    heal()


def source_of(wire: Paper) -> source_states.SourceRow:
    with wire.wire.db.read() as conn:
        found = source_states.get(conn, "courier")
    assert found is not None
    return found


def test_a_feed_whose_reader_was_ended_is_no_bad_feed(
    wire: Paper, no_feed_reader: Callable[[], None]
) -> None:
    poll.poll(wire.wire, "courier")
    row = source_of(wire)
    assert (row.failures, row.last_error) == (0, None)
    assert row.next_poll_at == wire.now + poll.SOON[0]
    assert row.health.startswith("not read yet: ")
    no_feed_reader()
    wire.later(minutes=1)
    wire.run()
    assert {cell["state"] for cell in wire.board().values()} == {"published"}
    assert source_of(wire).health == "ok"


def test_a_feed_that_ends_each_reader_is_told_as_failing_in_the_end(
    wire: Paper, no_feed_reader: Callable[[], None]
) -> None:
    for wait in poll.SOON:
        poll.poll(wire.wire, "courier")
        assert source_of(wire).next_poll_at == wire.now + wait
        wire.later(seconds=wait.total_seconds())
    for _ in range(QUARANTINE):
        poll.poll(wire.wire, "courier")
        wire.clock[0] = source_of(wire).next_poll_at
    row = source_of(wire)
    assert condition(row) == "quarantined"
    assert row.last_error is not None
    assert "was ended" in row.last_error
    no_feed_reader()
    wire.run()
    assert condition(source_of(wire)) == "working"
    assert FeedMemory.of(source_of(wire)).unread == 0


def test_the_letters_are_found_by_an_index_among_all_articles(wire: Paper) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, words: str, values: Any, *_: Any) -> None:
        asked.append((words, values))

    with wire.wire.db.read() as conn:
        event.listen(conn, "before_cursor_execute", note)
        dead_letters.listed(conn)
        event.remove(conn, "before_cursor_execute", note)
        plans = [
            str(step[-1])
            for words, values in asked
            for step in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
        ]
    assert any("ix_article_state_next_attempt_at" in step for step in plans)
    assert not any(step.startswith("SCAN") for step in plans)
