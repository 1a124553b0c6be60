"""Corrections of our own wording, and what else makes a new version of an edition."""

from dataclasses import replace
from typing import Any

import pytest
from tests.builders import a_draft, an_article, an_edition, at

from polywire.article import Correction, Draft, Level, SegmentVerdict, State
from polywire.follow import source_corrections
from polywire.follow.source_corrections import translation_correction


def saying(draft: Draft, target: str, **fields: Any) -> Draft:
    """Return a draft whose one sentence below the headline is another."""
    headline, sentence = draft.translations
    other = replace(sentence, target=target, **fields)
    return replace(draft, translations=(headline, other))


def noted(before: Draft, after: Draft) -> Correction | None:
    return translation_correction(before, after, at=at(1), version=2)


def test_a_better_wording_of_our_own_makes_no_note() -> None:
    draft = a_draft(an_article("The mayor opened the bridge."))
    before = saying(draft, "A prefeita abriu a ponte.")
    assert noted(before, saying(draft, "A prefeita inaugurou a ponte.")) is None


@pytest.mark.parametrize(
    ("wrong", "right", "what"),
    [
        ("Ele foi preso com 14 pessoas.", "Ele foi preso com 40 pessoas.", "number"),
        ("Varga foi presa.", "Varga não foi presa.", "negation"),
        ("Vargas não foi presa.", "Varga não foi presa.", "name"),
    ],
)
def test_a_changed_meaning_of_our_own_makes_a_note(
    wrong: str, right: str, what: str
) -> None:
    draft = a_draft(an_article("Varga was not held."))
    made = noted(saying(draft, wrong), saying(draft, right))
    assert made is not None
    assert made.kind == "translation"
    assert [fact[0] for fact in made.changes] == [what]


def test_a_name_that_the_glossary_translates_is_no_name_that_was_wrong() -> None:
    draft = a_draft(an_article("The mayor spoke in Norvale."))
    before = saying(draft, "O prefeito falou em Norvale.")
    assert noted(before, saying(draft, "O prefeito falou em Vale do Norte.")) is None


def test_a_sentence_shown_in_the_original_before_needs_no_note() -> None:
    old = a_draft(an_article("The fire injured 12 people."))
    stopped = saying(old, old.translations[1].target, verdict=SegmentVerdict.STOP)
    assert noted(stopped, saying(old, "O incêndio feriu doze pessoas.")) is None


def test_text_that_rights_hide_now_is_no_change_by_the_source() -> None:
    full = an_edition()
    short = replace(full, level=Level.EXCERPT, article=replace(full.article, blocks=()))
    assert source_corrections.between(full, short, at=at(1)) is None
    renamed = replace(short, article=replace(short.article, headline="Another bridge"))
    made = source_corrections.between(full, renamed, at=at(1))
    assert made is not None
    assert [what for what, _, _ in made.changes] == ["headline"]


def test_a_new_version_takes_the_note_of_its_source_or_of_its_translation() -> None:
    before = an_edition(an_article("The fire injured 12 people."))
    edited = an_edition(an_article("The fire injured 21 people."), version=2)
    made = source_corrections.between(before, edited, at=at(1))
    assert made is not None
    assert (made.kind, made.version) == ("correction", 2)
    assert before.draft is not None
    draft = saying(before.draft, "O fogo feriu 99 pessoas.")
    again = source_corrections.between(before, replace(before, draft=draft), at=at(1))
    assert again is not None
    assert again.kind == "translation"
    assert source_corrections.between(before, before, at=at(1)) is None


def test_an_edition_in_the_originals_language_has_no_translation_to_correct() -> None:
    shown = an_edition(language="en")
    assert shown.draft is None
    assert source_corrections.between(shown, shown, at=at(1)) is None


@pytest.mark.parametrize(
    "after",
    [
        {"level": Level.EXCERPT},
        {"state": State.WITHDRAWN},
        {"article": an_article("Read 1,204 times.", section="Sport")},
        {"article": an_article("Read 1,204 times.", published=at(5))},
    ],
    ids=["rights", "state", "section", "date"],
)
def test_what_lists_show_otherwise_is_a_new_version(after: dict[str, Any]) -> None:
    before = an_edition(an_article("Read 1,377 times."))
    counted = an_edition(an_article("Read 1,204 times."), version=2)
    assert source_corrections.is_unremarked(before, counted)
    assert not source_corrections.is_unremarked(before, replace(counted, **after))
