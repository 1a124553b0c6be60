"""The circuit breaker and the caps, with clocks that the tests move."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.twins import TwinTranslator

from polywire.errors import EngineDown
from polywire.translate.engines.breaker import Breaker, Circuit, Guarded, LeftAlone
from polywire.translate.engines.engine import Result
from polywire.translate.engines.engine_limits import (
    CapReached,
    Caps,
    Limited,
    MemorySpend,
    Meter,
    Spend,
)

TODAY = datetime(2026, 3, 31, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


class Switch:
    """Says whether the engine behind a breaker answers."""

    def __init__(self) -> None:
        self.is_down = False

    def __call__(self, sentence: str) -> Result:
        if self.is_down:
            raise EngineDown("no answer")
        return Result("", "odd") if sentence == "odd" else Result("Bom dia.")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def twin(switch: Switch) -> TwinTranslator:
    return TwinTranslator(answer=switch)


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("twin", clock)


@pytest.fixture
def guarded(twin: TwinTranslator, breaker: Breaker) -> Guarded:
    return Guarded(twin, breaker)


def fail(engine: Guarded, times: int) -> None:
    for _ in range(times):
        with pytest.raises(EngineDown):
            engine.translate(["Good morning."])


def test_three_failures_in_a_row_open_the_breaker(
    guarded: Guarded, breaker: Breaker, switch: Switch, twin: TwinTranslator
) -> None:
    switch.is_down = True
    fail(guarded, 3)
    assert breaker.health().circuit is Circuit.OPEN
    with pytest.raises(LeftAlone, match=r"left alone after 3 failures \(no answer\)"):
        guarded.translate(["Good morning."])
    assert len(twin.calls) == 3


def test_an_answer_between_failures_keeps_it_closed(
    guarded: Guarded, breaker: Breaker, switch: Switch
) -> None:
    for _ in range(3):
        switch.is_down = True
        fail(guarded, 2)
        switch.is_down = False
        guarded.translate(["Good morning."])
    assert breaker.health().circuit is Circuit.CLOSED
    assert breaker.health().reason == ""


def test_after_the_rest_one_call_may_try_and_closes_it(
    guarded: Guarded, breaker: Breaker, switch: Switch, clock: Clock
) -> None:
    switch.is_down = True
    fail(guarded, 3)
    assert breaker.health().retry_in == 30
    clock.now += 30
    switch.is_down = False
    assert guarded.translate(["Good morning."]) == [Result("Bom dia.")]
    assert breaker.health().circuit is Circuit.CLOSED


def test_while_one_call_tries_the_others_are_refused(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(3):
        breaker.failed("no answer")
    clock.now += 30
    breaker.admit()
    assert breaker.health().circuit is Circuit.HALF_OPEN
    with pytest.raises(LeftAlone):
        breaker.admit()


def test_a_failed_try_doubles_the_rest_up_to_a_quarter_of_an_hour(
    guarded: Guarded, breaker: Breaker, switch: Switch, clock: Clock
) -> None:
    switch.is_down = True
    fail(guarded, 3)
    rests = []
    for _ in range(7):
        clock.now += breaker.health().retry_in
        fail(guarded, 1)
        rests.append(breaker.health().retry_in)
    assert rests == [60, 120, 240, 480, 900, 900, 900]


def test_an_unexpected_error_does_not_leave_the_breaker_half_open(
    clock: Clock, breaker: Breaker
) -> None:
    def broken(_: str) -> Result:
        raise ValueError("a bug")

    guarded = Guarded(TwinTranslator(answer=broken), breaker)
    for _ in range(3):
        breaker.failed("no answer")
    clock.now += 30
    with pytest.raises(ValueError, match="a bug"):
        guarded.translate(["Good morning."])
    assert breaker.health().circuit is Circuit.OPEN


def test_sentences_with_errors_are_counted_and_no_failure(
    guarded: Guarded, breaker: Breaker
) -> None:
    guarded.translate(["odd", "Good morning.", "odd"])
    health = breaker.health()
    assert (health.sentences, health.errors, health.failures) == (1, 2, 0)


@given(st.lists(st.sampled_from(["fail", "answer", "wait"]), max_size=40))
def test_a_breaker_never_refuses_for_ever(events: list[str]) -> None:
    clock = Clock()
    breaker = Breaker("twin", clock)
    for event in events:
        if event == "wait":
            clock.now += 20
            continue
        try:
            breaker.admit()
        except LeftAlone:
            continue
        if event == "fail":
            breaker.failed("no answer")
        else:
            breaker.succeeded([Result("x")])
    clock.now += 900
    breaker.admit()


def limited(
    twin: TwinTranslator | Guarded,
    caps: Caps,
    spend: Spend | None = None,
    clock: Clock | None = None,
    now: Callable[[], datetime] = lambda: TODAY,
) -> Limited:
    clock = clock or Clock()
    meter = Meter(
        twin.id,
        caps,
        spend or MemorySpend(),
        now=now,
        sleep=clock.sleep,
        monotonic=clock,
    )
    return Limited(twin, meter)


def test_what_was_sent_is_remembered_with_its_price(twin: TwinTranslator) -> None:
    spend = MemorySpend()
    engine = limited(twin, Caps(price_per_million=20.0), spend)
    engine.translate(["x" * 500, "", "y" * 500])
    use = spend.used("twin", date(2026, 3, 31), date(2026, 3, 31))
    assert (use.characters, use.requests) == (1000, 1)
    assert use.money == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("caps", "named"),
    [
        (Caps(daily_characters=100), "daily_characters = 100"),
        (Caps(monthly_characters=100), "monthly_characters = 100"),
        (Caps(monthly_money=0.001, price_per_million=10.0), "monthly_money = 0.001"),
    ],
    ids=["day", "month", "money"],
)
def test_a_cap_lets_up_to_it_pass_and_nothing_more(
    twin: TwinTranslator, caps: Caps, named: str
) -> None:
    engine = limited(twin, caps)
    engine.translate(["x" * 60])
    engine.translate(["x" * 40])
    with pytest.raises(CapReached, match=named):
        engine.translate(["x"])
    assert len(twin.calls) == 2


def test_a_new_day_and_a_new_month_begin_anew(twin: TwinTranslator) -> None:
    spend = MemorySpend()
    caps = Caps(daily_characters=100, monthly_characters=150)
    limited(twin, caps, spend).translate(["x" * 100])
    april = datetime(2026, 4, 1, tzinfo=UTC)
    engine = limited(twin, caps, spend, now=lambda: april)
    engine.translate(["x" * 100])
    with pytest.raises(CapReached):
        engine.translate(["x" * 50])


def test_a_call_that_the_breaker_stopped_costs_nothing(
    guarded: Guarded, switch: Switch
) -> None:
    spend = MemorySpend()
    engine = limited(guarded, Caps(), spend)
    switch.is_down = True
    for _ in range(5):
        with pytest.raises(EngineDown):
            engine.translate(["x" * 10])
    assert spend.used("twin", TODAY.date(), TODAY.date()).characters == 30


def test_a_cap_that_is_reached_is_no_failure_of_the_engine(
    guarded: Guarded, breaker: Breaker
) -> None:
    engine = limited(guarded, Caps(daily_characters=10))
    for _ in range(5):
        with pytest.raises(CapReached):
            engine.translate(["x" * 11])
    assert breaker.health().circuit is Circuit.CLOSED


def test_calls_wait_for_their_minute(twin: TwinTranslator) -> None:
    clock = Clock()
    engine = limited(twin, Caps(per_minute=2), clock=clock)
    for _ in range(5):
        engine.translate(["Good morning."])
    assert clock.naps == [60, 60]


def test_no_more_calls_than_lanes_run_at_once() -> None:
    lock, running, most = threading.Lock(), 0, 0
    together = threading.Event()

    def answer(_: str) -> Result:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait(0.02)
        with lock:
            running -= 1
        return Result("Bom dia.")

    engine = limited(TwinTranslator(answer=answer), Caps(concurrency=2))
    threads = [
        threading.Thread(target=engine.translate, args=(["Good morning."],))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_two_calls_cannot_pass_one_cap_together() -> None:
    inside, go = threading.Event(), threading.Event()

    def answer(_: str) -> Result:
        inside.set()
        go.wait(10)
        return Result("Bom dia.")

    engine = limited(TwinTranslator(answer=answer), Caps(daily_characters=100))
    first = threading.Thread(target=engine.translate, args=(["x" * 60],))
    first.start()
    inside.wait(10)
    with pytest.raises(CapReached):
        engine.translate(["x" * 60])
    go.set()
    first.join()
