"""Corrections: named by a rule, dated, and silent about what was taken back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import an_article, at, paragraphs

from polywire.article import Article, Block, Correction
from polywire.follow import source_corrections
from polywire.follow.changes import distance
from polywire.follow.revision_diff import diff
from polywire.language.text.words import words
from polywire.publish.label.correction_notes import render
from polywire.tables import table

LOCALES = ["en", "pt-BR", "es", "fr", "de", "ru", "uk", "ar", "fa", "he"]
FIRST = "Norvale opened its new bridge on Monday."


def noted(old: Article, new: Article) -> Correction:
    change = diff(old, new)
    assert change is not None
    return source_corrections.correction(change, at=at(2), version=2)


def edited(before: str, after: str, **fields: str) -> Correction:
    return noted(
        an_article(FIRST, before, **fields), an_article(FIRST, after, **fields)
    )


RULE = [
    (
        "The fire injured 12 people.",
        "The fire injured 21 people.",
        "correction",
        ("number", "12", "21"),
    ),
    (
        "It cost 3.2 million crowns.",
        "It cost 3.4 million crowns.",
        "correction",
        ("number", "3200000", "3400000"),
    ),
    (
        "Prices rose 4.5% in May.",
        "Prices rose 5.4% in May.",
        "correction",
        ("number", "4.5%", "5.4%"),
    ),
    (
        "The trial opened on 3 May 2024.",
        "The trial opened on 5 May 2024.",
        "correction",
        ("date", "2024-05-03", "2024-05-05"),
    ),
    (
        "The trial opened on May 3.",
        "The trial opened on May 13.",
        "correction",
        ("date", "--05-03", "--05-13"),
    ),
    (
        "Police held Jan Moro at noon.",
        "Police held Jan Maro at noon.",
        "correction",
        ("name", "", ""),
    ),
    (
        "The trial opens on Monday.",
        "The trial opens on Thursday.",
        "correction",
        ("date", "", ""),
    ),
    ("The vote is in March.", "The vote is in April.", "correction", ("date", "", "")),
    (
        "The doors open at 6.30 pm for all.",
        "The doors open at 7.30 pm for all.",
        "correction",
        ("time", "", ""),
    ),
    (
        "The roof cost 2.4 million pounds.",
        "The roof cost 2.4 million euros.",
        "correction",
        ("currency", "", ""),
    ),
    (
        "It covers 310 hectares of the marsh.",
        "It covers 310 acres of the marsh.",
        "correction",
        ("unit", "", ""),
    ),
    (
        "The council met in the hall.",
        "The council met on Monday in the hall.",
        "update",
        ("text", "", ""),
    ),
    (
        "The man was charged on Sunday.",
        "The man was not charged on Sunday.",
        "correction",
        ("negation", "", ""),
    ),
    (
        "Profits rose in the first half.",
        "Profits fell in the first half.",
        "correction",
        ("meaning", "", ""),
    ),
    (
        "He called it “a fine day for us”.",
        "He called it “a sad day for us”.",
        "correction",
        ("quotation", "", ""),
    ),
    (
        "The bridge carries the tram and buses.",
        "The bridge carries trams as well as buses.",
        "update",
        ("text", "", ""),
    ),
    (
        "The brigde carries trams.",
        "The bridge carries trams.",
        "refile",
        ("typo", "", ""),
    ),
    (
        "The bridge carries trams , too.",
        "The bridge carries trams, too.",
        "refile",
        ("typo", "", ""),
    ),
    (
        "Police praised Ludvik Dvorsky at noon.",
        "Police praised Ludvik Dvorský at noon.",
        "correction",
        ("name", "", ""),
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "kind", "fact"), RULE, ids=[row[1] for row in RULE]
)
def test_the_rule_names_the_change(
    before: str, after: str, kind: str, fact: tuple[str, str, str]
) -> None:
    made = edited(before, after)
    assert (made.kind, made.changes) == (kind, (fact,))


def test_a_new_headline_is_a_correction() -> None:
    made = noted(an_article(), an_article(headline="Norvale closes its new bridge"))
    assert made.kind == "correction"
    assert "headline" in [what for what, _, _ in made.changes]


def test_a_headline_written_anew_tells_no_numbers_that_are_not_its_values() -> None:
    old = an_article(headline="Norvale library stays open at night")
    new = an_article(headline="Norvale library stays open until two")
    assert noted(old, new).changes == (("headline", "", ""),)


def test_words_that_deny_are_told_of_sentences_of_the_text_only() -> None:
    def pictured(text: str) -> Article:
        figure = Block("figure", text, src="https://a.example/1")
        return an_article(blocks=(figure, *paragraphs(FIRST)))

    made = noted(pictured("The crew in the hall"), pictured("No crew in the hall"))
    assert "negation" not in {what for what, _, _ in made.changes}


def test_a_sentence_written_anew_is_not_called_affirmed_or_denied() -> None:
    made = edited(
        "The old hall of the town has no roof and stays shut.",
        "The town will build a new hall beside the old one.",
    )
    assert "negation" not in {what for what, _, _ in made.changes}


def test_a_headline_with_other_quotation_marks_is_none() -> None:
    old = an_article(headline="Norvale’s bridge opens")
    new = an_article(headline="Norvale's bridge opens")
    assert noted(old, new).kind == "refile"


def test_more_text_is_an_update() -> None:
    made = noted(an_article(FIRST), an_article(FIRST, "Buses follow on Friday."))
    assert (made.kind, made.changes) == ("update", (("added", "", ""),))


def test_a_removed_name_is_a_correction_that_does_not_say_it() -> None:
    accused = "Police held the teacher Jonas Wirth on Sunday."
    made = noted(an_article(FIRST, accused), an_article(FIRST))
    assert made.kind == "correction"
    assert [what for what, _, _ in made.changes] == ["name", "removed"]
    assert "Wirth" not in repr(made)


def test_the_sources_own_notice_makes_a_correction() -> None:
    notice = Block("correction", "An earlier version gave a wrong number of lanes.")
    old = an_article(FIRST)
    made = noted(old, replace(old, blocks=(*old.blocks, notice)))
    assert (made.kind, made.changes) == ("correction", (("notice", "", ""),))


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        (
            "Halls 30, 12, 46 and 24 were shut for repairs.",
            "Halls 31, 13, 47 and 25 were shut for repairs.",
            (
                ("number", "12", "13"),
                ("number", "24", "25"),
                ("number", "30", "31"),
                ("number", "46", "47"),
            ),
        ),
        (
            "The doors of the hall open at 6.30 pm for all.",
            "The doors of the hall open for all.",
            (("text", "", ""),),
        ),
        (
            "The new roof of the hall cost a lot.",
            "The new roof of the hall cost 2.4 million euros.",
            (("number", "", ""),),
        ),
        (
            "The new roof of the hall cost 24 million.",
            "The new roof of the hall cost 24 million euros.",
            (("currency", "", ""),),
        ),
        (
            "The roof cost 2 million euros and 14 men built it.",
            "The roof cost 2 million euros, not 3 million euros, and 14 men built it.",
            (("number", "", ""), ("negation", "", "")),
        ),
        (
            "It covers 310 hectares of the marsh.",
            "It covers 310 plots of the marsh.",
            (("text", "", ""),),
        ),
        (
            "The trams ran over night to the harbour.",
            "The trams ran overnight to the harbour.",
            (("typo", "", ""),),
        ),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_only_what_became_another_value_is_told(
    before: str, after: str, facts: tuple[tuple[str, str, str], ...]
) -> None:
    assert edited(before, after).changes == facts


def test_a_standfirst_that_denies_what_it_said_is_a_correction() -> None:
    old = an_article(standfirst="The council has sold the old mill.")
    new = replace(old, standfirst="The council has not sold the old mill.")
    assert noted(old, new).changes == (("negation", "", ""),)


def test_a_name_that_moved_into_the_standfirst_was_not_taken_back() -> None:
    said = "Police praised the teacher Jonas Wirth."
    old, new = an_article(FIRST, said), an_article(FIRST, standfirst="Jonas Wirth")
    assert "name" not in {what for what, _, _ in noted(old, new).changes}
    gone = replace(new, standfirst="A teacher")
    assert "name" in {what for what, _, _ in noted(old, gone).changes}


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        ("bridge", "bridge", 0),
        ("brigde", "bridge", 1),
        ("bride", "bridge", 1),
        ("", "bridge", 6),
        ("abcd", "badc", 2),
        ("kitten", "sitting", 3),
    ],
)
def test_letters_that_swap_places_are_one_step(
    first: str, second: str, steps: int
) -> None:
    assert distance(first, second) == distance(second, first) == steps


def test_a_notice_that_the_source_took_back_is_no_correction() -> None:
    notice = Block("correction", "An earlier version gave a wrong number of lanes.")
    new = an_article(FIRST)
    made = noted(replace(new, blocks=(*new.blocks, notice)), new)
    assert (made.kind, made.changes) == ("refile", ())


@pytest.mark.parametrize("fields", [{"bylines": ("Rolf Steen",)}, {"dateline": "OLM"}])
def test_another_author_or_place_is_a_name_that_was_wrong(
    fields: dict[str, Any],
) -> None:
    old = an_article(dateline="KALVO")
    made = noted(old, replace(old, **fields))
    assert (made.kind, made.changes) == ("correction", (("name", "", ""),))


def test_of_a_language_without_data_numbers_are_told_and_nothing_is_guessed() -> None:
    old = an_article("A 12 xe ta moro ri.", language="tlh")
    new = an_article("A 14 xe ta moro ri.", language="tlh")
    assert noted(old, new).changes == (("number", "12", "14"),)


def test_a_telephone_number_is_never_repeated() -> None:
    made = edited("Call 5550123456 for help.", "Call 5550987654 for help.")
    assert made.changes == (("number", "", ""),)


def test_numbers_that_cannot_be_paired_are_not_told() -> None:
    made = edited("The fire hurt 12 people.", "The fire hurt 12 people and killed 3.")
    assert made.changes == (("number", "", ""),)


def test_without_capitals_a_new_wording_counts_as_a_correction() -> None:
    old = an_article(
        "افتتحت المدينة جسرا جديدا قال المدير سامر", language="ar", bylines=()
    )
    new = an_article(
        "افتتحت المدينة جسرا جديدا قال المدير وليد", language="ar", bylines=()
    )
    assert noted(old, new).kind == "correction"


def test_an_english_note_reads_as_a_sentence() -> None:
    made = edited("The fire injured 1,200 people.", "The fire injured 2,100 people.")
    assert made.note == (
        "Corrected by the source (March 2, 2026). "
        "What changed: a number (before: 1,200; now: 2,100)."
    )


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("pt-BR", "1.200"), ("de", "1.200"), ("fr", "1\u202f200"), ("ru", "1\u202f200")],
)
def test_numbers_are_written_in_the_format_of_the_interface(
    locale: str, shown: str
) -> None:
    made = edited("The fire injured 1,200 people.", "The fire injured 2,100 people.")
    assert shown in render(made, locale).replace("\xa0", "\u202f")


def test_days_are_written_in_words_of_the_interface() -> None:
    made = edited("It opened on 3 May 2024.", "It opened on 5 May 2024.")
    assert "3 de maio de 2024" in render(made, "pt-BR")
    assert "3 мая 2024" in render(made, "ru")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_of_change_has_words_in_every_language(locale: str) -> None:
    notes = table("polywire.publish", "corrections.toml")
    assert set(notes[locale]) == set(notes["en"])
    assert all(text.strip() for text in notes[locale].values())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_note_in_each_language_is_not_english(locale: str) -> None:
    made = edited("The fire injured 12 people.", "The fire injured 21 people.")
    shown = render(made, locale)
    assert "12" in shown
    assert "21" in shown
    assert ("Corrected by" in shown) == (locale == "en")


def test_an_unshipped_language_gets_the_english_note() -> None:
    made = edited("The fire injured 12 people.", "The fire injured 21 people.")
    assert render(made, "sw") == made.note


WORDS = st.lists(
    st.sampled_from(
        [
            "Kaspar",
            "Wendt",
            "was",
            "not",
            "arrested",
            "on",
            "4",
            "May",
            "2021",
            "in",
            "Olm",
            "with",
            "37",
            "others",
            "Zora",
            "“yes”",
        ]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, min_size=1, max_size=4))
def test_a_note_never_says_a_word_that_the_source_removed(
    before: list[str], after: list[str]
) -> None:
    old = an_article(blocks=paragraphs(FIRST, *before))
    new = an_article(blocks=paragraphs(FIRST, *after))
    change = diff(old, new)
    if change is None:
        return
    made = source_corrections.correction(change, at=at(2), version=2)
    secret = {"Kaspar", "Wendt", "Olm", "Zora", "arrested", "others"}
    for locale in LOCALES:
        assert not secret & set(words(render(made, locale)))
    assert not secret & set(words(repr(made)))
