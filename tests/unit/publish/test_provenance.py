"""Provenance: everything about the making, nothing of the text or the letters."""

from dataclasses import replace

import msgspec
from tests.builders import a_decision, a_draft, an_article, an_edition, at

from polywire.article import Finding, Level, Severity
from polywire.publish.label.label import text_of
from polywire.publish.label.marking import provenance_of
from polywire.publish.shelf import Review


def test_engine_model_revision_and_checks_are_named() -> None:
    found = provenance_of(an_edition())
    assert found["translation"]["engines"] == [
        {"engine": "firefox", "model": "a" * 64, "segments": 3}
    ]
    assert found["source"]["revision"] == an_article().revision
    assert found["checks"]["verdicts"] == {"ok": 3}
    assert found["digitalSourceType"].endswith("/trainedAlgorithmicMedia")


def test_findings_are_told_by_rule_and_place_without_their_words() -> None:
    article = an_article()
    draft = a_draft(article)
    finding = Finding("numbers", Severity.DOUBT, "12 became 21")
    marked = replace(draft.translations[1], findings=(finding,), repairs=("split",))
    translations = (draft.translations[0], marked, draft.translations[2])
    found = provenance_of(
        an_edition(article, draft=replace(draft, translations=translations))
    )
    assert found["checks"]["findings"] == [
        {"segment": 1, "rule": "numbers", "severity": "doubt"}
    ]
    assert found["translation"]["repairs"] == {"split": 1}
    assert "12 became 21" not in repr(found)


def test_no_text_and_no_evidence_of_a_permission_are_published() -> None:
    rights = a_decision(basis="permission", evidence="letter of Ilse Varga, 2 March")
    text = repr(provenance_of(an_edition(rights=rights)))
    assert "letter" not in text
    assert "bridge on Monday" not in text


def test_an_original_has_no_translation_part() -> None:
    found = provenance_of(an_edition(language="en"))
    assert "translation" not in found
    assert "disclosure" not in found


def test_a_review_stands_there_only_for_its_own_text() -> None:
    edition = an_edition()
    review = Review("Lena Roth", "Orl Wire", at(2), text_of(edition))
    stated = provenance_of(edition, review=review)["review"]
    assert stated["reviewedBy"] == "Lena Roth"
    other = an_edition(an_article("Another text."))
    assert provenance_of(other, review=review)["review"] is None


def test_an_excerpt_says_which_licence_the_source_has_and_takes_none() -> None:
    nd = "https://creativecommons.org/licenses/by-nd/4.0/"
    rights = a_decision(Level.EXCERPT, licence=nd)
    found = provenance_of(an_edition(rights=rights, level=Level.EXCERPT))["rights"]
    assert (found["sourceLicence"], found["licence"]) == (nd, None)


def test_the_file_can_be_written_as_json() -> None:
    assert msgspec.json.encode(provenance_of(an_edition()), order="sorted")
