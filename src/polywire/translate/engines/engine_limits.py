"""How much an engine may be used: at once, a minute, a day and a month.

Caps are counted by the characters that were sent, at the price that the
operator gave. What was spent is kept behind a narrow Protocol, so that it
outlives the process.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from polywire.errors import EngineDown
from polywire.translate.engines.breaker import LeftAlone
from polywire.translate.engines.engine import Result, Translator, Wrapped

_MILLION = 1_000_000
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Use:
    """What was sent to an engine, and what it cost."""

    characters: int = 0
    requests: int = 0
    money: float = 0.0


class MemorySpend:
    """Remembers what was used until the process ends: for single commands."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, date], Use] = {}
        self._lock = threading.Lock()

    def used(self, engine: str, first: date, last: date) -> Use:
        """Return what an engine has used from a day to a day, both included."""
        with self._lock:
            uses = [
                use
                for (name, day), use in self._days.items()
                if name == engine and first <= day <= last
            ]
        return Use(
            sum(use.characters for use in uses),
            sum(use.requests for use in uses),
            sum(use.money for use in uses),
        )

    def add(self, engine: str, day: date, use: Use) -> None:
        """Add to what an engine has used on a day."""
        with self._lock:
            old = self._days.get((engine, day), Use())
            self._days[engine, day] = Use(
                old.characters + use.characters,
                old.requests + use.requests,
                old.money + use.money,
            )


class Spend(Protocol):
    """Remembers what engines have used; ``desk.engine_costs.StoreSpend`` is the real one."""

    def used(self, engine: str, first: date, last: date) -> Use:
        """Return what an engine has used from a day to a day, both included."""
        ...

    def add(self, engine: str, day: date, use: Use) -> None:
        """Add to what an engine has used on a day."""
        ...


@dataclass(frozen=True, slots=True)
class Caps:
    """The operator's limits for one engine; None is no limit."""

    concurrency: int = 2
    per_minute: int | None = None
    """Calls a minute."""
    daily_characters: int | None = None
    monthly_characters: int | None = None
    monthly_money: float | None = None
    price_per_million: float = 0.0

    def price(self, characters: int) -> float:
        """Return what characters cost."""
        return characters * self.price_per_million / _MILLION


class CapReached(EngineDown):
    """A cap of the operator is reached: no failure of the engine."""


class Meter:
    """Keeps the caps of one service, whatever pairs of languages it is used for."""

    def __init__(
        self,
        name: str,
        caps: Caps,
        spend: Spend,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the engine's name, its caps, and where its use is remembered.

        ``now`` says which day it is; ``monotonic`` measures the minute, so that
        a clock that is set or stands still blocks nothing.
        """
        self._name = name
        self._caps = caps
        self._spend = spend
        self._now = now
        self._sleep = sleep
        self._monotonic = monotonic
        self._lanes = threading.BoundedSemaphore(max(1, caps.concurrency))
        self._lock = threading.Lock()
        self._calls: deque[float] = deque()
        self._underway = 0

    @contextmanager
    def call(self, characters: int) -> Iterator[None]:
        """Wait for a turn and count what is sent; raises CapReached instead.

        Characters that are under way are held back from the caps of others. A
        call that failed counts as used, because services charge for what they
        received; a call that the breaker stopped was never sent.
        """
        with self._lock:
            self._check(characters + self._underway)
            self._underway += characters
        use = Use(characters, 1, self._caps.price(characters))
        try:
            with self._lanes:
                self._take_turn()
                yield
        except LeftAlone:
            use = Use()
            raise
        finally:
            with self._lock:
                self._underway -= characters
                if use.requests:
                    self._spend.add(self._name, self._now().date(), use)

    def _check(self, characters: int) -> None:
        """Raise CapReached when so many more characters would pass a cap."""
        caps, today = self._caps, self._now().date()
        if caps.daily_characters is not None:
            used = self._spend.used(self._name, today, today)
            if used.characters + characters > caps.daily_characters:
                raise self._reached("daily_characters", caps.daily_characters)
        if caps.monthly_characters is None and caps.monthly_money is None:
            return
        used = self._spend.used(self._name, today.replace(day=1), today)
        most = caps.monthly_characters
        if most is not None and used.characters + characters > most:
            raise self._reached("monthly_characters", most)
        money = caps.monthly_money
        if money is not None and used.money + caps.price(characters) > money:
            raise self._reached("monthly_money", money)

    def _reached(self, name: str, value: float) -> CapReached:
        return CapReached(
            f"{self._name}: the cap {name} = {value:g} is reached; other engines of "
            "the route are used until it begins anew"
        )

    def _take_turn(self) -> None:
        """Wait until fewer calls than allowed lie in the last minute."""
        if self._caps.per_minute is None:
            return
        while True:
            with self._lock:
                now = self._monotonic()
                while self._calls and now - self._calls[0] >= _MINUTE:
                    self._calls.popleft()
                if len(self._calls) < self._caps.per_minute:
                    self._calls.append(now)
                    return
                wait = _MINUTE - (now - self._calls[0])
            self._sleep(max(wait, 0.01))


class Limited(Wrapped):
    """A Translator that keeps the caps of its meter; what it wraps is any other."""

    def __init__(self, engine: Translator, meter: Meter) -> None:
        super().__init__(engine)
        self._meter = meter

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences; raises CapReached before anything is sent."""
        characters = sum(len(text) for text in sentences if text.strip())
        if not characters:
            return self._engine.translate(sentences)
        with self._meter.call(characters):
            return self._engine.translate(sentences)
