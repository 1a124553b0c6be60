from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from tests.twins import TwinProcess

from polywire.errors import EngineDown
from polywire.translate.engines.engine import Result
from polywire.translate.engines.pool import Pool, Process


class Nursery:
    """Starts twins and remembers them."""

    def __init__(self) -> None:
        self.born: list[TwinProcess] = []

    def __call__(self) -> TwinProcess:
        twin = TwinProcess()
        self.born.append(twin)
        return twin


def a_pool(start: Callable[[], Process], **values: float) -> Pool:
    return Pool(
        start,
        children=int(values.get("children", 2)),
        timeout=values.get("timeout", 5.0),
    )


def test_results_come_in_the_order_of_the_sentences() -> None:
    pool = a_pool(Nursery())
    sentences = ["a", "long sentence", "mid", "b" * 50]
    assert [r.text for r in pool.translate(sentences)] == [s.upper() for s in sentences]
    pool.close()


def test_a_sentence_that_kills_twice_gets_an_error_and_the_others_their_text() -> None:
    nursery = Nursery()
    pool = a_pool(nursery, children=1)
    good, bad, last = pool.translate(["first", "die", "x"])
    assert (good, last) == (Result("FIRST"), Result("X"))
    assert bad.error
    assert "ended 2 translation processes" in bad.error
    assert len(nursery.born) == 3
    pool.close()
    assert all(twin.is_ended for twin in nursery.born)


def test_a_sentence_that_hangs_is_killed_at_its_time_limit() -> None:
    pool = a_pool(Nursery(), timeout=0.1)
    results = pool.translate(["one", "hang", "two", "three"])
    assert [bool(r.error) for r in results] == [False, True, False, False]
    pool.close()


def test_many_threads_share_the_processes() -> None:
    nursery = Nursery()
    pool = a_pool(nursery, children=3)
    answers: dict[int, list[Result]] = {}

    def ask(number: int) -> None:
        answers[number] = pool.translate([f"{number} {i}" for i in range(20)])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: [Result(f"{n} {i}") for i in range(20)] for n in range(8)}
    assert len(nursery.born) <= 3
    pool.close()


def test_long_sentences_go_first() -> None:
    nursery = Nursery()
    pool = a_pool(nursery, children=1)
    pool.translate(["a", "ccc", "bb"])
    assert nursery.born[0].sent == ["ccc", "bb", "a"]
    pool.close()


def test_a_short_call_does_not_wait_for_the_end_of_a_long_one() -> None:
    nursery, are_waiting = Nursery(), threading.Event()

    def start() -> TwinProcess:
        are_waiting.wait(5)
        return nursery()

    pool = a_pool(start, children=1)
    calls = [[f"number {n:04}" for n in range(400)], ["one"], ["two", "three"]]
    threads = [threading.Thread(target=pool.translate, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    are_waiting.set()
    for thread in threads:
        thread.join()
    sent = nursery.born[0].sent
    assert {"one", "two", "three"} <= set(sent[:20])
    assert len(sent) == 403
    pool.close()


def test_an_engine_that_cannot_start_is_down_and_says_why() -> None:
    def broken() -> Process:
        raise EngineDown("no memory left")

    pool = a_pool(broken)
    with pytest.raises(EngineDown, match="no memory left"):
        pool.translate(["a", "b"])
    with pytest.raises(EngineDown, match="no memory left"):
        pool.translate(["c"])
    pool.close()


def test_a_closed_pool_refuses_and_closes_twice() -> None:
    pool = a_pool(Nursery())
    pool.translate(["a"])
    pool.close()
    pool.close()
    with pytest.raises(EngineDown, match="closed"):
        pool.translate(["b"])


def test_closing_frees_a_waiting_call() -> None:
    pool = a_pool(Nursery(), children=1)
    failures: list[EngineDown] = []

    def ask() -> None:
        try:
            pool.translate(["hang", "next", "third", "fourth"])
        except EngineDown as error:
            failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    pool.close()
    thread.join(timeout=5)
    assert failures
    assert not thread.is_alive()
