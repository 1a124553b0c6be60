"""Senses of words: which are known, and how they are said in plain words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpus_files import SenseExample, senses

from polywire.language.facts import facts
from polywire.language.meaning.senses import paraphrased, uses

PAIRS = (("en", "pt"), ("pt", "en"))
EXAMPLES = [
    pytest.param(*pair, example, id=f"{pair[0]}: {example.sense}")
    for pair in PAIRS
    for example in senses("-".join(pair))
]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_each_sense_has_one_example(source: str, target: str) -> None:
    told = [example.sense for example in senses(f"{source}-{target}")]
    assert sorted(told) == sorted(facts("senses", source)[target])


@pytest.mark.parametrize(("source", "target", "example"), EXAMPLES)
def test_the_word_of_an_example_is_said_in_plain_words(
    source: str, target: str, example: SenseExample
) -> None:
    plain = paraphrased(example.source, source, target)
    assert plain != example.source
    assert plain[:1].isupper()


@pytest.mark.parametrize(("source", "target", "example"), EXAMPLES)
def test_of_two_translations_the_right_one_is_known(
    source: str, target: str, example: SenseExample
) -> None:
    del source, target
    assert re.search(f"(?i){example.right}", example.good)
    assert example.good != example.bad


SAID = [
    ("Weirs were removed.", "Small dams were removed."),
    ("“Weirs were removed.”", "“Small dams were removed.”"),
    ("GPs asked for more time.", "Family doctors asked for more time."),
    ("He turns a blind eye to it.", "He ignores it."),
    ("She will turn a blind eye to it.", "She will ignore it."),
    ("A row over pay.", "A dispute over pay."),
    ("Tower block Elm House burned.", "Tall apartment building Elm House burned."),
    (
        "The mole left the secret service.",
        "The infiltrated agent left the secret service.",
    ),
    ("The weir and the culvert burst.", "The small dam and the drainage pipe burst."),
    ("He took the brunt of it.", "He suffered most of it."),
]


@pytest.mark.parametrize(("text", "plain"), SAID, ids=lambda text: text[:30])
def test_a_word_is_said_in_the_form_that_the_text_has(text: str, plain: str) -> None:
    assert paraphrased(text, "en", "pt-BR") == plain


LEFT = [
    "Weir Lane was closed.",
    "They asked Peter Weir.",
    "THE WEIR WAS REMOVED.",
    "The weird sound came back.",
    "It won for the third year in a row, the government said.",
    "He slammed the door of the car.",
    "They looked into the camera.",
    "Troops stood down on Friday.",
    "The mole on her cheek was removed.",
    "Rain showers came from the stock market.",
    "The constituents of the cement were tested.",
    "A change in the balance of power worried the islands.",
    "Some 40 hectares under threat lie by the river.",
    "He answered when asked by the committee.",
    "The engineers built redundancies into the system.",
    "House bill 23 was read twice.",
    "They had to milk the goats by hand.",
    "The will of the people is clear.",
    "The coach left him off the roster for the final.",
    "The runway was cleared of debris.",
    "The blanket was pulled over the body.",
    "The staff washed up the plates.",
    "The patrol came under fire from a nearby village.",
    "Cook the peas in hot water.",
    "They came out of the blue sky.",
    "Rye is a pretty town.",
    "Constable painted the mill.",
    "She looked into the well.",
    "He has a sympathetic nervous system.",
    "The watchdog barked at the thieves.",
]
LEFT_IN_PORTUGUESE = [
    "Hastearam a bandeira vermelha na praia.",
    "A Lava-Jato prendeu o diretor.",
    "Ele levou a melhor amiga ao baile.",
    "A bolsa caiu da mesa.",
    "Ela deixou tudo igual na casa.",
    "O acordo prevê a queda de barreira comercial.",
    "Ela usava uma saia justa.",
    "Ele trava a porta do galpão.",
]


@pytest.mark.parametrize("text", LEFT)
def test_names_and_other_senses_are_left_as_they_are(text: str) -> None:
    assert paraphrased(text, "en", "pt-BR") == text


@pytest.mark.parametrize("text", LEFT_IN_PORTUGUESE)
def test_other_senses_in_portuguese_are_left_as_they_are(text: str) -> None:
    assert paraphrased(text, "pt-BR", "en") == text


@pytest.mark.parametrize("pair", [("en", "es"), ("de", "en"), ("en", "en")])
def test_a_pair_without_senses_is_left_as_it_is(pair: tuple[str, str]) -> None:
    assert paraphrased("The weir was removed.", *pair) == "The weir was removed."


@given(st.text(max_size=60))
def test_uses_stand_where_they_say(text: str) -> None:
    for use in uses(text, "en", "pt"):
        assert text[use.start : use.end] == use.text
