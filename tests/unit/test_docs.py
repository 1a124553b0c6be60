"""The reference is complete: each setting stands in it."""

import re
import tomllib
from itertools import chain, pairwise
from pathlib import Path

import msgspec
import pytest
from tests import house

from polywire.cli import app
from polywire.settings import operator_file

REFERENCE = Path("docs/reference")


def _keys() -> list[str]:
    tables = (
        operator_file.Site,
        operator_file.Store,
        operator_file.Fetch,
        operator_file.Translate,
        operator_file.Check,
        operator_file.Keep,
        operator_file.Alerts,
        operator_file.Source,
        operator_file.Rights,
        operator_file.Engine,
        operator_file.Sections,
        operator_file.Front,
        operator_file.Look,
        operator_file.Webhook,
    )
    return [
        f"{table.__name__}.{field.name}"
        for table in tables
        for field in msgspec.structs.fields(table)
    ]


@pytest.mark.parametrize("key", _keys())
def test_a_setting_stands_in_the_reference(key: str) -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    assert f"`{key.split('.')[1]}`" in text


@pytest.mark.parametrize(
    "command", sorted({name for names in app.COMMANDS.values() for name in names})
)
def test_a_command_stands_in_the_reference(command: str) -> None:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert f"`polywire {command}" in text


MAP = Path("docs/explanation/architecture.md")
PLACES = re.compile(r"`([a-z_]+(?:[./][A-Za-z_]+)+/?)`")


def _stands(place: str) -> bool:
    """Tell whether a folder, a module or a name in one stands at a place of the map."""
    if (house.SOURCE / place).exists() or Path(place).exists():
        return True
    parts = place.split(".")
    for end in range(len(parts), 0, -1):
        file = house.SOURCE.joinpath(*parts[:end]).with_suffix(".py")
        if file.exists():
            return all(name in file.read_text("utf-8") for name in parts[end:])
    return house.SOURCE.joinpath(*parts).is_dir()


def test_the_map_names_what_is_there() -> None:
    places = PLACES.findall(MAP.read_text("utf-8"))
    assert [place for place in places if not _stands(place)] == []


def test_the_map_has_the_rooms_in_the_order_of_the_contract() -> None:
    rows = MAP.read_text("utf-8").split("<!-- rooms -->")[1].splitlines()[3:]
    drawn = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in rows if row]
    layers = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"][0]["layers"]
    floor = {
        room: number
        for number, layer in enumerate(layers)
        for room in layer.split(" | ")
    }
    floors = [[floor[room] for room in row] for row in drawn]
    assert sorted(chain(*drawn)) == sorted(floor)
    assert all(max(one) <= min(two) for one, two in pairwise(floors))


LINKS = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PAGES = [Path("README.md"), *sorted(Path("docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_link_between_pages_leads_somewhere(page: Path) -> None:
    targets = LINKS.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_each_decision_stands_under_one_subject() -> None:
    folder = Path("docs/decisions")
    listed = LINKS.findall((folder / "README.md").read_text(encoding="utf-8"))
    records = [path.name for path in folder.glob("[0-9]*.md")]
    assert sorted(listed) == sorted(records), "mend docs/decisions/README.md"
