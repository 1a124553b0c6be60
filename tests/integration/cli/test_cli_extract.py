"""`polywire extract`: the promise of its JSON, rules, and the feed's entry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.commands import app_of
from typer.testing import CliRunner, Result

from polywire.cli.texts import page_tools
from polywire.errors import SettingsError, UsageError

URL = "https://courier.example/news/mill"
SENTENCES = (
    "The mill at Lower Ash opened its gates on Monday after eleven years of repairs.",
    "Its owner, Ada Brook, said that the wheel turns again with the water of the Ash.",
    "Bakers of four villages have ordered the first flour for the second week of May.",
)
BELOW = (
    "In Lower Ash the oven of the bakery had stood cold since the spring flood.",
    "The baker Tom Reed hopes that the first loaves are ready before the fair begins.",
)
PAGE = f"""<html lang="en"><head><title>The mill opens again | Courier</title>
<meta property="og:title" content="The mill opens again">
<meta property="article:published_time" content="2026-05-04T08:00:00+02:00">
<meta name="author" content="Mara Lindt"></head><body><nav><a href="/">Front</a></nav>
<article><h1>The mill opens again</h1>
<figure><img src="/mill.jpg" alt="A wheel"><figcaption>The wheel on Monday.
Photo: Jon Dahl</figcaption></figure>
<p>{" ".join(SENTENCES)}</p><h2>Four villages</h2><p>{" ".join(BELOW)}
<a href="/ash">More on the Ash</a> was said in the town hall on Sunday evening.</p>
<ul><li>Flour is sold from Tuesday in the shop beside the mill.</li></ul>
<p class="advert">Buy a clock from the clockmaker of Upper Ash this week.</p>
</article><footer>Courier of Lower Ash</footer></body></html>"""
KEYS = """url kind doubtful headline standfirst bylines people dateline dating published modified
zone language declared_language section tags outlet description blocks body captions
credits images licence paywalled signals revision"""


@pytest.fixture
def app() -> typer.Typer:
    return app_of(page_tools)


def run(app: typer.Typer, page: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["extract", "-", "--url", URL, *words], input=page)


def read(app: typer.Typer, page: str, *words: str) -> dict[str, Any]:
    done = run(app, page, "--json", *words)
    assert done.exception is None, done.exception
    return dict(json.loads(done.stdout))


def test_the_contract_holds_every_key(app: typer.Typer) -> None:
    assert sorted(read(app, PAGE)) == sorted(KEYS.split())


def test_a_good_page_is_an_article_without_doubt(app: typer.Typer) -> None:
    found = read(app, PAGE)
    assert (found["kind"], found["doubtful"]) == ("article", False)
    assert found["headline"] == "The mill opens again"
    assert found["bylines"] == ["Mara Lindt"]
    assert found["published"] == "2026-05-04T08:00:00+02:00"
    assert found["language"] == "en"


def test_every_block_has_a_type_and_text(app: typer.Typer) -> None:
    blocks = read(app, PAGE)["blocks"]
    assert all({"type", "text"} <= block.keys() for block in blocks)
    types = [block["type"] for block in blocks]
    assert types[:4] == ["figure", "paragraph", "heading", "paragraph"]


def test_a_caption_and_its_credit_stand_apart(app: typer.Typer) -> None:
    found = read(app, PAGE)
    assert found["captions"] == ["The wheel on Monday."]
    assert "Jon Dahl" in found["credits"][0]
    assert "The wheel on Monday" not in found["body"]


def test_an_empty_page_is_doubtful_and_says_why(app: typer.Typer) -> None:
    found = read(app, "<html><body><h1>Soon</h1></body></html>")
    assert "no-body" in found["doubtful"]["reasons"]
    assert found["kind"] != "article"


def test_a_rule_takes_a_part_out(app: typer.Typer) -> None:
    found = read(app, PAGE, "--rule", "remove=.advert", "--rule", "headline=h2")
    assert "clockmaker" not in found["body"]
    assert found["headline"] == "Four villages"


@pytest.mark.parametrize(
    ("rule", "error"),
    [("body=p[", SettingsError), ("colour=p", SettingsError), ("body", UsageError)],
)
def test_a_wrong_rule_is_refused_by_name(
    app: typer.Typer, rule: str, error: type[Exception]
) -> None:
    done = run(app, PAGE, "--rule", rule)
    assert isinstance(done.exception, error)
    assert rule.split("=", maxsplit=1)[0] in str(done.exception)


ENTRY = {
    "id": "urn:mill",
    "title": "The mill opens again",
    "published": "2026-05-04T06:00:00Z",
    "content": "".join(f"<p>{line}</p>" for line in SENTENCES * 3),
    "authors": ["Mara Lindt"],
    "language": "",
    "enclosures": [{"url": "https://courier.example/a.mp3", "type": "audio/mpeg"}],
    "media": [],
}


def test_the_feeds_text_stands_in_for_a_doubtful_page(app: typer.Typer) -> None:
    page = "<html><body><h1>The mill opens again</h1></body></html>"
    found = read(app, page, "--feed-entry", json.dumps(ENTRY))
    assert found["doubtful"] is False
    assert SENTENCES[0] in found["body"]
    assert found["published"].startswith("2026-05-04T06:00:00")


def test_a_feed_entry_may_stand_in_a_file(app: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "entry.json"
    file.write_text(json.dumps(ENTRY), encoding="utf-8")
    found = read(app, "<p>Soon</p>", "--feed-entry", str(file))
    assert SENTENCES[0] in found["body"]


@pytest.mark.parametrize("entry", ["{", '{"published": "noon"}', '{"title": 3}'])
def test_a_broken_feed_entry_is_refused(app: typer.Typer, entry: str) -> None:
    done = run(app, PAGE, "--feed-entry", entry)
    assert isinstance(done.exception, UsageError)
    assert "--feed-entry" in str(done.exception)
