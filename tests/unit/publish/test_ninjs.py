"""ninjs: valid, labelled, and empty of text when canceled."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.builders import a_decision, a_site, an_article, an_edition, at

from polywire.article import Correction, Edition, Level, PubStatus, Signals
from polywire.publish.label.label import label
from polywire.publish.machines.ninjs import ninjs
from polywire.publish.pages.page_templates import Press
from polywire.settings.operator_file import Settings

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "corpus/ninjs/subset.schema.json").read_text("utf-8")
)
NOTE = Correction(
    at=at(3), kind="update", version=2, note="…", changes=(("added", "", ""),)
)
EDITIONS = {
    "full": an_edition(),
    "original": an_edition(language="en"),
    "excerpt": an_edition(rights=a_decision(Level.EXCERPT), level=Level.EXCERPT),
    "corrected": an_edition(corrections=(NOTE,), version=2),
    "canceled": an_edition(pub_status=PubStatus.CANCELED),
    "withheld": an_edition(pub_status=PubStatus.WITHHELD),
    "dated": an_edition(
        an_article(dateline="NORVALE", signals=Signals(embargo=at(1), expires=at(9)))
    ),
}

SETTINGS = Settings(root=Path(), site=a_site())


def written(edition: Edition, **fields: Any) -> dict[str, Any]:
    return ninjs(edition, Press(SETTINGS), **fields)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_is_valid(name: str) -> None:
    validator = Draft202012Validator(SCHEMA)
    assert [
        error.message for error in validator.iter_errors(written(EDITIONS[name]))
    ] == []


@pytest.mark.parametrize(
    "fault",
    [
        {"polywire": 1},
        {"firstCreated": "2 March 2026"},
        {"pubStatus": "killed"},
        {"digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/x"},
        {"associations": [{"rel": "translationOf"}]},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_the_schema_finds_planted_faults(fault: dict[str, Any]) -> None:
    validator = Draft202012Validator(SCHEMA)
    assert not validator.is_valid(written(an_edition()) | fault)


@pytest.mark.parametrize("name", ["full", "excerpt", "corrected"])
def test_the_body_begins_with_the_label(name: str) -> None:
    edition = EDITIONS[name]
    body = written(edition)["bodies"][0]["value"]
    assert body.startswith(label(edition, edition.language).text)


def test_an_excerpt_is_partial_and_holds_no_body() -> None:
    item = written(EDITIONS["excerpt"])
    assert item["representationType"] == "partial"
    assert "3.2 million" not in json.dumps(item)


def test_the_status_follows_the_edition() -> None:
    assert written(EDITIONS["withheld"])["pubStatus"] == "withheld"
    assert written(EDITIONS["full"])["pubStatus"] == "usable"


def test_a_canceled_item_keeps_its_id_and_loses_its_text() -> None:
    item = written(EDITIONS["canceled"])
    assert item["uri"] == written(EDITIONS["full"])["uri"]
    assert "bridge" not in json.dumps(item)
    assert item["pubStatus"] == "canceled"


def test_the_original_is_an_association_and_we_are_the_translator() -> None:
    item = written(an_edition())
    assert item["associations"][0]["rel"] == "translationOf"
    assert item["infoSources"][-1] == {"name": "Orl Wire", "role": "translator"}


def test_the_html_body_comes_along_when_given() -> None:
    item = written(an_edition(), body_html="<p>AI</p>")
    assert item["bodies"][1]["contentType"] == "text/html"


def test_an_original_has_no_translator_and_no_source_type() -> None:
    item = written(EDITIONS["original"])
    assert "digitalSourceType" not in item
    assert "associations" not in item
