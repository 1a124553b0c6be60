"""Titles of persons: how they reach the engine, and which offices a text gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.names import titles

WRITTEN = [
    ("Mr Calvo left.", "Mr. Calvo left."),
    ("Mr. Calvo left.", "Mr. Calvo left."),
    ("They met Mrs Ibbot and Miss Rudd.", "They met Mrs. Ibbot and Ms. Rudd."),
    ("Mx Tolland teaches.", "Tolland teaches."),
    ("Mr and Mrs Ibbot left.", "Mr. and Mrs. Ibbot left."),
    ("Messrs. Ibbot and Rudd left.", "Messrs Ibbot and Rudd left."),
    ("Mr Justice Amery sat.", "Judge Amery sat."),
    ("Mrs Justice Amery sat.", "The judge Mrs. Amery sat."),
    ("They asked Lady Justice Amery.", "They asked the judge Mrs. Amery."),
    ("The Lord Chief Justice Amery sat.", "The Chief Judge Amery sat."),
    ("Justice Amery ruled on it.", "Judge Amery ruled on it."),
    ("Justices Amery and Rudd dissented.", "Judges Amery and Rudd dissented."),
    ("The Hon. Ada Rudd was away.", "Ada Rudd was away."),
    ("Lt Col Rudd and Cllr Ibbot spoke.", "Lieutenant Colonel Rudd and Councillor Ibbot spoke."),
]  # fmt: skip
KEPT = [
    "The Justice Department sued.",
    "The Department of Justice Analyst spoke.",
    "Justice Minister Ada Rudd spoke.",
    "Justice At Last For Ada Rudd",
    "Justice must be done.",
    "Miss Brazil won.",
    "Miss Universe 2031 won.",
    "They miss Ada Rudd.",
    "Mr Speaker sat down.",
    "Dr Rudd and Sir Alan spoke.",
]


@pytest.mark.parametrize(("text", "wanted"), WRITTEN)
def test_a_title_is_written_as_engines_know_it(text: str, wanted: str) -> None:
    assert titles.for_engines(text, "en-GB") == wanted


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_title_stays(text: str) -> None:
    assert titles.for_engines(text, "en") == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Os srs. Lemos e Paz saíram.", "Os senhores Lemos e Paz saíram."),
        ("Seu Lemos vende pão.", "Sr. Lemos vende pão."),
        ("O Exmo. Sr. Lemos faltou.", "O Sr. Lemos faltou."),
        ("Viu seu irmão e o Seu Lemos.", "Viu seu irmão e o Sr. Lemos."),
        ("Seu Governo caiu.", "Seu Governo caiu."),
        ("Seu e meu.", "Seu e meu."),
    ],
)
def test_portuguese_titles_are_written_so_too(text: str, wanted: str) -> None:
    assert titles.for_engines(text, "pt-BR") == wanted


MENDED = [
    ("Mr Rudd left.", "O senhor deputado Rudd saiu.", "O Sr. Rudd saiu."),
    ("Mrs Rudd left.", "A senhora deputada Rudd saiu.", "A Sra. Rudd saiu."),
    ("They told Mr Rudd.", "Disseram ao senhor deputado Rudd.", "Disseram ao Sr. Rudd."),
    ("Messrs Rudd and Paz.", "Os senhores deputados Rudd e Paz.", "Os senhores Rudd e Paz."),
    ("Mr Rudd left.", "O deputado Rudd saiu.", "O Sr. Rudd saiu."),
    ("Ms Rudd left.", "A senhora comissária Rudd saiu.", "A Sra. Rudd saiu."),
    ("Mr Rudd told Parliament.", "O senhor deputado Rudd disse.", "O Sr. Rudd disse."),
]  # fmt: skip


@pytest.mark.parametrize(("said", "told", "wanted"), MENDED)
def test_an_office_that_the_engine_made_up_becomes_courtesy(
    said: str, told: str, wanted: str
) -> None:
    assert titles.mended(told, said, "en", "pt-BR") == wanted


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Mr Rudd, MP, left.", "O senhor deputado Rudd saiu."),
        ("The lawmaker, Mr Rudd, left.", "O deputado Rudd saiu."),
        ("Rudd left.", "O deputado Rudd saiu."),
        ("Fans miss Rudd.", "Fãs do deputado Rudd."),
        ("Mr Rudd met Minister Paz.", "O Sr. Rudd viu o ministro Paz."),
    ],
)
def test_an_office_of_the_source_stays(said: str, told: str) -> None:
    assert titles.mended(told, said, "en", "pt-BR") == told


def test_a_deputy_does_not_lose_his_office() -> None:
    said = "O deputado Ciro Lemos votou contra."
    told = titles.mended("Mr Ciro Lemos voted against.", said, "pt-BR", "en")
    assert told == "Deputy Ciro Lemos voted against."


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("O senhor Lemos saiu.", "Mr Lemos left."),
        ("O deputado Lemos e o sr. Paz saíram.", "Mr Paz left."),
        ("O primeiro-ministro Lemos e seu deputado.", "Prime Minister Lemos left."),
    ],
)
def test_courtesy_of_the_source_stays(said: str, told: str) -> None:
    assert titles.mended(told, said, "pt-BR", "en") == told


STRANGE = [
    ("en", "pt", "Mr Rudd left.", "O senhor deputado Rudd saiu.", ["member"]),
    ("en", "pt", "Rudd left.", "A prefeita Rudd saiu.", ["mayor"]),
    ("en", "es", "Ms Rudd left.", "La diputada Rudd salió.", ["member"]),
    ("en", "fr", "Mr Rudd left.", "Le député Rudd est parti.", ["member"]),
    ("de", "en", "Herr Rudd ging.", "Senator Rudd left.", ["senator"]),
    ("pt", "en", "O senhor Paz saiu.", "Judge Paz left.", ["judge"]),
    ("en", "pt", "The mayor, Rudd, left.", "O prefeito Rudd saiu.", []),
    ("en", "pt", "Sens. Rudd and Paz left.", "Os senadores Rudd e Paz saíram.", []),
    ("de", "en", "Außenminister Rudd ging.", "Foreign Minister Rudd left.", []),
    ("pt", "en", "A primeira-ministra Paz saiu.", "Prime Minister Paz left.", []),
    ("en", "pt", "Put on the bench.", "Não é juiz. É outra coisa.", []),
    ("ru", "en", "Рудд ушёл.", "Senator Rudd left.", []),
]


@pytest.mark.parametrize(("source", "target", "said", "told", "wanted"), STRANGE)
def test_an_office_that_the_source_has_not_is_found(
    source: str, target: str, said: str, told: str, wanted: list[str]
) -> None:
    found = titles.strange(said, told, source, target)
    assert [held.office for held in found] == wanted


@given(st.text(), st.sampled_from(["en", "pt-BR", "ru", "es"]))
def test_writing_titles_twice_changes_nothing_more(text: str, language: str) -> None:
    once = titles.for_engines(text, language)
    assert titles.for_engines(once, language) == once


@given(st.text("MrsJutice .Aa&ndSeu", max_size=40), st.sampled_from(["en", "pt"]))
def test_a_text_without_capitals_has_no_title(text: str, language: str) -> None:
    small = text.lower()
    assert titles.for_engines(small, language) == small
