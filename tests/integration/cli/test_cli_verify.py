"""``polywire verify``: pages by their seal, texts by their traces."""

import json
from pathlib import Path

import pytest
import typer
from tests.builders import NOON, an_edition
from tests.shelf import ListShelf
from typer.testing import CliRunner

from polywire.cli.app import options
from polywire.cli.texts import verify
from polywire.publish.label.sealing import make_key_file, open_seal
from polywire.publish.pages.article_pages import publish_articles
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import load

FILE = """
[site]
name = "Orl Wire"
url = "https://wire.example"
visibility = "public"
languages = ["pt-BR", "en"]
operator = "Orl Wire Association"
contact = "desk@wire.example"
"""


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    (tmp_path / "polywire.toml").write_text(FILE)
    make_key_file(tmp_path, "Orl Wire Association", now=NOON)
    settings = load(tmp_path)
    publish_articles(
        {"a1b2c3d4e5f6"},
        shelf=ListShelf.of([an_edition()]),
        settings=settings,
        folder=Folder(settings.site_folder),
        seal=open_seal(settings),
    )
    return tmp_path


def run(wire: Path, *arguments: str, text: str | None = None) -> tuple[int, str, str]:
    app = typer.Typer()
    app.callback()(options)
    verify.register(app)
    found = CliRunner().invoke(app, ["-C", str(wire), "verify", *arguments], input=text)
    return found.exit_code, found.stdout, str(found.exception or "")


def test_a_sealed_page_is_unchanged_and_says_its_languages(wire: Path) -> None:
    url = "https://wire.example/pt-BR/a1b2c3d4e5f6/"
    code, out, _ = run(wire, url)
    assert (code, out) == (
        0,
        "unchanged since this site sealed it; machine-translated from en to pt-BR\n",
    )


def test_a_changed_page_is_told(wire: Path) -> None:
    page = wire / "site/pt-BR/a1b2c3d4e5f6/index.html"
    page.write_bytes(page.read_bytes().replace(b"IA", b"lA", 1))
    code, out, _ = run(wire, str(page), "--json")
    assert (code, json.loads(out)["state"]) == (0, "invalid")


def test_a_page_without_a_seal_is_told(wire: Path) -> None:
    page = wire / "site/pt-BR/a1b2c3d4e5f6/original/index.html"
    code, out, _ = run(wire, str(page))
    assert code == 0
    assert "has no seal" in out


def test_a_page_of_others_is_refused(wire: Path) -> None:
    _, _, error = run(wire, "https://other.example/")
    assert "is not on this site" in error


def test_a_strange_text_is_no_text_of_ours(wire: Path) -> None:
    text = " ".join(f"Nobody ever published sentence {'x' * n}." for n in range(12))
    code, out, _ = run(wire, "-", text=text)
    assert (code, out) == (0, "no published text of this site\n")


def test_too_little_text_is_refused(wire: Path) -> None:
    _, _, error = run(wire, "-", text="short")
    assert "at least 200" in error
