"""Following: statements are believed, absence is doubted, refusals say nothing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON, at

from polywire.article import PubStatus, Signals
from polywire.follow.rechecks import (
    PLAN,
    STORM,
    Outcome,
    Seen,
    breaker_is_open,
    decide,
    is_killed,
    next_check,
    storm_ends,
    timing,
)


def test_the_plan_is_one_six_and_24_hours_3_7_and_30_days() -> None:
    checks = []
    last = None
    moment = next_check(NOON, None, now=NOON)
    while moment is not None:
        checks.append((moment - NOON) / timedelta(hours=1))
        last = moment
        moment = next_check(NOON, last, now=last)
    assert checks == [1, 6, 24, 72, 168, 720]


def test_missed_checks_are_made_up_by_one() -> None:
    assert next_check(NOON, at(1), now=at(100)) == at(72)
    assert next_check(NOON, at(100), now=at(100)) == at(168)


def test_a_clock_that_jumped_back_does_not_stop_the_plan() -> None:
    assert next_check(NOON, at(10_000), now=at(2)) == at(6)


@given(st.floats(0, 2000), st.floats(0, 2000))
def test_a_check_is_never_planned_before_the_last_one(last: float, now: float) -> None:
    due = next_check(NOON, at(min(last, now)), now=at(now))
    assert due is None or due > at(min(last, now)) or due in {NOON + s for s in PLAN}


def test_a_first_404_is_looked_at_again_after_24_hours() -> None:
    outcome = decide(Seen(at(1), status=404))
    assert outcome == Outcome("recheck", "404 once", at(1), at(25))
    assert next_check(NOON, at(1), now=at(2), first_gone=at(1)) == at(25)


def test_a_404_twice_24_hours_apart_withdraws() -> None:
    assert decide(Seen(at(25), status=404), first_gone=at(1)).action == "withdraw"


def test_a_404_twice_23_hours_apart_does_not_withdraw() -> None:
    assert decide(Seen(at(24), status=404), first_gone=at(1)).action == "recheck"


def test_a_page_that_came_back_ends_the_row_of_404() -> None:
    assert decide(Seen(at(9), status=200), first_gone=at(1)) == Outcome("keep")


@pytest.mark.parametrize(
    "seen",
    [
        Seen(at(1), status=410),
        Seen(at(1), deleted_entry=True),
        Seen(at(1), status=200, pub_status=PubStatus.CANCELED),
        Seen(at(1), status=200, headline="STORY WITHDRAWN: Norvale mayor"),
    ],
    ids=["410", "deleted-entry", "canceled", "kill words"],
)
def test_a_statement_of_the_source_withdraws_at_once(seen: Seen) -> None:
    outcome = decide(seen)
    assert outcome.action == "withdraw"
    assert outcome.reason


@pytest.mark.parametrize("status", [401, 402, 403, 429, 451, 500, 502, 503, 504, None])
def test_a_refusal_or_fault_never_withdraws(status: int | None) -> None:
    for first_gone in (None, at(-100)):
        outcome = decide(Seen(at(1), status=status), first_gone=first_gone)
        assert outcome.action == "keep"
        assert outcome.first_gone == first_gone


@pytest.mark.parametrize("status", [404, 410])
def test_absence_never_withdraws_her_own_pages(status: int) -> None:
    outcome = decide(Seen(at(50), status=status), first_gone=at(1), is_own=True)
    assert outcome.action == "tell"


def test_a_statement_withdraws_her_own_pages_too() -> None:
    assert decide(Seen(at(1), deleted_entry=True), is_own=True).action == "withdraw"


@pytest.mark.parametrize("status", [404, 410])
def test_an_open_breaker_stops_withdrawing_by_absence(status: int) -> None:
    outcome = decide(Seen(at(50), status=status), first_gone=at(1), breaker_open=True)
    assert outcome.action == "tell"
    assert outcome.reason is not None
    assert "tenth" in outcome.reason


def test_a_statement_passes_an_open_breaker() -> None:
    outcome = decide(Seen(at(1), deleted_entry=True), breaker_open=True)
    assert outcome.action == "withdraw"


@pytest.mark.parametrize(
    ("checked", "gone", "opens"),
    [
        (100, 10, False),
        (100, 11, True),
        (5, 1, False),
        (5, 3, True),
        (2, 2, True),
        (1, 1, False),
        (0, 0, False),
    ],
)
def test_the_breaker_opens_above_a_tenth(
    checked: int,
    gone: int,
    opens: bool,  # noqa: FBT001 (a table's column)
) -> None:
    assert breaker_is_open(checked=checked, gone=gone) is opens


def test_a_withheld_mark_holds_without_withdrawing() -> None:
    seen = Seen(at(1), status=200, pub_status=PubStatus.WITHHELD)
    assert decide(seen).action == "hold"


@pytest.mark.parametrize(
    "headline",
    [
        "STORY WITHDRAWN",
        "(STORY WITHDRAWN)",
        "MANDATORY KILL: Norvale",
        "WITHDRAWN - Bridge",
        "MATÉRIA CANCELADA: Ponte",
        "АННУЛИРОВАНО: Мост",
    ],
)
def test_kill_words_at_the_start_are_seen(headline: str) -> None:
    assert is_killed(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "Kill Bill returns",
        "WITHDRAWN TROOPS RETURN",
        "Troops withdrawn: minister",
        "Retracted claims",
        "Why the STORY WITHDRAWN: sign",
    ],
)
def test_the_same_words_in_a_story_are_no_kill(headline: str) -> None:
    assert not is_killed(headline)


def test_an_embargo_is_kept_to_the_minute() -> None:
    signals = Signals(embargo=at(1))
    assert timing(signals, at(1) - timedelta(seconds=1)).state == "embargoed"
    assert timing(signals, at(1)).state == "open"


@pytest.mark.parametrize(
    "signals",
    [Signals(expires=at(1)), Signals(unavailable_after=at(1))],
    ids=["expires", "unavailable_after"],
)
def test_an_expiry_is_kept_to_the_minute(signals: Signals) -> None:
    before = timing(signals, at(1) - timedelta(seconds=1))
    assert (before.state, before.until) == ("open", at(1))
    assert timing(signals, at(1)).state == "expired"


def test_an_item_that_expired_under_embargo_is_never_shown() -> None:
    assert timing(Signals(embargo=at(3), expires=at(1)), at(2)).state == "expired"


def test_no_dates_mean_no_limits() -> None:
    assert timing(Signals(), NOON) == timing(Signals(embargo=at(-1)), NOON)


def test_a_page_that_changes_each_minute_is_published_a_few_times_an_hour() -> None:
    published: list[datetime] = []
    for minute in range(120):
        now = NOON + timedelta(minutes=minute)
        ends = storm_ends(published, now)
        if ends is None or ends <= now:
            published.append(now)
    assert len(published) == 2 * STORM
