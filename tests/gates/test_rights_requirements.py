"""How many of our requirements on rights, label and following have a passing test.

Requirements 1-14, 18-28 and 34-40 of the list that docs/explanation/rights.md
explains: a test belongs to one by its name, ``test_requirement_NN_...``.

``make test`` runs them all; here it is asked which of them there are, and that no mark
skips one.
"""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from lxml import etree

WANTED = [*range(1, 15), *range(18, 29), *range(34, 41)]
FLOOR = 32

TESTS = Path("tests")


def outcomes(report: Path) -> dict[int, list[bool]]:
    """Plan the tests of all requirements; return which were neither bad nor skipped."""
    command = [sys.executable, "-m", "pytest", "-q", "--setup-plan"]
    holding = [
        str(path)
        for folder in ("unit", "integration")
        for path in sorted((TESTS / folder).rglob("test_*.py"))
        if "def test_requirement_" in path.read_text(encoding="utf-8")
    ]
    command += ["-k", "test_requirement_", f"--junit-xml={report}", *holding]
    subprocess.run(command, check=False)
    found: dict[int, list[bool]] = defaultdict(list)
    for case in etree.parse(report).getroot().iter("testcase"):
        match = re.match(r"test_requirement_(\d\d)_", case.get("name", ""))
        if match:
            bad = {"failure", "error", "skipped"} & {child.tag for child in case}
            found[int(match[1])].append(not bad)
    return found


def test_the_requirements_have_named_tests_that_no_mark_skips(tmp_path: Path) -> None:
    found = outcomes(tmp_path / "report.xml")
    well = [number for number in WANTED if found[number] and all(found[number])]
    print(f"requirements with named tests: {len(well)} of {len(WANTED)}")
    for number in sorted(set(WANTED) - set(well)):
        state = "is skipped" if found[number] else "has no test"
        print(f"  requirement {number} {state}")
    assert len(well) >= FLOOR
