"""Every page of tests/corpus/pages gives what stands beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from polywire.extract.article_json import to_contract
from polywire.extract.extract import extract

PAGES = sorted((Path(__file__).parents[2] / "corpus" / "pages").glob("*.html"))
WIRE = ("en", "pt-BR", "ru", "uk", "ar", "he")


def read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was extracted and what is expected."""
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    article = extract(path.read_bytes(), url=wanted["url"], languages=WIRE)
    return to_contract(article), wanted


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_gives_the_fields_that_stand_beside_it(path: Path) -> None:
    got, wanted = read(path)
    fields = wanted["fields"]
    assert {name: got[name] for name in fields} == fields


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_line_of_the_site_stays_in_the_body(path: Path) -> None:
    got, wanted = read(path)
    assert [line for line in wanted["absent"] if line in got["body"]] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_paragraph_of_the_page_stays(path: Path) -> None:
    got, wanted = read(path)
    paragraphs = got["body"].split("\n\n")
    assert [line[:60] for line in paragraphs] == wanted["paragraphs"]
