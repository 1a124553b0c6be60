"""The house stays sorted: rooms, names, users, and nothing that is not wired."""

import ast

import pytest
from tests import house


def test_the_house_is_sorted() -> None:
    assert list(house.faults()) == []


def test_a_full_folder_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "FOLDER", 5)
    assert any(line.startswith("steps: 1") for line in house.faults())


def test_a_module_without_a_caller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "unreached_modules", lambda: ["group.place"])
    (line,) = house.faults()
    assert line.startswith("group.place: no command")


def test_a_command_reaches_what_it_calls_and_a_name_alone_reaches_nothing() -> None:
    assert "service.opened" not in house.unreached()
    assert "pipeline" not in house.unreached_modules()
    assert house._names(ast.parse("import os").body[0]) is not None
