"""One table of months and weekdays for all who read dates."""

import pytest

from polywire.language.time import calendar_days, calendar_names, dates


def test_a_month_that_cldr_does_not_shorten_so_is_read_by_every_reader() -> None:
    assert calendar_names.month_of("Sept.", "en-GB") == 9
    assert dates.months("since 4 Sept 2026", "en").sure == {9}
    assert [day.iso for day in calendar_days.find("4 Sept 2026", "en-US")] == [
        "2026-09-04"
    ]


@pytest.mark.parametrize(
    ("language", "kind", "name", "number"),
    [
        ("en", "weekdays", "monday", 1),
        ("pt-BR", "weekdays", "domingo", 7),
        ("ru", "months", "мае", 5),
        ("de", "months", "dez", 12),
    ],
)
def test_a_name_has_its_number_whatever_the_form(
    language: str, kind: calendar_names.Kind, name: str, number: int
) -> None:
    assert calendar_names.names(language, kind)[name] == number


def test_full_names_are_neither_short_ones_nor_plurals() -> None:
    assert set(calendar_names.full_names("en", "weekdays")) == {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    }  # fmt: skip


def test_a_language_without_a_calendar_has_no_names() -> None:
    assert calendar_names.names("xx-nowhere", "months") == {}
    assert calendar_names.full_names("xx-nowhere", "weekdays") == {}
