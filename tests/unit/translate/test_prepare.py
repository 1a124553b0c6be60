from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polywire.translate.sentence import value_masks
from polywire.translate.sentence.options import Options, Protected
from polywire.translate.sentence.prepare import Prepared, prepare, split_points
from polywire.translate.sentence.vocabulary_gate import Gate

# The characters of the bundled English-Portuguese vocabulary, written out so that
# these tests read no file; tests/integration has the same laws on the real one.
GATE = Gate(
    frozenset(
        " !\"$%&'()*+,-./0123456789:;=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_"
        "abcdefghijklmnopqrstuvwxyz|°ÁÉàáâãçéêíóôõú"
    )
)


def ready(text: str, names: Sequence[Protected] = (), **options: object) -> Prepared:
    return prepare(
        text,
        gate=GATE,
        source="en",
        target="pt-BR",
        names=names,
        options=Options(**options),  # type: ignore[arg-type]  # names of Options
    )


def through(text: str, answer: str) -> str:
    """Prepare a text, give the answer for it, return what readers see."""
    prepared = ready(text)
    tokens = {str(i): mask.token for i, mask in enumerate(prepared.masks)}
    for number, token in tokens.items():
        answer = answer.replace("{" + number + "}", token)
    restored = prepared.restore([answer])
    assert restored.problems == ()
    return restored.text


@pytest.mark.parametrize(
    ("text", "answer", "shown"),
    [
        pytest.param("1,347 people", "{0} pessoas", "1.347 pessoas", id="grouped"),
        pytest.param("It is 2.53 m", "Tem {0} m", "Tem 2,53 m", id="decimal"),
        pytest.param(
            "a £11million fund", "um fundo de 11 milhões de libras", None, id="pounds"
        ),
        pytest.param(
            "It lost $1.2bn", "Perdeu {0} bilhões de dólares", "Perdeu US$ 1,2 bilhão"
        ),
        pytest.param(
            "“Stay,” she said…", '"Fique", ela disse...', "“Fique”, ela disse…"
        ),
        pytest.param('"Stay," she said.', '"Fique", ela disse.', None, id="straight"),
        pytest.param("We left — twice.", "Saímos - 2 vezes.", "Saímos — 2 vezes."),
        pytest.param(
            "See https://a.example/x.", "Veja {0}.", "Veja https://a.example/x."
        ),
        pytest.param("Erdoğan met Peña", "Erdogan viu Pena", "Erdoğan viu Peña"),
        pytest.param("He said “Не молчи”.", 'Disse "{0}".', "Disse “Не молчи”."),
        pytest.param("It starts at 5 p.m.", "Começa às 17:00.", "Começa às 17h."),
        pytest.param("It is in English", "É em inglês (em inglês)", "É em inglês"),
        pytest.param("the 347th day", "o 347o dia", "o 347º dia", id="ordinal"),
        pytest.param("Done.", "feito", "Feito.", id="ends"),
        pytest.param("• First point", "Primeiro ponto", "• Primeiro ponto"),
    ],
)
def test_what_the_engine_breaks_comes_back(
    text: str, answer: str, shown: str | None
) -> None:
    assert through(text, answer) == (shown or answer)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("It starts at 5 p.m. on Monday", "It starts at 17:00 on Monday"),
        ("from 3-5pm", "from 15:00-17:00"),
        ("It began at 12:05 a.m.", "It began at 00:05."),
        ("‘It was about money,’ he said", '"It was about money," he said'),
        ("the villagers’ plan", "the villagers' plan"),
        ("12 km² of land", "12 square kilometres of land"),
        ("in 1999 and 2024", "in 1999 and 2024"),
        ("won 3-0, 218-212", "won 3-0, 218-212"),
        ("½ of them", "1/2 of them"),
        ("£5 and €1", "5 pounds and 1 euro"),
    ],
)
def test_the_engine_gets_what_it_can_read(text: str, given: str) -> None:
    assert ready(text).sentences == (given,)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("It cost 40 crore rupees.", "It cost 400 million rupees."),
        ("It cost 1.5 lakh crore rupees.", "It cost {} trillion rupees."),
        ("It cost 120 crore rupees.", "It cost {} billion rupees."),
        ("It fed 3 lakh people.", "It fed {} people."),
        ("Two crore people voted.", "20 million people voted."),
    ],
)
def test_crores_and_lakhs_are_multiplied_out(text: str, given: str) -> None:
    prepared = ready(text)
    assert prepared.sentences == (given.format(*(m.token for m in prepared.masks)),)


def test_what_readers_may_see_as_the_original_is_not_said_in_plain_words() -> None:
    prepared = ready("The weir was removed.")
    assert prepared.sentences == ("The small dam was removed.",)
    assert prepared.original == "The weir was removed."


def test_a_protected_term_is_not_said_in_other_words() -> None:
    prepared = ready("The weir was removed.", names=[Protected("weir", "açude")])
    (token,) = (mask.token for mask in prepared.masks)
    assert prepared.sentences == (f"The {token} was removed.",)


REGIONAL = [
    ("Os dois polícias viram 44 autocarros.", "Os dois policiais viram 44 ônibus."),
    ("A equipa registou o facto.", "A equipe registrou o fato."),
    ("O avançado do Norvale marcou um golo.", "O atacante do Norvale marcou um gol."),
    ("Um défice de 3 mil milhões.", "Um déficit de 3 bilhões."),
    ("A directora está a preparar-se.", "A diretora está preparando-se."),
    ("Esperou na paragem de autocarro.", "Esperou no ponto de ônibus."),
    ("Aos duas horas caiu; ao uma hora, não.", "Às duas horas caiu; à uma hora, não."),
    (
        "Na próxima Primavera, a Primavera Árabe.",
        "Na próxima primavera, a Primavera Árabe.",
    ),
    (
        "Apoiantes nocturnos da vila piscatória.",
        "Apoiadores noturnos da vila pesqueira.",
    ),
    ("A paragem fica na rotunda.", "A parada fica na rotatória."),
    (
        "São 40 despedimentos, e a carta de condução.",
        "São 40 demissões, e a carteira de motorista.",
    ),
    (
        "Foi em 4 de Dezembro; o 25 de Abril fica.",
        "Foi em 4 de dezembro; o 25 de Abril fica.",
    ),
    ("A electricidade e a electrónica.", "A eletricidade e a eletrônica."),
    ("Está a par; as polícias e o controlador ficam.", ""),
    ("António tem a infecção e a convicção do espectador.", ""),
    ("O comboio militar e o metro do avançado estudo.", ""),
]


@pytest.mark.parametrize(("answer", "shown"), REGIONAL)
def test_words_of_portugal_are_written_as_brazil_has_them(
    answer: str, shown: str
) -> None:
    assert ready("Norvale won.").restore([answer]).text == (shown or answer)


def test_a_name_that_looks_like_portugals_spelling_stays() -> None:
    told = (
        "O director da General Electric e da Active Directory viu a Active Directory."
    )
    shown = told.replace("director", "diretor")
    prepared = ready("The director of General Electric and Active Directory.")
    assert prepared.restore([told]).text == shown


def test_a_text_for_portugal_keeps_its_words() -> None:
    prepared = prepare("It won.", gate=None, source="en", target="pt-PT")
    assert prepared.restore(["A equipa venceu."]).text == "A equipa venceu."


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("Ms. Tolland venceu.", "Sra. Tolland venceu."),
        ("Ele viu Mr Tolland.", "Ele viu Sr. Tolland."),
        ("Ms é um sinal.", "Ms é um sinal."),
    ],
)
def test_a_copied_courtesy_title_is_written_as_in_the_target(
    answer: str, shown: str
) -> None:
    assert ready("Tolland won.").restore([answer]).text == shown


@pytest.mark.parametrize("text", ["😀 😀", "3-0", "https://a.example", "— ", "", "..."])
def test_a_text_without_words_needs_no_engine(text: str) -> None:
    prepared = ready(text)
    assert prepared.sentences == ()
    assert prepared.restore(()).text == text.strip()


def test_a_bare_figure_takes_the_format_of_the_target() -> None:
    assert ready("1,250.5").restore(()).text == "1.250,5"


def test_a_number_that_does_not_come_back_is_a_problem() -> None:
    prepared = ready("At least 820,000 people")
    assert prepared.restore(["Pelo menos 880 mil"]).problems == (
        "number-lost: 820,000",
    )


def test_a_placeholder_that_comes_back_twice_is_a_problem() -> None:
    prepared = ready("Write to a@b.example now")
    token = prepared.masks[0].token
    assert prepared.restore([f"Escreva a {token} e {token}"]).problems == (
        "placeholder-doubled: a@b.example",
    )


def test_a_name_that_loses_its_letters_is_a_problem() -> None:
    assert ready("Erdoğan left").restore(["Ele saiu"]).problems == (
        "letters-lost: Erdoğan",
    )


def test_a_protected_name_comes_out_in_the_form_that_is_wanted() -> None:
    prepared = ready("The Hague was calm", [Protected("The Hague", "Haia")])
    assert prepared.sentences == ("XQ1X was calm",)
    assert prepared.restore(["XQ1X estava calma"]).text == "Haia estava calma"


def test_stand_ins_keep_the_order_of_the_values() -> None:
    prepared = ready("It fell from 12,461 to 9,870 and then to 11,000")
    first, second, third = (int(mask.token) for mask in prepared.masks)
    assert second < third < first


def test_a_stand_in_never_equals_a_number_of_the_sentence() -> None:
    plain = " ".join(str(n) for n in range(100, 1000))
    prepared = ready(f"The numbers {plain} and 12,345")
    assert prepared.masks[0].token.startswith("XQ")


def test_options_change_which_numbers_are_protected() -> None:
    text = "3 of 2,014 people"
    assert len(ready(text, numbers="none").masks) == 0
    assert len(ready(text, numbers="large").masks) == 1
    assert len(ready(text, numbers="all").masks) == 2


def test_days_and_clock_times_are_never_hidden() -> None:
    text = "On 24 February and March 3rd at 14:30, 30 people in 2019"
    masks = ready(text, numbers="all").masks
    assert [mask.source for mask in masks] == ["30", "2019"]


def test_a_copied_number_is_mended_without_stand_ins() -> None:
    prepared = ready("It cost 26,750 soms", numbers="none")
    assert prepared.restore(["Custou 26,750 soms"]).text == "Custou 26.750 soms"


def test_shouting_is_calmed_on_demand() -> None:
    shouted = "STORM KILLS TEN IN THE US"
    assert ready(shouted).sentences == (shouted,)
    assert ready(shouted, calm=True).sentences == ("Storm kills ten in the US",)


def test_a_sentence_can_be_cut_at_its_clauses() -> None:
    text = "He came home; she had left, and nobody knew why."
    prepared = ready(text, split=True)
    assert prepared.sentences == (
        "He came home;",
        "she had left,",
        "and nobody knew why.",
    )
    restored = prepared.restore(["Ele voltou;", "Ela saiu,", "E ninguém sabia."])
    assert restored.text == "Ele voltou; ela saiu, e ninguém sabia."
    assert [text[i:][:3] for i in split_points(text)] == ["she", "and"]


def test_a_dateline_is_translated_by_itself() -> None:
    prepared = ready("WARSAW, March 3 (AP) — Poland will act.")
    assert prepared.sentences == ("WARSAW, March 3 (AP) -", "Poland will act.")


def test_no_piece_is_longer_than_the_engine_can_read() -> None:
    assert all(len(piece) <= 380 for piece in ready("word " * 4000).sentences)


@pytest.mark.parametrize("language", ["en", "pt", "ru", "zh"])
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
)
def test_no_character_outside_the_vocabulary_reaches_an_engine(
    language: str, text: str
) -> None:
    prepared = prepare(text, gate=GATE, source=language, target="pt-BR")
    for sentence in prepared.sentences:
        assert GATE.allows(sentence)
    prepared.restore(prepared.sentences)


def test_no_sign_of_unicode_reaches_an_engine_unmasked() -> None:
    # a sample here; the integration test takes every one
    chars = [chr(code) for code in range(0xA0, sys.maxunicode, 997)]
    for char in chars:
        if unicodedata.category(char)[0] in "LMNPSZ":
            for sentence in ready(f"the a{char}b {char} end").sentences:
                assert GATE.allows(sentence)


def test_a_word_for_a_number_without_figures_does_no_harm() -> None:
    prepared = prepare("÷MI", gate=GATE, source="pt", target="en")
    assert prepared.restore(prepared.sentences).text == "÷ MI"


def test_a_word_beside_an_emoji_is_translated() -> None:
    prepared = ready("We won😀 today")
    assert prepared.sentences == ("We won XQ1X today",)
    assert prepared.restore(["Vencemos XQ1X hoje"]).text == "Vencemos 😀 hoje"


@pytest.mark.parametrize("written", ["22:00h", "22:00 h", "22:00hs", "22:00 horas"])
def test_an_hour_has_one_h(written: str) -> None:
    assert value_masks.clocks_of(f"entre as {written} e as 05:30", "pt-BR") == (
        "entre as 22h e as 5h30"
    )


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("It grew by 13 to 310.", "It grew by 13, to 310."),
        ("It fell by 4 percentage points to 3 again.", "It fell by 4 percentage points, to 3 again."),
        ("It grew by 10 to 15 people.", "It grew by 10 to 15 people."),
        ("It grew from 13 to 310.", "It grew from 13 to 310."),
        ("It grew by 13, to 310.", "It grew by 13, to 310."),
    ],
    ids=["by", "points", "range", "from", "comma"],
)  # fmt: skip
def test_how_much_and_up_to_what_are_kept_apart(text: str, asked: str) -> None:
    assert ready(text).whole == asked


@pytest.mark.parametrize("code", ["0417", "007", "00325"])
def test_a_code_keeps_the_noughts_before_it(code: str) -> None:
    assert through(f"Quote {code} now.", "Cite {0} agora.") == f"Cite {code} agora."


@pytest.mark.parametrize(
    ("text", "answer", "shown"),
    [
        ("Às 7h10 o guarda leu.", "The 07:10 the guard read.", "At 7:10, the guard read."),
        ("O guarda leu às 7h10.", "The guard read at 07:10.", "The guard read at 7:10."),
    ],
    ids=["first", "last"],
)  # fmt: skip
def test_a_time_that_begins_a_sentence_is_one(
    text: str, answer: str, shown: str
) -> None:
    prepared = prepare(text, gate=GATE, source="pt", target="en")
    assert "07:10" in prepared.whole
    assert prepared.restore([answer]).text == shown
