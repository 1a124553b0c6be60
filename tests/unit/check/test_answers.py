"""The language of a translation, as the identifier says it, and when it is asked."""

from collections.abc import Sequence

import pytest

from polywire.check.rule import Context, Pair
from polywire.check.rules.answers import RULES

LANGUAGE = next(rule for rule in RULES if rule.name == "wrong-language")
# No small word of any language stands here: only the identifier could tell.
STRANGE = "Quellin Norvale Orlvik Tammvik Vennholm"


class Identifier:
    """Answers one language, and notes among which it chose."""

    def __init__(self, language: str, sure: float) -> None:
        self.answer = (language, sure)
        self.asked: list[Sequence[str]] = []

    def __call__(self, text: str, *, candidates: Sequence[str]) -> tuple[str, float]:
        assert text
        self.asked.append(candidates)
        return self.answer


@pytest.mark.parametrize(
    ("language", "sure", "told"),
    [
        ("fr", 0.9, ["the translation reads like fr"]),
        ("en", 1.0, ["the translation reads like en"]),
        ("fr", 0.89, []),
        ("pt", 1.0, []),
    ],
)
def test_a_translation_in_another_language_is_one_that_surely_is(
    language: str, sure: float, told: list[str]
) -> None:
    identifier = Identifier(language, sure)
    context = Context(identifier=identifier)
    pair = Pair("Bread.", STRANGE, "en", "pt-BR", context=context)
    assert [one.evidence for one in LANGUAGE(pair)] == told
    (candidates,) = identifier.asked
    wanted = ["ar", "de", "en", "es", "fa", "fr", "it", "ja", "pt", "ru", "uk", "zh"]
    assert candidates == wanted


@pytest.mark.parametrize(
    ("source", "target", "languages"),
    [
        ("Bread.", STRANGE[:20], ("en", "pt-BR")),
        ("Bread.", f"{STRANGE} não foi.", ("en", "pt-BR")),
        ("Bread.", STRANGE, ("pt-PT", "pt-BR")),
    ],
    ids=["too few letters", "own words", "one language"],
)
def test_the_identifier_is_not_asked_where_it_would_guess(
    source: str, target: str, languages: tuple[str, str]
) -> None:
    identifier = Identifier("fr", 1.0)
    pair = Pair(source, target, *languages, context=Context(identifier=identifier))
    assert LANGUAGE(pair) == ()
    assert identifier.asked == []
