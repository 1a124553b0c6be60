from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.numbers import numbers

CASES = [
    ("en", "$1.2 billion and $340.5 million", ["1200000000", "340500000"]),
    ("en", "€2.5m was cut to €750,000", ["2500000", "750000"]),
    ("en", "a wall 2.5m high", ["2.5"]),
    ("en", "two hundred and forty-five thousand", ["245000"]),
    ("en", "half a million people", ["500000"]),
    ("en", "two and a half million", ["2500000"]),
    ("en", "three and four", ["3", "4"]),
    ("en", "12,34,567 rupees, 5 lakh crore", ["1234567", "5000000000000"]),
    ("en", "In 2019, 300 people", ["2019", "300"]),
    ("en", "from G20 and MH17 at https://x.example/2024/12", []),
    ("en", "fell to -27°C", ["-27"]),
    ("en", "2-3 million", ["2000000", "3000000"]),
    ("en", "a dozen, two dozen", ["12", "24"]),
    ("pt", "26.750 dólares e 2,53", ["26750", "2.53"]),
    ("pt", "3,5 mil milhões", ["3500000000"]),
    ("pt", "vinte e cinco mil e trezentas pessoas", ["25300"]),
    ("pt", "dois milhões e meio", ["2500000"]),
    ("pt", "meio milhão", ["500000"]),
    ("pt", "24.02.2022", ["24", "2", "2022"]),
    ("es", "mil millones", ["1000000000"]),
    ("es", "veintiún mil", ["21000"]),
    ("fr", "1\u202f250\u202f000 euros", ["1250000"]),
    ("fr", "quatre-vingt-dix pour cent", ["90"]),
    ("de", "fünfundzwanzig Millionen", ["25000000"]),
    ("de", "2,5 Mrd. Euro", ["2500000000"]),
    ("ru", "2 млн 300 тыс. рублей", ["2300000"]),
    ("uk", "3,5 мільйона", ["3500000"]),
    ("ar", "٣٥٠ ألف", ["350000"]),
    ("ar", "١٬٢٥٠٫٥", ["1250.5"]),
    ("fa", "۲٫۵ میلیون", ["2500000"]),
]


@pytest.mark.parametrize(("language", "text", "values"), CASES)
def test_a_number_is_read_by_the_conventions_of_its_language(
    language: str, text: str, values: list[str]
) -> None:
    found = [n.value for n in numbers.find(text, language) if n.kind != "vague"]
    assert found == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "by 41 percent", ["percent"]),
        ("en", "three percentage points", ["percent"]),
        ("en", "won 3-0", ["score", "score"]),
        ("en", "10 to 15 people", ["range", "range"]),
        ("en", "two-thirds", ["fraction"]),
        ("en", "the twenty-first and 19th", ["ordinal", "ordinal"]),
        ("en", "one of the first", ["vague", "vague"]),
        ("pt", "a 2ª vez", ["ordinal"]),
        ("pt", "segundo a polícia", ["vague"]),
        ("pt", "12,7 por cento", ["percent"]),
        ("ru", "90-х годов", ["ordinal"]),
    ],
)
def test_a_number_says_what_kind_it_is(
    language: str, text: str, kinds: list[str]
) -> None:
    assert [number.kind for number in numbers.find(text, language)] == kinds


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1,234.50"),
        ("pt-BR", "1.234,50"),
        ("pt-PT", "1234,50"),
        ("es", "1234,50"),
        ("fr", "1\u202f234,50"),
        ("ru", "1\u00a0234,50"),
    ],
)
def test_a_number_is_written_in_the_format_of_the_language(
    language: str, written: str
) -> None:
    assert numbers.write(Decimal("1234.50"), language) == written


@given(
    value=st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False),
    language=st.sampled_from(["en", "pt-BR", "pt-PT", "es", "fr", "de", "ru", "uk"]),
)
def test_what_is_written_is_read_back_as_the_same_value(
    value: Decimal, language: str
) -> None:
    (found,) = numbers.find(f"x {numbers.write(value, language)} y", language)
    assert found.value == value


@given(st.text(max_size=60), st.sampled_from(["en", "pt", "fr", "ru", "ar", "zh"]))
def test_spans_never_overlap_and_never_leave_the_text(text: str, language: str) -> None:
    end = 0
    for number in numbers.find(text, language):
        assert end <= number.start < number.end <= len(text)
        assert text[number.start : number.end] == number.text
        end = number.end


def test_a_number_of_any_length_is_written_exactly() -> None:
    long = "9" * 40
    written = numbers.write(Decimal(long), "pt-BR")
    assert written.replace(".", "") == long


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("pt", "por quase vinte segundos", ["20"]),
        ("pt", "no vigésimo segundo dia", ["22"]),
        ("es", "durante veinte segundos", ["20"]),
        ("en", "on the twenty-second day", ["22"]),
        ("ru", "двадцать второй дом", ["22"]),
        ("pt", "um apartamento de dois quartos", ["2"]),
        ("es", "un piso de dos cuartos", ["2"]),
        ("pt", "três quartos da população", ["0.75"]),
        ("en", "two tenths of a second", ["0.2"]),
        ("pt", "seis décimos", ["0.6"]),
    ],
)
def test_seconds_and_rooms_are_no_ordinals_and_no_parts(
    language: str, text: str, values: list[str]
) -> None:
    found = numbers.find(text, language)
    assert [one.value for one in found if one.kind != "vague"] == [
        Decimal(value) for value in values
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三万五千人", "35000"),
        ("三万五", "35000"),
        ("三百五", "350"),
        ("三万零五", "30005"),
        ("三点五万", "35000"),
        ("一点二", "1.2"),
        ("二〇二五", "2025"),
        ("十二", "12"),
        ("百分之五", "5"),
        ("三分之二", "0.6667"),
        ("三百五十万", "3500000"),
    ],
)
def test_chinese_signs_have_their_value(text: str, value: str) -> None:
    (found,) = numbers.find(text, "zh")
    assert round(found.value, 4) == Decimal(value)


def test_scales_without_end_are_no_number_without_end() -> None:
    found = numbers.find("三" + "亿" * 5000, "zh")
    assert all(one.value <= Decimal(10) ** 24 for one in found)
