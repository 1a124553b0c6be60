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
