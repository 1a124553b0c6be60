"""A child that ends: by its own limit its job is to blame, by anything else it is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mean_child import MeanWorker

from polywire.child import guarded_reader, processes
from polywire.child.guarded_reader import Overrun
from polywire.child.processes import Awake, Patience, own_limit
from polywire.errors import ChildLost
from polywire.extract.page_reader import PageReader
from polywire.intake.feeds.parse import FeedParser
from polywire.publish.site import pictures

SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGSEGV", "SIGABRT")
ASKER = """
import sys
from tests.mean_child import MeanWorker
with MeanWorker(seconds=1.0) as asker:
    asker.do("hello")
    print(asker.child_id, flush=True)
    print(asker.do(sys.argv[1]), flush=True)
"""


@pytest.fixture
def lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Tell the process ids of all mean children that were started."""
    file = tmp_path / "lives"
    file.touch()
    monkeypatch.setenv("POLYWIRE_TEST_LIVES", str(file))
    return lambda: [int(line) for line in file.read_text().split()]


@pytest.fixture
def asker() -> Iterator[MeanWorker]:
    with MeanWorker() as made:
        yield made


def soon(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ("spin", "seconds of processor time: given up"),
        ("hoard", "512 MiB of memory: given up"),
        (f"talk {guarded_reader.MAX_REPLY + 70_000}", "over 64 MiB: given up"),
    ],
)
def test_a_job_that_meets_a_limit_of_its_child_is_to_blame(
    asker: MeanWorker, lives: Callable[[], list[int]], job: str, words: str
) -> None:
    with pytest.raises(Overrun, match=words):
        asker.do(job)
    assert len(lives()) == 1
    assert asker.do("hello") == "HELLO"


@pytest.mark.parametrize("job", ["fault", "exit"])
def test_a_job_that_ends_each_child_is_lost_and_the_next_one_answered(
    asker: MeanWorker, lives: Callable[[], list[int]], job: str
) -> None:
    assert asker.do("hello") == "HELLO"
    with pytest.raises(ChildLost, match="was ended"):
        asker.do(job)
    assert len(lives()) == 2
    assert asker.do("hello") == "HELLO"


@pytest.fixture
def heard() -> Iterator[None]:
    """Undo what nohup and background jobs do: children inherit what is ignored."""
    old = {one: signal.getsignal(one) for one in (signal.SIGHUP, signal.SIGINT)}
    for one in old:
        signal.signal(one, signal.SIG_DFL)
    yield
    for one, handler in old.items():
        signal.signal(one, handler)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("name", SIGNALS)
def test_a_child_that_somebody_kills_at_its_work_costs_no_answer(
    asker: MeanWorker, lives: Callable[[], list[int]], name: str
) -> None:
    def kill() -> None:
        soon(lambda: len(lives()) == 1)
        time.sleep(0.2)
        os.kill(lives()[0], signal.Signals[name])

    killer = threading.Thread(target=kill)
    killer.start()
    assert asker.do("wait 1") == "WAIT1"
    killer.join()
    assert len(lives()) == 2


def test_a_child_that_is_frozen_is_replaced_by_one_that_answers(
    lives: Callable[[], list[int]],
) -> None:
    with MeanWorker(seconds=0.5) as asker:
        asker.do("hello")
        os.kill(lives()[0], signal.SIGSTOP)
        assert asker.do("hello") == "HELLO"
        assert len(lives()) == 2
        assert not is_alive(lives()[0])


def test_a_job_that_freezes_each_child_is_lost() -> None:
    with MeanWorker(seconds=0.3) as asker:
        asker.do("hello")
        with pytest.raises(ChildLost, match="stood still"):
            asker.do("wait 90")


def test_a_child_that_gets_little_of_the_machine_is_waited_for() -> None:
    with MeanWorker(seconds=4.0) as asker:
        asker.do("hello")
        pid = asker.child_id
        assert pid is not None
        done = threading.Event()

        def starve() -> None:
            worked = processes.cpu_seconds(pid) or 0.0
            while not done.wait(0.02):
                if (processes.cpu_seconds(pid) or 0.0) - worked < 0.15:
                    continue
                os.kill(pid, signal.SIGSTOP)
                done.wait(1.0)
                worked = processes.cpu_seconds(pid) or 0.0
                os.kill(pid, signal.SIGCONT)

        starver = threading.Thread(target=starve)
        starver.start()
        begun = time.monotonic()
        try:
            assert asker.do("work 0.9") == "WORK0.9"
        finally:
            done.set()
            starver.join()
        assert time.monotonic() - begun > 4.0
        assert asker.child_id == pid


@pytest.mark.parametrize(
    ("does", "is_over"), [("while True: pass", {False}), ("time.sleep(90)", {True})]
)
def test_a_child_that_waits_for_a_processor_alone_is_not_frozen(
    does: str, is_over: set[bool]
) -> None:
    code = f"import time\nprint('go', flush=True)\n{does}"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as one:
        try:
            assert one.stdout is not None
            one.stdout.readline()
            soon(lambda: processes.is_in_line(one.pid) not in is_over)
            patience = Patience(0.0, one.pid)
            looks = {patience.is_over() for _ in range(20)}
        finally:
            one.kill()
    assert looks == is_over


def an_asker(job: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ASKER, job], stdout=subprocess.PIPE, text=True
    )


def test_a_machine_that_is_paused_at_the_work_costs_no_answer() -> None:
    with an_asker("wait 1") as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        for one in (process.pid, pid):
            os.kill(one, signal.SIGSTOP)
        time.sleep(4.0)  # four times what a child may stand still
        for one in (process.pid, pid):
            os.kill(one, signal.SIGCONT)
        assert process.stdout.read() == "WAIT1\n"


def test_a_child_ends_with_the_wire_that_was_killed() -> None:
    with an_asker("wait 2") as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
        process.wait()
        assert is_alive(pid)
        soon(lambda: not is_alive(pid))


@pytest.mark.parametrize("made", [MeanWorker, FeedParser, PageReader])
def test_a_child_has_a_session_of_its_own(made: type[guarded_reader.Worker]) -> None:
    with made() as asker, suppress(Overrun):
        asker._start()
        assert asker.child_id is not None
        assert os.getsid(asker.child_id) == asker.child_id


def test_a_reader_that_is_closed_lets_go_of_its_job_at_once(
    lives: Callable[[], list[int]],
) -> None:
    asker = MeanWorker()
    lost: list[Exception] = []

    def ask() -> None:
        try:
            asker.do("wait 60")
        except ChildLost as error:
            lost.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    soon(lambda: len(lives()) == 1)
    asker.close()
    asking.join(10)
    assert len(lost) == 1
    assert len(lives()) == 1
    assert not is_alive(lives()[0])


@given(st.integers(-64, 255).filter(lambda c: c not in {-signal.SIGXCPU, 76}))
def test_only_two_ends_are_a_job_s_own_fault(code: int) -> None:
    assert own_limit(code) is None
    assert own_limit(-signal.SIGXCPU) == "time"
    assert own_limit(processes.OUT_OF_MEMORY) == "memory"


@given(st.lists(st.floats(0, 1e6), max_size=20))
def test_a_pause_of_any_length_counts_as_one_look(steps: list[float]) -> None:
    moments = [0.0]
    for step in steps:
        moments.append(moments[-1] + step)
    clock = iter(moments)
    awake = Awake(longest=1.0, clock=lambda: next(clock))
    seen = [awake.now() for _ in steps]
    assert seen == sorted(seen)
    assert (seen or [0.0])[-1] == pytest.approx(sum(min(step, 1.0) for step in steps))


DIES = """
import os, pathlib, signal, sys
mark = pathlib.Path(sys.argv[1])
count = int(mark.read_text() or 0) + 1
mark.write_text(str(count))
if count < int(sys.argv[2]):
    os.kill(os.getpid(), getattr(signal, sys.argv[3]))
print("made of", len(sys.stdin.buffer.read()))
"""


@pytest.mark.parametrize(
    ("times", "name", "found"),
    [
        (2, "SIGKILL", (3, "made of 3000000")),
        (3, "SIGTERM", (3, "made of 3000000")),
        (9, "SIGKILL", (3, "")),
        (9, "SIGXCPU", (1, "")),
    ],
)
def test_a_picture_s_child_that_is_killed_is_tried_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    name: str,
    found: tuple[int, str],
) -> None:
    mark = tmp_path / "count"
    mark.touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "child_that_dies.py").write_text(DIES)
    arguments = [str(mark), str(times), name]
    code, out = pictures._run("child_that_dies", arguments, b"p" * 3_000_000)
    starts, words = found
    assert int(mark.read_text()) == min(starts, times)
    assert out.decode().strip() == words
    assert (code == 0) is bool(words)


def test_a_picture_s_child_that_stands_still_is_killed() -> None:
    begun = time.monotonic()
    code, out = processes.run("timeit", ["import time; time.sleep(60)"], b"", 0.5)
    assert (code, out) == (-signal.SIGKILL, b"")
    assert time.monotonic() - begun < 30
