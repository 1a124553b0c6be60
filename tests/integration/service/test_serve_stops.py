"""``serve`` as a process: asked to stop, it finishes what it answers, and ends well."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = """
import sys, time
from pathlib import Path
from polywire.settings.operator_file import parse
from polywire.web.web_app import Api, serve

def status():
    print("asked", flush=True)
    time.sleep(1)
    return {"articles": 1, "cells": [], "sources": [], "languages": []}

class Shelf:
    review = story_of = staticmethod(lambda *_: None)

site = {"name": "W", "operator": "W", "contact": "w@wire.example", "languages": ["en"]}
serve(
    parse({"site": site}, Path(sys.argv[1])),
    0,
    api=Api(status=status, shelf=Shelf()),
    ready=lambda address: print(address, flush=True),
)
print("closed", flush=True)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rstrip("/")
        yield process, int(address.rpartition(":")[2])
        process.kill()


def test_an_answer_under_way_is_finished_and_the_stop_is_clean(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    idle = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    idle.connect()  # a browser that keeps its connection must not hold us up
    answers: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/api/v1/coverage")
        answers.append(connection.getresponse().status)
        connection.close()

    reader = threading.Thread(target=ask)
    reader.start()
    assert process.stdout is not None
    assert process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGTERM)
    reader.join()
    assert answers == [200]
    assert process.stdout.readline() == "closed\n"
    assert process.wait(timeout=20) == 0
    idle.close()
