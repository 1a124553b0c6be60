"""Dates in words: what they stand for, and what must not be read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.time.relative_dates import find, period, shifted

WEDNESDAY = datetime(2025, 3, 12, 10, tzinfo=UTC)


def only(text: str, language: str, anchor: datetime = WEDNESDAY) -> str:
    """Return the one reading of a text."""
    (found,) = find(text, language, anchor, "UTC")
    return found.iso


def test_the_anchor_is_the_day_in_the_zone_of_the_source() -> None:
    late = datetime(2025, 3, 12, 23, 30, tzinfo=UTC)
    (found,) = find("It rained yesterday.", "en", late, "Asia/Bishkek")
    assert found.interval_start == date(2025, 3, 12)


def test_a_bare_weekday_is_the_most_recent_one() -> None:
    assert only("He died on Monday.", "en") == "2025-03-10"


def test_a_future_verb_turns_a_weekday_ahead() -> None:
    assert only("He will speak on Monday.", "en") == "2025-03-17"


def test_a_future_verb_of_another_sentence_does_not() -> None:
    assert only("He will speak. He arrived on Monday.", "en") == "2025-03-10"


def test_a_day_number_in_brackets_decides() -> None:
    assert only("Disse na terça-feira (18) o ministro.", "pt") == "2025-03-18"


def test_a_bracket_that_fits_no_near_day_leaves_it_open() -> None:
    assert find("Disse na terça-feira (31) o ministro.", "pt", WEDNESDAY, "UTC") == ()


@pytest.mark.parametrize(
    ("words", "iso", "precision"),
    [
        ("two days ago", "2025-03-10", "day"),
        ("a fortnight ago", "2025-02-24/2025-03-02", "week"),
        ("next weekend", "2025-03-22/2025-03-23", "weekend"),
        ("last quarter", "2024-10-01/2024-12-31", "quarter"),
        ("five decades ago", "1970-01-01/1979-12-31", "decade"),
        ("last century", "1901-01-01/2000-12-31", "century"),
        ("this century", "2001-01-01/2100-12-31", "century"),
        ("last May", "2024-05-01/2024-05-31", "month"),
        ("next May", "2025-05-01/2025-05-31", "month"),
        ("last winter", "2024-12-01/2025-02-28", "season"),
        ("this spring", "2025-03-01/2025-05-31", "season"),
        ("next summer", "2025-06-01/2025-08-31", "season"),
        ("early next year", "2026-01-01/2026-04-30", "part"),
        ("late last year", "2024-09-01/2024-12-31", "part"),
        ("early this month", "2025-03-01/2025-03-10", "part"),
        ("late last month", "2025-02-21/2025-02-28", "part"),
        ("in the last decade", "2015-03-12/2025-03-12", "span"),
        ("over the past 10 days", "2025-03-02/2025-03-12", "span"),
        ("the coming two months", "2025-03-12/2025-05-12", "span"),
    ],
)
def test_an_expression_stands_for_days_of_the_calendar(
    words: str, iso: str, precision: str
) -> None:
    (found,) = find(f"It was so {words}.", "en", WEDNESDAY, "UTC")
    assert (found.text, found.iso, found.precision) == (words, iso, precision)


@pytest.mark.parametrize(
    ("day", "number", "unit", "moved"),
    [
        (date(2025, 3, 31), -1, "month", date(2025, 2, 28)),
        (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
        (date(2025, 1, 15), -1, "quarter", date(2024, 10, 15)),
        (date(2025, 3, 12), 2, "fortnight", date(2025, 4, 9)),
        (date(2025, 3, 12), -1, "century", date(1925, 3, 12)),
    ],
)
def test_a_last_day_of_a_month_moves_to_a_last_day(
    day: date, number: int, unit: str, moved: date
) -> None:
    assert shifted(day, number, unit) == moved


@pytest.mark.parametrize(
    ("year", "first"), [(2000, 1901), (2001, 2001), (2100, 2001), (2101, 2101)]
)
def test_a_century_begins_with_its_first_year(year: int, first: int) -> None:
    found = period("century", date(year, 6, 1), 0)
    assert (found.start, found.end) == (date(first, 1, 1), date(first + 99, 12, 31))


def test_the_seasons_of_brazil_are_those_of_the_south() -> None:
    assert only("Foi no verão passado.", "pt-BR") == "2024-12-01/2025-02-28"
    assert only("Foi no verão passado.", "pt-PT") == "2024-06-01/2024-08-31"


def test_the_words_of_the_expression_are_named_by_their_place() -> None:
    text = "Prices rose last week."
    (found,) = find(text, "en", WEDNESDAY)
    assert text[found.start : found.end] == found.text == "last week"
    assert found.precision == "week"


def test_a_language_without_rules_gives_nothing() -> None:
    assert find("Gestern regnete es.", "de", WEDNESDAY, "UTC") == ()


@pytest.mark.parametrize(
    "text",
    [
        "He came a few days ago.",
        "The Sunday Times wrote.",
        "On Monday, 5 May, he left.",
    ],
)
def test_what_is_open_or_absolute_is_not_read(text: str) -> None:
    assert find(text, "en", WEDNESDAY, "UTC") == ()


@given(st.text(), st.sampled_from(["en", "pt", "ru"]))
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    for found in find(text, language, WEDNESDAY, "UTC"):
        assert found.interval_start <= found.interval_end
        assert text[found.start : found.end] == found.text


def test_a_bare_portuguese_weekday_is_read() -> None:
    assert only("Segunda-feira, o prefeito saiu.", "pt") == "2025-03-10"


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "He fell the Friday before last.", "2025-02-28"),
        ("en", "It rained the weekend before last.", "2025-03-01/2025-03-02"),
        ("en", "They vote a week on Monday.", "2025-03-24"),
        ("en", "He must pay by Saturday.", "2025-03-15"),
        ("en", "By Saturday the fire had been put out.", "2025-03-08"),
        ("en", "They met on Monday of last week.", "2025-03-03"),
        ("en", "The mill burned on Wednesday evening.", "2025-03-05"),
        ("en", "They will sing on Wednesday evening.", "2025-03-12"),
        ("pt", "Fala na segunda-feira da semana que vem.", "2025-03-17"),
        ("pt", "Caiu na terça-feira da semana passada.", "2025-03-04"),
        ("pt", "Choveu no fim de semana retrasado.", "2025-03-01/2025-03-02"),
        ("pt", "Choveu na sexta-feira retrasada.", "2025-02-28"),
        ("ru", "Это случилось в среду вечером.", "2025-03-05"),
        ("ru", "Вчерашний шторм повредил дома.", "2025-03-11"),
        ("ru", "Двое утонули в минувшие выходные.", "2025-03-08/2025-03-09"),
        ("ru", "На следующей неделе в понедельник суд.", "2025-03-17"),
        ("ru", "К субботе пожар потушили.", "2025-03-08"),
        ("ru", "Его избрали в прошлом октябре.", "2024-10-01/2024-10-31"),
    ],
)
def test_a_day_of_another_week_or_of_the_past_is_that_day(
    language: str, text: str, read: str
) -> None:
    assert only(text, language) == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The market is held every Monday."),
        ("en", "Talks follow in the coming weeks."),
        ("en", "It grew during the past months."),
        ("pt", "A feira abre toda segunda-feira."),
        ("pt", "Chove todo fim de semana."),
        ("ru", "Они выходят в каждый понедельник."),
    ],
)
def test_what_comes_again_or_is_left_open_is_no_day(language: str, text: str) -> None:
    assert find(text, language, WEDNESDAY, "UTC") == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The map, published on Friday by the Open Fen Group, is new.", "2025-03-07"),
        ("He said on Friday that the road will open.", "2025-03-07"),
        ("The fair will be held on Friday.", "2025-03-14"),
        ("The hearing continues on Friday.", "2025-03-14"),
        ("It froze. “The fair is on Friday,” she said.", "2025-03-14"),
        ("The mayor, who lost in May, returns on Friday.", "2025-03-14"),
        ("Drivers need chains until 7am on Friday.", "2025-03-14"),
        ("The council closed the road until Friday.", "2025-03-14"),
        ("The road has been shut since Friday.", "2025-03-07"),
        ("The jury sits in private on Wednesday.", "2025-03-12"),
    ],
)
def test_the_nearest_verb_says_which_way_a_weekday_lies(text: str, read: str) -> None:
    assert only(text, "en") == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It began at midnight on a Friday."),
        ("en", "The choir on Friday."),
        ("en", "“See you on Friday,” he said."),
        ("en", "The shop is open from Monday to Friday."),
        ("en", "The fire burned until Friday."),
        ("en", "The choir on Wednesday evening."),
        ("en", "It was the third fire in two months."),
        ("pt", "Foi à meia-noite de uma sexta-feira."),
        ("pt", "O coral na sexta-feira."),
        ("ru", "Хор в пятницу."),
    ],
)
def test_a_weekday_that_no_verb_places_is_not_read(language: str, text: str) -> None:
    assert find(text, language, WEDNESDAY, "UTC") == ()


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "Rain fell in Kell on Friday.", "2025-03-07"),
        ("en", "The tenants will have left by Friday.", "2025-03-14"),
        ("en", "The mill burned at 11pm on Wednesday.", "2025-03-05"),
        ("en", "The mill burned on Wednesday at 6am.", "2025-03-12"),
        ("en", "“We sing on Friday,” said Ida, born in 1999.", "none"),
        ("en", "In 2019 he said: “It opened on Friday.”", "none"),
        ("en", "In 2025 he said: “It opened on Friday.”", "2025-03-07"),
        ("en", "“It opened on Friday,” he said in 2019.", "none"),
        ("en", "“It opened in 2019,” he said on Friday.", "2025-03-07"),
        ("en", "The march at 11pm on Wednesday.", "none"),
        ("en", "He was called Joe Friday.", "none"),
        ("en", "They played Yesterday twice.", "none"),
        ("en", "They sang “Tomorrow”.", "none"),
        ("en", "“Tomorrow we sing,” she said.", "2025-03-13"),
        ("en", "She said: “Today", "2025-03-12"),
        ("en", "He was struck at 7 p.m. Wednesday.", "2025-03-05"),
        ("pt", "O moinho ardeu às 23h de quarta-feira.", "2025-03-05"),
        ("pt", "Em 2019 ele disse: “Abriu na sexta-feira”.", "none"),
        ("pt", "Ela lê o Hoje em Dia.", "none"),
        ("pt", "Choveu na noite de sábado para domingo.", "none"),
    ],
)
def test_an_hour_a_name_or_another_year_is_heeded(
    language: str, text: str, read: str
) -> None:
    found = [date.iso for date in find(text, language, WEDNESDAY, "UTC")]
    assert found == ([] if read == "none" else [read])
