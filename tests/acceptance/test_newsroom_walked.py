"""The newsroom in a real browser: every kind of page checked, an hour of work walked.

Needs what the other checks of pages need; see ``test_pages_checked``.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tests.acceptance import test_pages_checked as pages
from tests.wire_on_paper import Paper, Story, paper

from polywire.article import State, Verdict, article_id
from polywire.desk import people_fixes
from polywire.net.urls import identity_key
from polywire.operate.people import access as people
from polywire.operate.people.access import Access
from polywire.web.console.frame import Newsroom
from polywire.web.console.trial import Trial
from polywire.web.web_app import Api

pytestmark = pages.pytestmark
tools = pages.tools

PASSWORD = "four words nobody joins"  # noqa: S105  # of nobody
TEXT = [
    "The work will cost 1,240 crowns and take 14 weeks, the engineer said.",
    "Residents of the lower town had asked for the change for nine years.",
    "The first riders are expected before the summer, if the river allows it.",
]
BRIDGE = Story("bridge", "Norvale opens its old bridge to cyclists", list(TEXT))
OTHER = [
    "The ferry over the Orl makes its last trip before the winter on Saturday.",
    "The company wants to mend both engines while the river carries ice.",
    "Passengers can take the bus over the upper bridge until the end of March.",
]
FERRY = Story("ferry", "The ferry of Orl stops for the winter", OTHER)


@dataclass
class Newspaper:
    """A served wire with an article that is published and one that is withheld."""

    wire: Paper
    base: str
    cookie: str


@pytest.fixture
def newspaper(tmp_path: Path) -> Iterator[Newspaper]:
    wire = paper(tmp_path, BRIDGE)
    db, now = wire.wire.db, wire.wire.now
    with closing(db), closing(Trial(wire.wire.settings, now)) as trial:
        wire.run()
        wire.outlet.stories.append(FERRY)
        wire.desk.verdict = Verdict(State.WITHHELD, "3 of 4 sentences are stopped")
        wire.later(hours=2)
        wire.run()
        people.add(db, "ines", "editor", PASSWORD, wire.now)
        access = Access(db, now)
        session = access.log_in("ines", PASSWORD, "127.0.0.1")
        room = Newsroom(db, access, wire.wire.archive, trial, now)
        with pages.served(wire.wire.settings, Api(newsroom=room)) as base:
            yield Newspaper(wire, base, f"polywire-session={session}")


def test_readers_of_all_kinds_can_use_the_newsroom(
    tools: Path, newspaper: Newspaper, tmp_path: Path
) -> None:
    one = article_id(identity_key("https://courier.example/ferry"))
    paths = ["", "articles", "sources", "try", f"withdraw?id={one}", "enter"]
    paths += [f"article?id={one}&language=pt-BR", "articles?state=lost"]
    seen = pages.browse(
        newspaper.base,
        check=[f"/desk/{path}" for path in paths],
        cookies=[newspaper.cookie],
    )
    print(f"axe: {seen['pages']} page views, {len(seen['violations'])} violations")
    files = []
    for number, path in enumerate(paths[:5] + paths[6:7]):
        asked = Request(  # noqa: S310  # our own server
            f"{newspaper.base}/desk/{path}", headers={"cookie": newspaper.cookie}
        )
        with urlopen(asked) as answer:  # noqa: S310  # our own server
            files.append(tmp_path / f"{number}.html")
            files[-1].write_bytes(answer.read())
    assert pages.html_validate(tools, files) == []
    assert seen["violations"] == []
    assert seen["overflows"] == []
    assert seen["foreign"] == []


def test_an_editor_finds_reads_fixes_publishes_and_withdraws_by_keyboard(
    tools: Path, newspaper: Newspaper
) -> None:
    done = subprocess.run(
        ["node", "desk.cjs", pages.CHROMIUM, newspaper.base, newspaper.cookie],
        cwd=pages.NODE,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == [
        "[pt-BR] Norvale opens its old bridge to cyclists",
        "The sentence is fixed, here and wherever else it stands",
        "It will be published as it is, under your name, for this revision",
        "It is withdrawn in every language; a notice stays at its address",
    ]
    with newspaper.wire.wire.db.read() as conn:
        told = people_fixes.decisions(conn)
    assert {(one["what"], one["by"]) for one in told} == {
        ("fixed", "ines"),
        ("released", "ines"),
        ("withdrawn", "ines"),
    }
