"""A store that is away is waited for, longer and longer, and told of once."""

from structlog.testing import capture_logs

from polywire.errors import StoreAway
from polywire.service import LONGEST, Outage


def test_the_wait_grows_to_a_limit_and_starts_over() -> None:
    outage = Outage()
    waits = [outage.met(StoreAway("gone")) for _ in range(9)]
    assert waits == sorted(waits)
    assert waits[0] == 1.0
    assert waits[-1] == LONGEST
    outage.is_over()
    assert outage.met(StoreAway("gone")) == 1.0


def test_an_outage_is_told_once_and_so_is_its_end() -> None:
    outage = Outage()
    with capture_logs() as told:
        for _ in range(5):
            outage.met(StoreAway("gone"))
        outage.is_over()
        outage.is_over()
    assert [event["log_level"] for event in told] == ["error", "warning"]
