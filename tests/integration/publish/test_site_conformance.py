"""What machines read of a site, before schemas and before other people's readers."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import uvicorn
from jsonschema import Draft202012Validator
from lxml import etree
from reader import make_reader
from tests.builders import a_decision, a_site, a_source, an_article, an_edition
from tests.builders import at as hours
from tests.published import publish_shelf
from tests.shelf import ListShelf

from polywire.article import Correction, Edition, Level, PubStatus, State
from polywire.publish.pages.page_templates import Press
from polywire.settings.operator_file import Settings
from polywire.web.api import read_api
from polywire.web.web_app import Api, create_app

CORPUS = Path(__file__).parents[2] / "corpus"
NINJS = json.loads((CORPUS / "ninjs/subset.schema.json").read_text("utf-8"))
JSON_FEED = json.loads((CORPUS / "schemas/json-feed.schema.json").read_text("utf-8"))
ATOM = etree.RelaxNG(etree.parse(CORPUS / "schemas/atom.rng"))
SITEMAP = etree.XMLSchema(etree.parse(CORPUS / "schemas/sitemap.xsd"))
LANGUAGES = ["en", "pt-BR", "ar"]


def editions() -> Iterator[Edition]:
    """Yield an article of each level, a corrected and a withdrawn one, odd titles."""
    note = Correction(hours(3), "correction", 2, "A number.", (("number", "16", "14"),))
    full = an_article(section="Politics", headline="Fish & <chips>", tags=("sea",))
    odd = an_article(
        headline="\u202e\U0001f9c0 " + "long " * 400, bylines=(), published=None
    )
    for tag in LANGUAGES:
        yield an_edition(
            full,
            version=2,
            language=tag,
            updated_at=hours(3),
            corrections=(note,),
            rights=a_decision(Level.FULL),
        )
        yield an_edition(
            article_id="2" * 12,
            language=tag,
            level=Level.EXCERPT,
            rights=a_decision(Level.EXCERPT),
        )
        yield an_edition(
            article_id="3" * 12,
            language=tag,
            state=State.WITHDRAWN,
            pub_status=PubStatus.CANCELED,
            updated_at=hours(2),
        )
        yield an_edition(odd, article_id="4" * 12, language=tag)


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, ListShelf]:
    """Publish the site once."""
    settings = Settings(
        tmp_path_factory.mktemp("conformance"),
        site=a_site(languages=LANGUAGES, index=True),
        sources=(a_source(),),
    )
    shelf = ListShelf.of(editions())
    publish_shelf(shelf, settings)
    return settings, shelf


@pytest.fixture
def site(wire: tuple[Settings, ListShelf]) -> Path:
    return wire[0].site_folder


def faults(schema: dict[str, Any], data: object) -> list[str]:
    """Return what a schema finds, formats included."""
    checker = Draft202012Validator.FORMAT_CHECKER
    assert {"date-time", "uri"} <= set(checker.checkers)
    found = Draft202012Validator(schema, format_checker=checker).iter_errors(data)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def log(schema: etree.RelaxNG | etree.XMLSchema, file: Path) -> list[str]:
    schema.validate(etree.parse(file))
    errors: Any = schema.error_log  # its stubs know no iteration
    return [f"{file.name}:{e.line}: {e.message}" for e in errors]


def test_each_atom_feed_is_what_rfc_4287_says(site: Path) -> None:
    files = sorted(site.rglob("*.atom"))
    assert len(files) >= 9
    assert [fault for file in files for fault in log(ATOM, file)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"<id>", b"<id/><id>", id="two-ids"),
        pytest.param(b"<updated>2026", b"<updated>2026/", id="date"),
        pytest.param(b'hreflang="', b'hreflang="!', id="language"),
    ],
)
def test_the_atom_schema_finds_planted_faults(
    site: Path, tmp_path: Path, old: bytes, new: bytes
) -> None:
    broken = tmp_path / "broken.atom"
    broken.write_bytes((site / "en/feed.atom").read_bytes().replace(old, new, 1))
    assert log(ATOM, broken)


def test_each_json_feed_is_what_version_1_1_says(site: Path) -> None:
    files = sorted(site.rglob("feed.json"))
    assert len(files) >= 9
    found = [
        f for file in files for f in faults(JSON_FEED, json.loads(file.read_bytes()))
    ]
    assert found == []


def test_the_json_feed_schema_finds_a_planted_date(site: Path) -> None:
    feed = json.loads((site / "en/feed.json").read_bytes())
    feed["items"][0]["date_modified"] = "yesterday"
    assert faults(JSON_FEED, feed)


def test_each_edition_is_what_ninjs_says(wire: tuple[Settings, ListShelf]) -> None:
    settings, shelf = wire
    press = Press(settings)
    found = [
        fault
        for edition in shelf.editions.values()
        for fault in faults(
            NINJS, json.loads(msgspec.json.encode(read_api.news_json(edition, press)))
        )
    ]
    assert found == []


def test_each_sitemap_is_what_the_protocol_says(site: Path) -> None:
    files = [*sorted(site.glob("*sitemap.xml")), *sorted(site.glob("sitemap/*.xml"))]
    assert len(files) >= 4
    assert [fault for file in files for fault in log(SITEMAP, file)] == []


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_reader_reads_our_feeds_as_they_are(site: Path, kind: str) -> None:
    """lemon24/reader, which stores what it reads and asks again."""
    with make_reader(":memory:", feed_root=str(site)) as mine:
        for tag in LANGUAGES:
            mine.add_feed(f"{tag}/feed.{kind}")
        failed = [
            str(result.value)
            for result in mine.update_feeds_iter()
            if isinstance(result.value, Exception)
        ]
        assert failed == []
        for tag in LANGUAGES:
            feed = mine.get_feed(f"{tag}/feed.{kind}")
            assert feed.title == "Orl Wire"
            seen = list(mine.get_entries(feed=feed))
            assert len(seen) == (3 if kind == "atom" else 4)
            assert all(entry.link and entry.title for entry in seen)
        again = [result.value for result in mine.update_feeds_iter()]
        assert not any(getattr(value, "modified", 0) for value in again)


def test_the_read_api_keeps_its_promises(tmp_path: Path) -> None:
    """Schemathesis asks the running server what its description allows, and more."""
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    site = a_site(url=base, languages=LANGUAGES)
    api = Api(shelf=ListShelf.of(editions()), status=lambda: {"articles": 4})
    app = create_app(Settings(tmp_path, site=site), api)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", f"{base}/api/v1/openapi.json", "--seed", "4287"]
    # records of reviews are taken behind a login: they have tests of their own
    command += ["--max-examples", "12", "--exclude-path-regex", "/review$"]
    try:
        done = subprocess.run(
            [*command, "--no-color"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "No issues found" in done.stdout
