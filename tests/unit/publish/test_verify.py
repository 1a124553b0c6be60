"""Verify: 200 pasted characters find their translation, and only theirs."""

import random
from dataclasses import replace

import pytest
from tests.builders import an_article, an_edition
from tests.shelf import ListShelf

from polywire.article import Edition, PubStatus, State
from polywire.errors import UsageError
from polywire.publish.label.recognition import (
    LEAST_CHARACTERS,
    Match,
    Traces,
    answer,
    find,
    fingerprint,
    search_key,
)
from polywire.publish.label.recognition import published as all_published

SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "zo",
]


def a_text(seed: int, length: int = 260) -> str:
    chance = random.Random(seed)
    made = [
        "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))
        for _ in range(length)
    ]
    return ". ".join(
        " ".join(made[at : at + 12]).capitalize() for at in range(0, length, 12)
    )


def published(seed: int, text: str | None = None) -> Edition:
    article = an_article("x")
    edition = an_edition(article, article_id=f"id{seed:04}")
    assert edition.draft is not None
    said = replace(edition.draft.translations[1], target=text or a_text(seed))
    draft = replace(edition.draft, translations=(edition.draft.translations[0], said))
    return replace(edition, draft=draft)


EDITIONS = [published(seed) for seed in range(40)]


@pytest.mark.parametrize("start", [0, 37, 500])
def test_200_characters_from_anywhere_find_their_edition(start: int) -> None:
    piece = a_text(7)[start : start + LEAST_CHARACTERS + 40]
    assert [match.article_id for match in find(piece, EDITIONS)] == ["id0007"]


def test_case_quotes_and_line_breaks_do_not_matter() -> None:
    piece = a_text(7)[:300].upper().replace(" ", "\n").replace(".", "”")
    assert find(piece, EDITIONS)[0].article_id == "id0007"


def test_a_piece_with_some_words_changed_is_still_found() -> None:
    changed = a_text(7)[:500].split()
    changed[10] = changed[31] = "other"
    assert find(" ".join(changed), EDITIONS)[0].article_id == "id0007"


def test_a_text_of_others_finds_nothing() -> None:
    assert find(a_text(999), EDITIONS) == []


def test_the_match_says_that_a_machine_translated_it() -> None:
    match = find(a_text(7)[:400], EDITIONS)[0]
    assert match.is_translated
    assert match.share > 0.9


@pytest.mark.parametrize("text", ["", "short", "ab " * 60])
def test_too_little_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="at least 200"):
        search_key(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"pub_status": PubStatus.CANCELED},
        {"state": State.WITHDRAWN},
        {"state": State.WITHHELD},
    ],
    ids=["canceled", "withdrawn", "withheld"],
)
def test_what_is_not_shown_is_not_found(fields: dict[str, object]) -> None:
    edition = replace(published(7), **fields)  # type: ignore[arg-type]  # a table of fields
    assert find(a_text(7)[:400], [edition]) == []


def test_an_original_is_found_and_is_no_translation() -> None:
    edition = an_edition(an_article(a_text(3)), language="en")
    assert not find(a_text(3)[:400], [edition])[0].is_translated


def test_scripts_without_spaces_are_found_too() -> None:
    chance = random.Random(5)
    text = "".join(
        chance.choices("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏", k=900)
    )
    sentences = "。".join(text[at : at + 30] for at in range(0, 900, 30))
    assert find(sentences[100:400], [published(1, sentences)])


def test_a_trace_fits_a_databases_integers() -> None:
    assert all(0 <= number < 2**63 for number in fingerprint(a_text(1)))


def test_kept_traces_find_what_a_search_of_all_texts_finds() -> None:
    traces = Traces()
    for edition in EDITIONS:
        traces.put(edition)
    piece = a_text(7)[:400]
    assert traces.find(piece) == find(piece, EDITIONS)
    assert traces.find(a_text(999)) == []


def test_kept_traces_forget_what_is_withdrawn_or_replaced() -> None:
    traces = Traces()
    traces.put(published(7))
    traces.put(replace(published(7, a_text(8)), version=2))
    assert traces.find(a_text(7)[:400]) == []
    assert traces.find(a_text(8)[:400])[0].version == 2
    traces.put(replace(published(7), state=State.WITHDRAWN))
    assert traces.find(a_text(8)[:400]) == []
    assert traces.keys() == set()


def test_all_pages_of_a_shelf_are_searched() -> None:
    shelf = ListShelf.of(published(seed) for seed in range(250))
    assert len(list(all_published(shelf, ["pt-BR", "en"], 10_000))) == 250
    assert len(list(all_published(shelf, ["pt-BR"], 30))) == 30


def test_a_match_is_told_with_its_address() -> None:
    found = answer(
        [Match("a1", "pt-BR", 2, 0.9, is_translated=True)], "https://w.example"
    )
    assert found["statement"] == "machine-translated by this site"
    assert found["matches"][0]["url"] == "https://w.example/pt-BR/a1/"


def test_an_original_is_not_called_a_translation() -> None:
    found = answer(
        [Match("a1", "en", 1, 0.9, is_translated=False)], "https://w.example"
    )
    assert "original language" in found["statement"]
    assert answer([], "https://w.example")["matches"] == []
