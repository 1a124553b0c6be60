"""The operator's hand on the pages: logo, colours, policies."""

from pathlib import Path
from typing import Any

import pytest
from tests.builders import NOON, a_site, an_article, an_edition
from tests.shelf import ListShelf

from polywire.errors import PublishError
from polywire.publish.list_writer import publish_lists
from polywire.publish.site.site_folder import Folder
from polywire.settings.operator_file import Look, Settings

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"></svg>'


def publish(root: Path, **parts: Any) -> Path:
    """Publish the lists of a small site; return its folder."""
    wire = Settings(root, site=a_site(languages=["en", "pt-BR", "ar"]), **parts)
    shelf = ListShelf.of([an_edition(an_article(), language="en")])
    publish_lists(
        wire.site.languages,
        shelf=shelf,
        settings=wire,
        folder=Folder(wire.site_folder),
        now=NOON,
    )
    return wire.site_folder


def test_the_logo_stands_for_the_name_and_says_it(tmp_path: Path) -> None:
    (tmp_path / "sign.svg").write_bytes(LOGO)
    site = publish(tmp_path, look=Look(logo="sign.svg"))
    (file,) = site.glob("assets/logo-*.svg")
    assert file.read_bytes() == LOGO
    front = (site / "en/index.html").read_text("utf-8")
    assert f'<img src="../assets/{file.name}" alt="Orl Wire">' in front


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        pytest.param("sign.exe", b"x", "use a file of", id="kind"),
        pytest.param("sign.png", None, "cannot be read", id="missing"),
        pytest.param("sign.png", b"x" * 200_000, "at most", id="too-heavy"),
    ],
)
def test_a_logo_that_cannot_be_shown_stops_publishing(
    tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(PublishError, match=words):
        publish(tmp_path, look=Look(logo=name))


def test_the_operators_colours_come_after_ours_on_screens(tmp_path: Path) -> None:
    look = Look(light={"accent": "#005f56"}, dark={"accent": "#7fd6c8"})
    (file,) = publish(tmp_path, look=look).glob("assets/wire-*.css")
    own = file.read_text("utf-8").splitlines()[-2:]
    assert own[0] == "@media screen { :root { --accent: #005f56; } }"
    assert "prefers-color-scheme: dark" in own[1]
    assert own[1].count("{") == own[1].count("}")


def test_policies_stand_on_the_page_about_the_site(tmp_path: Path) -> None:
    ours = {
        "en": {"Ethics": "We <check>.\n\nAnd correct.", "Money": "https://a.example/m"},
        "ar": {"الأخلاق": "نصحح ما هو خطأ."},
    }
    site = publish(tmp_path, policies=ours)
    english = (site / "en/about/index.html").read_text("utf-8")
    assert "<p>We &lt;check&gt;.</p>\n<p>And correct.</p>" in english
    assert 'href="https://a.example/m"' in english
    assert "نصحح" in (site / "ar/about/index.html").read_text("utf-8")
    portuguese = (site / "pt-BR/about/index.html").read_text("utf-8")
    assert '<section lang="en" dir="ltr"' in portuguese
