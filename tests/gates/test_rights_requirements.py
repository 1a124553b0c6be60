"""How many of our requirements on rights, label and following have a passing test.

Requirements 1-14, 18-28 and 34-40 of the list that docs/explanation/rights.md
explains: a test belongs to one by its name, ``test_requirement_NN_...``.

``make test`` runs them all, and CI comes here only when it has passed: there it is
asked which of them there are, elsewhere they run.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from lxml import etree

WANTED = [*range(1, 15), *range(18, 29), *range(34, 41)]
FLOOR = 32

TESTS = Path("tests")


def outcomes(report: Path, *options: str) -> dict[int, list[bool]]:
    """Run the tests of all requirements; return which were neither bad nor skipped."""
    command = [sys.executable, "-m", "pytest", "-q", "-k", "test_requirement_"]
    holding = [
        str(path)
        for folder in ("unit", "integration")
        for path in sorted((TESTS / folder).rglob("test_*.py"))
        if "def test_requirement_" in path.read_text(encoding="utf-8")
    ]
    command += [*options, f"--junit-xml={report}", *holding]
    subprocess.run(command, check=False)
    found: dict[int, list[bool]] = defaultdict(list)
    for case in etree.parse(report).getroot().iter("testcase"):
        match = re.match(r"test_requirement_(\d\d)_", case.get("name", ""))
        if match:
            bad = {"failure", "error", "skipped"} & {child.tag for child in case}
            found[int(match[1])].append(not bad)
    return found


def held(found: dict[int, list[bool]], told: str) -> int:
    """Count the requirements whose tests are all well, and print the others."""
    well = [number for number in WANTED if found[number] and all(found[number])]
    print(f"requirements with {told} tests: {len(well)} of {len(WANTED)}")
    for number in sorted(set(WANTED) - set(well)):
        state = "fails or is skipped" if found[number] else "has no test"
        print(f"  requirement {number} {state}")
    return len(well)


def test_the_requirements_have_named_tests_that_no_mark_skips(tmp_path: Path) -> None:
    planned = outcomes(tmp_path / "report.xml", "--setup-plan")
    assert held(planned, "named") >= FLOOR


@pytest.mark.skipif(
    os.environ.get("CI") == "true",
    reason="make test has run and passed all of them, or CI would not come here",
)
def test_the_named_tests_of_the_requirements_pass(tmp_path: Path) -> None:
    assert held(outcomes(tmp_path / "report.xml"), "passing") >= FLOOR
