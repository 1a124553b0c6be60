"""A feed that names a story anew, and a page that then says nothing new, or nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import NOON, at
from tests.wire_on_paper import BASE, FERRY, Paper, Story, paper

from polywire.article import Article, article_id
from polywire.errors import UsageError
from polywire.follow import reread, rereading, takedown
from polywire.net.urls import identity_key
from polywire.steps import poll
from polywire.store.keeping import journal
from polywire.store.wire import articles, captures, revisions
from polywire.store.wire.articles import ArticleRow

SECOND = [
    "The mill at the weir of Norvale closes after 87 years, its owner said.",
    "Eleven people worked there; nine of them have found other work.",
    "The building will become a school, the council decided on Friday.",
    "The last flour was sold in the market on Saturday.",
]


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Paper]:
    """A wire on two stories that has run once."""
    ferry = Story("ferry", "Ferry of Norvale gets a second boat", list(FERRY))
    made = paper(tmp_path, ferry, Story("mill", "Mill at the weir closes", SECOND))
    with closing(made.wire.db):
        made.run()
        yield made


def row(wire: Paper, slug: str = "ferry") -> ArticleRow:
    return takedown.find(wire.wire.db, f"{BASE}/{slug}")


def a_third_story(
    wire: Paper, headline: str = "Fire at the mill", head: str = ""
) -> None:
    """Let the outlet print one more story, and wait an hour."""
    wire.outlet.stories.append(Story("fire", headline, SECOND[::-1], head=head))
    wire.later(hours=1)


def named_again(wire: Paper) -> None:
    """Let the feed say something new of the first story, and wait for its page."""
    wire.outlet.stories[0].entry_updated = " Updated."
    wire.later(hours=2)
    poll.poll(wire.wire, "courier")
    assert row(wire).state == "to-fetch"


def text_of(wire: Paper, slug: str = "ferry") -> Article:
    found = wire.wire.db.ask(revisions.current, row(wire, slug).id)
    assert found is not None
    return found


def events(wire: Paper) -> list[str]:
    with wire.wire.db.read() as conn:
        return [one.event for one in journal.recent(conn, limit=100)]


def test_a_page_without_news_waits_for_its_next_look(wire: Paper) -> None:
    named_again(wire)
    wire.run()
    found = row(wire)
    assert (found.state, found.attempts, found.recheck_at) == ("extracted", 0, at(6))
    assert wire.board()["ferry", "en"]["version"] == 1


def test_a_page_that_is_gone_stays_shown_and_is_looked_at_a_day_later(
    wire: Paper,
) -> None:
    named_again(wire)
    wire.outlet.stories[0].status = 404
    wire.run()
    found = row(wire)
    assert (found.state, found.gone_since, found.recheck_at) == (
        "extracted",
        at(2),
        at(26),
    )
    assert wire.board()["ferry", "en"]["state"] == "published"


def test_a_page_that_is_refused_stays_shown_and_is_looked_at_again(wire: Paper) -> None:
    named_again(wire)
    wire.outlet.stories[0].status = 403
    wire.run()
    found = row(wire)
    assert (found.state, found.gone_since) == ("extracted", None)
    assert found.recheck_at is not None
    assert found.recheck_at > wire.now
    assert wire.board()["ferry", "en"]["state"] == "published"


@pytest.mark.parametrize(
    ("headline", "head", "reason"),
    [
        ("STORY WITHDRAWN: a fire", "", "the source's headline withdraws it"),
        (
            "Fire at the mill",
            '<meta name="robots" content="unavailable_after: 2026-03-02T11:00:00Z">',
            "the source's date has passed (unavailable_after 2026-03-02 11:00 UTC)",
        ),
    ],
)
def test_what_was_taken_back_before_we_saw_it_is_never_shown(
    wire: Paper, headline: str, head: str, reason: str
) -> None:
    a_third_story(wire, headline, head)
    wire.run()
    found = row(wire, "fire")
    assert (found.state, found.reason) == ("held", reason)
    assert wire.holding(headline) == []
    assert "withdrawn" not in events(wire)


def test_a_new_page_that_cannot_be_read_has_no_earlier_text(wire: Paper) -> None:
    a_third_story(wire)
    poll.poll(wire.wire, "courier")
    assert not reread.unreadable(wire.wire, row(wire, "fire"), "no text was found")
    assert row(wire, "fire").state == "to-fetch"
    assert reread.unreadable(wire.wire, row(wire), "no text was found")
    kept = row(wire)
    assert (kept.state, kept.reason) == ("extracted", rereading.KEPT)
    assert kept.recheck_at == wire.now + timedelta(hours=6)
    assert "source-text-kept" in events(wire)


def test_a_doubt_after_the_last_planned_look_has_one_of_its_own(wire: Paper) -> None:
    wire.later(days=40)
    with wire.wire.db.write() as conn:
        articles.schedule_recheck(conn, row(wire).id, None, 6)
    found = rereading.Believed("doubt", text_of(wire))
    with wire.wire.db.write() as conn:
        reread.note(conn, wire.wire, row(wire), found)
    assert row(wire).gone_since == wire.now
    assert row(wire).recheck_at == wire.now + timedelta(hours=24)


def test_a_doubt_never_puts_off_the_end_of_a_text(wire: Paper) -> None:
    ends = wire.now + timedelta(hours=3)
    with wire.wire.db.write() as conn:
        articles.schedule_recheck(conn, row(wire).id, ends, 1)
        reread.note(
            conn, wire.wire, row(wire), rereading.Believed("doubt", text_of(wire))
        )
    assert row(wire).recheck_at == ends


def test_a_page_without_a_capture_teaches_no_markup(wire: Paper) -> None:
    db = wire.wire.db
    both = [row(wire, slug) for slug in ("ferry", "mill")]
    with db.write() as conn:
        for one in both:
            articles.set_state(conn, one.id, "extracted", rereading.KEPT)
    a_third_story(wire)
    poll.poll(wire.wire, "courier")
    asking = row(wire, "fire")
    assert len(reread.examples(wire.wire, asking)) == 2
    with db.write() as conn:
        captures.forget(conn, [c.id for c in captures.of_article(conn, both[0].id)])
    (left,) = reread.examples(wire.wire, asking)
    assert left.text == text_of(wire, "mill").body


def test_what_nobody_has_is_not_found_and_not_restored(wire: Paper) -> None:
    db = wire.wire.db
    with pytest.raises(UsageError, match="no article"):
        takedown.find(db, f"{BASE}/none")
    with pytest.raises(UsageError, match="is not withdrawn: nothing to restore"):
        takedown.restore(db, row(wire), now=NOON)
    assert row(wire).state == "extracted"


def test_an_article_that_is_here_needs_nobody_to_let_it_in(wire: Paper) -> None:
    assert not takedown.let_in(wire.wire.db, f"{BASE}/ferry", wire.now)
    assert not takedown.let_in(wire.wire.db, f"{BASE}/none", wire.now)


def test_what_was_withdrawn_and_is_not_here_any_more_is_let_in_once(
    wire: Paper,
) -> None:
    db, identity = wire.wire.db, article_id(identity_key(f"{BASE}/lost"))
    assert (
        takedown.withdraw(db, wire.wire.archive, identity, reason="her wish", now=NOON)
        == []
    )
    assert takedown.let_in(db, f"{BASE}/lost", wire.now)
    assert not takedown.let_in(db, identity, wire.now)
