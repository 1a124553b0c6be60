"""What robots.txt lets us do, beyond Google's cases in the gates."""

from datetime import UTC, datetime, timedelta

import pytest

from polywire.net.fetch.robots import (
    MAX_ROBOTS,
    MemoryRobots,
    RobotsAnswer,
    Rules,
    choose,
    is_fresh,
    read,
    repair,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAGE = "https://e.example/a/b"


def rules(text: str, status: int = 200) -> Rules:
    return Rules(RobotsAnswer(status, text, NOW))


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: polywire bot\nDisallow: /",
        "USER-AGENT: PolyWire/2.0\nDISALLOW: /",
        "\ufeffUser-agent: *\r\nDisallow: /",
        "User-agent: *\rDisallow: /",
        "User-agent: *\nFoo: bar\nDisallow: /a",
        "User-agent: a\nUser-agent: polywire\nDisallow: /",
        "user agent: polywire\ndisalow: /",
    ],
)
def test_a_rule_against_us_is_obeyed_however_it_is_written(text: str) -> None:
    assert not rules(text).allow(PAGE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "User-agent: other\nDisallow: /",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /\n\nUser-agent: polywire\nAllow: /",
        "User-agent: *\nDisallow: /a\nAllow: /a/b",
        "<html><body>404</body></html>",
    ],
)
def test_what_is_not_forbidden_is_allowed(text: str) -> None:
    assert rules(text).allow(PAGE)


def test_robots_txt_itself_may_always_be_asked_for() -> None:
    assert rules("User-agent: *\nDisallow: /").allow("https://e.example/robots.txt")


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(200, False), (404, True), (403, True), (429, True), (500, False), (0, False)],
)
def test_the_status_decides_as_rfc_9309_says(status: int, *, allowed: bool) -> None:
    assert rules("User-agent: *\nDisallow: /", status).allow(PAGE) is allowed


def test_a_failing_host_keeps_its_old_rules_for_thirty_days() -> None:
    old = RobotsAnswer(200, "x", NOW - timedelta(days=29))
    new = RobotsAnswer(503, "", NOW)
    assert choose(old, new, NOW) is old
    assert choose(old, new, NOW + timedelta(days=2)) is new
    assert choose(None, new, NOW) is new


def test_answers_are_kept_a_day_and_failures_an_hour() -> None:
    good = RobotsAnswer(200, "", NOW)
    bad = RobotsAnswer(0, "", NOW)
    assert is_fresh(good, NOW + timedelta(hours=23))
    assert not is_fresh(good, NOW + timedelta(hours=25))
    assert is_fresh(bad, NOW + timedelta(minutes=50))
    assert not is_fresh(bad, NOW + timedelta(hours=2))


def test_what_is_repaired_twice_is_the_same() -> None:
    text = "User-Agent: Foo Bar\nDisallow: /ö b\nCrawl-Delay : 3\nSitemap: x\n# c"
    assert repair(repair(text)) == repair(text)
    assert "Sitemap" not in repair(text)


def test_a_long_file_is_cut() -> None:
    assert len(read(b"a" * (MAX_ROBOTS + 9))) == MAX_ROBOTS


def test_a_cache_gives_back_what_it_was_given() -> None:
    cache = MemoryRobots()
    answer = RobotsAnswer(200, "", NOW)
    cache.put("https://e.example", answer)
    assert cache.get("https://e.example") is answer
    assert cache.get("http://e.example") is None
