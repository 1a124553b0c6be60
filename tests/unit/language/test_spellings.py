"""Whether a Cyrillic and a Latin spelling are one name."""

import pytest

from polywire.language.names import spellings, strangers

SAME = [
    ("ru", "Житомиром", "Zhytomyr"),
    ("ru", "Зеленским", "Zelenskyy"),
    ("ru", "Щербаковой", "Shcherbakova"),
    ("ru", "Джонсоном", "Johnson"),
    ("ru", "Филадельфии", "Philadelphia"),
    ("ru", "Мюллером", "Müller"),
    ("ru", "Женеву", "Geneva"),
    ("ru", "Одессы", "Odesa"),
    ("ru", "Гродно", "Hrodna"),
    ("ru", "Чернышёва", "Chernyshyov"),
    ("uk", "Чернігова", "Chernihiv"),
    ("uk", "Миколаєва", "Mykolaiv"),
    ("uk", "Гончаренком", "Honcharenko"),
    ("uk", "Варшаві", "Warsaw"),
    ("uk", "Богдана", "Bohdan"),
    ("bg", "Пловдив", "Plovdiv"),
]
OTHER = [
    ("ru", "Херсоном", "Kharkiv"),
    ("ru", "Харьковом", "Kherson"),
    ("ru", "Саратове", "Samara"),
    ("ru", "Минске", "Pinsk"),
    ("ru", "Анне", "Alla"),
    ("ru", "Томске", "Omsk"),
    ("ru", "Петрова", "Petrovsky"),
    ("uk", "Шевченком", "Shevchuk"),
    ("uk", "Рівному", "Rome"),
]


@pytest.mark.parametrize(("language", "name", "word"), SAME)
def test_a_name_in_any_case_is_its_spelling_in_latin(
    language: str, name: str, word: str
) -> None:
    assert spellings.likeness(name, word, language, "en") == "same"


@pytest.mark.parametrize(("language", "name", "word"), SAME)
def test_the_other_way_round_it_is_the_same(
    language: str, name: str, word: str
) -> None:
    if spellings.likeness(word, name, "en", language) == "other":
        pytest.fail("a name that is one in one direction is another in the other")


@pytest.mark.parametrize(("language", "name", "word"), OTHER)
def test_another_name_is_not_taken_for_it(language: str, name: str, word: str) -> None:
    assert spellings.likeness(name, word, language, "en") != "same"


WITHOUT_CAPITALS = [
    ("ar", "بسميرة", "Samira"),
    ("ar", "الكاتب", "Katib"),
    ("fa", "نوروزی", "Nowruzi"),
    ("he", "לרונית", "Ronit"),
    ("zh", "文静", "Wenjing"),
    ("zh", "彼得森", "Petersen"),
]


@pytest.mark.parametrize(("language", "name", "word"), WITHOUT_CAPITALS)
def test_a_name_is_heard_without_what_is_joined_to_it(
    language: str, name: str, word: str
) -> None:
    assert spellings.likeness(name, word, language, "en") == "same"


@pytest.mark.parametrize(
    ("language", "name", "word"),
    [("ar", "الكاتب", "Katir"), ("he", "חיפה", "Hadera"), ("zh", "文静", "Wenling")],
)
def test_another_name_without_capitals_is_another(
    language: str, name: str, word: str
) -> None:
    assert spellings.likeness(name, word, language, "en") == "other"


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [("es", "Kyiv", "Kiev"), ("el", "Αθήνα", "Athina"), ("ja", "ひろ", "Hiro")],
)
def test_only_letters_that_are_known_are_compared(
    language: str, one: str, two: str
) -> None:
    assert spellings.likeness(one, two, language, "en") == "other"


def test_the_likest_word_decides() -> None:
    words = ("Wilson", "Kharkiv", "Odesa")
    assert spellings.closest("Харьковом", words, "ru", "en") == "same"
    assert spellings.closest("Уилсона", words, "ru", "en") == "same"
    assert spellings.closest("Минске", words, "ru", "en") == "other"


def test_a_name_is_not_found_inside_a_longer_one() -> None:
    polish = "Prezydent Anastazja Kowal wygrała"
    (lost,) = strangers.find("President Ana Kowal has won", polish, "en", "pl")
    assert lost.text == "Ana"
    same = "Prezydent Ana Kowal wygrała"
    assert strangers.find("President Ana Kowal has won", same, "en", "pl") == ()
