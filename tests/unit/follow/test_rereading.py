"""Rereading: a redesign hides a text, a source that removes one is believed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import an_article

from polywire.article import Article, Block, Mark
from polywire.follow.rereading import judge

TEXT = [
    "The council of Norvale voted on Monday to open the old bridge.",
    "The work will take 14 weeks, the engineer said. Nobody had asked him before.",
    "Residents say that Rolf Steen took money from the till.",
    "The first riders are expected before the summer.",
]
TEASERS = [
    "Farmers and millers have met for two days to talk about rye.",
    "Our reporter spent a night with the men who clear the pass.",
    "The old cinema has been empty for eleven years, and is for sale.",
]


def article(*texts: str, **fields: Any) -> Article:
    return an_article(*(texts or TEXT), headline="Bridge opens", bylines=(), **fields)


def page(*texts: str, headline: str = "Bridge opens") -> str:
    return f"<h1>{headline}</h1>" + "".join(f"<div><b>{t}</b></div>" for t in texts)


def test_a_text_that_only_our_reader_lost_is_kept() -> None:
    found = judge(article(), article(*TEASERS), page(*TEXT, *TEASERS))
    assert found.action == "keep"
    assert found.article.blocks == article().blocks


def test_a_reading_in_doubt_takes_no_good_text_from_readers() -> None:
    doubtful = article(*TEXT, doubtful=("short-body",))
    assert judge(article(), doubtful, page(*TEXT)).action == "keep"


def test_what_the_page_says_no_more_goes_from_a_kept_text_too() -> None:
    left = [TEXT[0], TEXT[1].replace("Nobody had asked him before.", ""), TEXT[3]]
    found = judge(article(), article(*TEASERS), page(*left, *TEASERS))
    assert found.action == "keep"
    assert [block.text for block in found.article.blocks] == [
        TEXT[0],
        "The work will take 14 weeks, the engineer said.",
        TEXT[3],
    ]


def test_a_kept_text_has_the_rights_and_the_headline_that_the_page_states_now() -> None:
    signals = replace(article().signals, robots=("noindex",))
    new = replace(article(*TEASERS), headline="Bridge opens late", signals=signals)
    found = judge(article(), new, page(*TEXT, headline="Bridge opens late"))
    assert found.article.signals == signals
    assert found.article.headline == "Bridge opens"
    other = judge(article(), new, page(*TEXT, headline="Late at last"))
    assert other.article.headline == "Bridge opens late"


def test_names_leads_places_and_captions_that_went_are_not_kept() -> None:
    figure = Block("figure", "Rolf Steen at the till.", src="https://a.example/1")
    table = Block("table", "Rolf\t12", rows=(("Rolf", "12"),))
    old = replace(
        article(),
        blocks=(figure, table, *article().blocks),
        standfirst="A bridge, and a till.",
        dateline="KALVO",
        bylines=("Tomas Reed", "Ilse Varga"),
    )
    found = judge(
        old, article(*TEASERS), page(*TEXT[:2], TEXT[3], "By Ilse Varga", *TEASERS)
    ).article
    assert found.blocks[0] == replace(figure, text="")
    assert (found.standfirst, found.dateline) == (None, None)
    assert found.bylines == ("Ilse Varga",)
    assert not any("Rolf" in block.text for block in found.blocks)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (
            "He was named. The bridge opens. All is well.",
            (Mark("strong", 3, 6), Mark("link", 18, 24), Mark("emphasis", 32, 35)),
        ),
        (
            "The bridge opens. He was named. All is well.",
            (Mark("link", 4, 10), Mark("strong", 18, 20), Mark("emphasis", 32, 35)),
        ),
    ],
    ids=["behind", "before"],
)
def test_marks_around_a_cut_sentence_stay_on_their_words(
    text: str, marks: tuple[Mark, ...]
) -> None:
    old = article(*TEXT)
    old = replace(old, blocks=(*old.blocks, Block("paragraph", text, marks)))
    said = page(*TEXT, "The bridge opens. All is well.")
    (*_, block) = judge(old, article(*TEASERS), said).article.blocks
    assert block.text == "The bridge opens. All is well."
    assert [block.text[m.start : m.end] for m in block.marks] == ["bridge", "All"]


def test_a_text_that_stands_nowhere_any_more_is_doubted() -> None:
    gone = judge(article(), article(TEXT[0]), page(TEXT[0]))
    assert (gone.action, gone.article.blocks) == ("doubt", article().blocks)
    teasers = judge(article(), article(*TEASERS), page(*TEASERS))
    assert teasers.action == "doubt"


TAKEN = {
    "a removed paragraph": article(*TEXT[:2], TEXT[3]),
    "an added paragraph": article(*TEXT, "A band will play."),
    "a rewritten report": article(
        "Norvale opens its old bridge: the council voted so on Monday.",
        "It takes 14 weeks to work on it, said an engineer whom nobody asked.",
        "The residents say of Rolf Steen that money of the till was taken.",
        "Before the summer the first riders are expected.",
    ),
    "a wall": article(TEXT[0], paywalled=True),
    "a printed notice": replace(
        article(TEXT[0]),
        blocks=(*article(TEXT[0]).blocks, Block("correction", "We took back much.")),
    ),
}


@pytest.mark.parametrize("new", TAKEN.values(), ids=TAKEN)
def test_what_a_source_does_is_taken(new: Article) -> None:
    said = page(*(block.text for block in new.blocks))
    assert judge(article(), new, said).action == "take"


def test_a_first_alert_may_be_rewritten_whole() -> None:
    alert = article("Explosion heard in Norvale.")
    assert judge(alert, article(*TEASERS), page(*TEASERS)).action == "take"


def test_a_text_that_was_never_good_protects_nothing() -> None:
    bad = article(doubtful=("short-body",))
    assert judge(bad, article(*TEASERS), page(*TEXT)).action == "take"
    stub = article(kind="stub")
    assert judge(stub, article(*TEASERS), page(*TEXT)).action == "take"


def test_beside_other_pages_that_read_otherwise_a_smaller_loss_counts() -> None:
    new = article(*TEXT[1:])
    said = page(*TEXT)
    assert judge(article(), new, said).action == "take"
    assert judge(article(), new, said, is_wary=True).action == "keep"
    removed = page(*TEXT[1:])
    assert judge(article(), new, removed, is_wary=True).action == "take"


def test_beside_such_pages_a_source_still_cuts_less_than_half() -> None:
    long = [" and ".join([one.rstrip(".")] * 4) + "." for one in TEASERS[:2]]
    old, cut = article(*TEXT, *long), article(*TEXT)
    found = judge(old, cut, page(*TEXT), is_wary=True)
    assert (found.action, found.article) == ("take", cut)


@given(st.sets(st.integers(0, 3), max_size=3))
def test_no_sentence_that_left_the_page_is_ever_kept(gone: set[int]) -> None:
    left = [text for n, text in enumerate(TEXT) if n not in gone]
    found = judge(article(), article(*TEASERS), page(*left, *TEASERS))
    if found.action == "keep":
        assert [block.text for block in found.article.blocks] == left
    else:
        assert len(gone) > 1


@pytest.mark.parametrize("said", ["<" * 200_000, "<a " * 100_000, "&" * 200_000])
def test_hostile_markup_costs_a_moment_only(said: str) -> None:
    assert judge(article(), article(*TEASERS), said).action == "doubt"
