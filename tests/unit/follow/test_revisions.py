"""Revisions: only what readers see differently is a change, sentence by sentence."""

import time
from dataclasses import replace

import pytest
from tests.builders import an_article, at, paragraphs

from polywire.article import Article, Block, Mark
from polywire.follow.revision_diff import Change, Edit, diff, likeness

OPENED = "Norvale opened its new bridge on Monday after 14 months."
COST = "Mayor Ilse Varga said that it cost 3.2 million crowns."
BUSES = "Buses will cross it from Friday."


def changed(old: tuple[str, ...], new: tuple[str, ...]) -> Change:
    found = diff(an_article(*old), an_article(*new))
    assert found is not None
    return found


def test_the_same_text_is_no_revision() -> None:
    assert diff(an_article(), an_article()) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"tags": ("transport",)},
        {"modified": at(5)},
        {"section": "Local"},
        {"credits": ("Norvale Courier",)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_tags_dates_and_sections_make_no_revision(fields: dict[str, object]) -> None:
    assert diff(an_article(), an_article(**fields)) is None


def test_another_picture_and_another_link_make_no_revision() -> None:
    old = an_article(
        blocks=(Block("figure", "The bridge.", src="https://a.example/1"),)
    )
    new = an_article(
        blocks=(Block("figure", "The bridge.", src="https://a.example/2"),)
    )
    assert diff(old, new) is None
    linked = Block("paragraph", OPENED, (Mark("link", 0, 7, "https://x.example"),))
    plain = an_article(blocks=paragraphs(OPENED))
    assert diff(plain, replace(plain, blocks=(linked,))) is None


def test_a_moved_paragraph_is_no_change_of_sentences() -> None:
    assert diff(an_article(OPENED, COST), an_article(COST, OPENED)) is None


def test_only_the_changed_sentence_goes_to_the_engine_again() -> None:
    dearer = COST.replace("3.2", "3.4")
    change = changed((f"{OPENED} {COST}", BUSES), (f"{OPENED} {dearer}", BUSES))
    assert [(edit.old, edit.new) for edit in change.edits] == [(COST, dearer)]


def test_an_added_sentence_is_an_edit_without_an_old_side() -> None:
    change = changed((OPENED,), (OPENED, BUSES))
    assert [(edit.old, edit.new) for edit in change.edits] == [("", BUSES)]


def test_an_unlike_sentence_in_the_same_place_went_and_came() -> None:
    change = changed((OPENED, COST), (OPENED, BUSES))
    assert {(edit.old, edit.new) for edit in change.edits} == {("", BUSES), (COST, "")}


FERRIES = an_article(
    "The harbour council bought two ferries.",
    "They will sail to the islands in spring.",
    "Islanders had waited nine years for them.",
    headline="Two ferries for the islands",
    published=at(24),
)


def test_another_article_under_the_same_address_is_seen() -> None:
    change = diff(an_article(OPENED, COST, BUSES), FERRIES)
    assert change is not None
    assert change.is_other_article


@pytest.mark.parametrize(
    "old",
    [an_article(OPENED, COST, BUSES, published=at(24)), an_article(OPENED)],
    ids=["same date", "first alert"],
)
def test_what_may_be_a_rewritten_article_is_not_held(old: Article) -> None:
    change = diff(old, FERRIES)
    assert change is not None
    assert not change.is_other_article


def test_a_rewritten_article_on_the_same_event_is_no_other_article() -> None:
    new = an_article(
        "After 14 months Norvale opened its new bridge on Monday morning.",
        "It cost 3.2 million crowns, Mayor Ilse Varga said.",
    )
    change = diff(an_article(), new)
    assert change is not None
    assert not change.is_other_article


def test_likeness_is_the_share_of_common_words() -> None:
    assert likeness("a b c d", "a b x y") == pytest.approx(0.5)
    assert likeness("", "") == 1.0


@pytest.mark.parametrize("kind", ["all new", "all the same words", "one repeated"])
def test_a_huge_page_is_compared_in_a_moment(kind: str) -> None:
    texts = {
        "all new": [f"Word{n} stands {n} here {n * 7}." for n in range(4_000)],
        "all the same words": [f"One two three four five {n}." for n in range(4_000)],
        "one repeated": ["The same sentence again."] * 4_000,
    }[kind]
    old = an_article(*texts[:2_000])
    new = an_article(*texts[1_800:], "Something else at the end.")
    started = time.process_time()
    assert diff(old, new) is not None
    assert time.process_time() - started < 2


def test_a_long_article_edited_all_over_is_compared_in_a_moment() -> None:
    old = an_article(*(f"One two three four five {n}." for n in range(450)))
    new = an_article(*(f"One two three four six {n}." for n in range(450)))
    started = time.process_time()
    change = diff(old, new)
    assert change is not None
    assert all(edit.old and edit.new for edit in change.edits)
    assert time.process_time() - started < 2


def test_of_two_equal_sentences_that_went_and_one_that_came_one_is_gone() -> None:
    found = changed((BUSES, BUSES, OPENED, COST), (OPENED, COST, BUSES))
    assert found.edits == (Edit("body", BUSES, ""),)


def test_in_a_long_text_each_sentence_is_paired_with_itself() -> None:
    letters = [a + b for a in "bdfgk" for b in "aeiou"] * 2
    old = [
        f"The {a}{b}ro sold {b}{a}to at {a}{a}mi."
        for a, b in zip(letters, letters[7:], strict=False)
    ]
    new = [one.replace("sold", "gave") for one in old]
    edits = changed(tuple(old), tuple(new)).edits
    pairs = zip(old, new, strict=True)
    assert edits == tuple(Edit("body", said, now) for said, now in pairs)


def test_texts_without_words_have_nothing_in_common() -> None:
    assert likeness("…", "!!") == 0.0
    assert likeness("…", "…") == 1.0
