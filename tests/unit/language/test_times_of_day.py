"""Times of day, months and weekdays that a text names: what is sure, what may be."""

import pytest

from polywire.language.time.dates import Named, clocks, months, weekdays


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("It began at 9:15 a.m. today.", "en", [{555}]),
        ("It began at 9:15 p.m. today.", "en", [{1275}]),
        ("It began at 12:05 a.m. today.", "en", [{5}]),
        ("It began at 7:00 today.", "en", [{420, 1140}]),
        ("It began at 16:30 today.", "en", [{990}]),
        ("It ended at 24:00 today.", "en", [{0}]),
        ("It lasted from noon to 11:20 p.m.", "en", [{720}, {1400}]),
        ("It won by 25:10 there.", "en", []),
        ("Começou às 21h15.", "pt", [{1275}]),
        ("Começou às 21:15.", "pt", [{1275}]),
        ("Começou às 25h.", "pt", []),
        ("Começou à meia-noite.", "pt", [{0}]),
        ("Começou hoje.", "pt", []),
        ("بدأ الساعة ٩:١٥ اليوم", "ar", [{555, 1275}]),
        ("Es begann um 14:30.", "xx", [{870}]),
    ],
)
def test_a_time_is_told_in_minutes_of_the_day(
    text: str, language: str, minutes: list[set[int]]
) -> None:
    assert [set(one.minutes) for one in clocks(text, language)] == minutes


def test_a_time_stands_where_it_was_written_behind_letters_that_fold_to_two() -> None:
    text = "Große Straße, 14:30."
    (found,) = clocks(text, "de")
    assert text[found.start : found.end] == found.text == "14:30"
    assert found.written == 870


@pytest.mark.parametrize(
    ("text", "sure", "possible"),
    [
        ("It opens on May 3.", {5}, {5}),
        ("It may open.", set(), {5}),
        ("It opens in March and closes in December.", {3, 12}, {3, 12}),
        ("It opens.", set(), set()),
    ],
)
def test_a_month_that_is_a_word_needs_company_to_be_sure(
    text: str, sure: set[int], possible: set[int]
) -> None:
    assert months(text, "en") == Named(frozenset(sure), frozenset(possible))


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("They met on Friday.", "en", {5}),
        ("Eles se reuniram no sábado.", "pt", {6}),
        ("会议星期三举行", "zh", {3}),
        ("They met on Friday.", "xx", set()),
    ],
)
def test_a_weekday_is_a_number_from_monday(
    text: str, language: str, days: set[int]
) -> None:
    assert weekdays(text, language).sure == days
