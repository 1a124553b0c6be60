"""Narration: a sentence that tells what happened, not one for who reads the page."""

import pytest

from polywire.language.meaning import narration


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Rescuers brought 37 people down by sledge."),
        ("en", "Workers replaced 240 metres of cable."),
        ("en", "“You will see,” said the mayor."),
        ("pt", "A reforma custou 3 milhões."),
        ("es", "La obra costó tres millones."),
        ("fr", "Le pont était fermé."),
        ("de", "Die Brücke kostete drei Millionen."),
        ("ru", "Паром перевозил 900 человек."),
    ],
)
def test_what_happened_is_narrated(language: str, text: str) -> None:
    assert narration.is_narrated(text, language)
    assert narration.is_of_past(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Winter coats from 89 euros at Kessler."),
        ("en", "Air quality in Hoel: it was 42."),
        ("en", "102 people are reading this story."),
        ("en", "Updated at 11.05 a.m."),
        ("en", "It was written 5 minutes ago."),
        ("pt", "Já somos 1.204 apoiadores."),
        ("de", "In Marrow sind es gerade 23 Grad."),
        ("zh", "本文已被阅读1204次。"),
        ("xx", "Rescuers brought 37 people down."),
    ],
)
def test_what_a_page_says_while_it_is_read_is_not(language: str, text: str) -> None:
    assert not narration.is_narrated(text, language)
    assert not narration.is_of_past(text, language)


@pytest.mark.parametrize(
    "text", ["The index stands at 1,204 points.", "Rain is expected until 14:00."]
)
def test_what_is_so_for_a_while_is_not_of_the_past(text: str) -> None:
    assert narration.is_narrated(text, "en")
    assert not narration.is_of_past(text, "en")


def test_only_words_outside_quotation_marks_speak_to_the_reader() -> None:
    assert narration.is_of_page("Please give what you can.", "en")
    assert not narration.is_of_page("“Please give,” he said.", "en")


def test_a_language_without_verbs_is_not_known() -> None:
    assert narration.knows("pt")
    assert not narration.knows("zh")
