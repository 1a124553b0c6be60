"""What was translated is found again, however much of an article the rights show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.commands import commands
from tests.wire_on_paper import Paper, Story, paper
from typer.testing import Result

from polywire.article import State, Verdict, article_id
from polywire.check.grade import grade
from polywire.cli.decide import explain, fix
from polywire.desk import people_fixes
from polywire.intake.captures.warc import open_archive
from polywire.net.urls import identity_key
from polywire.operate.care.status import status
from polywire.operate.decide import rerun
from polywire.settings import operator_file
from polywire.steps import suppressed_names
from polywire.store.keeping.retention import Policy, prune
from polywire.store.wire import cells, drafts, revisions

URL = "https://courier.example/bridge"
HEADLINE = "Norvale opens its old bridge to cyclists"
LONG = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
FIGURE = """\
<figure><img src="/bridge.jpg" alt="A bridge" width="800" height="500">
<figcaption>The old bridge of Norvale, seen from the ferry inn in spring.
Photo: Ottilie Marsh</figcaption></figure>"""

RIGHTS = {
    "full": {"basis": "permission", "evidence": "letter of 1 March 2026"},
    "own": {"basis": "own", "evidence": "our own paper"},
    "excerpt": {"level": "excerpt"},
    "link": {"level": "link"},
}
"""Each leaves another part of the same article to be shown and translated."""
FULL = RIGHTS["full"]
TOML = """
[site]
name = "Paper Wire"
url = "https://wire.example"
languages = ["en", "pt-BR"]
operator = "Paper Wire"
contact = "desk@wire.example"
[store]
url = "{store}"
[[source]]
slug = "courier"
url = "https://courier.example/feed.xml"
language = "en"
"""


@pytest.fixture
def wire(tmp_path: Path, store_url: str) -> Iterator[Paper]:
    """A wire on a story with a picture that is not shown; it has run once."""
    made = _paper(tmp_path, store_url, rights=FULL)
    text = TOML.format(store=store_url)
    (tmp_path / operator_file.FILE_NAME).write_text(text, encoding="utf-8")
    with closing(made.wire.db):
        made.run()
        yield made


def _paper(root: Path, store_url: str, **source: object) -> Paper:
    story = Story("bridge", HEADLINE, list(LONG), figure=FIGURE)
    return paper(root, story, store=store_url, **source)


@pytest.fixture
def command() -> Callable[..., Result]:
    """Call a command of an installation; errors are raised."""
    return commands(explain, fix)


def _cell(wire: Paper, language: str = "pt-BR") -> cells.CellRow:
    with wire.wire.db.read() as conn:
        found = cells.get(conn, _identity(), language)
    assert found is not None
    return found


def _identity() -> str:
    return article_id(identity_key(URL))


def _assert_found(wire: Paper) -> None:
    """The draft that readers see lies under the revision of its cell."""
    cell = _cell(wire)
    assert cell.revision is not None
    with wire.wire.db.read() as conn:
        shown = cells.edition(conn, cell.article_id, cell.language)
        stored = drafts.get(conn, cell.article_id, cell.revision, cell.language)
        known = revisions.get(conn, cell.article_id, cell.revision)
    assert shown is not None
    assert known is not None
    assert stored == shown.draft
    assert stored is not None
    assert stored.revision == cell.revision


@pytest.mark.parametrize("rights", RIGHTS.values(), ids=RIGHTS)
def test_a_draft_lies_under_the_revision_of_its_cell(
    rights: dict[str, str], tmp_path: Path
) -> None:
    made = _paper(tmp_path, f"sqlite:///{tmp_path}/polywire.db", rights=rights)
    with closing(made.wire.db):
        made.run()
        _assert_found(made)


def test_the_board_has_the_grade_of_each_translation(wire: Paper) -> None:
    told = status(wire.wire.settings, wire.wire.db)["cells"]
    grades = {cell["language"]: cell["grade"] for cell in told}
    assert grades["en"] is None
    with wire.wire.db.read() as conn:
        shown = cells.edition(conn, _identity(), "pt-BR")
    assert shown is not None
    assert grades["pt-BR"] == grade(shown.draft) is not None


def test_explain_and_fix_know_every_published_translation(
    wire: Paper, command: Callable[..., Result]
) -> None:
    told = command(wire.root, "explain", URL, "-l", "pt-BR").stdout
    assert " sentences: " in told
    words = ["--sentence", HEADLINE, "--translation", "Norvale abre sua velha ponte"]
    fixed = command(wire.root, "fix", URL, "-l", "pt-BR", *words)
    assert "fixed, in 1 edition" in fixed.stdout


def test_an_original_says_that_nothing_was_translated(
    wire: Paper, command: Callable[..., Result]
) -> None:
    told = command(wire.root, "explain", URL, "-l", "en").stdout
    assert "nothing was translated" in told


def test_a_correction_outside_the_shown_text_leaves_it_found(wire: Paper) -> None:
    old = wire.outlet.stories[0]
    figure = old.figure.replace("in spring", "in late autumn")
    wire.outlet.stories[0] = replace(old, figure=figure)
    wire.later(hours=2)
    wire.run()
    _assert_found(wire)
    with wire.wire.db.read() as conn:
        assert len(revisions.listed(conn, _identity())) == 2


def test_a_correction_of_the_text_leaves_it_found(wire: Paper) -> None:
    wire.outlet.stories[0].paragraphs[1] = "The work will cost 1,420 crowns."
    wire.later(hours=2)
    wire.run()
    _assert_found(wire)


def test_other_rights_leave_it_found(wire: Paper, store_url: str) -> None:
    later = _paper(wire.root, store_url, rights=RIGHTS["own"])
    later.outlet.stories[0].frame = "Another advertisement."
    later.later(hours=2)
    with closing(later.wire.db):
        later.run()
        _assert_found(later)


def test_a_rerun_leaves_it_found(wire: Paper) -> None:
    which = rerun.past(wire.wire.settings, wire.wire.db, wire.now - timedelta(days=9))
    assert rerun.start(wire.wire.db, [cell for cell, _ in which], wire.now) == 1
    wire.run()
    _assert_found(wire)


def test_a_withheld_translation_is_found(
    wire: Paper, command: Callable[..., Result]
) -> None:
    wire.desk.verdict = Verdict(State.WITHHELD, "too many sentences were stopped")
    wire.outlet.stories[0].paragraphs[1] = "The work will cost 1,420 crowns."
    wire.outlet.stories[0].headline = "Norvale closes its old bridge"
    wire.later(hours=2)
    wire.run()
    assert _cell(wire).state is State.WITHHELD
    told = command(wire.root, "explain", URL, "-l", "pt-BR").stdout
    assert " sentences: " in told
    release = command(wire.root, "release", URL, "-l", "pt-BR")
    assert "Released" in release.stdout
    wire.run()
    assert _cell(wire).state is State.PUBLISHED_PARTLY
    _assert_found(wire)


def test_while_a_newer_revision_waits_the_shown_one_can_be_fixed(
    wire: Paper, command: Callable[..., Result]
) -> None:
    wire.desk.is_down = True
    wire.outlet.stories[0].headline = "Norvale closes its old bridge"
    wire.later(hours=2)
    wire.run()
    assert _cell(wire).wanted not in {None, _cell(wire).revision}
    words = ["--sentence", HEADLINE, "--translation", "Norvale abre sua velha ponte"]
    fixed = command(wire.root, "fix", URL, "-l", "pt-BR", *words)
    assert "fixed, in 1 edition" in fixed.stdout


def test_a_draft_in_use_is_never_forgotten(wire: Paper) -> None:
    late = wire.now + timedelta(days=9999)
    assert prune(wire.wire.db, wire.wire.archive, Policy(), late).drafts == 0
    _assert_found(wire)


def test_a_name_that_only_a_shown_translation_holds_is_found(wire: Paper) -> None:
    spelt = f"Рене Окафор: {HEADLINE}"
    people_fixes.fix(wire.wire.db, ("en", "pt-BR"), HEADLINE, spelt, wire.now)
    wire.desk.fixed[HEADLINE] = spelt
    wire.run()
    wire.desk.is_down = True
    wire.outlet.stories[0].headline = "Norvale closes its old bridge"
    wire.later(hours=2)
    wire.run()
    archive = open_archive(wire.root)
    now = wire.now
    gone = suppressed_names.suppress(
        wire.wire.db, archive, "Рене Окафор", reason="x", now=now
    )
    assert gone == [URL]


def test_provenance_names_a_revision_that_the_store_has(wire: Paper) -> None:
    cell = _cell(wire)
    place = wire.board()["bridge", "pt-BR"]["url"].split("//", 1)[1]
    file = wire.root / "site" / place.split("/", 1)[1] / "provenance.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["source"]["revision"] == cell.revision
    assert told["translation"]["revision"] == cell.revision
