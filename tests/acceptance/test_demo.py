"""The main job as a newcomer runs it: the sample newsroom, twice, and its day 2."""

import json
import re
import shutil
from collections.abc import Callable
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

import pytest
from tests.acceptance.conftest import Command, Run, own_time

Read = Callable[[Path], dict[str, bytes]]
# The first of them runs the whole wire, beside another worker's tests; what it may cost
# is asserted below.
pytestmark = pytest.mark.timeout(600)


TIMES_TRANSLATE = 6.5
"""Processor time of the whole wire beside that of 150 lines through `translate` before
and after it, 4.1 to 5.3 when this was written. Where those lines take 9 s the minute is
the bound; on a machine that is half as fast no wire of ours ever stayed below it."""
CLOCK_TRANSLATE = 4.5
"""The clock of the whole wire beside the same lines: 3.5 when this was written."""


def cost_of_lines(polywire: Command, file: Path) -> float:
    """Return the processor seconds of 150 lines of our documents through `translate`."""
    lines = [
        line
        for page in sorted(Path("docs/explanation").glob("*.md"))
        for line in page.read_text(encoding="utf-8").splitlines()
        if re.fullmatch(r"[A-Z][^`\[|]*\.", line)
    ]
    file.write_text("\n".join(lines[:150]) + "\n", encoding="utf-8")
    before = own_time()
    polywire("translate", "--from", "en", "--to", "pt-BR", file)
    return own_time() - before


def test_the_whole_wire_takes_under_a_minute(
    polywire: Command, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = cost_of_lines(polywire, tmp_path / "lines")
    run: Run = request.getfixturevalue("first_run")
    lines_cost = (before + cost_of_lines(polywire, tmp_path / "lines")) / 2
    print(f"the wire: {run.processor / lines_cost:.1f} x 150 lines of translate")
    assert run.processor < max(60, TIMES_TRANSLATE * lines_cost)
    # Where other programs take most of a processor the clock says nothing.
    if run.others < 0.5 * run.clock:
        assert run.clock < max(60, CLOCK_TRANSLATE * lines_cost)


def test_the_tutorial_shows_what_the_demo_prints(first_run: Run) -> None:
    page = Path("docs/tutorial/first-wire.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(.*\n.*\n)", page)
    printed = first_run.printed.replace(str(first_run.folder), "polywire-demo")
    lines = "".join(printed.splitlines(keepends=True)[:2])
    assert OutputChecker().check_output(shown, lines, ELLIPSIS), printed


@pytest.mark.timeout(600)
def test_every_cell_of_the_demo_has_a_state_and_a_reason(
    polywire: Command, demo: Path
) -> None:
    board = polywire.board(demo)
    assert board["articles"] >= 32
    assert board["languages"] == ["en", "pt-BR"]
    states = {cell["state"] for cell in board["cells"]}
    assert "pending" not in states
    assert states >= {"published", "filtered"}
    for cell in board["cells"]:
        assert cell["state"] == "published" or cell["reason"], cell
    assert {cell["level"] for cell in board["cells"]} >= {"full", "excerpt", "link"}


def test_a_second_run_does_nothing_twice(
    polywire: Command, demo: Path, site_bytes: Read
) -> None:
    before = {
        path: (demo / "site" / path).stat().st_mtime_ns
        for path in site_bytes(demo / "site")
    }
    done = polywire("demo", demo, "--no-serve", "--json")
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["engine_calls"] == 0
    assert report["pages_fetched"] == 0
    assert report["files_written"] == 0
    after = {
        path: (demo / "site" / path).stat().st_mtime_ns
        for path in site_bytes(demo / "site")
    }
    assert after == before


@pytest.mark.timeout(300)
def test_day_two_brings_a_correction_and_a_withdrawal(
    polywire: Command, demo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "wire"
    shutil.copytree(demo, folder)
    polywire("demo", folder, "--no-serve", "--day", "2")
    board = polywire.board(folder)
    by_state: dict[str, set[str]] = {}
    for cell in board["cells"]:
        by_state.setdefault(cell["state"], set()).add(cell["language"])
    assert by_state["withdrawn"] == {"en", "pt-BR"}
    corrected = [cell for cell in board["cells"] if cell["version"] > 1]
    assert {c["language"] for c in corrected if c["state"] != "withdrawn"} == {
        "en",
        "pt-BR",
    }
