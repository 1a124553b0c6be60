"""Which names a repair protects, and by what."""

import pytest
from tests.twins import TwinTranslator

from polywire.article import Finding, Severity
from polywire.desk.repair.repair_plan import repairs
from polywire.translate.sentence.options import Protected

MASKED = [
    ("Habló Marta Olsen.", {"Marta", "Olsen"}, {"Marta Olsen": "Marta Olsen"}),
    ("Fue a Escocia.", {"Escocia"}, {"Escocia": "Scotland"}),
    ("Fue al Reino Unido.", {"Reino", "Unido"}, {}),
    ("Lo dijo el Senado.", {"Senado"}, {}),
]


@pytest.mark.parametrize(
    ("text", "names", "wanted"), MASKED, ids=[text for text, _, _ in MASKED]
)
def test_people_are_kept_and_places_get_their_form(
    text: str, names: set[str], wanted: dict[str, str]
) -> None:
    engine = TwinTranslator(source="es", target="en")
    found = Finding("name", Severity.STOP, "x is missing, y is new")
    tries = repairs(text, [found], engine=engine, later=(), names=frozenset(names))
    masks = next((one.names for one in tries if one.repair == "names"), ())
    assert masks == tuple(Protected(name, told) for name, told in wanted.items())


SHORT = "The bridge cost 12 crowns."
LONG = "The bridge cost 12 crowns; the mayor paid for it in the spring."
SPOKEN = "The bridge is open; the mayor came in the spring."
PLANS = [
    (SHORT, "number-lost", Severity.STOP, ["stand-ins", "bare-numbers"]),
    (LONG, "month", Severity.STOP, ["stand-ins", "split", "stand-ins+split"]),
    (LONG, "month", Severity.NOTE, ["split", "stand-ins+split", "stand-ins"]),
    (LONG, "negation", Severity.STOP, ["split", "stand-ins+split", "stand-ins"]),
    (SPOKEN, "number-lost", Severity.STOP, ["split"]),
    ("The NATO met.", "negation", Severity.STOP, ["calm"]),
    ("The EU and UN met.", "negation", Severity.STOP, []),
]


@pytest.mark.parametrize(("text", "rule", "severity", "wanted"), PLANS)
def test_what_is_wrong_with_a_sentence_says_what_is_tried_first(
    text: str, rule: str, severity: Severity, wanted: list[str]
) -> None:
    engine = TwinTranslator(source="en", target="pt-BR")
    found = Finding(rule, severity, "x")
    tries = repairs(text, [found], engine=engine, later=(engine,), names=frozenset())
    bare = ["bare-numbers"] if "12" in text and len(text) > len(SHORT) else []
    assert [one.repair for one in tries] == [*wanted, *bare, "engine twin"]


@pytest.mark.parametrize(
    ("rule", "severity", "is_masked"),
    [
        ("name", Severity.STOP, True),
        ("name", Severity.DOUBT, False),
        ("name-order", Severity.DOUBT, True),
        ("name-order", Severity.NOTE, False),
        ("number-lost", Severity.STOP, False),
    ],
)
def test_a_name_is_protected_where_another_stands_in_its_place(
    rule: str, severity: Severity, *, is_masked: bool
) -> None:
    engine = TwinTranslator(source="es", target="en")
    found = Finding(rule, severity, "x is missing")
    names = frozenset({"Marta", "Olsen"})
    tries = repairs("Habló Marta Olsen.", [found], engine=engine, later=(), names=names)
    masks = [one.names for one in tries if one.repair == "names"]
    assert masks == [(Protected("Marta Olsen", "Marta Olsen"),)] * is_masked


@pytest.mark.parametrize("evidence", ["x is missing", "Marta is missing"])
def test_a_name_at_the_start_is_protected_where_it_is_told(evidence: str) -> None:
    engine = TwinTranslator(source="es", target="en")
    found = Finding("name", Severity.STOP, evidence)
    text = "Marta Olsen habló con Pia Lund."
    tries = repairs(text, [found], engine=engine, later=(), names=frozenset())
    (masks,) = [one.names for one in tries if one.repair == "names"]
    first = "Marta Olsen" if evidence.startswith("Marta") else "Olsen"
    assert [one.source for one in masks] == [first, "Pia Lund"]
