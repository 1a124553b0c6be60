"""In which language a text is: declared and detected, weighed over all languages."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.corpus_files import Sample, languages

from polywire.extract.fields.tongues import weigh
from polywire.language.text.tags import base
from polywire.tongue import UNKNOWN, Tongue

ARTICLES, SHORT = languages("articles"), languages("short")
WIRES = (("en", "pt-BR"), ("en", "de"), ("es", "en"), ("ru", "uk"), ("fr", "pt-PT"))
HOW = ("right", "none", "wrong")
STRANGERS = {"ast"}
"""Languages that the model does not know: only a declaration can name them."""
ASKED = [
    pytest.param(sample, how, id=f"{sample.tag}-{how}-{number}")
    for (number, sample), how in product(enumerate(ARTICLES), HOW)
    if how == "right" or sample.tag not in STRANGERS
]


def _declared(sample: Sample, how: str) -> tuple[tuple[str, str | None], ...]:
    """Return what page and feed say: both are wrong where a template is."""
    wrong = "pt-BR" if base(sample.tag) == "en" else "en"
    tag = {"right": sample.tag, "none": None, "wrong": wrong}[how]
    return ("page", tag), ("feed", tag)


@pytest.mark.parametrize(("sample", "how"), ASKED)
def test_a_text_is_never_taken_for_another_language_of_the_wire(
    sample: Sample, how: str
) -> None:
    for ours in WIRES:
        found = weigh(sample.text, declared=_declared(sample, how), ours=ours)
        own = {base(tag) for tag in ours}
        if base(sample.tag) in own:
            assert base(found.language) == base(sample.tag), found
        else:
            assert base(found.language) not in own, found


@pytest.mark.parametrize("how", ["right", "none"])
@pytest.mark.parametrize("sample", SHORT, ids=lambda one: f"{one.tag}-{one.headline}")
def test_an_original_of_the_wire_is_not_lost_however_short(
    sample: Sample, how: str
) -> None:
    found = weigh(sample.text, declared=_declared(sample, how), ours=(sample.tag, "fi"))
    assert found.language == sample.tag, found


@pytest.mark.parametrize(
    ("tag", "ours", "expected"),
    [
        ("pt-PT", ("en", "pt-BR"), "pt-BR"),
        ("pt-PT", ("pt-BR", "pt-PT"), "pt-PT"),
        ("nb", ("en",), "nb"),
        ("sr", ("sr-Latn",), "sr-Cyrl"),
        ("sr-Latn", ("sr-Latn",), "sr-Latn"),
        ("zh-TW", ("zh-CN",), "zh-Hant"),
        ("zh-CN", ("zh-TW", "zh-CN"), "zh-CN"),
    ],
)
def test_the_tag_is_the_wires_own_where_its_script_can_be_read(
    tag: str, ours: tuple[str, ...], expected: str
) -> None:
    sample = next(one for one in ARTICLES if one.tag == tag)
    declared = (("page", tag), ("feed", tag))
    assert weigh(sample.text, declared=declared, ours=ours).language == expected


def test_a_declaration_decides_between_languages_that_words_do_not_part() -> None:
    text = "Predsednik opštine obećao novi trotoar. Radovi počinju danas."
    assert weigh(text, declared=(("page", "bs"),)).language == "bs"
    assert weigh(text, declared=(("page", "sr"),)).language == "sr"


def test_a_language_that_the_model_does_not_know_is_heard_when_declared() -> None:
    sample = next(one for one in ARTICLES if one.tag == "ast")
    found = weigh(sample.text, declared=(("page", "ast"),), ours=("es", "en"))
    assert found.language == "ast"


@pytest.mark.parametrize("tag", ["gb", "kr", "mul", "und", "zxx", "xx", ""])
def test_a_declared_code_that_is_no_language_of_the_text_loses_nothing(
    tag: str,
) -> None:
    sample = next(one for one in ARTICLES if one.tag == "ko")
    found = weigh(sample.text, declared=(("page", tag), ("feed", tag)), ours=("ko",))
    assert found.language == "ko"


@pytest.mark.parametrize(("code", "tag"), [("por", "pt"), ("eng", "en"), ("iw", "he")])
def test_old_and_three_letter_codes_are_understood(code: str, tag: str) -> None:
    assert weigh("", declared=(("page", code),), ours=(tag,)).language == tag


def test_nothing_declared_and_no_words_is_no_language() -> None:
    found = weigh("12 345 – 6", ours=("en", "pt-BR"))
    assert found == Tongue(UNKNOWN, 0.0)
    assert found.told == "it has no words"


def test_words_between_many_languages_are_in_none_of_them() -> None:
    text = "Slavia Lipnice 2, Botev Vratna 1. Rapid Carvello 0, Hajduk Mirel 0."
    assert weigh(text, ours=("en", "pt-BR")).language == UNKNOWN


def test_the_evidence_says_who_declared_what_and_what_the_words_look_like() -> None:
    sample = next(one for one in ARTICLES if one.tag == "fr")
    found = weigh(
        sample.text,
        declared=(("settings", None), ("page", "en"), ("feed", "en")),
        ours=("en",),
    )
    assert found.language == "fr"
    assert found.told == ("the page and the feed say en, its words look like fr (100%)")


@settings(max_examples=60, deadline=None)
@given(
    sample=st.sampled_from([*ARTICLES, *SHORT]),
    who=st.sampled_from(["settings", "page", "feed"]),
    tag=st.sampled_from(["en", "pt-BR", "gl", "ru", "ar", "ast", "zh-Hant"]),
)
def test_declaring_a_language_never_lowers_the_belief_in_it(
    sample: Sample, who: str, tag: str
) -> None:
    alone = weigh(sample.text, ours=("en",))
    said = weigh(sample.text, declared=((who, tag),), ours=("en",))
    if base(alone.language) == base(tag):
        assert base(said.language) == base(tag)
        assert said.share >= alone.share
    assert said == weigh(sample.text, declared=((who, tag),), ours=("en",))


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=200),
    declared=st.lists(
        st.tuples(
            st.sampled_from(["settings", "page", "feed"]),
            st.none() | st.text(max_size=12),
        ),
        max_size=3,
    ),
)
def test_whatever_is_said_the_share_is_one_and_the_answer_a_tag(
    text: str, declared: list[tuple[str, str | None]]
) -> None:
    found = weigh(text, declared=tuple(declared), ours=("en", "zh-TW"))
    assert 0.0 <= found.share <= 1.0
    assert found.language
