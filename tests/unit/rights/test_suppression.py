"""Suppression: what is on the list stays away, and the list betrays nobody."""

from dataclasses import replace
from typing import Any

import pytest
from tests.builders import a_draft, an_article, paragraphs

from polywire.article import Block
from polywire.errors import UsageError
from polywire.rights.suppression import Suppressed, item, matches, name

KEY = "courier.example/news/bridge"


def test_a_suppressed_item_is_found_by_its_address_alone() -> None:
    assert matches([item(KEY)], url_key=KEY, article=an_article("All new words."))
    assert not matches([item(KEY)], url_key=KEY + "2", article=an_article())


@pytest.mark.parametrize(
    "text",
    [
        "Police spoke to Renée Okafor.",
        "RENEE OKAFOR, 34",
        "“Renee   Okafor”",
        "the Renée Okafor case",
    ],
)
def test_a_suppressed_name_is_found_in_every_writing(text: str) -> None:
    assert matches([name("Renée Okafor")], url_key="x", article=an_article(text))


def test_a_suppressed_name_is_found_in_captions_credits_and_bylines() -> None:
    entry = [name("Renée Okafor")]
    figure = Block("figure", "A street.", credit="Photo: Renée Okafor")
    for article in (
        an_article(blocks=(*paragraphs("Text."), figure)),
        an_article(bylines=("Renée Okafor",)),
    ):
        assert matches(entry, url_key="x", article=article)


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Renée Okafor heard"},
        {"standfirst": "The case of Renée Okafor."},
        {"description": "Police spoke to Renée Okafor."},
        {"credits": ("Renée Okafor",)},
        {"blocks": (Block("figure", "A street.", alt="Renée Okafor, left"),)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_suppressed_name_is_found_wherever_readers_or_machines_meet_it(
    fields: dict[str, Any],
) -> None:
    listed = [name("Renée Okafor")]
    assert matches(listed, url_key="x", article=an_article(**fields))
    others = {"description": "Police spoke.", "headline": "Court sits"} | {
        key: None if isinstance(value, str) and key == "standfirst" else ()
        for key, value in fields.items()
        if key not in {"description", "headline"}
    }
    assert not matches(listed, url_key="x", article=an_article(**others))


def test_a_suppressed_spelling_is_found_in_a_translation() -> None:
    article = an_article("Text.")
    draft = a_draft(article, "ru")
    said = replace(draft.translations[1], target="Рене Окафор не пришла.")
    draft = replace(draft, translations=(draft.translations[0], said))
    entry = [name("Рене Окафор")]
    assert matches(entry, url_key="x", article=article, drafts=[draft])
    assert not matches(entry, url_key="x", article=article)


def test_part_of_a_name_is_not_the_name() -> None:
    article = an_article("Mr Okafor and Renée Lind came.")
    assert not matches([name("Renée Okafor")], url_key="x", article=article)


def test_the_list_holds_no_name() -> None:
    entry = name("Renée Okafor")
    assert entry == Suppressed("name", entry.key)
    assert "okafor" not in repr(entry).lower()


@pytest.mark.parametrize("text", ["", "…", "one two three four five six seven"])
def test_a_name_that_cannot_be_one_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="1 to 6 words"):
        name(text)


def test_an_empty_list_matches_nothing() -> None:
    assert not matches([], url_key=KEY, article=an_article())
