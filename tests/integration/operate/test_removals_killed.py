"""A command that takes something down may be killed at any point."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lost_store import Desk, a_desk, say

from polywire.operate.care import reconcile
from polywire.store.ground import removals
from polywire.store.wire import articles


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    is_sqlite = request.param == "sqlite"
    new = None if is_sqlite else request.getfixturevalue("new_postgres")
    with a_desk(tmp_path, new) as made:
        yield made


KILLED = """
import os, signal, sys
from pathlib import Path
from polywire.store.ground import removals
from polywire.store.ground.removal_ledger import RemovalLedger
from polywire.store.ground.database import Database

step = int(sys.argv[1])
count = 0

def counted(function):
    def call(*args, **kwargs):
        global count
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return function(*args, **kwargs)
    return call

from polywire.cli.app import load
from polywire.cli import app
load(sys.argv[2:])
Database.write = counted(Database.write)
RemovalLedger.append = counted(RemovalLedger.append)
app.app(sys.argv[2:])
"""
ACTS = {
    "withdraw": ("withdraw", "https://courier.example/bridge", "--reason", "order"),
    "suppress": ("suppress", "Ottilie Marsh", "--reason", "request"),
    "remove": ("user", "remove", "eva"),
    "password": ("user", "password", "marta"),
    "restore": ("restore", "https://courier.example/quay"),
}
KILLS = [("sqlite", act) for act in ACTS] + [("postgresql", "withdraw")]


def seen(desk: Desk) -> tuple[frozenset[str], frozenset[str], int, int]:
    db = desk.paper.wire.db
    with db.read() as conn:
        rows = articles.listed(conn, state="withdrawn")
        gone = frozenset(row.url.rsplit("/", 1)[1] for row in rows)
        known = len(removals.listed(conn))
    held = len(reconcile.ledger_of(desk.paper.wire.settings).read().removals)
    return gone, frozenset(desk.let_in()), known, held


@pytest.mark.parametrize(("desk", "act"), KILLS, indirect=["desk"])
def test_a_kill_at_any_write_ends_with_both_or_with_neither(
    desk: Desk, act: str
) -> None:
    """Kill the command before each of its writes, until one is not reached."""
    quay = "https://courier.example/quay"
    say(desk.root, "withdraw", quay, "--reason", "by mistake")
    desk.open(desk.root, desk.url)
    before = after = seen(desk)
    step = 0
    while after[:2] == before[:2]:
        desk.close()
        killed(desk.root, step, ACTS[act])
        desk.open(desk.root, desk.url)
        after = seen(desk)
        assert after[2] == after[3], "ledger and store hold the same"
        assert (after[2] > before[2]) is (after[:2] != before[:2])
        step += 1
    assert step > 1
    gone, who, *_ = after
    assert ("bridge" in gone) is (act == "withdraw")
    assert ("inn" in gone) is (act == "suppress")
    assert ("eva" in who) is (act != "remove")
    assert ("old password of marta" in who) is (act != "password")
    assert ("quay" in gone) is (act != "restore")


def killed(root: Path, step: int, words: tuple[str, ...]) -> None:
    line = [sys.executable, "-c", KILLED, str(step), "-C", str(root), *words]
    told = b"five words that nobody joins\n"
    subprocess.run(line, input=told, capture_output=True, timeout=120, check=False)
