"""The examples of the documents run, print what they show, and name real settings."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from pytest_httpserver import HTTPServer
from tests import examples
from tests.wire_on_paper import BASE, Story, paper

HEADLINE = "Norvale opens its old bridge to cyclists"
TEXT = [
    "The council of Norvale voted on Monday to open the old bridge to cyclists.",
    "The work will cost 1,240 crowns over a period of fourteen weeks.",
    "Residents of the lower town had asked for the change for nine years.",
]
PAGE = f"""<html lang="en"><head><title>{HEADLINE}</title>
<link rel="alternate" type="application/rss+xml" href="/feed" title="News">
</head><body><article><h1>{HEADLINE}</h1><p>{"</p><p>".join(TEXT)}</p></article>
</body></html>"""
FEED = f"""<rss version="2.0"><channel><title>The Norvale Courier</title>
<link>/</link><language>en</language><item><title>{HEADLINE}</title>
<link>/bridge</link><guid>1</guid><description>A bridge.</description>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
OPML = '<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/></body></opml>'
TMX = """<tmx version="1.4"><header srclang="en" segtype="sentence" datatype="plaintext"
adminlang="en" o-tmf="none" creationtool="x" creationtoolversion="1"/><body><tu>
<tuv xml:lang="en"><seg>Good morning.</seg></tuv>
<tuv xml:lang="pt-br"><seg>Bom dia.</seg></tuv></tu></body></tmx>"""
pytestmark = pytest.mark.timeout(400)
NOT_RUN = 35
"""Examples that no test can run; each says why on its page."""


@pytest.fixture
def outlet(httpserver: HTTPServer) -> str:
    answers = {
        "/": (PAGE, "text/html"),
        "/bridge": (PAGE, "text/html"),
        "/feed": (FEED, "application/rss+xml"),
        "/robots.txt": ("", "text/plain"),
        "/polywire": ("", "text/plain"),
    }
    for path, (text, kind) in answers.items():
        httpserver.expect_request(path).respond_with_data(text, content_type=kind)
    httpserver.expect_request("/.well-known/tdmrep.json").respond_with_data(status=404)
    return httpserver.url_for("").rstrip("/")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a wire that has published one article in two languages."""
    folder = tmp_path_factory.mktemp("published")
    wire = paper(folder, Story("bridge", HEADLINE, TEXT))
    wire.run()
    wire.wire.db.close()
    return folder


@pytest.fixture
def scene(tmp_path: Path, outlet: str, published: Path) -> examples.Scene:
    """Give a folder with a wire, and with what the examples take as there."""
    home, usb = tmp_path / "home", tmp_path / "usb"
    usb.mkdir()
    shutil.copytree(published, home)
    (home / "papers").mkdir()
    site = {"name": "Paper Wire", "url": "https://wire.example"}
    site |= {"operator": "Paper Wire", "contact": "desk@wire.example"}
    private = [outlet.removeprefix("http://")]
    there = {
        "polywire.toml": tomlkit.dumps(
            {
                "site": site | {"languages": ["en", "pt-BR"]},
                "fetch": {"delay": 0, "allow_private": private},
            }
        ),
        "papers/bridge.html": PAGE,
        "page.html": PAGE,
        "my.opml": OPML,
        "old-translations.tmx": TMX,
    }
    for name, text in there.items():
        (home / name).write_text(text, encoding="utf-8")
    (home / "polywire-demo").symlink_to(home)
    words = {"ARTICLE": f"{BASE}/bridge", "/mnt/usb": str(usb)}
    return examples.Scene(home, outlet, words)


@pytest.mark.parametrize("page", examples.PAGES, ids=str)
def test_the_examples_of_a_page_hold(page: Path, scene: examples.Scene) -> None:
    found = examples.failures(page, scene)
    assert not found, "mend page or code: " + "\n".join(found)


def test_what_is_not_run_is_marked_and_counted() -> None:
    marks = [mark for page in examples.PAGES for mark in examples.marks(page)]
    assert len(marks) == NOT_RUN, "\n".join(marks)


OBJECTS = {
    "run": "polywire init new\npolywire -C new run --once --json",
    "status": "polywire status --json",
    "replay": "polywire replay --json",
    "translate": "polywire translate page.txt --from en --to pt-BR --json",
    "check": "polywire check page.txt page.txt --from en --to pt-BR --json",
    "rerun": "polywire rerun --since 2026-01-01 --estimate --json",
}
"""How each command is called that prints an object whose keys the reference names."""


def named_objects() -> dict[str, Any]:
    """Return the objects of the reference: `{"a", "b": [{"c"}]}` names keys only."""
    found = {}
    for part in (
        Path("docs/reference/cli.md").read_text("utf-8").split("`polywire ")[1:]
    ):
        for text in re.findall(r"`(\{\".*\})`", part):
            bare = text.replace("...", "").replace(" N", " 0")
            keyed = re.sub(r'("\w+")(?=[,}\]])', r"\1: 0", bare)
            found[re.split(r"\W", part)[0]] = json.loads(keyed)
    return found


def keys(value: Any, *, named: Any) -> Any:
    """Return the keys of an object as far down as the reference names them."""
    if isinstance(named, dict) and named and isinstance(value, dict):
        return {key: keys(one, named=named.get(key)) for key, one in value.items()}
    if isinstance(named, list) and named:
        return [keys(one, named=named[0]) for one in value[:1]] or keys(
            named[:1], named=named
        )
    return 0


@pytest.mark.parametrize("command", OBJECTS)
def test_a_printed_object_has_the_keys_of_the_reference(
    command: str, scene: examples.Scene
) -> None:
    (scene.folder / "page.txt").write_text("The bridge cost 3 crowns.\n", "utf-8")
    assert scene.commands(OBJECTS[command]) is None
    (line,) = [one for one in scene.printed.splitlines() if one.startswith("{")]
    named = named_objects()[command]
    assert keys(json.loads(line), named=named) == keys(named, named=named)


def test_every_object_of_the_reference_is_compared() -> None:
    assert named_objects().keys() == OBJECTS.keys()


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("```sh\npolywire gues\n```", "polywire gues\nends with 2"),
        ("```sh\nmake demo\n```", "only 'polywire' and 'cd' are run: mark the block"),
        ("```sh\npolywire rules\n```\n```text\nnone\n```", "this is printed:"),
        ("```toml\n[site]\nnam = 1\n```", "unknown field"),
        ("```\npolywire rules\n```", "no test runs ''"),
    ],
    ids=["command", "other program", "output", "setting", "no language"],
)
def test_a_wrong_example_is_told_with_its_line(
    block: str, told: str, scene: examples.Scene, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n{block}\n", encoding="utf-8")
    (failure,) = examples.failures(page, scene)
    assert failure.startswith(f"{page}:")
    assert told in failure
