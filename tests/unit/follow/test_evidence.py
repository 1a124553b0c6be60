"""Evidence: a line that moves by itself accuses nobody, a true correction is told."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON, an_article, an_edition, at

from polywire.article import Article, Block, Correction
from polywire.follow import evidence, source_corrections

STORY = [
    (
        "The Marrow lifeboat took six people off a trawler that sank on Thursday night, "
        "nine miles from the harbour. The crew had been in the water for forty minutes."
    ),
    "The skipper, Dan Halloran, was flown to hospital with a broken arm.",
    (
        "Waves of four metres broke over the lifeboat in the hour after midnight, said its "
        "coxswain, who has been to sea with it for eleven winters."
    ),
    "An inquiry will look at why the pumps failed.",
]
PUBLISHED, LATER = at(-3), at(-1)


def story(*texts: str, **fields: Any) -> Article:
    values: dict[str, Any] = {"headline": "Lifeboat saves six", "published": PUBLISHED}
    return an_article(*(texts or STORY), **(values | fields))


def note(
    old: Article, new: Article, moving: frozenset[str] = frozenset()
) -> Correction | None:
    return source_corrections.between(
        an_edition(old), an_edition(new, version=2), at=NOON, moving=moving
    )


def is_quiet(old: Article, new: Article) -> bool:
    return source_corrections.is_unremarked(an_edition(old), an_edition(new, version=2))


def with_line(line: str, **fields: Any) -> Article:
    return story(*STORY[:2], line, *STORY[2:], **fields)


# fmt: off
FURNITURE = [
    ("en", "1,201 views", "1,377 views"),
    ("en-GB", "The station's tank holds 1,204 litres.", "The station's tank holds 1,377 litres."),
    ("en", "This story has been read 1,204 times.", "This story has been read 1,377 times."),
    ("en", "It is 14 degrees in Marrow today.", "It is 9 degrees in Marrow today."),
    ("en", "Vale 2, Orrin 1 after 67 minutes.", "Vale 2, Orrin 2 after 81 minutes."),
    ("en", "Leo: a good day to ask for money.", "Leo: stay away from ladders."),
    ("en", "Winter coats from 89 euros at Kessler.", "Winter boots from 64 euros at Kessler."),
    ("en", "Give what you can to keep us free.", "Without you there would be no reports."),
    ("en", "Trending now: Tram strike, day two", "Trending now: Mill fire out"),
    ("en", "Updated at 11.05 a.m.", "Updated at 1.20 p.m."),
    ("en", "We have raised 12,440 of 20,000 crowns.", "We have raised 13,015 of 20,000 crowns."),
    ("en", "There are 38 days to go until the race.", "There are 37 days to go until the race."),
    ("ru", "Осталось 4 дня до конца подписки.", "Осталось 3 дня до конца подписки."),
    ("de", "Der Index steht bei 15 204 Punkten.", "Der Index steht bei 15 188 Punkten."),
    ("pt", "Faz 27 graus agora em Morro Verde.", "Faz 31 graus agora em Morro Verde."),
    ("ru", "Эту статью прочитали 1204 раза.", "Эту статью прочитали 1377 раз."),
    ("ar", "درجة الحرارة الآن 31 درجة.", "درجة الحرارة الآن 28 درجة."),
    ("zh", "本文已被阅读1204次。", "本文已被阅读1377次。"),
    ("de", "In Marrow sind es gerade 23 Grad.", "In Marrow sind es gerade 19 Grad."),
]
# fmt: on
DATES = {
    "undated": (None, None),
    "never changed": (PUBLISHED, PUBLISHED),
    "stood still": (LATER, LATER),
    "moved as well": (PUBLISHED, NOON),
}


@pytest.mark.parametrize("dates", DATES.values(), ids=DATES)
@pytest.mark.parametrize(("language", "before", "after"), FURNITURE)
def test_a_line_that_moves_by_itself_makes_no_note_and_no_version(
    language: str, before: str, after: str, dates: tuple[datetime | None, ...]
) -> None:
    old = with_line(before, language=language, modified=dates[0])
    new = with_line(after, language=language, modified=dates[1])
    assert note(old, new) is None
    assert is_quiet(old, new)


def edited(old: str, new: str) -> list[str]:
    return [text.replace(old, new) for text in STORY]


TRUE = {
    "a figure in words": ("for forty minutes", "for fourteen minutes", "number"),
    "a name": ("Dan Halloran", "Dean Halloran", "name"),
    "a long paragraph": ("Waves of four", "Waves of seven", "number"),
    "a reworded sentence": (
        "was flown to hospital with",
        "is in hospital with",
        "text",
    ),
}


@pytest.mark.parametrize(("before", "after", "what"), TRUE.values(), ids=TRUE)
def test_a_true_change_of_prose_is_told_without_any_date(
    before: str, after: str, what: str
) -> None:
    made = note(story(), story(*edited(before, after)))
    assert made is not None
    assert what in {fact[0] for fact in made.changes}


SHORT = [
    ("en", "A loaf costs three crowns.", "A loaf costs four crowns."),
    ("en", "The fire injured 12 people.", "The fire injured 21 people."),
    ("pt", "Não haverá racionamento.", "Haverá racionamento."),
    ("ru", "Паром больше ходить не будет.", "Паром снова ходить будет."),
    ("ar", "وقال المدير سامر الحلو إن الدخول مجاني.", "وقال المدير سمير الحلو إن الدخول مجاني."),
    ("zh", "馆长李文华说，学生可以免费借阅。", "馆长李文化说，学生可以免费借阅。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "before", "after"), SHORT)
def test_a_short_sentence_is_told_when_the_source_dates_its_change(
    language: str, before: str, after: str
) -> None:
    old = with_line(before, language=language, modified=PUBLISHED)
    new = with_line(after, language=language, modified=NOON)
    assert note(old, new) is not None


def test_a_source_whose_own_date_stood_still_is_not_spoken_for() -> None:
    old = story(modified=LATER)
    new = story(*edited("Dan Halloran", "Dean Halloran"), modified=LATER)
    assert note(old, new) is None
    assert not is_quiet(old, new)


def test_a_removed_accusation_is_a_new_version_and_told() -> None:
    new = story(*STORY[:1], *STORY[2:], modified=NOON)
    made = note(story(modified=PUBLISHED), new)
    assert made is not None
    assert ("removed", "", "") in made.changes


def test_a_name_that_goes_is_a_new_version_even_without_a_note() -> None:
    line = "Call Rolf Steen."
    old, new = with_line(line, modified=LATER), story(modified=LATER)
    assert note(old, new) is None
    assert not is_quiet(old, new)
    unnamed = with_line("Call us now.", modified=LATER)
    assert is_quiet(unnamed, with_line("Write to us.", modified=LATER))
    assert not is_quiet(unnamed, new), "a line that only goes is news to outlets"


def test_where_no_capital_tells_a_name_any_word_that_goes_is_a_new_version() -> None:
    old = story("图书馆下月开放。", "馆长李文华。", headline="图书馆", language="zh")
    new = story("图书馆下月开放。", "馆长已离开。", headline="图书馆", language="zh")
    assert note(old, new) is None
    assert not is_quiet(old, new)


def test_a_figure_in_a_long_paragraph_is_a_new_version_even_without_a_note() -> None:
    line = "The harbour office counts {} boats and {} crews that are still at sea."
    old, new = with_line(line.format(12, 3)), with_line(line.format(14, 5))
    assert note(old, new) is None
    assert not is_quiet(old, new)


def test_a_printed_notice_is_always_told() -> None:
    old = story(modified=LATER)
    notice = Block("correction", "An earlier version had the wrong boat.")
    new = story(modified=LATER, blocks=(*old.blocks, notice))
    made = note(old, new)
    assert made is not None
    assert made.changes == (("notice", "", ""),)


def test_a_line_of_other_pages_is_not_told_however_it_reads() -> None:
    line = (
        "The weather office expects waves of {} metres off the coast tonight and "
        "warns the crews of small boats not to leave their harbours before noon."
    )
    old, new = with_line(line.format(3)), with_line(line.format(5))
    assert note(old, new) is not None
    other = an_article(line.format(3), headline="School opens again")
    moving = evidence.shared(old, [other])
    assert note(old, new, moving) is None
    assert source_corrections.is_unremarked(
        an_edition(old), an_edition(new, version=2), moving
    )


def test_another_report_of_the_same_story_shares_news() -> None:
    follow_up = an_article(*STORY, headline="Trawler: what is known")
    assert evidence.shared(story(), [follow_up]) == frozenset()
    alike = an_article("Another day.", headline="Lifeboat saves six people")
    assert evidence.shared(story(), [alike]) == frozenset()


def test_what_changed_at_each_look_is_known_by_its_shape() -> None:
    looks = [with_line(f"Some {n} people wait.") for n in (3, 5)]
    assert evidence.restless(looks) == {"some 0 people wait."}
    assert evidence.restless(looks[:1]) == frozenset()


def test_a_caption_is_told_unless_the_source_says_that_nothing_changed() -> None:
    def pictured(name: str, modified: datetime | None) -> Article:
        figure = Block(
            "figure", f"The boat {name} in the hall", src="https://a.example/1"
        )
        return story(blocks=(figure, *story().blocks), modified=modified)

    assert note(pictured("Elda", None), pictured("Marit", None)) is not None
    assert note(pictured("Elda", LATER), pictured("Marit", LATER)) is None


@pytest.mark.parametrize(
    "text",
    ["It rained.", "“It rained.”", "(It rained!)", "下雨了。", "هل ستمطر؟", "Անձրև։", "वर्षा हुई।", "ฝนตก"],
)  # fmt: skip
def test_a_sentence_ends_in_its_own_script(text: str) -> None:
    assert evidence.ends(text)


@pytest.mark.parametrize(
    "text", ["1,201 views", "Vale: 4 °C", "阅读1204次", "تعليقات 12"]
)
def test_a_label_ends_like_none(text: str) -> None:
    assert not evidence.ends(text)


@given(st.lists(st.integers(0, 99_999), min_size=2, max_size=2, unique=True))
def test_no_figure_of_a_bare_line_is_ever_told(figures: list[int]) -> None:
    old, new = (with_line(f"{n} readers, {n + 7} comments") for n in figures)
    assert note(old, new) is None
    assert is_quiet(old, new)
