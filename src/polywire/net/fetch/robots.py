"""What a host's robots.txt lets us fetch (RFC 9309).

The matching is protego's; the repairs around it are ours (decision 0052).
Does not fetch: the client brings the answer.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote

from protego import Protego

from polywire.net.urls import split

PRODUCT = "polywire"
"""Our product token, as robots.txt files name us."""

MAX_ROBOTS = 500 * 1024
"""Bytes that are read of a robots.txt; RFC 9309 asks for at least these."""

KEEP = timedelta(hours=24)
"""How long an answer is used before we ask again."""

KEEP_UNREACHABLE = timedelta(hours=1)
"""How long a failure is remembered before we ask again."""

KEEP_STALE = timedelta(days=30)
"""How long an old answer stands in for a server that fails."""

MAX_CRAWL_DELAY = 60.0
"""Seconds: a longer wish is cut to this."""

_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_MAX_LINE = 16_664
"""Longer lines are cut, as Google's parser does (8 times 2,083 characters)."""

_ROOT = "http://host.invalid/"
_AGENT = re.compile(r"^[ \t]*user-?[ \t]?agent[ \t]*[: \t][ \t]*(.*)$", re.IGNORECASE)
_RULE = re.compile(
    r"^[ \t]*(dis?s?all?ow|allow|all?ow)[ \t]*[: \t][ \t]*(.*)$", re.IGNORECASE
)
_OTHER = re.compile(r"^[ \t]*(crawl-?delay)[ \t]*:[ \t]*(.*)$", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+|\*")


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What a host answered for its robots.txt, as a cache keeps it."""

    status: int
    """0 when the host did not answer at all."""
    text: str
    """Its rules; where it did not answer, what happened instead."""
    fetched_at: datetime


class RobotsCache(Protocol):
    """Keeps the answers, by origin."""

    def get(self, origin: str) -> RobotsAnswer | None:
        """Return the last answer of an origin."""

    def put(self, origin: str, answer: RobotsAnswer) -> None:
        """Keep an answer."""


class MemoryRobots:
    """A cache for one process."""

    def __init__(self) -> None:
        self._answers: dict[str, RobotsAnswer] = {}

    def get(self, origin: str) -> RobotsAnswer | None:
        """Return the last answer of an origin."""
        return self._answers.get(origin)

    def put(self, origin: str, answer: RobotsAnswer) -> None:
        """Keep an answer."""
        self._answers[origin] = answer


def is_fresh(answer: RobotsAnswer, now: datetime) -> bool:
    """Tell whether an answer may still be used without asking again."""
    keep = KEEP_UNREACHABLE if is_failure(answer) else KEEP
    return now - answer.fetched_at < keep


def is_failure(answer: RobotsAnswer) -> bool:
    """Tell whether the host failed to say anything (5xx or no answer)."""
    return answer.status == 0 or answer.status >= _SERVER_ERROR


def choose(old: RobotsAnswer | None, new: RobotsAnswer, now: datetime) -> RobotsAnswer:
    """Keep an old answer while the host fails, for at most 30 days."""
    if is_failure(new) and old is not None and not is_failure(old):
        return old if now - old.fetched_at < KEEP_STALE else new
    return new


class Rules:
    """The rules of one robots.txt."""

    def __init__(self, answer: RobotsAnswer) -> None:
        self._failed = is_failure(answer)
        plain = answer.status < _CLIENT_ERROR and not self._failed
        self._parsed = Protego.parse(repair(answer.text)) if plain else None

    def allow(self, url: str, agent: str = PRODUCT) -> bool:
        """Tell whether an agent may fetch a URL."""
        if self._failed:
            return False
        if self._parsed is None:
            return True
        if url and split(url).target == "/robots.txt":
            return True
        return bool(self._parsed.can_fetch(url or _ROOT, agent))

    def delay(self, agent: str = PRODUCT) -> float:
        """Return the seconds that the host wants between two requests."""
        if self._parsed is None:
            return 0.0
        wish = self._parsed.crawl_delay(agent)
        return min(max(float(wish or 0.0), 0.0), MAX_CRAWL_DELAY)


@lru_cache(maxsize=512)
def rules_of(answer: RobotsAnswer) -> Rules:
    """Return the rules of an answer, parsed once."""
    return Rules(answer)


def read(body: bytes) -> str:
    """Decode the first 500 KiB of a robots.txt."""
    return body[:MAX_ROBOTS].decode("utf-8-sig", errors="replace")


def repair(text: str) -> str:
    """Rewrite a robots.txt so that protego reads it as RFC 9309 and Google do.

    Agents end after the product token, so that ``User-agent: FooBot Bar`` binds
    FooBot; foreign lines go, since they must not end a group; paths are written
    in percent form.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    kept = (_repair_line(line[:_MAX_LINE]) for line in lines.split("\n"))
    return "\n".join(line for line in kept if line)


def _repair_line(line: str) -> str:
    """Return one line in the form that protego reads; empty for foreign ones."""
    line = line.partition("#")[0].rstrip()
    if match := _AGENT.match(line):
        token = _TOKEN.match(match[1])
        return f"User-agent: {token[0]}" if token else ""
    if match := _RULE.match(line):
        name = "Allow" if match[1].lower().startswith("a") else "Disallow"
        return f"{name}: {_percent(match[2])}"
    if match := _OTHER.match(line):
        return f"Crawl-delay: {match[2]}"
    return ""


def _percent(path: str) -> str:
    """Write a path in percent form, without touching the signs * and $."""
    return quote(path, safe="/?#[]@!$&'()*+,;=:%~-._|")
