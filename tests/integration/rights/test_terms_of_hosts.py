"""What a host states in header, page and files of its own, over real HTTP."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from tests.store_looks import capture_of
from tests.wire_on_paper import Paper, Story, page, paper

from polywire.article import Level, RightsDecision
from polywire.net.fetch.client import SyncClient
from polywire.rights import reuse_signals
from polywire.settings.operator_file import parse
from polywire.steps.hosts.host_ledger import StoreLedger, StoreRobots
from polywire.store.ground.schema import capture as table
from polywire.store.keeping import hosts
from polywire.store.wire import articles, captures, revisions, rights_decisions

BY = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
TEXT = [
    "The harbour of Quellin opened its new pier on Monday, after two years of work.",
    "It cost 3,100 crowns, the harbour master said, and is 240 metres long.",
    "Fishing boats will use the northern side, ferries the southern one.",
    "The old pier stays open to walkers until the winter storms begin.",
]
RESERVED = '[{"location": "/", "tdm-reservation": 1}]'
RSL = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="{url}"><license>'
    '<prohibits type="usage">{usage}</prohibits></license></content></rsl>'
)


@dataclass
class Host:
    """An outlet on loopback: files by path, and what was asked of it."""

    files: dict[str, tuple[int, dict[str, str], str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    conditional: list[str] = field(default_factory=list)
    base: str = ""

    def put(self, path: str, text: str, **headers: str) -> None:
        """Serve a text; an ETag belongs to every answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.files[path] = (200, {"ETag": f'"{hash(text)}"', **sent}, text)

    def fail(self, path: str, status: int) -> None:
        """Answer an address with an error from now on."""
        self.files[path] = (status, {}, "")

    def story(self, head: str = BY, **headers: str) -> None:
        """Serve one article and the feed that names it."""
        made = Story("pier", "Quellin opens its new pier", list(TEXT), head=head)
        text = page(made).replace("https://courier.example", self.base)
        self.put("/pier", text, **{"Content_Type": "text/html", **headers})
        feed = (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'
            "<title>Courier</title><id>tag:c</id><updated>2026-03-02T10:00:00Z"
            f"</updated><entry><id>tag:pier</id><title>{made.headline}</title>"
            f'<link href="{self.base}/pier"/><updated>2026-03-02T10:00:00Z</updated>'
            "<summary>A pier.</summary></entry></feed>"
        )
        self.put("/feed.xml", feed, Content_Type="application/atom+xml")


@contextmanager
def serving(host: Host) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            status, headers, text = host.files.get(self.path, (404, {}, "no"))
            if status == 200 and self.headers.get("If-None-Match") == headers["ETag"]:
                host.conditional.append(self.path)
                status, text = 304, ""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def host() -> Iterator[Host]:
    """An outlet whose article is CC BY and that states nothing else."""
    made = Host()
    with serving(made):
        made.story()
        yield made


@pytest.fixture
def wire(tmp_path: Path, host: Host) -> Iterator[Paper]:
    """A wire that fetches from the outlet through the guarded client."""
    made = paper(tmp_path, url=f"{host.base}/feed.xml", rights={})
    place = host.base.removeprefix("http://")
    settings = parse(
        {
            "site": {
                "visibility": "private",
                "name": "x",
                "url": "https://x.example",
                "languages": ["en"],
            },
            "fetch": {"allow_private": [place], "delay": 0.0},
        },
        tmp_path,
    )
    client = SyncClient(
        settings,
        ledger=StoreLedger(made.wire.db),
        robots=StoreRobots(made.wire.db),
        clock=lambda: made.now,
    )
    with closing(client), closing(made.wire.db):
        made.wire = replace(made.wire, fetcher=client)
        yield made


def decision(wire: Paper) -> RightsDecision:
    with wire.wire.db.read() as conn:
        row = articles.by_key(conn, f"{host_key(wire)}/pier")
        assert row is not None
        assert row.current_revision is not None
        found = rights_decisions.get(conn, row.id, row.current_revision)
    assert found is not None
    return found


def host_key(wire: Paper) -> str:
    return wire.wire.settings.sources[0].url.split("/")[2]


def is_reserved(wire: Paper) -> bool:
    with wire.wire.db.read() as conn:
        row = articles.by_key(conn, f"{host_key(wire)}/pier")
        article = revisions.current(conn, row.id) if row else None
    assert article is not None
    return bool(article.signals.tdm_reservation)


def test_a_host_that_states_nothing_is_asked_once_a_day(
    wire: Paper, host: Host
) -> None:
    wire.run()
    assert decision(wire).level is Level.FULL
    assert not is_reserved(wire)
    host.story(head=BY + "<meta name=x content=y>")
    wire.later(hours=2)
    wire.run()
    assert host.asked.count("/.well-known/tdmrep.json") == 1
    wire.later(hours=23)
    wire.run()
    assert host.asked.count("/.well-known/tdmrep.json") == 2


@pytest.mark.parametrize("where", ["file", "header", "meta"])
def test_requirement_35_a_reservation_is_heard_wherever_it_stands(
    wire: Paper, host: Host, where: str
) -> None:
    if where == "file":
        host.put("/.well-known/tdmrep.json", RESERVED)
    elif where == "header":
        host.story(tdm_reservation="1")
    else:
        host.story(head=BY + '<meta name="tdm-reservation" content="1">')
    wire.run()
    assert is_reserved(wire)
    assert decision(wire).level is Level.FULL  # it is no licence


def test_the_hosts_file_stands_above_the_page(wire: Paper, host: Host) -> None:
    host.put("/.well-known/tdmrep.json", RESERVED.replace("1}", "0}"))
    host.story(tdm_reservation="1")
    wire.run()
    assert not is_reserved(wire)


@pytest.mark.parametrize("where", ["robots", "header", "link", "inline"])
def test_requirement_35_rsl_is_read_wherever_it_is_pointed_to(
    wire: Paper, host: Host, where: str
) -> None:
    terms = RSL.format(url="/", usage="ai-input")
    address = f"{host.base}/licence.xml"
    host.put("/licence.xml", terms)
    if where == "robots":
        host.put("/robots.txt", f"License: {address}\nUser-agent: *\nAllow: /\n")
    elif where == "header":
        host.story(Link=f'<{address}>; rel="license"; type="application/rsl+xml"')
    elif where == "link":
        mark = f'<link rel="license" type="application/rsl+xml" href="{address}">'
        host.story(head=BY + mark)
    else:
        host.story(head=f'{BY}<script type="application/rsl+xml">{terms}</script>')
    wire.run()
    found = decision(wire)
    assert found.level is Level.LINK
    assert "RSL prohibits ai-input" in found.evidence


@contextmanager
def counted(module: ModuleType, *names: str) -> Iterator[Counter[str]]:
    """Count how often functions of a module are called in this thread."""
    found: Counter[str] = Counter()
    codes = {getattr(module, name).__code__: name for name in names}

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in codes:
            found[codes[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)


def test_what_a_host_states_is_read_once_an_article(wire: Paper, host: Host) -> None:
    host.put("/.well-known/tdmrep.json", RESERVED)
    host.put("/l.xml", RSL.format(url="/", usage="ai-train"))
    host.put("/robots.txt", f"License: {host.base}/l.xml\n")
    with counted(reuse_signals, "tdm_reserved", "rsl_limit") as found:
        wire.run()
    assert is_reserved(wire)
    assert decision(wire).level is Level.FULL
    assert found == {"tdm_reserved": 1, "rsl_limit": 1}


def test_rsl_that_permits_search_lowers_nothing(wire: Paper, host: Host) -> None:
    host.put("/l.xml", RSL.format(url="/", usage="ai-train"))
    host.put("/robots.txt", f"License: {host.base}/l.xml\n")
    wire.run()
    assert decision(wire).level is Level.FULL


def test_rsl_for_another_part_of_the_site_is_not_ours(wire: Paper, host: Host) -> None:
    host.put("/l.xml", RSL.format(url=f"{host.base}/archive/*", usage="all"))
    host.put("/robots.txt", f"License: {host.base}/l.xml\n")
    wire.run()
    assert decision(wire).level is Level.FULL


def test_of_two_rsl_documents_the_stricter_wins(wire: Paper, host: Host) -> None:
    host.put("/mild.xml", RSL.format(url="/", usage="ai-train"))
    host.put("/strict.xml", RSL.format(url="/", usage="all"))
    lines = [f"License: {host.base}/{name}.xml" for name in ("mild", "strict")]
    host.put("/robots.txt", "\n".join(lines))
    wire.run()
    assert decision(wire).level is Level.LINK
    assert "strict.xml" in decision(wire).evidence


def test_rsl_that_cannot_be_had_permits_no_full_text_and_stops_nothing(
    wire: Paper, host: Host
) -> None:
    host.fail("/licence.xml", 503)
    host.put("/robots.txt", f"License: {host.base}/licence.xml\n")
    wire.run()
    assert decision(wire).level is Level.EXCERPT
    assert "could not be read" in decision(wire).evidence


def test_a_file_that_fails_leaves_its_last_copy_in_force(
    wire: Paper, host: Host
) -> None:
    host.put("/.well-known/tdmrep.json", RESERVED)
    wire.run()
    host.fail("/.well-known/tdmrep.json", 500)
    host.story(head=BY + "<meta name=x content=y>")
    wire.later(hours=25)
    wire.run()
    assert host.asked.count("/.well-known/tdmrep.json") == 2
    assert is_reserved(wire)


def test_new_terms_reach_an_article_whose_page_is_unchanged(
    wire: Paper, host: Host
) -> None:
    wire.run()
    assert wire.board()["pier", "pt-BR"]["level"] == "full"
    host.put("/l.xml", RSL.format(url="/", usage="all"))
    host.put("/robots.txt", f"License: {host.base}/l.xml\n")
    wire.later(hours=25)  # the files are asked for again, the page is as it was
    wire.run()
    for language in ("en", "pt-BR"):
        assert wire.board()["pier", language]["level"] == "link"
    assert wire.holding("Fishing boats will use the northern side") == []


def test_a_file_is_asked_for_conditionally_and_each_copy_is_kept_as_evidence(
    wire: Paper, host: Host
) -> None:
    host.put("/.well-known/tdmrep.json", RESERVED)
    wire.run()
    wire.later(hours=25)
    wire.run()
    assert host.conditional.count("/.well-known/tdmrep.json") == 1
    url = f"{host.base}/.well-known/tdmrep.json"
    with wire.wire.db.read() as conn:
        kept = hosts.file(conn, url)
        ids = conn.execute(select(table.c.id).where(table.c.url == url)).scalars()
        rows = [capture_of(conn, identity) for identity in ids]
    assert kept is not None
    assert kept.body == RESERVED.encode()
    assert len(rows) == 1
    assert rows[0] is not None
    assert captures.load(rows[0], wire.wire.archive).body == RESERVED.encode()
