"""The house stays sorted: rooms, names, users, and nothing that is not wired."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import house


def test_the_house_is_sorted() -> None:
    assert list(house.faults()) == []


def test_a_full_folder_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "FOLDER", 5)
    assert any(line.startswith("steps: 1") for line in house.faults())


def test_a_module_without_a_caller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    lonely = house.Module("group.place", Path("place.py"), ast.parse("import re"))
    known = dict(house.modules()) | {lonely.name: lonely}
    monkeypatch.setattr(house, "modules", lambda: known)
    assert house.unreached_modules() == ["group.place"]
    monkeypatch.undo()
    monkeypatch.setattr(house, "unreached_modules", lambda: ["group.place"])
    (line,) = house.faults()
    assert line.startswith("group.place: no command")


def test_a_command_reaches_what_it_calls_and_a_name_alone_reaches_nothing() -> None:
    assert "service.opened" not in house.unreached()
    assert "pipeline" not in house.unreached_modules()
    assert house._names(ast.parse("import os").body[0]) is not None


Words = Callable[[str, str], list[str]]


@pytest.fixture
def with_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Words:
    """Give what is told of a glossary in which a text stands in another's place."""

    def told(old: str, new: str) -> list[str]:
        text = house.GLOSSARY.read_text("utf-8")
        assert old in text
        (tmp_path / "glossary.md").write_text(text.replace(old, new), "utf-8")
        monkeypatch.setattr(house, "GLOSSARY", tmp_path / "glossary.md")
        return list(house.faults())

    return told


def test_a_renamed_word_of_the_glossary_is_told(with_words: Words) -> None:
    told = with_words("| **waiver** |", "| **exemption** |")
    assert [line.split(" does")[0] for line in told] == [
        "desk.people_fixes.Waiver: 'waiver'"
    ]
    assert told[0].endswith("add a row, or name it by words that do")


def test_a_word_that_stands_twice_is_told(with_words: Words) -> None:
    (line,) = with_words("| **waiver** |", "| **cells** | a |\n| **waiver** |")
    assert line.startswith("cell: 2 rows")


def test_a_room_without_a_row_and_a_row_without_a_room_are_told(
    with_words: Words,
) -> None:
    missing, gone = with_words("| `web/door` |", "| `web/gate` |")
    assert missing.startswith("web/door: say in")
    assert gone.startswith("web/gate: no such room")


@pytest.mark.parametrize(
    ("name", "is_held"),
    [("CellRow", True), ("ArticleRows", True), ("CellThing", False)],
)
def test_a_name_is_held_by_the_words_that_it_is_made_of(
    name: str, *, is_held: bool
) -> None:
    known = {"cell", "article", "row"}
    assert house.is_made_of(re.findall("[A-Z][a-z]+", name), known) is is_held


def test_a_function_that_nothing_calls_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cli.py").write_text(
        "from polywire import used, other\nused.go(), other.other()\n"
    )
    used = "FREE = 1\n\n\ndef go(): ...\n\n\ndef stay(): ...\n"
    (tmp_path / "used.py").write_text(used)
    # a name of the same kind elsewhere, and a word in a docstring, are no use of it
    (tmp_path / "other.py").write_text('"""stay"""\n\n\ndef other(stay): stay.FREE\n')
    monkeypatch.setattr(house, "SOURCE", tmp_path)
    # called below the caches, which know the real house
    monkeypatch.setattr(house, "modules", house.modules.__wrapped__)
    assert house.unreached.__wrapped__() == ["used.FREE", "used.stay"]


def test_a_setting_that_nothing_reads_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cli.py").write_text("from polywire import settings\nprint(it.used)\n")
    (tmp_path / "settings.py").write_text(
        "class Fetch:\n    used = 1\n    odd: int = 2\n"
    )
    monkeypatch.setattr(house, "SOURCE", tmp_path)
    monkeypatch.setattr(house, "modules", house.modules.__wrapped__)
    assert house.unread.__wrapped__() == ["settings.Fetch.odd"]


def test_long_expressions_of_extraction_are_data() -> None:
    found = [
        f"{module.name}: {node.value[:40]}"
        for module in house.modules().values()
        if module.room == "extract"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) > 120
        and re.search(r"\\[dwsb]|\(\?", node.value)
    ]
    assert found == []


def test_a_class_name_that_means_two_things_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for room, user in (("one", "cli"), ("two", "web")):
        (tmp_path / f"{room}.py").write_text("class Thing: ...\n")
        (tmp_path / f"{user}.py").write_text(f"from polywire.{room} import Thing\n")
    monkeypatch.setattr(house, "SOURCE", tmp_path)
    monkeypatch.setattr(house, "modules", house.modules.__wrapped__)
    assert house.ambiguous() == ["Thing: one and two have a class of this name"]
