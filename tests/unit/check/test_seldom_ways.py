"""What a rule says where it seldom comes: words, figures and names at their edges."""

from dataclasses import astuple
from typing import ClassVar

import pytest
from tests.unit.check.test_meaning_with_words import Dictionary

from polywire.article import PartType, SegmentVerdict, Severity
from polywire.check.judge import LONGEST_SIDE, check_segment
from polywire.check.measured_languages import Measured
from polywire.check.quotes import read
from polywire.check.rule import Context, Pair, Rule, Term
from polywire.check.rules import ALL

RULES = {rule.name: rule for rule in ALL}


class Shortlist(Dictionary):
    """Another few words, and whole translations of them."""

    WORDS: ClassVar = {
        "award": {"premio"},
        "boats": {"barcos"},
        "bridge": {"ponte"},
        "came": {"veio"},
        "closed": {"fechou"},
        "closes": {"fecha"},
        "council": {"conselho"},
        "envoys": {"enviados"},
        "fishermen": {"pescadores"},
        "hills": {"colinas"},
        "market": {"mercado"},
        "mayor": {"prefeito"},
        "near": {"perto"},
        "old": {"velha"},
        "opened": {"abriu"},
        "school": {"escola"},
        "sold": {"venderam"},
        "today": {"hoje"},
        "town": {"cidade"},
        "unlikely": {"improvavel", "nao"},
        "wins": {"vence"},
    }


WORDS = Context(lexicon=Shortlist())
CASES: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("incomplete", "The mayor opened the old school near the market.", "A água veio da cidade com os pescadores de barcos azuis.", [("stop", "has little to do with: mayor opened school near market")]),
    ("incomplete", "The old fishermen sold boats near EU", "Os velhos pescadores venderam barcos na UE", []),
    ("incomplete", "The old fishermen sold boats near Munich", "Os velhos pescadores venderam em Munique", []),
    ("incomplete", "The old fishermen sold boats near Orrin", "Os velhos pescadores venderam", [("stop", "the end is missing: Orrin")]),
    ("incomplete", "The old fishermen sold boats near Orrin", "Os velhos pescadores venderam muitos barcos azuis e muito compridos", []),
    ("incomplete", "They sold near Orrin", "Venderam perto", [("stop", "the end is missing: Orrin")]),
    ("incomplete", "Sold near Orrin", "Perto", []),
    ("critical", "Of 4 boats, the blast killed 4 men and hurt 6.", "Dos 4 barcos, a explosão feriu 6 homens e matou 4.", []),
    ("added", "The bridge closed today.", "A ponte fechou hoje. Os pescadores venderam barcos.", [("stop", "nothing in the original says: pescadores venderam barcos")]),
    ("added", "The bridge closed today.", "A ponte fechou hoje. Sim.", []),
    ("added", "The bridge closed today.", "A ponte fechou hoje, pescadores venderam barcos velhos.", [("stop", "nothing in the original says: pescadores venderam barcos velhos")]),
    ("critical", "The officer pleaded not guilty.", "O policial se declarou culpado.", [("stop", "“acquitted” became “convicted”")]),
    ("critical", "The officer pleaded not guilty.", "O policial negou a acusação.", []),
    ("critical", "She took the shop, as she could not afford the old one.", "Ela assumiu a loja, pois não podia pagar a antiga.", []),
    ("critical", "The officer was cleared to fly.", "O policial foi autorizado a voar.", []),
    ("residue", "She is a jolly-hockey-sticks sort of mayor.", "Ela é uma prefeita jolly-hockey-sticks.", [("stop", "left untranslated: “jolly hockey sticks”")]),
    ("residue", "He opened a start-up in the old mill.", "Ele abriu uma start-up no velho moinho.", []),
    ("headline", "Council wins award", "Conselho prêmio", [("stop", "the original has a verb, the translation has none")]),
    ("headline", "Council wins award", "Conselho vence prêmio", []),
    ("headline-word", "Council closes bridge", "Conselho fecha bridge", [("stop", "left in the source language: bridge")]),
    ("headline-case", "Bridge opens", "ponte abre", [("note", "the headline begins in lower case")]),
    ("headline-case", "Bridge opens", "7 pontes", []),
    ("headline-case", "bridge opens", "ponte abre", []),
    ("unit", "He waited long.", "Ele esperou 3 meses.", [("stop", "month does not stand in the original")]),
    ("unit", "He waited weeks, and more.", "Ele esperou 3 semanas.", []),
    ("month", "The milestone fell.", "O marco de 2025 caiu.", []),
    ("month", "It is signed.", "Assinado em março de 2025.", [("stop", "March does not stand in the original")]),
    ("weekday", "The Sunday Times said so.", "O Sunday Times disse isso.", []),
    ("weekday", "The Sunday Times said so.", "O jornal disse isso.", [("stop", "Sunday is missing")]),
    ("month", "It was in May 2025.", "Foi em May 2025.", []),
    ("month", "It fell.", "Caiu em 3 de marco.", []),
    ("clock", "Midnight Sun won.", "Midnight Sun venceu.", []),
    ("clock", "It began at 9:15 a.m.", "Às 9h15, em ponto às 9h15, começou.", []),
    ("code-number", "It cost 5.", "Custou 5.", []),
    ("negation-lost", "He won not only here.", "Ele venceu somente aqui.", [("stop", "the original says “not only”, the translation holds no “not”")]),
    ("negation-lost", "He won not only here but there.", "Ele venceu não só aqui, mas lá.", []),
    ("negation-added", "They refused to leave, unlikely to sell.", "Eles se recusaram a sair, improvável.", []),
    ("name", "The mayor left on Fourteenth Street.", "O prefeito saiu na rua 14.", []),
    ("name", "The old envoys met Lena With.", "Os velhos enviados conheceram Lena Sol.", [("doubt", "With is missing")]),
    ("sentence-added", "He met Cmdr. Jane.", "Ele conheceu Cmdr. Jane.", []),
    ("sentence-added", "He met Orr. Jane left.", "Ele conheceu Orr. Jane saiu.", []),
    ("doubled-mark", "It is 5, 6.", "São 5,, 6.", [("doubt", "“,,”")]),
    ("number-lost", "It cost 4 lakh rupees.", "Custou 4 lakh rúpias.", [("doubt", "few readers know “lakh”")]),
    ("negation-added", "He is unlikely to come.", "Ele não vem.", []),
    ("negation-added", "A homeless man came.", "Um homem sem teto veio.", []),
    ("negation-added", "The homeless man came.", "O homem sem casa não veio.", [("stop", "negations: 0 became 2")]),
    ("negation-added", "It was unopened.", "Não foi aberto.", [("stop", "negations: 0 became 1")]),
    ("negation-added", "It was unopened.", "Não abriu.", []),
    ("name", "The old mayor met Lena Bridge.", "O velho prefeito conheceu Lena Ponte.", []),
    ("name", "The old mayor met Lena Orrin.", "O velho prefeito conheceu Lena Silva.", [("stop", "Orrin became Silva")]),
    ("name", "The old mayor met Lena Orrin.", "O velho prefeito conheceu Lena Orrim.", [("stop", "Orrin became Orrim")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "source", "target", "said"), CASES)
def test_a_dictionary_tells_a_fault_from_what_is_near_to_one(
    rule: str, source: str, target: str, said: list[tuple[str, str]]
) -> None:
    part: PartType = "headline" if rule.startswith("headline") else "body"
    found = RULES[rule](Pair(source, target, "en", "pt-BR", part, WORDS))
    assert [(one.severity, one.evidence) for one in found] == said


@pytest.mark.parametrize(
    ("rule", "source", "target", "languages", "said"),
    [
        ("clock", "Terminou às 16h.", "It ended at 4:00.", ("pt", "en"), 1),
        ("clock", "Terminou às 7h.", "It ended at 7:00.", ("pt", "en"), 0),
        ("clock", "It ended at 4:00.", "Terminou às 16h.", ("en", "pt"), 0),
        ("month", "Leyó «March 2025».", "He read “March 2025”.", ("es", "en"), 0),
        ("month", "Leyó la revista.", "He read “March 2025”.", ("es", "en"), 1),
    ],
)
def test_a_time_is_compared_between_any_two_languages(
    rule: str, source: str, target: str, languages: tuple[str, str], said: int
) -> None:
    assert len(RULES[rule](Pair(source, target, *languages))) == said


def test_a_way_back_in_a_language_without_facts_proves_nothing() -> None:
    there, back = (
        ("Чабан келди.", "The shepherd came."),
        Context(back="Чабан келген жок."),
    )
    assert RULES["round-trip"](Pair(*there, "ky", "en", "body", back)) == ()


def test_without_a_dictionary_a_word_with_a_no_inside_may_become_a_no() -> None:
    rule = RULES["negation-added"]
    assert rule(Pair("It was impossible.", "Não foi possível.", "en", "pt")) == ()
    (found,) = rule(Pair("He came.", "Ele não veio.", "en", "pt"))
    assert found.evidence == "negations: 0 became 1"


@pytest.mark.parametrize(
    ("target", "evidence"),
    [
        ("O Supremo Tribunal se reuniu.", []),
        ("A Suprema Corte se reuniu.", ["Supreme Court is not Supremo Tribunal"]),
        ("O Supremo Tribunalzinho foi.", ["Supreme Court is not Supremo Tribunal"]),
        ("O tribunal supremo foi.", []),
    ],
    ids=["first form", "another", "a longer word", "second form"],
)
def test_a_term_stands_in_one_of_its_forms_as_whole_words(
    target: str, evidence: list[str]
) -> None:
    term = Term("Supreme Court", ("Supremo Tribunal", "Tribunal Supremo"))
    pair = Pair(
        "The Supreme Court sat.", target, "en", "pt", "body", Context(terms=(term,))
    )
    assert [one.evidence for one in RULES["glossary"](pair)] == evidence


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_rule_finds_nothing_of_languages_without_facts(rule: Rule) -> None:
    # past its door, which asks for facts: nothing known is no proof of a fault
    pair = Pair(
        "Кат жазылды",
        "Kat yazyldy",
        "ky",
        "tk",
        "headline",
        Context(lexicon=Shortlist(), sensitive=True),
    )
    assert list(rule.look(pair)) == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_a_text_is_no_untranslated_one_beside_its_own_language(rule: Rule) -> None:
    text = "The council of the old town was left with them again."
    assert rule(Pair(text, text, "en-US", "en-GB", "headline", WORDS)) == ()


@pytest.mark.parametrize(
    ("word", "is_name"),
    [
        ("varga", True),  # the article has it as a person's
        ("orl", False),  # the article writes it small, too
        ("bridges", False),  # begins with a word
        ("norvale", True),
    ],
)
def test_a_name_is_what_article_and_dictionary_do_not_have_as_a_word(
    word: str, *, is_name: bool
) -> None:
    context = Context(frozenset({"Varga"}), frozenset({"orl"}), lexicon=Shortlist())
    assert context.is_name(word) is is_name


def test_without_a_dictionary_only_the_articles_own_people_are_names() -> None:
    context = Context(frozenset({"Varga"}))
    assert context.is_name("varga")
    assert not context.is_name("norvale")


@pytest.mark.parametrize(
    ("text", "of_names", "read_as"),
    [
        ("no marks at all", False, (0, 0, 0, True, ())),
        ("«Динамо» left", True, (2, 0, 2, True, ("Динамо",))),
        ("«Динамо» left", False, (2, 2, 2, True, ("Динамо",))),
        ("«Динамо ушло!» he said", True, (2, 2, 2, True, ("Динамо ушло!",))),
        ("«ушло» he said", True, (2, 2, 2, True, ("ушло",))),
        ("the bands’ own ‘furious’ fans", False, (0, 2, 3, True, ())),
        ("rock’ and ‘roll’", False, (0, 2, 3, False, ())),
        ("‘furious’ after", False, (0, 2, 2, True, ())),
        ("‘workers left", False, (0, 0, 1, False, ())),
    ],
)
def test_marks_are_counted_at_least_and_at_most(
    text: str, *, of_names: bool, read_as: tuple[object, ...]
) -> None:
    assert astuple(read(text, of_names=of_names)) == read_as


def test_a_side_that_is_too_long_is_stopped_unread() -> None:
    longest = Pair("a" * LONGEST_SIDE, "b", "en", "pt")
    assert check_segment(longest, []) == (SegmentVerdict.OK, ())
    verdict, (found,) = check_segment(
        Pair("a" * (LONGEST_SIDE + 1), "b", "en", "pt"), []
    )
    assert (verdict, found.severity) == (SegmentVerdict.STOP, Severity.STOP)


def test_what_no_time_is_left_for_is_stopped_before_the_rule_that_waits() -> None:
    verdict, (found,) = check_segment(
        Pair("a", "b", "en", "pt"), ALL, is_late=lambda: True
    )
    assert verdict is SegmentVerdict.STOP
    assert found.rule == "deadline"
    assert found.evidence.endswith(f"stopped before {ALL[0].name}")


@pytest.mark.parametrize(("false", "is_good"), [(0, True), (4, True), (5, False)])
def test_a_rule_may_stop_where_it_stops_few_good_translations(
    *, false: int, is_good: bool
) -> None:
    assert Measured(false, 50).is_good is is_good
