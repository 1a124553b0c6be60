"""The mutants of a toy tree, in real processes: killed, endless, overlooked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
TOY = """
def last(count):
    while count > 1:
        count -= 1
    return count


def is_old(age):
    return age >= 18
"""
WELL = """
from polywire.toy import is_old, last

def test_all():
    assert [last(n) for n in (0, 1, 2)] == [0, 1, 1]
    assert is_old(18) and not is_old(17)
"""
BADLY = """
from polywire.toy import is_old

def test_some():
    assert is_old(40) and not is_old(3)
"""
TABLE = """
[well]
tests = ["tests/test_well.py"]
sources = ["src/polywire/toy.py"]
floor = 1.0

[badly]
tests = ["tests/test_badly.py"]
sources = ["src/polywire/toy.py"]
floor = 0.5
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of one module, with the tool itself."""
    (tmp_path / "src" / "polywire").mkdir(parents=True)
    (tmp_path / "src" / "polywire" / "__init__.py").write_text("")
    (tmp_path / "src" / "polywire" / "toy.py").write_text(TOY)
    shutil.copytree(HERE / "mutants", tmp_path / "tests" / "mutants")
    shutil.copy(HERE / "rooms.py", tmp_path / "tests")
    for name, text in (
        ("test_well.py", WELL),
        ("test_badly.py", BADLY),
        ("rooms.toml", TABLE),
        ("equivalent.toml", ""),
    ):
        (tmp_path / "tests" / name).write_text(text)
    return tmp_path


def told(tree: Path, *arguments: str) -> tuple[int, str]:
    """Return how the tool ended and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_tests_that_look_at_the_bounds_kill_every_mutant(tree: Path) -> None:
    code, said = told(tree, "well", "--jobs", "2")
    assert "killed 7 of 7 (100.0%), floor 100% kept; 7 places" in said
    assert "survived" not in said
    assert code == 0
    assert (tree / "src" / "polywire" / "toy.py").read_text() == TOY


def test_survivors_are_listed_and_a_room_below_its_floor_is_red(tree: Path) -> None:
    code, said = told(tree, "badly", "--jobs", "2")
    assert "src/polywire/toy.py:9 is_old: age >= 18  ->  age > 18" in said
    assert "killed 0 of 7 (0.0%), floor 50% BELOW" in said
    assert code == 1


def test_what_is_known_to_change_nothing_is_not_counted(tree: Path) -> None:
    row = {"file": "src/polywire/toy.py", "where": "is_old"}
    row |= {"was": "age >= 18", "became": "age > 18", "why": "nobody is 18"}
    lines = [f"{key} = {value!r}" for key, value in row.items()]
    text = "\n".join(["[[mutant]]", *lines])
    (tree / "tests" / "equivalent.toml").write_text(text)
    assert "killed 0 of 6" in told(tree, "badly", "--jobs", "2")[1]


def test_no_time_tries_nothing_and_says_so(tree: Path) -> None:
    code, said = told(tree, "well", "--minutes", "0", "--jobs", "1")
    assert "killed 0 of 0" in said
    assert code == 0


def test_tests_that_fail_without_a_mutant_prove_nothing(tree: Path) -> None:
    (tree / "tests" / "test_well.py").write_text("def test_all():\n    assert 0\n")
    code, said = told(tree, "well", "--jobs", "1")
    assert "the tests fail without any mutant" in said
    assert code == 1
