"""Acceptance tests 13 and 15-21 of the intake: how we behave towards hosts."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response

from polywire.errors import FetchError, RefusedAddress, RobotsDisallow
from polywire.intake.schedule import Answer, History, Move, Outcome, plan, watch_move
from polywire.net.fetch.client import Client, Request, SyncClient
from polywire.net.fetch.pacing import MemoryLedger
from polywire.net.fetch.robots import RobotsAnswer, Rules, read
from polywire.settings.operator_file import Fetch, Settings, Site

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday
HOUR = timedelta(hours=1)


class Calm(random.Random):
    """Randomness that has no opinion: jitter becomes nothing."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2 if a < 0 else a


def settings_for(*allowed: str, delay: float = 0.0) -> Settings:
    return Settings(
        root=Path(),
        site=Site(contact="desk@example.org"),
        fetch=Fetch(allow_private=list(allowed), delay=delay, timeout=5.0),
    )


@pytest.fixture
def web(httpserver: HTTPServer) -> HTTPServer:
    httpserver.no_handler_status_code = 404
    return httpserver


@pytest.fixture
def here(web: HTTPServer) -> str:
    return f"127.0.0.1:{web.port}"


def serve(web: HTTPServer, path: str, answer: Callable[[Asked], Response]) -> str:
    web.expect_request(path).respond_with_handler(answer)
    return web.url_for(path)


@pytest.mark.parametrize(
    "etag", ['"strong"', 'W/"weak"', "unquoted", '"with, comma"', '"é"', "'single'"]
)
def test_acceptance_13_validators_return_byte_for_byte(
    web: HTTPServer, here: str, etag: str
) -> None:
    seen: list[bytes] = []

    def answer(asked: Asked) -> Response:
        sent = asked.headers.get("If-None-Match")
        seen.append((sent or "").encode("latin-1"))
        raw = etag.encode().decode("latin-1")
        return Response(status=304 if sent else 200, headers={"ETag": raw})

    url = serve(web, "/f", answer)
    with SyncClient(settings_for(here)) as client:
        first = client.fetch(url)
        again = client.fetch(url, etag=first.etag, last_modified=first.last_modified)
    assert first.etag == etag
    assert seen == [b"", etag.encode()]
    assert again.not_modified
    assert again.etag == etag


class Rebinding(AbstractResolver):
    """Says a public address first, and loopback when it is asked again."""

    def __init__(self) -> None:
        self.answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1", "127.0.0.1"])

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - the base's
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=next(self.answers),
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on an ordinary web port of loopback and note who comes."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)  # noqa: FBT003 - the socket API takes no name
        came: list[bytes] = []
        yield server.getsockname()[1], came
        try:
            while True:
                connection, _ = server.accept()
                came.append(b"came")
                connection.close()
        except BlockingIOError:
            pass
        assert came == []


def test_acceptance_15_a_rebinding_name_never_reaches_loopback(
    listener: tuple[int, list[bytes]],
) -> None:
    port, _ = listener
    resolver = Rebinding()
    next(resolver.answers)  # the public answer was given to somebody who checked first
    settings = settings_for(f"trap.example:{port + 1}", delay=0.0)

    async def go() -> None:
        async with Client(settings, resolver=resolver) as client:
            await client.fetch(Request("http://trap.example:8080/", robots=False))

    with pytest.raises(RefusedAddress):
        asyncio.run(go())


def test_acceptance_15_no_spelling_of_loopback_reaches_the_listener(
    listener: tuple[int, list[bytes]],
) -> None:
    port, _ = listener
    spellings = [
        "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0",
        "[::ffff:127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    ]  # fmt: skip
    # The port is listed for another host: only the address can be what is refused.
    with SyncClient(settings_for(f"192.168.7.7:{port}")) as client:
        for spelling in spellings:
            with pytest.raises(RefusedAddress):
                client.fetch(f"http://{spelling}:{port}/", robots=False)


def test_acceptance_16_the_flag_for_a_private_range_permits_only_that_range(
    web: HTTPServer,
) -> None:
    url = serve(web, "/f", lambda _: Response("x"))
    with SyncClient(settings_for("127.0.0.1/32")) as client:
        assert client.fetch(url).status == 200
        for other in ("http://127.0.0.2/", "http://10.0.0.1/", "http://[::1]/"):
            with pytest.raises(RefusedAddress):
                client.fetch(other)


def test_acceptance_17_an_address_moves_after_three_polls_over_a_day() -> None:
    old, new = "https://a.example/f", "https://b.example/f"
    seen: Move | None = None
    moved = []
    for hours in (0, 6, 12, 25):
        seen, target = watch_move(seen, old, new, NOW + hours * HOUR)
        moved.append(target)
    assert moved == [None, None, None, new]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.example/f", "http://a.example/f"),
        ("https://a.example/f", None),
        ("https://a.example/f", "https://a.example/f"),
    ],
    ids=["to plain http", "a temporary redirect", "to itself"],
)
def test_acceptance_17_some_redirects_never_move_an_address(
    url: str, target: str | None
) -> None:
    seen: Move | None = None
    for day in range(9):
        seen, moved = watch_move(seen, url, target, NOW + timedelta(days=day))
        assert moved is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7200", 7200),
        ("Sun, 22 Nov 2026 14:00:00 GMT", 7200),
        ("99999999", 7 * 86400),
        (None, 3600),
    ],
    ids=["seconds", "a date", "too long", "nothing"],
)
def test_acceptance_18_a_429_stops_the_whole_host_through_a_restart(
    web: HTTPServer, here: str, told: str | None, seconds: float
) -> None:
    headers = {"Retry-After": told} if told else {}
    busy = serve(web, "/a", lambda _: Response(status=429, headers=headers))
    other = serve(web, "/b", lambda _: Response("x"))
    ledger = MemoryLedger()  # what the store keeps while the wire is down
    now = [NOW]
    with (
        SyncClient(settings_for(here), ledger, lambda: now[0]) as client,
        pytest.raises(FetchError, match="429"),
    ):
        client.fetch(busy, robots=False)
    now[0] = NOW + timedelta(seconds=seconds - 400)
    with SyncClient(settings_for(here), ledger, lambda: now[0]) as client:
        with pytest.raises(FetchError, match="not to be called"):
            client.fetch(other, robots=False)
        now[0] = NOW + timedelta(seconds=seconds + 1)
        assert client.fetch(other, robots=False).status == 200
    assert len([r for r, _ in web.log if r.path in {"/a", "/b"}]) == 2


def test_acceptance_18_a_410_stops_the_source() -> None:
    stopped = plan(History(), Answer("failed", 410), NOW, Calm())
    assert (stopped.at, stopped.condition) == (None, "stopped")
    assert "gone" in (stopped.reason or "")


def every(gap: timedelta, count: int = 10) -> tuple[datetime, ...]:
    return tuple(NOW - number * gap for number in range(count))


MINUTES = timedelta(minutes=1)
BUSY_FEED = History(entry_dates=every(20 * MINUTES))
HOURLY = History(entry_dates=every(2 * HOUR))
SLOW = History(entry_dates=every(timedelta(days=9)))
SILENT = History(
    entry_dates=tuple(NOW - timedelta(days=100 + 20 * n) for n in range(9)),
    interval=timedelta(days=6),
)
CHANGED: Outcome = "changed"
SAME: Outcome = "unchanged"
TIMETABLE = {
    "no history: an hour": (History(), Answer(CHANGED), HOUR),
    "a busy feed: the floor": (BUSY_FEED, Answer(CHANGED), 15 * MINUTES),
    "its own busy feed: a lower floor": (
        History(entry_dates=every(8 * MINUTES), is_own=True), Answer(CHANGED), 5 * MINUTES),
    "half of the median gap": (HOURLY, Answer(CHANGED), HOUR),
    "a slow feed: the ceiling": (SLOW, Answer(CHANGED), 24 * HOUR),
    "silent for 90 days: up to a week": (SILENT, Answer(SAME), timedelta(days=7)),
    "unchanged: half as long again": (
        History(entry_dates=every(2 * HOUR), interval=2 * HOUR), Answer(SAME), 3 * HOUR),
    "unchanged never under the pace": (
        History(entry_dates=every(4 * HOUR), interval=HOUR), Answer(SAME), 2 * HOUR),
    "a change goes back to the pace": (
        History(entry_dates=every(2 * HOUR), interval=9 * HOUR), Answer(CHANGED), HOUR),
    "ttl": (HOURLY, Answer(CHANGED, ttl=180), 3 * HOUR),
    "a ttl under the interval": (HOURLY, Answer(CHANGED, ttl=10), HOUR),
    "a ttl of a month is cut": (HOURLY, Answer(CHANGED, ttl=43200), 24 * HOUR),
    "max-age": (HOURLY, Answer(CHANGED, cache_control="max-age=7200"), 2 * HOUR),
    "max-age of a year is cut": (
        HOURLY, Answer(CHANGED, cache_control="public, max-age=31536000"), 6 * HOUR),
    "no-cache beats max-age": (
        HOURLY, Answer(CHANGED, cache_control="no-cache, max-age=7200"), HOUR),
    "Expires by the server's clock": (
        HOURLY,
        Answer(CHANGED, expires="Thu, 01 Jan 1970 03:00:00 GMT", date="Thu, 01 Jan 1970 00:00:00 GMT"),
        3 * HOUR),
    "Expires in the past": (HOURLY, Answer(CHANGED, expires="0"), HOUR),
    "skipHours": (HOURLY, Answer(CHANGED, skip_hours=(13, 14)), 3 * HOUR),
    "skipDays": (
        History(entry_dates=every(timedelta(days=1))), Answer(CHANGED, skip_days=("monday",)), 36 * HOUR),
    "a subscription stretches": (
        History(entry_dates=every(20 * MINUTES), is_subscribed=True), Answer(CHANGED), 24 * HOUR),
    "503 with Retry-After": (HOURLY, Answer("failed", 503, 1800.0), 30 * MINUTES),
    "429 without: an hour, doubled": (
        History(failures=2, failing_since=NOW - HOUR), Answer("failed", 429), 4 * HOUR),
    "500: the interval doubled": (
        History(interval=HOUR, failures=1, failing_since=NOW), Answer("failed", 500), 4 * HOUR),
    "time-outs: at most a day": (
        History(interval=6 * HOUR, failures=9, failing_since=NOW), Answer("failed"), 24 * HOUR),
}  # fmt: skip


def test_acceptance_19_there_are_twenty_four_timetables() -> None:
    assert len(TIMETABLE) == 24


@pytest.mark.parametrize("name", TIMETABLE)
def test_acceptance_19_a_timetable_gives_the_expected_next_poll(name: str) -> None:
    history, answer, wait = TIMETABLE[name]
    assert plan(history, answer, NOW, Calm()).at == NOW + wait


def test_acceptance_19_absent_sources_pause_after_a_fortnight_and_say_why() -> None:
    history = History(failures=20, failing_since=NOW - timedelta(days=15))
    paused = plan(history, Answer("failed", 404), NOW, Calm())
    assert (paused.at, paused.condition) == (None, "paused")
    assert "404" in (paused.reason or "")


DELAY = 0.5


def test_acceptance_20_one_host_is_asked_by_one_at_a_time_with_a_gap(
    web: HTTPServer, here: str
) -> None:
    open_now = [0]
    most = [0]
    starts: list[float] = []

    def answer(_: Asked) -> Response:
        open_now[0] += 1
        most[0] = max(most[0], open_now[0])
        starts.append(time.monotonic())
        time.sleep(0.05)
        open_now[0] -= 1
        return Response("x")

    urls = [serve(web, f"/{n}", answer) for n in range(4)]

    async def go() -> None:
        async with Client(settings_for(here, delay=DELAY)) as client:
            await asyncio.gather(
                *(client.fetch(Request(url, robots=False)) for url in urls)
            )

    asyncio.run(go())
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert most[0] == 1
    # The server's threads note a request some milliseconds late, on a busy machine 60.
    assert min(gaps) >= 0.75 * DELAY


def test_acceptance_20_a_crawl_delay_is_kept_and_cut_at_a_minute() -> None:
    def rules(text: str) -> Rules:
        return Rules(RobotsAnswer(200, text, NOW))

    assert rules("User-agent: *\nCrawl-delay: 7").delay() == 7
    assert rules("User-agent: *\nCrawl-delay: 900").delay() == 60
    assert rules("User-agent: other\nCrawl-delay: 7").delay() == 0


def test_acceptance_20_public_hosts_are_never_asked_faster_than_once_a_second() -> None:
    async def gap() -> float:
        async with Client(settings_for(delay=0.0)) as client:
            from polywire.net.urls import split

            place = split("https://courier.example/a")
            return await client._admit(place, check_robots=False)

    assert asyncio.run(gap()) == 1.0


@pytest.mark.parametrize(
    ("status", "then"),
    [(404, "fetched"), (403, "fetched"), (500, "refused"), (503, "refused")],
)
def test_acceptance_21_a_status_of_robots_txt_decides_as_rfc_9309_says(
    web: HTTPServer, here: str, status: int, then: str
) -> None:
    serve(web, "/robots.txt", lambda _: Response(status=status))
    url = serve(web, "/a", lambda _: Response("x"))
    with SyncClient(settings_for(here)) as client:
        if then == "fetched":
            assert client.fetch(url).status == 200
        else:
            with pytest.raises(RobotsDisallow):
                client.fetch(url)


def test_acceptance_21_a_robots_file_of_5_megabytes_is_answered_quickly() -> None:
    body = b"User-agent: *\nDisallow: /private\n" + b"Disallow: /x/y/z\n" * 300_000
    start = time.process_time()
    rules = Rules(RobotsAnswer(200, read(body), NOW))
    assert not rules.allow("https://e.example/private/a")
    assert rules.allow("https://e.example/public")
    assert time.process_time() - start < 1


def test_acceptance_21_many_stars_do_not_blow_up() -> None:
    text = "User-agent: *\nDisallow: /" + "*a" * 500 + "\n"
    start = time.process_time()
    assert Rules(RobotsAnswer(200, text, NOW)).allow("https://e.example/" + "a" * 400)
    assert time.process_time() - start < 1
