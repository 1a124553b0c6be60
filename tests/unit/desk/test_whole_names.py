"""No repair and no engine publishes half of a name, or a name in other letters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.twins import TwinLexicon, TwinTranslator

from polywire.article import Segment, SegmentVerdict
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.language.names import whole_names
from polywire.language.text.words import fold
from polywire.translate.engines.engine import Result

WORDS = {"fundo": "Fund", "alto": "High", "claro": "Clear", "bravo": "Brave"}
DICTIONARY = TwinLexicon({word: told.lower() for word, told in WORDS.items()})
FIRST = ["Riacho", "Peçanha", "Açude", "Ipueiras", "Cambuí", "Torvão"]
SECOND = ["Fundo", "Alto", "Claro", "Bravo", "Müllerlin", "Aurélia"]


def as_engines_may(text: str, how: str) -> Result:
    """Translate a report from a place, and change what is a name there."""
    place = text.removeprefix("O rio chegou a ").removesuffix(" ontem.")
    first, _, second = place.partition(" ")
    other = WORDS.get(fold(second), fold(second).capitalize())
    told = {
        "half": f"{first} {other}",
        "turned": f"{other} {first}",
        "plain": " ".join(fold(word).capitalize() for word in (first, second) if word),
        "kept": place,
    }[how]
    return Result(f"The river reached {told if second else place} yesterday.")


@given(
    st.sampled_from(FIRST),
    st.sampled_from(SECOND),
    st.sampled_from(["half", "turned", "plain", "kept"]),
)
def test_a_name_comes_out_whole_or_its_sentence_is_stopped(
    first: str, second: str, how: str
) -> None:
    engine = TwinTranslator(
        source="pt", target="en", answer=lambda text: as_engines_may(text, how)
    )
    text = f"O rio chegou a {first} {second} ontem."
    desk = RepairTools((engine,), lexicon=DICTIONARY)
    made = translate_segments([Segment("body", 0, None, text)], desk)[0]
    is_stopped = made.verdict is SegmentVerdict.STOP
    assert is_stopped or f"{first} {second}" in made.target


@given(st.lists(st.sampled_from(["Nara", "Torv", "Alta", "Casa", "em", "e", "Ele"])))
def test_what_is_masked_has_no_known_name_at_its_edge(written: list[str]) -> None:
    known = {"Nara", "Torv"}
    text = " ".join(written)
    for name in whole_names.find(text, known, "en"):
        assert set(name.split()) <= known
    whole = set(whole_names.find(text, known, "en"))
    runs = re.findall(r"(?:\b(?:Nara|Torv)\b ?)+", text)
    assert whole == {
        name
        for run in runs
        for name in ([run.strip()] if len(run.split()) <= 4 else run.split())
    }


HALVED = [
    ("Foi a Riacho Fundo.", "He went to Riacho Fund.", "Riacho Fundo"),
    ("Foi ao Banco Andorinha.", "He went to the Andorinha Bank.", ""),
    ("Foi ao Hospital Alto.", "He went to the High Hospital.", ""),
]


@pytest.mark.parametrize(
    ("said", "told", "name"), HALVED, ids=[said for said, _, _ in HALVED]
)
def test_the_kind_of_a_thing_may_be_translated(said: str, told: str, name: str) -> None:
    found = whole_names.halved(said, told, ("pt", "en"), DICTIONARY.all_targets)
    assert {gone for gone, _ in found} == ({name} if name else set())


ENGLISH = {"blessing": {"benca"}, "patient": {"pacie"}, "storm": {"tempe"}}
TITLED = [
    ("Blessing Okon won.", "Bênção Okon venceu.", True),
    ("Winner Okon spoke.", "Vencedor Okon falou.", False),
    ("The boat, the Patient Ravna, sank.", "O barco, o paciente Ravna, afundou.", True),
    ("They fear Storm Ravna.", "Eles temem a tempestade Ravna.", False),
]


@pytest.mark.parametrize(
    ("said", "told", "is_found"), TITLED, ids=[said for said, _, _ in TITLED]
)
def test_a_first_name_is_no_word_and_a_title_is_no_name(
    said: str, told: str, *, is_found: bool
) -> None:
    def means(word: str) -> frozenset[str]:
        return frozenset(ENGLISH.get(word, ()))

    assert bool([*whole_names.halved(said, told, ("en", "pt"), means)]) is is_found


def test_names_of_languages_with_endings_are_left_to_others() -> None:
    found = whole_names.halved("Nara Fundo.", "Nara Fund.", ("pl", "en"), frozenset)
    assert [*found] == []
