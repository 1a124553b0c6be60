from pathlib import Path
from typing import Any

import pytest

from polywire.cli.setup import install
from polywire.errors import SettingsError
from polywire.settings import operator_file

PUBLIC = {"operator": "Vila Nova Press", "contact": "desk@vilanova.example"}


def _parse(raw: dict[str, Any]) -> operator_file.Settings:
    return operator_file.parse({"site": PUBLIC, **raw}, Path("/wire"))


def test_the_template_of_init_is_a_valid_file(tmp_path: Path) -> None:
    text = install.render(
        name='The "Vale" Wire',
        url="https://vale.example",
        visibility="public",
        languages=["en", "pt-BR"],
        operator="Vale Press",
        contact="desk@vale.example",
    )
    (tmp_path / operator_file.FILE_NAME).write_text(text, encoding="utf-8")
    loaded = operator_file.load(tmp_path)
    assert loaded.site.name == 'The "Vale" Wire'
    assert loaded.site.languages == ["en", "pt-BR"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param({"site": {"nmae": "x"}}, "nmae", id="unknown-key"),
        pytest.param({"site": {}}, "site.operator", id="public-without-operator"),
        pytest.param(
            {"site": {**PUBLIC, "languages": ["english"]}}, "BCP 47", id="language"
        ),
        pytest.param(
            {"site": {**PUBLIC, "url": "example.org"}}, "http", id="url-without-scheme"
        ),
        pytest.param(
            {"source": [{"slug": "A b", "url": "http://x.example"}]}, "slug", id="slug"
        ),
        pytest.param(
            {"source": [{"slug": "a", "url": "x"}, {"slug": "a", "url": "y"}]},
            "twice",
            id="slug-twice",
        ),
        pytest.param(
            {"source": [{"slug": "a", "url": "x", "rights": {"basis": "permission"}}]},
            "rights.evidence",
            id="permission-without-evidence",
        ),
    ],
)
def test_a_wrong_value_names_its_key(raw: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        operator_file.parse({"site": PUBLIC} | raw, Path("/wire"))


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="polywire init"):
        operator_file.load(tmp_path)


def test_a_broken_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / operator_file.FILE_NAME).write_text("[site\nname=", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        operator_file.load(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_sqlite_path_is_relative_to_the_file() -> None:
    assert _parse({}).store_url == "sqlite:////wire/polywire.db"


def test_postgresql_gets_its_driver() -> None:
    loaded = _parse({"store": {"url": "postgresql://wire@db/wire"}})
    assert loaded.store_url == "postgresql+psycopg://wire@db/wire"


def test_a_clock_without_zone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYWIRE_NOW", "2026-11-20T10:00:00")
    with pytest.raises(SettingsError, match="zone"):
        operator_file.now_from_environment()
