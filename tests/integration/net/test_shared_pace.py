"""Two processes on one store ask a host at one pace."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from tests.builders import NOON

from polywire.steps.hosts.host_ledger import StoreLedger
from polywire.store.ground.migrate import open_database

GAP = 2.0
TURNS = 40
BOOK = """
import sys
from datetime import datetime
from polywire.steps.hosts.host_ledger import StoreLedger
from polywire.store.ground.migrate import open_database
db = open_database(sys.argv[1])
now = datetime.fromisoformat(sys.argv[2])
ledger = StoreLedger(db)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    turn = ledger.book("h.example", now, gap=float(sys.argv[4]), patience=9000.0)
    print(turn.at.isoformat())
db.close()
"""


def test_acceptance_20_two_processes_share_the_pace_of_a_host(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'polywire.db'}"
    open_database(url).close()
    command = [sys.executable, "-c", BOOK, url, NOON.isoformat(), str(TURNS), str(GAP)]
    others = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
    # both start now: none goes before the other is ready
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    said = "".join(other.communicate(timeout=60)[0] for other in others)
    turns = sorted(datetime.fromisoformat(line) for line in said.split())
    assert turns == [NOON + timedelta(seconds=GAP * n) for n in range(2 * TURNS)]


def test_a_turn_beyond_the_patience_is_not_booked_by_any_of_them(
    tmp_path: Path,
) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'polywire.db'}")
    ledger = StoreLedger(db)
    ledger.hold("h.example", NOON + timedelta(hours=1))
    turns = [ledger.book("h.example", NOON, gap=1.0, patience=300.0) for _ in range(9)]
    assert {turn.at for turn in turns} == {NOON + timedelta(hours=1)}
    assert not any(turn.booked for turn in turns)
    db.close()


def test_a_turn_is_booked_up_to_the_very_end_of_patience(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'polywire.db'}")
    ledger = StoreLedger(db)
    for host, late, booked in (("a.example", 0.0, True), ("b.example", 0.5, False)):
        ledger.hold(host, NOON + timedelta(seconds=300 + late))
        turn = ledger.book(host, NOON, gap=1.0, patience=300.0)
        assert turn.booked is booked, host
        # what was booked is taken: the next one is a gap later
        again = ledger.book(host, NOON, gap=1.0, patience=400.0)
        assert again.at == turn.at + timedelta(seconds=booked), host
    db.close()
