"""Sentence ends: what must part, what must stay whole, and the laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.text.sentences import sentences, split

CASES = [
    ("en", "titles", ["Mr. Adams met Dr. Roe at St. Brann's.", "He left."]),
    ("en", "initials", ["The writer J. K. Marlow and George W. Tarn met."]),
    ("en", "country at the end", ["It reached the U.S.", "The storm then died."]),
    ("en", "country inside", ["The U.S. Navy said so."]),
    ("en", "closing quote", ['He said "no more."', "She agreed."]),
    ("en", "opening quote", ["He left.", '"We stay," she said.']),
    ("en", "speaker after a question", ['"Are you ready?" Mia Roe asked.']),
    ("en", "new sentence after a question", ['"Are you ready?"', "The crowd roared."]),
    ("en", "decimal", ["It grew 3.5 percent.", "Then it fell."]),
    ("en", "dateline", ["LA CROSSE, Wis. (AP) — A dam broke.", "Nobody was hurt."]),
    ("en", "time", ["It is at 7 p.m. Eastern time.", "Doors open at 6."]),
    ("en", "month", ["On Dec. 26 it rained.", "It was cold."]),
    ("en", "number", ["He wore No. 5 that day.", "No one saw."]),
    ("en", "wrongly broken", ["Past the mountains. snow capped peaks rise."]),
    ("en", "ellipsis", ["He waited…", "Nothing came."]),
    ("en", "list number", ["1. Wash the rice."]),
    ("pt", "titles", ["O Sr. Faria e a Dra. Lima saíram.", "Não voltaram."]),
    ("pt", "treatment", ["Foi a Av. Brasil que alagou.", "Chovia."]),
    ("pt", "quotation", ['"Vamos embora."', "O prefeito saiu."]),
    ("pt", "dialogue", ["— Você vem?", "— Não sei."]),
    ("ru", "year", ["В 2019 г. Иванов уехал.", "Он вернулся."]),
    ("ru", "year at the end", ["Это было в 2019 г.", "Он вернулся."]),
    ("ru", "initials", ["А. С. Кротов выступил.", "Зал молчал."]),
    ("ru", "speech", ["«Мы готовы!» — сказал он.", "Все ждали."]),
    ("ru", "money", ["Он получил 5 млн. руб. за работу.", "Этого мало."]),
    ("uk", "street", ["Пожежа на вул. Садовій згасла.", "Ніхто не постраждав."]),
    ("de", "abbreviation", ["Das gilt z. B. Für alle Orte.", "Er kam."]),
    ("ar", "question mark", ["هل وصل القطار؟", "لا أحد يعرف."]),
    ("ja", "no white space", ["雨が降った。", "川があふれた。"]),
    ("xx", "unknown language", ["Ena poved.", "Druga poved."]),
]


@pytest.mark.parametrize(
    ("language", "expected"),
    [pytest.param(c[0], c[2], id=f"{c[0]}-{c[1]}") for c in CASES],
)
def test_sentences_end_where_a_reader_ends_them(
    language: str, expected: list[str]
) -> None:
    joiner = "" if language == "ja" else " "
    assert sentences(joiner.join(expected), language) == expected


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert sentences("A headline\n\nmore of it", "en") == ["A headline", "more of it"]


@given(st.text(), st.sampled_from(["en", "pt", "ru", "zz"]))
def test_only_white_space_lies_between_spans(text: str, language: str) -> None:
    at = 0
    for start, end in split(text, language):
        assert text[at:start].strip() == ""
        assert end > start
        at = end
    assert text[at:].strip() == ""


@given(
    st.lists(st.sampled_from(["Mr.", "U.S.", '"', "Ana", "ran", ". ", "? ", "5", "\n"]))
)
def test_splitting_twice_gives_the_same(parts: list[str]) -> None:
    text = " ".join(parts)
    assert split(text, "en") == split(text, "en")


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("pt", "O cais custou R$ 12 mil. Houve atraso.", 2),
        ("pt", "A dívida é de US$ 3,4 bi. Credores esperam.", 2),
        ("pt", "Faltam 5 km. Moradores reclamam.", 2),
        ("pt", "A balsa leva 20 min. Passageiros reclamam.", 2),
        ("pt", "Foi o min. Orlando Braga quem assinou.", 1),
        ("pt", "Tem R$ 12 mil. 30 pessoas viram.", 1),
        ("en", "The crossing takes 10 min. Rivals object.", 2),
        ("en", "It costs min. Orvane rates.", 1),
        ("en", "The pack of 12 oz. Orvane beef was recalled.", 1),
        ("es", "Faltan 5 km. Vecinos protestan.", 2),
    ],
)
def test_a_unit_after_figures_ends_a_sentence(
    language: str, text: str, count: int
) -> None:
    assert len(sentences(text, language)) == count
