"""Dates of feeds: right, or missing with a reason."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from polywire.intake.feeds.feed_dates import AHEAD, clock, read_date
from polywire.language.time.calendar_names import month_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLAIN = clock(NOW, None, None)
moments = st.datetimes(
    datetime(1991, 1, 1),  # noqa: DTZ001 - hypothesis wants bare limits
    datetime(2026, 11, 1),  # noqa: DTZ001
    timezones=st.timezones(),
).map(lambda moment: moment.replace(microsecond=0))


@given(moments)
def test_an_iso_date_with_an_offset_is_read_exactly(moment: datetime) -> None:
    text = moment.isoformat()
    offset = moment.utcoffset() or timedelta(0)
    if offset.seconds % 60:
        return  # zones before 1970 with odd seconds: no feed writes them
    assert read_date(text, PLAIN).value == moment.astimezone(UTC)


@given(moments)
def test_an_rfc_822_date_with_an_offset_is_read_exactly(moment: datetime) -> None:
    if (moment.utcoffset() or timedelta(0)).seconds % 60:
        return
    assert read_date(format_datetime(moment), PLAIN).value == moment.astimezone(UTC)


@given(st.text(max_size=150))
def test_no_text_breaks_the_reader_and_a_missing_date_has_a_reason(text: str) -> None:
    reading = read_date(text, PLAIN)
    if reading.value is None:
        assert reading.note or not text.strip()
    else:
        assert reading.value.year >= 1990
        assert reading.value <= NOW + AHEAD


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Nov 22, 2026 3:04 PM EST", "2026-11-22T20:04"),
        ("2026年11月3日 14:20", "2026-11-03T14:20"),
        ("2026/11/3（火）14:20", "2026-11-03T14:20"),
        ("2026年11月3日 午後2時", "2026-11-03T14:00"),
        ("2026年11月3日 星期二 下午2:20", "2026-11-03T14:20"),
        ("2026년 11월 3일 오전 9시 5분", "2026-11-03T09:05"),
        ("2026.11.03 14:20", "2026-11-03T14:20"),
        ("2026. 11. 3.", "2026-11-03T00:00"),
        ("2026 11 03", "2026-11-03T00:00"),
        ("2026-W45-2", "2026-11-03T00:00"),
        ("12:30 AM, 22 Nov 2026 GMT", "2026-11-22T00:30"),
        ("Mon, 22 Nov 2026 10:00:00 GMT+0300", "2026-11-22T07:00"),
        ("Mon, 22 Nov 2026 10:00:00 UTC+3", "2026-11-22T07:00"),
        ("22-Nov-26 10:00 GMT", "2026-11-22T10:00"),
        ("20261122T100000Z", "2026-11-22T10:00"),
        ("2026-11-22T24:00:00Z", "2026-11-23T00:00"),
        ("2026-11-22T10:00:60Z", "2026-11-22T10:00"),
        ("Sun Nov 22 10:00:00 GMT 2026", "2026-11-22T10:00"),
        ("2026-11-22T10:00:00.123456+01:00", "2026-11-22T09:00"),
        ("22.11.2026 10:00 CET", "2026-11-22T09:00"),
        ("2026/11/22 10:00:00 +0000", "2026-11-22T10:00"),
        ("2026-11-22T10:00:00+5:30", "2026-11-22T04:30"),
        ("2026-11-22 03:04 PM", "2026-11-22T15:04"),
        ("2026-11-22t10:00:00z", "2026-11-22T10:00"),
        ("20261122100000", "2026-11-22T10:00"),
        ("Nov 22, 2026 10:00 AWST", "2026-11-22T02:00"),
    ],
)
def test_a_form_of_date_is_read(text: str, value: str) -> None:
    found = read_date(text, PLAIN).value
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M") == value


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Sun, 22 Nov 2026 10:00:00 IST", "IST read as UTC+5.5"),
        ("Sun, 22 Nov 2026 10:00:00 CST", "CST read as UTC-6"),
        ("Sun, 22 Nov 2026 10:00:00 ET", "ET read as America/New_York"),
        ("2026-11-22", "no time of day"),
        ("2026-11", "day or month missing"),
        ("22 November 2026", "no time of day"),
    ],
)
def test_what_is_assumed_is_said(text: str, note: str) -> None:
    assert note in (read_date(text, PLAIN).note or "")


@pytest.mark.parametrize(
    "text",
    [
        "2026-112",
        "2026-11-22T10:00:00+99:00",
        "31/31/2026",
        "2026-09-31 10:00",
        "05:30 pm",
        "令和8年9月7日",
        "9月7日",
    ],
)
def test_what_no_calendar_has_is_not_understood(text: str) -> None:
    reading = read_date(text, PLAIN)
    assert reading.value is None
    assert "not understood" in (reading.note or "")


def test_an_ambiguous_zone_is_the_source_s_own() -> None:
    here = clock(NOW, "America/Havana", None)
    reading = read_date("Sun, 22 Nov 2026 10:00:00 CST", here)
    assert reading.value == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert reading.note is None


@pytest.mark.parametrize(
    ("language", "value"),
    [("pt-BR", "2026-04-03"), ("en-US", "2026-03-04"), ("en", None), (None, None)],
)
def test_day_and_month_in_figures_need_a_language(
    language: str | None, value: str | None
) -> None:
    found = read_date("03/04/2026 10:00 GMT", clock(NOW, None, language)).value
    assert (found.strftime("%Y-%m-%d") if found else None) == value


def test_the_same_name_means_what_the_source_s_language_says() -> None:
    assert month_of("listopada", "pl") == 11
    assert month_of("listopada", "hr") == 10
    assert month_of("listopada", None) is None


@pytest.mark.parametrize(
    "language", ["de", "es", "fr", "it", "pt", "ru", "uk", "ar", "fa", "tr", "pl", "el"]
)
def test_every_month_of_a_language_is_read_by_its_full_name(language: str) -> None:
    names = Locale.parse(language).months["format"]["wide"]
    assert [month_of(name, language) for name in names.values()] == list(range(1, 13))


def test_a_zone_is_no_month_and_no_month_is_a_zone() -> None:
    assert month_of("ET", None) is None
    assert month_of("nonsense", None) is None
    assert month_of("nonsense", "no-such-language") is None
