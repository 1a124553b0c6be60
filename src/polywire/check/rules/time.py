"""Rules about months, weekdays and clock times."""

import calendar
import re
from collections.abc import Iterable

from polywire.check.rule import Fault, Pair, Placed, declared, exchanged
from polywire.language.facts import facts
from polywire.language.time.dates import Clock


def _is_another_word(month: int, pair: Pair) -> bool:
    """Tell whether "marco" is a Portuguese milestone, not the month "março"."""
    name = facts("times", pair.right.base).get("unlike", {}).get(str(month))
    return name is not None and name not in pair.target.casefold()


def _month(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.months, pair.right.months
    yield from exchanged(pair, said.places, told.places)
    for month in sorted(said.sure - told.possible):
        # May and June are names too; a name that was kept is no lost month.
        if calendar.month_name[month] not in pair.target:
            yield Fault(f"{calendar.month_name[month]} is missing")
    for month in sorted(told.sure - said.possible):
        if calendar.month_name[month] in pair.source:
            continue  # the source quotes another language
        if _is_another_word(month, pair):
            continue
        yield Fault(f"{calendar.month_name[month]} does not stand in the original")


def _weekday(pair: Pair) -> Iterable[Fault]:
    said, told = pair.left.weekdays, pair.right.weekdays
    yield from exchanged(pair, said.places, told.places)
    lost, new = said.sure - told.possible, told.sure - said.possible
    for days, what in ((lost, "is missing"), (new, "does not stand in the original")):
        for name in (calendar.day_name[day - 1] for day in sorted(days)):
            if not _is_in_a_title(name, pair):
                yield Fault(f"{name} {what}")


def _is_in_a_title(name: str, pair: Pair) -> bool:
    """Tell whether a weekday was kept in a title: Sunday Times, Patch Tuesday."""
    titles = re.finditer(rf"\b(?=([A-Z]\w+ {name}|{name} [A-Z]\w+))", pair.source)
    return any(title[1] in pair.target for title in titles)


def _clock(pair: Pair) -> Iterable[Fault]:
    said, told = list(pair.left.clocks), list(pair.right.clocks)
    yield from exchanged(pair, _sure(said), _sure(told))
    for clock in said:
        partner = next((c for c in told if _is_same(clock, c)), None)
        if partner is None and clock.text[:1].isupper() and clock.text in pair.target:
            continue  # The Midnight Sun Game
        if partner is None:
            yield Fault(f"the time {clock.text} is missing or changed")
        else:
            told.remove(partner)
    for clock in told:
        if not any(c.minutes & clock.minutes for c in said) and not _is_length(
            clock, pair
        ):
            yield Fault(f"the time {clock.text} does not stand in the original")


def _sure(clocks: Iterable[Clock]) -> list[Placed]:
    """Return the times that can mean but one moment."""
    return [
        (one.minutes, one.start, one.end) for one in clocks if len(one.minutes) == 1
    ]


def _is_same(said: Clock, told: Clock) -> bool:
    """Compare two times; "at 4:00" does not say 16h, "at 7:00" does say 7h."""
    if len(told.minutes) > len(said.minutes):
        return told.written in said.minutes
    return bool(told.minutes & said.minutes)


def _is_length(clock: Clock, pair: Pair) -> bool:
    """Tell whether "3h" gives a length of time that the original has as a number."""
    hours = {minutes // 60 for minutes in clock.minutes}
    return any(number.value in hours for number in pair.left.values)


RULES = declared({"month": _month, "weekday": _weekday, "clock": _clock})
