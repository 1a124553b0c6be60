"""In which letters a language is written, and which words are in others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.language.text import scripts

WORDS = [
    ("near Харьковом", "en", ("Харьковом",)),
    ("perto de Ιωάννινα e حلب", "pt-BR", ("Ιωάννινα", "حلب")),
    (
        "רמת גן, 東京, とうきょう, 서울",
        "fr",
        ("רמת", "גן", "東京", "とうきょう", "서울"),
    ),
    ("कानपुर ขอนแก่น თბილისი Գյումրի", "es", ["कानपुर", "ขอนแก่น", "თბილისი", "Գյումրի"]),
    ("under Morozov", "ru", ("under", "Morozov")),
    ("приговорил Морозова", "ru", ()),
    ("приговорил Морозова", "sr", ()),
    ("osudio je Morozova", "sr", ()),
    ("приговорил Морозова", "sr-Latn", ("приговорил", "Морозова")),
    ("ایران و ۱۲", "ar", ()),
    ("東京タワー", "ja", ()),
    ("東京", "ko", ()),
    ("東京タワー", "zh-Hant", ("タワー",)),
    ("Łódź, Győr, İzmir, ʻOkina, 10º, 5 µm, №, “”", "en", ()),
]


@pytest.mark.parametrize(("text", "language", "wanted"), WORDS)
def test_words_in_letters_of_another_script_are_found(
    text: str, language: str, wanted: tuple[str, ...]
) -> None:
    assert scripts.foreign(text, language) == tuple(wanted)


MIXED = ["Kharkivа", "Мoscow", "Ꭺthens", "Riга", "Οslo"]
"""Each with one letter of another alphabet that looks like a Latin one."""


@pytest.mark.parametrize("word", MIXED)
@pytest.mark.parametrize("language", ["en", "ru", "el", "sr", "xx"])
def test_a_word_of_two_alphabets_is_foreign_everywhere(
    word: str, language: str
) -> None:
    assert scripts.foreign(f"{word} 7", language) == (word,)


@pytest.mark.parametrize("word", ["Ｋｙｉｖ", "𝐊𝐲𝐢𝐯", "ﾄｳｷｮｳ"])
def test_letters_of_another_width_or_style_are_foreign(word: str) -> None:
    assert scripts.foreign(f"in {word}", "en") == (word,)


def test_full_width_letters_belong_to_japanese() -> None:
    assert scripts.foreign("ＮＨＫは", "ja") == ()


def test_a_script_without_capitals_needs_no_blank_beside_another() -> None:
    assert list(scripts.words("iPhone手机 α-helix Kharkivа")) == [
        "iPhone", "手机", "α", "helix", "Kharkivа",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("pt-BR", "LATIN"),
        ("zh-TW", "CJK"),
        ("pa-PK", "ARABIC"),
        ("pa", "GURMUKHI"),
        ("uz-Cyrl", "CYRILLIC"),
        ("bn", "BENGALI"),
    ],
)
def test_cldr_knows_the_script_of_a_tag(language: str, wanted: str) -> None:
    assert wanted in scripts.used_by(language)


def test_nothing_but_a_mixed_word_is_foreign_to_an_unknown_language() -> None:
    assert scripts.foreign("Харьков and Ереван", "xx") == ()


def test_figures_of_another_script_are_written_as_ours() -> None:
    assert scripts.with_own_figures("٣٧ ۱۲ १२ １２ 37 ²", "en") == "37 12 12 12 37 ²"
    assert scripts.with_own_figures("٣٧ 37", "ar") == "٣٧ 37"


@given(st.text())
def test_words_lose_no_letter(text: str) -> None:
    letters = [char for char in text if char.isalpha()]
    kept = [char for word in scripts.words(text) for char in word if char.isalpha()]
    assert kept == letters


@given(st.text(), st.sampled_from(["en", "ru", "ar", "zh", "el"]))
def test_figures_become_at_home_and_nothing_else_changes(
    text: str, language: str
) -> None:
    told = scripts.with_own_figures(text, language)
    assert [c for c in told if not c.isdecimal()] == [
        c for c in text if not c.isdecimal()
    ]
    assert scripts.are_home("".join(c for c in told if c.isdecimal()), language)
