"""Sources, hosts, captures, memory, drafts, rights and the rest, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.builders import NOON, a_decision, a_draft, a_source, an_article, at
from tests.store_looks import bans, capture_of, findings

from polywire.article import Capture, FeedEntry, Finding, Level, Severity
from polywire.errors import StoreError
from polywire.intake.captures.warc import open_archive
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.keeping import hosts, journal
from polywire.store.wire import (
    articles,
    captures,
    drafts,
    memory,
    rights_decisions,
    source_states,
    suppressed,
)


@pytest.fixture
def with_article(database: Database) -> Database:
    url = "https://courier.example/1"
    new = articles.NewEntry("a1", "courier", url, url, FeedEntry(id=url, link=url))
    with database.write() as conn:
        articles.add_entry(conn, new, NOON)
    return database


# --- sources


def test_sources_follow_the_operators_file(database: Database) -> None:
    courier, herald = a_source(), a_source(slug="herald", url="https://h.example/")
    with database.write() as conn:
        source_states.sync(conn, [courier, herald], NOON)
        source_states.sync(conn, [courier], at(1))
        rows = {row.slug: row.active for row in source_states.listed(conn)}
        due = [row.slug for row in source_states.due(conn, at(2))]
    assert rows == {"courier": True, "herald": False}
    assert due == ["courier"]


def test_a_poll_that_worked_keeps_its_validators(database: Database) -> None:
    poll = source_states.Poll(
        NOON, at(1), etag=b'"x\xff"', last_modified=b"Mon", body_hash="h", changed=True
    )
    with database.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        source_states.record_poll(conn, "courier", poll)
        source_states.sync(conn, [a_source(name="The Courier")], NOON)
        row = source_states.get(conn, "courier")
        assert source_states.due(conn, at(0.5)) == []
        assert [row.slug for row in source_states.due(conn, at(1))] == ["courier"]
    assert row is not None
    assert (row.etag, row.last_modified, row.body_hash) == (b'"x\xff"', b"Mon", "h")
    assert (row.last_success, row.last_change, row.name) == (NOON, NOON, "The Courier")


def test_a_failed_poll_counts_and_keeps_what_was_known(database: Database) -> None:
    with database.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        source_states.record_poll(
            conn, "courier", source_states.Poll(NOON, at(1), etag=b"e")
        )
        for hour in (1, 2):
            failed = source_states.Poll(at(hour), at(hour + 1), "failing", "no answer")
            source_states.record_poll(conn, "courier", failed)
        row = source_states.get(conn, "courier")
    assert row is not None
    assert (row.failures, row.etag, row.last_success) == (2, b"e", NOON)
    assert (row.health, row.last_error) == ("failing", "no answer")


def test_moves_to_one_address_are_counted_in_a_row(database: Database) -> None:
    counts = []
    with database.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        for url in ("https://n.example/", "https://n.example/", None, "https://m/"):
            poll = source_states.Poll(NOON, at(1), redirect_url=url)
            source_states.record_poll(conn, "courier", poll)
            row = source_states.get(conn, "courier")
            assert row is not None
            counts.append(row.redirect_count)
    assert counts == [1, 2, 0, 1]


def test_a_new_address_starts_afresh(database: Database) -> None:
    with database.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        poll = source_states.Poll(NOON, at(9), etag=b"e", memo={"hub": "x"})
        source_states.record_poll(conn, "courier", poll)
        source_states.sync(conn, [a_source(url="https://new.example/feed")], at(1))
        row = source_states.get(conn, "courier")
    assert row is not None
    assert (row.etag, row.memo, row.next_poll_at) == (None, None, at(1))


def test_a_clock_that_was_set_back_does_not_stop_polling(database: Database) -> None:
    with database.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        source_states.record_poll(conn, "courier", source_states.Poll(at(48), at(49)))
        due = [row.slug for row in source_states.due(conn, NOON)]
    assert due == ["courier"]


def test_a_source_can_be_asked_for_at_once(database: Database) -> None:
    with database.write() as conn:
        source_states.sync(conn, [a_source()], NOON)
        source_states.record_poll(
            conn, "courier", source_states.Poll(NOON, at(9), etag=b"e")
        )
        source_states.poll_now(conn, "courier", at(1))
        (row,) = source_states.due(conn, at(1))
    assert row.etag is None


# --- hosts


def test_claims_of_a_host_are_a_gap_apart(database: Database) -> None:
    with database.write() as conn:
        slots = [hosts.claim(conn, "h.example", NOON, 2.0) for _ in range(3)]
        other = hosts.claim(conn, "other.example", NOON, 2.0)
        later = hosts.claim(conn, "h.example", at(1), 2.0)
    assert [(slot - NOON).total_seconds() for slot in slots] == [0, 2, 4]
    assert (other, later) == (NOON, at(1))


def test_a_claim_waits_for_what_the_host_asked(database: Database) -> None:
    with database.write() as conn:
        hosts.wait_until(conn, "h.example", at(1))
        first = hosts.claim(conn, "h.example", NOON, 2.0)
        second = hosts.claim(conn, "h.example", NOON, 2.0)
    assert first == at(1)
    assert (second - first).total_seconds() == 2


def test_slots_from_a_wrong_clock_are_given_up(database: Database) -> None:
    with database.write() as conn:
        hosts.wait_until(conn, "h.example", at(300))
        hosts.claim(conn, "h.example", at(400), 2.0)
        assert hosts.claim(conn, "h.example", NOON, 2.0) == NOON


def test_a_hold_of_some_days_is_kept(database: Database) -> None:
    with database.write() as conn:
        hosts.wait_until(conn, "h.example", at(100))
        assert hosts.claim(conn, "h.example", NOON, 2.0) == at(100)


def test_a_slot_beyond_the_asker_s_patience_is_told_but_not_booked(
    database: Database,
) -> None:
    with database.write() as conn:
        hosts.wait_until(conn, "h.example", at(1))
        told = [hosts.claim(conn, "h.example", NOON, 2.0, 300.0) for _ in range(3)]
        booked = hosts.claim(conn, "h.example", at(0.95), 2.0, 300.0)
        after = hosts.claim(conn, "h.example", at(0.95), 2.0, 300.0)
    assert told == [at(1)] * 3
    assert booked == at(1)
    assert (after - booked).total_seconds() == 2


def test_a_later_hold_is_not_shortened(database: Database) -> None:
    with database.write() as conn:
        hosts.wait_until(conn, "h.example", at(5))
        hosts.wait_until(conn, "h.example", at(1))
        assert hosts.claim(conn, "h.example", NOON, 2.0) == at(5)


def test_robots_are_kept_beside_the_pace(database: Database) -> None:
    kept = hosts.Robots(b"User-agent: *\xff", 200, NOON, at(24))
    with database.write() as conn:
        hosts.claim(conn, "h.example", NOON, 1.0)
        assert hosts.robots(conn, "h.example") is None
        hosts.keep_robots(conn, "h.example", kept)
        assert hosts.robots(conn, "h.example") == kept
        assert hosts.claim(conn, "h.example", NOON, 1.0) > NOON


# --- captures


def a_capture(body: bytes = b"<p>Hello", hour: float = 0) -> Capture:
    url = "https://courier.example/1"
    return Capture(url, url, at(hour), 200, (("etag", '"x"'),), body)


def test_a_capture_comes_back_as_it_was(database: Database, tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    capture = a_capture()
    place = archive.keep("courier", capture)
    with database.write() as conn:
        identity = captures.record(
            conn, capture, source="courier", article_id="a1", place=place
        )
        assert captures.record(conn, capture) == identity
        row = capture_of(conn, identity)
        rows = captures.of_article(conn, "a1")
        assert captures.place_of(conn, "a1", capture.sha256) == place
        assert captures.place_of(conn, "a1", "other") is None
    assert row is not None
    assert rows == [row]
    assert captures.load(row, archive) == capture


def test_a_place_is_kept_until_nobody_names_it(
    database: Database, tmp_path: Path
) -> None:
    archive = open_archive(tmp_path)
    first, second = a_capture(hour=0), a_capture(hour=1)
    place = archive.keep("courier", first)
    with database.write() as conn:
        one, two = (captures.record(conn, c, place=place) for c in (first, second))
        assert captures.forget(conn, [one]) == []
        assert captures.unnamed(conn, [place[0]]) == []
        assert captures.forget(conn, [two]) == [place]
        assert captures.unnamed(conn, [place[0]]) == [place[0]]


def test_the_newest_capture_of_each_article_is_found(database: Database) -> None:
    with database.write() as conn:
        for number, hour in enumerate((3, 1, 2)):
            captures.record(
                conn,
                a_capture(bytes([number]), hour),
                source="courier",
                article_id="a1",
                place=("courier-2026-03.warc.gz", number),
            )
        (row,) = captures.newest(conn)
        assert (row.fetched_at, row.offset) == (at(3), 0)
        assert captures.newest(conn, source="courier", since=at(3)) == [row]
        assert captures.newest(conn, source="herald") == []
        assert captures.newest(conn, since=at(4)) == []


@pytest.mark.parametrize("damage", ["gone", "rubbish", "another", "not kept"])
def test_a_damaged_capture_is_told_apart(
    database: Database, tmp_path: Path, damage: str
) -> None:
    archive = open_archive(tmp_path)
    capture, other = a_capture(), a_capture(b"another page")
    place = archive.keep("courier", capture)
    path = tmp_path / "captures" / place[0]
    if damage == "gone":
        path.unlink()
    elif damage == "rubbish":
        path.write_bytes(b"rubbish")
    elif damage == "another":
        path.unlink()
        assert open_archive(tmp_path).keep("courier", other) == place
    with database.write() as conn:
        identity = captures.record(
            conn, capture, place=None if damage == "not kept" else place
        )
        row = capture_of(conn, identity)
    assert row is not None
    with pytest.raises(StoreError, match=r"fetch the page again|was not kept"):
        captures.load(row, archive)


# --- memory


def remembered(
    key: str, target: str, tier: memory.Tier = "engine"
) -> memory.Remembered:
    return memory.Remembered(
        key, tier, "en", "pt-BR", "It rained.", target, "firefox", "m", NOON
    )


def test_the_human_tier_survives_every_engine(database: Database) -> None:
    with database.write() as conn:
        memory.put_many(conn, [remembered("k", "Choveu.")])
        memory.put_many(conn, [remembered("k", "Chovia.", "human")])
        memory.put_many(conn, [remembered("k", "Choveram.")])
        found = memory.get_many(conn, ["k", "unknown"])
        assert memory.human(conn) == [remembered("k", "Chovia.", "human")]
        assert memory.count(conn) == {"engine": 0, "human": 1}
    assert found == {"k": remembered("k", "Chovia.", "human")}


def test_many_sentences_go_in_and_out_at_once(database: Database) -> None:
    entries = [remembered(f"k{n}", f"t{n}") for n in range(1201)]
    with database.write() as conn:
        memory.put_many(conn, [*entries, entries[0]], article_id="a1")
        found = memory.get_many(conn, [entry.key for entry in entries])
    assert len(found) == 1201


def test_a_purge_forgets_only_what_nobody_else_uses(database: Database) -> None:
    with database.write() as conn:
        both, mine = remembered("both", "x"), remembered("mine", "y")
        memory.put_many(conn, [both, mine], article_id="a1")
        memory.note_use(conn, ["both"], "a2")
        assert memory.purge(conn, "a1") == 1
        assert set(memory.get_many(conn, ["both", "mine"])) == {"both"}
        memory.forget(conn, "both")
        assert memory.get_many(conn, ["both"]) == {}


# --- drafts and rights


def test_a_draft_comes_back_with_its_findings(with_article: Database) -> None:
    draft = a_draft(
        an_article(), findings=(Finding("length", Severity.DOUBT, "too short"),)
    )
    with with_article.write() as conn:
        drafts.put(conn, "a1", draft, NOON)
        drafts.put(conn, "a1", draft, at(1))
        assert drafts.get(conn, "a1", draft.revision, "pt-BR") == draft
        found = findings(conn, "a1", draft)
        assert found == list(draft.findings)
        drafts.set_findings(conn, "a1", draft, [])
        assert findings(conn, "a1", draft) == []


@pytest.mark.parametrize(
    ("basis", "evidence"),
    [(None, "x"), ("", "x"), ("licence", "")],
    ids=["no basis", "empty basis", "no evidence"],
)
def test_full_without_basis_and_evidence_is_refused_by_the_table(
    with_article: Database, basis: str | None, evidence: str
) -> None:
    decision = a_decision(Level.FULL, basis=basis, evidence=evidence)
    with (
        pytest.raises(StoreError, match="full_needs_basis"),
        with_article.write() as conn,
    ):
        rights_decisions.decide(conn, "a1", "r1", decision, NOON)


def test_a_rights_decision_comes_back(with_article: Database) -> None:
    first, second = a_decision(Level.EXCERPT, reason="none"), a_decision()
    with with_article.write() as conn:
        for decision in (first, second):
            rights_decisions.decide(conn, "a1", "r1", decision, NOON)
            assert rights_decisions.get(conn, "a1", "r1") == decision
        assert rights_decisions.get(conn, "a1", "r2") is None


# --- suppression, log, notes


@pytest.mark.parametrize(
    ("kind", "value", "covers"),
    [
        ("article", "a1", True),
        ("article", "a2", False),
        ("url", "https://x.example/a_b", True),
        ("url", "https://x.example/a", False),
        ("url-prefix", "https://x.example/a", True),
        ("url-prefix", "https://x.example/A", False),
        ("url-prefix", "https://x.example/%", False),
        ("source", "courier", True),
        ("source", "herald", False),
    ],
)
def test_a_ban_covers_what_it_names_and_no_more(
    database: Database, kind: suppressed.Kind, value: str, *, covers: bool
) -> None:
    ban = suppressed.Suppression(kind, value, "a request", "desk", NOON)
    with database.write() as conn:
        suppressed.add(conn, ban)
        found = suppressed.find(conn, "a1", "https://x.example/a_b", "courier")
        assert (found == ban) is covers
        assert bans(conn) == [ban]
        assert suppressed.lift(conn, kind, value)
        assert not suppressed.lift(conn, kind, value)


def test_events_are_kept_newest_first_and_pruned(database: Database) -> None:
    first = journal.Event(NOON, "withheld", article_id="a1", detail={"share": 0.5})
    second = journal.Event(at(1), "source-quarantined", "alert", source="courier")
    with database.write() as conn:
        journal.add(conn, first)
        journal.add(conn, second)
        assert journal.recent(conn) == [second, first]
        assert journal.recent(conn, level="alert") == [second]
        assert journal.recent(conn, events=["withheld"], since=NOON) == [first]
        assert journal.prune(conn, at(1)) == 1
        assert journal.recent(conn) == [second]


def test_spending_adds_up_over_days(database: Database) -> None:
    day, next_day = date(2026, 3, 2), date(2026, 3, 3)
    with database.write() as conn:
        for when in (day, day, next_day):
            notes.add_spent(conn, "deepl", when, notes.Spent(100, 1, 0.25))
        assert notes.spent(conn, "deepl", day, day) == notes.Spent(200, 2, 0.5)
        assert notes.spent(conn, "deepl", day, next_day) == notes.Spent(300, 3, 0.75)
        assert notes.spent(conn, "other", day, day) == notes.Spent(0, 0, 0.0)


def test_notes_are_kept_by_name(database: Database) -> None:
    with database.write() as conn:
        assert notes.get(conn, "last-run") is None
        notes.put(conn, "last-run", {"at": "noon"})
        notes.put(conn, "last-run", ["again"])
        assert notes.get(conn, "last-run") == ["again"]
        notes.drop(conn, "last-run")
        assert notes.get(conn, "last-run") is None
