"""Names in bylines as feeds and pages write them: people, and nothing else."""

from __future__ import annotations

import pytest

from polywire.extract.fields import bylines


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Marta Vale in Sorrel Bay", ("Marta Vale",)),
        ("By Marta Vale in Corran and Petr Holm in Lund", ("Marta Vale", "Petr Holm")),
        ("Rui de Sousa em Lisboa", ("Rui de Sousa",)),
        ("Marta Vale, Science Editor", ("Marta Vale",)),
        ("Marta Vale, корреспондент", ("Marta Vale",)),
        ("Marta Vale March 3, 2024", ("Marta Vale",)),
        ("Marta Vale - 3 de março de 2024", ("Marta Vale",)),
        ("Political editor Marta Vale", ("Marta Vale",)),
        ("Marta Vale Political Editor", ("Marta Vale",)),
        ("Photographer Petr Holm", ("Petr Holm",)),
        ("Журналист Иван Петров", ("Иван Петров",)),
        ("корреспондент отдела политики Анна Петрова", ("Анна Петрова",)),
        ("Chief Political Editor", ()),
        ("Tom May", ("Tom May",)),
        ("Rosa May 5 October 2026", ("Rosa May",)),
        ("April 15, 2019 6:18am", ()),
        ("administrator", ()),
        ("Unknown", ()),
        ("Por Marta Vale", ("Marta Vale",)),
    ],
)
def test_people_are_told_from_dates_roles_places_and_machines(
    line: str, people: tuple[str, ...]
) -> None:
    found = bylines.sort([(line, False)], outlet=None)
    assert found.people == people
    assert found.organisations == ()


@pytest.mark.parametrize("outlet", ["France 24", "20 Minutes", "24.kg"])
def test_a_number_in_an_outlets_name_is_no_date(outlet: str) -> None:
    assert bylines.sort([(outlet, False)], outlet=None).organisations == (outlet,)
