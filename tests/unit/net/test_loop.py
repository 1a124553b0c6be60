"""A loop that threads wait for: what it answers, and what it says once it is stopped."""

import asyncio
import threading

import pytest

from polywire.errors import FetchError
from polywire.net.loop import Loop

URL = "https://courier.example/a"


async def _value(one: int) -> int:
    return one


async def _nothing() -> None:
    return


def test_a_loop_gives_back_what_its_work_returns() -> None:
    loop = Loop("answers")
    assert [loop.run(URL, _value(one)) for one in (3, 4)] == [3, 4]
    loop.stop(_nothing())


def test_a_stopped_loop_takes_no_work_and_may_be_stopped_again() -> None:
    loop = Loop("stops")
    loop.stop(_nothing())
    loop.stop(_nothing())
    with pytest.raises(FetchError, match="after the wire had stopped"):
        loop.run(URL, _value(3))


def test_work_under_way_is_given_up_when_the_loop_stops() -> None:
    loop, begun, said = Loop("gives up"), threading.Event(), []

    async def wait() -> None:
        begun.set()
        await asyncio.Event().wait()

    def ask() -> None:
        try:
            loop.run(URL, wait())
        except FetchError as error:
            said.append(str(error))

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(10)
    loop.stop(_nothing())
    asking.join(10)
    assert [text.endswith("the wire is stopping") for text in said] == [True]
