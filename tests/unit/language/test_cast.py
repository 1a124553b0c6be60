"""One form for each name of an article."""

import pytest

from polywire.language.names import cast

ARTICLE = [
    "Вчера суд арестовал Юлию Галямину.",
    "Галяминой 45 лет.",
    "Адвокат Сергея Ивановича Петрова сказал, что Петрову отказали.",
]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Вчера суд арестовал Юлию Галямину.", [("Юлию Галямину", "Yulia Galyamina")]),
        ("Галяминой 45 лет.", [("Галяминой", "Galyamina")]),
        ("Петрову отказали.", [("Петрову", "Petrov")]),
        ("Вчера отказали.", []),
    ],
    ids=["full name", "her surname", "his surname", "no name"],
)
def test_a_surname_follows_the_first_full_mention(
    text: str, told: list[tuple[str, str]]
) -> None:
    found = cast.read(ARTICLE, "ru", "en").told(text)
    assert [pair for pair in found if pair[0] in dict(told)] == told
    assert bool(found) == bool(told)


def test_a_surname_that_two_people_have_in_two_forms_is_left_alone() -> None:
    texts = ["Пришли Иван Петров и Мария Петрова.", "О Петровой говорили."]
    found = cast.read(texts, "ru", "en").told(texts[1])
    assert found in {(), (("Петровой", "Petrova"),)}


def test_a_word_that_is_also_written_small_is_no_surname() -> None:
    texts = ["Пришёл Иван Мороз.", "Был мороз.", "Мороз усилился."]
    assert cast.read(texts, "ru", "en").told(texts[2]) == ()


def test_no_name_is_read_where_letters_are_latin() -> None:
    assert cast.read(["Anna Olsen left."], "en", "pt-BR").told("Anna Olsen left.") == ()


@pytest.mark.parametrize(
    ("said", "told", "tidy"),
    [
        ("In Singapore.", "Em Cingapura.", "Em Singapura."),
        ("In Moscow.", "Em Moscovo.", "Em Moscou."),
        ("The Moscow Times.", "O Nova Moscovo.", "O Nova Moscovo."),
        ("Jordan Lee left.", "Jordan Lee partiu.", "Jordan Lee partiu."),
        ("In Belarus.", "Na Bielorrússia.", "Na Bielorrússia."),
        ("In the US.", "Nos Estados Unidos.", "Nos Estados Unidos."),
        ("He left.", "Ele deixou Cingapura.", "Ele deixou Cingapura."),
        ("He left India.", "Ele deixou a índia.", "Ele deixou a Índia."),
        ("By Ana Müller.", "De Ana Muller.", "De Ana Müller."),
        ("By Aurelio Torv.", "De Aurélio Torv.", "De Aurelio Torv."),
        ("In Saudi Arabia.", "Na Arábia Saudita.", "Na Arábia Saudita."),
    ],
    ids=[
        "spelling",
        "region",
        "part of a name",
        "person",
        "other article",
        "short form",
        "not said",
        "small letter",
        "lost sign",
        "accent that is not its own",
        "place of two words",
    ],
)
def test_a_place_is_written_in_its_one_spelling(
    said: str, told: str, tidy: str
) -> None:
    known = cast.read([said], "en", "pt-BR")
    assert known.tidied(said, told, lambda _: False) == tidy


def test_a_word_that_both_languages_have_is_no_name_that_lost_its_accent() -> None:
    said, told = "No Fórum Alto.", "At the High Forum."
    known = cast.read([said], "pt", "en")
    assert known.tidied(said, told, lambda word: word == "forum") == told


def test_a_place_has_its_portuguese_spelling_in_portugal() -> None:
    assert (
        cast.read([], "en", "pt-PT").tidied("In Moscow.", "Em Moscou.") == "Em Moscovo."
    )


def test_the_forms_of_a_place_begin_with_the_one_to_write() -> None:
    assert cast.read([], "en", "pt-BR").forms("Moscow")[:2] == ("Moscou", "Moscovo")
    assert cast.read([], "en", "pt-BR").forms("Ledohod") == ()
