"""The label: on every translation, in words of people, bound to the text."""

from dataclasses import replace

import pytest
from tests.builders import a_draft, an_article, an_edition, at

from polywire.article import State
from polywire.errors import SettingsError
from polywire.publish.label.label import SIGN, check_locales, label, strings_of, text_of
from polywire.publish.shelf import Review
from polywire.tables import table

LOCALES = ["en", "pt-BR", "es", "fr", "de", "ru", "uk", "ar", "fa", "he"]
OWN = {
    "sw": {
        "machine": "Imetafsiriwa na mashine. Lugha ya asili: {language}.",
        "unreviewed": "Haijakaguliwa na mtu.",
        "reviewed": "Mkaguzi: {reviewer}, {date}. Wajibu wa uhariri: {entity}.",
        "partly": "Sentensi zilizoshindwa zinaonyeshwa katika lugha ya asili.",
        "marked": "Maneno yenye mstari wa nukta yana shaka.",
        "mixed": "Sehemu ya tafsiri hii ina shaka.",
        "rough": "Sehemu kubwa ya tafsiri hii ina shaka.",
        "original": "Asili: {title} — {publisher}",
        "short": "Imetafsiriwa na mashine ({language}), haijakaguliwa.",
        "short_reviewed": "Imetafsiriwa na mashine ({language}), imekaguliwa.",
    }
}


def a_review(text: str) -> Review:
    return Review("Lena Roth", "Orl Wire Association", at(3), text)


def test_the_english_label_says_all_that_the_law_asks_in_one_line() -> None:
    assert label(an_edition(), "en").text == (
        "AI · Machine-translated from English. Not reviewed by a person. "
        "Original: Norvale opens its new bridge — Norvale Courier"
    )


def test_ten_languages_are_shipped() -> None:
    assert sorted(table("polywire.publish", "labels.toml")) == sorted(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_label_starts_with_the_sign_and_ends_with_the_source(locale: str) -> None:
    made = label(an_edition(), locale)
    sign = strings_of(locale).get("sign", SIGN)
    assert made.text.startswith(f"{sign} · ")
    assert "Norvale opens its new bridge" in made.text
    assert "Norvale Courier" in made.text
    assert made.short.startswith(f"{sign} · ")


@pytest.mark.parametrize(
    ("locale", "sign"),
    [("en", "AI"), ("pt-BR", "IA"), ("pt-PT", "IA"), ("de", "KI"), ("he", "AI")],
)
def test_the_sign_is_in_the_letters_that_readers_write(locale: str, sign: str) -> None:
    assert label(an_edition(), locale).parts[0].text == sign


@pytest.mark.parametrize("locale", LOCALES)
def test_the_label_is_the_shipped_text_byte_for_byte(locale: str) -> None:
    strings = strings_of(locale)
    made = label(an_edition(), locale)
    assert strings["unreviewed"] in made.text
    assert strings["machine"].partition("{")[0] in made.text


@pytest.mark.parametrize(
    ("locale", "name"),
    [
        ("pt-BR", "inglês"),
        ("de", "Englisch"),
        ("ru", "английский"),
        ("ar", "الإنجليزية"),
    ],
)
def test_the_source_language_is_named_in_the_interface_language(
    locale: str, name: str
) -> None:
    assert name in label(an_edition(), locale).text


def test_a_regional_source_language_is_named_with_its_region_where_known() -> None:
    edition = an_edition(an_article(language="pt-BR"), language="en")
    assert "Brazilian Portuguese" in label(edition, "en").text


def test_foreign_titles_are_isolated_in_right_to_left_text() -> None:
    made = label(an_edition(), "he")
    assert "\u2068Norvale opens its new bridge\u2069" in made.text


def test_the_parts_join_to_the_text_in_left_to_right_languages() -> None:
    made = label(an_edition(), "fr")
    assert "".join(part.text for part in made.parts) == made.text


def test_the_html_links_the_original_and_names_its_language() -> None:
    html = str(label(an_edition(), "pt-BR").html)
    assert html.startswith('<p class="mt-label" role="note" lang="pt-BR" dir="ltr">')
    assert 'href="https://courier.example/news/bridge" hreflang="en"' in html
    assert '<bdi lang="en" dir="ltr" translate="no">Norvale opens' in html


def test_a_hostile_headline_and_address_stay_text() -> None:
    article = an_article(headline='<img src=x onerror="a()">', url="javascript:a()")
    html = str(label(an_edition(article), "en").html)
    assert "<img" not in html
    assert "javascript" not in html


def test_an_original_has_no_machine_label() -> None:
    made = label(an_edition(language="en"), "en")
    assert made.kind == "original"
    assert made.text == "Original: Norvale opens its new bridge — Norvale Courier"


def test_sentences_in_the_original_are_announced() -> None:
    partly = label(an_edition(state=State.PUBLISHED_PARTLY), "en")
    assert strings_of("en")["partly"] in partly.text


def test_passed_checks_do_not_change_the_label() -> None:
    article = an_article()
    plain, checked = (
        an_edition(article, draft=replace(a_draft(article), findings=()), state=state)
        for state in (State.PUBLISHED, State.PUBLISHED)
    )
    assert label(plain, "en") == label(checked, "en")
    assert "Not reviewed by a person." in label(checked, "en").text


def test_a_review_of_this_text_changes_the_wording() -> None:
    edition = an_edition()
    made = label(edition, "en", review=a_review(text_of(edition)))
    assert made.kind == "reviewed"
    assert made.text == (
        "AI · Machine-translated from English. Reviewed by Lena Roth on March 2, 2026. "
        "Editorial responsibility: Orl Wire Association. "
        "Original: Norvale opens its new bridge — Norvale Courier"
    )


def test_a_review_of_another_revision_changes_nothing() -> None:
    old = an_edition()
    new = an_edition(an_article("Norvale closed its bridge on Monday."))
    made = label(new, "en", review=a_review(text_of(old)))
    assert made == label(new, "en")


def test_a_new_translation_of_the_same_revision_ends_the_review() -> None:
    edition = an_edition()
    assert edition.draft is not None
    again = replace(edition.draft.translations[1], target="Outra frase.")
    translations = (edition.draft.translations[0], again)
    newer = replace(edition, draft=replace(edition.draft, translations=translations))
    assert label(newer, "en", review=a_review(text_of(edition))).kind == "machine"


def test_a_language_without_strings_is_refused_with_what_to_add() -> None:
    with pytest.raises(SettingsError, match=r"\[labels\.sw\].*machine, unreviewed"):
        label(an_edition(), "sw")


def test_the_operators_own_strings_serve_a_further_language() -> None:
    check_locales(["en", "sw"], OWN)
    made = label(an_edition(), "sw", own=OWN)
    assert made.text.startswith("AI · Imetafsiriwa na mashine. Lugha ya asili: ")


@pytest.mark.parametrize(("sign", "shown"), [("AB", "AB"), (" ", "AI"), ("", "AI")])
def test_an_operators_sign_is_never_blank(sign: str, shown: str) -> None:
    own = {"sw": OWN["sw"] | {"sign": sign}}
    assert label(an_edition(), "sw", own=own).text.startswith(f"{shown} · ")


@pytest.mark.parametrize(
    ("key", "text", "complaint"),
    [
        ("unreviewed", " ", "'unreviewed' is missing"),
        ("machine", "Imetafsiriwa.", r"labels.sw.machine must hold .*\{language\}"),
        ("original", "{title} {publisher", "must hold these fields"),
    ],
)
def test_strings_of_the_operator_that_say_too_little_are_refused(
    key: str, text: str, complaint: str
) -> None:
    own = {"sw": OWN["sw"] | {key: text}}
    with pytest.raises(SettingsError, match=complaint):
        strings_of("sw", own)


def test_no_setting_replaces_a_shipped_label() -> None:
    own = {"en": dict.fromkeys(OWN["sw"], "nothing")}
    assert label(an_edition(), "en", own=own) == label(an_edition(), "en")


@pytest.mark.parametrize(("locale", "same"), [("de-AT", "de"), ("pt", "pt-BR")])
def test_a_regional_interface_takes_the_strings_of_its_language(
    locale: str, same: str
) -> None:
    assert strings_of(locale) == strings_of(same)


def test_another_script_does_not_take_the_strings_of_its_language() -> None:
    with pytest.raises(SettingsError):
        strings_of("uk-Latn")
