"""Names come through the whole loop: people as they are, places in an accepted form.

400 lines of ntrex-dev with the seed 5, English to Portuguese. A multi-word name is
counted as a person's when the human translators of two languages kept it letter by
letter and no word of it is written small anywhere in the corpus ("Still Game" is none);
a place when the Portuguese translator wrote one of its known forms.
"""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.gates.desk import lines, plain

from polywire.article import SegmentVerdict, Translation
from polywire.desk.counters import Counters
from polywire.desk.route_desk import RouteDesk
from polywire.language.names import names, places
from polywire.language.text.words import fold
from polywire.settings.operator_file import Settings
from polywire.wire import utc_now

LINES = 400
_FULL = re.compile(r"(?<![\w.])[A-Z][a-z’'\w-]+(?: [A-Z][a-z’'\w-]+)+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
PEOPLE_FLOOR = 99.8
PLACES_FLOOR = 99.0

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Row:
    said: str
    portuguese: str
    spanish: str
    done: Translation
    small: frozenset[str]
    """Words that the corpus also writes without a capital letter."""


@pytest.fixture(scope="module")
def rows(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    data = bench / "translation" / "ntrex-dev"
    english = lines(data / "eng.txt")
    chosen = sorted(random.Random(5).sample(range(len(english)), LINES))
    said, portuguese, spanish = (
        [lines(data / f"{name}.txt")[i] for i in chosen]
        for name in ("eng", "por-BR", "spa")
    )
    settings = Settings(root=tmp_path_factory.mktemp("names"))
    with closing(RouteDesk(settings, None, utc_now, Counters())) as desk:
        done = desk.lines(said, "en", "pt-BR")
    small = frozenset(
        word.lower()
        for line in english
        for word in _WORD.findall(line)
        if word.islower()
    )
    every = zip(said, portuguese, spanish, done, strict=True)
    return [Row(*row, small) for row in every]


def published(rows: list[Row]) -> Iterator[Row]:
    """Yield what readers see in Portuguese: stopped sentences keep every name."""
    return (row for row in rows if row.done.verdict is not SegmentVerdict.STOP)


def test_names_of_people_are_kept(rows: list[Row]) -> None:
    kept, lost = 0, []
    for row in published(rows):
        for match in _FULL.finditer(row.said):
            name = match[0].removesuffix("'s")
            if any(word.lower() in row.small for word in name.split()):
                continue
            if name in row.portuguese and name in row.spanish:
                if fold(name) in fold(plain(row.done.target)):
                    kept += 1
                else:
                    lost.append((name, row.done.target))
    share = 100 * kept / (kept + len(lost))
    print(f"\nmulti-word names kept: {share:.2f} % of {kept + len(lost)}")
    for name, target in lost:
        print(f"  {name}: {target}")
    assert share >= PEOPLE_FLOOR


def test_places_stand_in_an_accepted_form(rows: list[Row]) -> None:
    right, wrong = 0, []
    for row in published(rows):
        for name, forms in names.places(tuple(_WORD.findall(row.said)), "en", "pt"):
            if not _holds(row.portuguese, forms):
                continue  # no place here, or told in another way
            others = forms | {fold(one) for one in places.people(name, "en", "pt-BR")}
            if _holds(row.done.target, frozenset(others)):
                right += 1
            else:
                wrong.append((name, row.done.target))
    share = 100 * right / (right + len(wrong))
    print(f"\nplaces in an accepted form: {share:.2f} % of {right + len(wrong)}")
    for name, target in wrong:
        print(f"  {name}: {target}")
    assert share >= PLACES_FLOOR


def _holds(text: str, forms: frozenset[str]) -> bool:
    folded = fold(text)
    return any(re.search(rf"(?<!\w){re.escape(form)}", folded) for form in forms)
