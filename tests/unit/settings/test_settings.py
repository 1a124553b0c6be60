from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from polywire.cli.setup import install
from polywire.errors import SettingsError
from polywire.settings import operator_file

PUBLIC = {"operator": "Vila Nova Press", "contact": "desk@vilanova.example"}

HOOK = {"name": "paper", "url": "https://hook.example", "secret": "whsec_invented"}


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
        pytest.param(
            {"site": {**PUBLIC, "tagline": {"en": "News"}, "languages": ["en", "es"]}},
            "site.tagline has no line for 'es'",
            id="tagline-without-a-language",
        ),
        pytest.param(
            {"site": {"visibility": "private", "hub": "https://hub.example"}},
            "site.hub: a private site",
            id="private-with-a-hub",
        ),
        pytest.param(
            {"site": {"visibility": "private", "target": "s3://bucket"}},
            "site.target: a private site",
            id="private-with-a-target",
        ),
        pytest.param(
            {"alerts": {"smtp": "smtp://mail.example"}},
            "alerts.smtp and alerts.mail_to",
            id="mail-to-nobody",
        ),
        pytest.param(
            {"alerts": {"mail_to": ["ana@vilanova.example"]}},
            "alerts.smtp and alerts.mail_to",
            id="mail-from-nowhere",
        ),
        pytest.param(
            {"alerts": {"webhook": "hook.example"}},
            "alerts.webhook = 'hook.example'",
            id="alert-without-scheme",
        ),
        pytest.param(
            {"webhook": [HOOK | {"name": ""}]},
            "a name of its own",
            id="hook-without-name",
        ),
        pytest.param({"webhook": [HOOK, HOOK]}, "a name of its own", id="hook-twice"),
        pytest.param(
            {"webhook": [HOOK | {"url": "hook.example"}]},
            "must start with https://",
            id="hook-without-scheme",
        ),
        pytest.param(
            {"webhook": [HOOK | {"secret_env": "HOOK"}]},
            "either secret or secret_env",
            id="hook-with-two-secrets",
        ),
        pytest.param(
            {"webhook": [HOOK | {"secret": ""}]},
            "either secret or secret_env",
            id="hook-without-secret",
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


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00:00+02:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_clock_from_outside_is_told_in_utc(
    monkeypatch: pytest.MonkeyPatch, text: str, moment: datetime | None
) -> None:
    monkeypatch.setenv("POLYWIRE_NOW", text)
    assert operator_file.now_from_environment() == moment


def test_a_clock_that_is_no_date_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYWIRE_NOW", "noon")
    with pytest.raises(SettingsError, match="POLYWIRE_NOW='noon' is no RFC 3339 date"):
        operator_file.now_from_environment()


def test_a_file_that_is_no_text_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / operator_file.FILE_NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        operator_file.load(tmp_path)


def test_a_source_is_found_by_its_slug_alone() -> None:
    two = [{"slug": slug, "url": f"https://{slug}.example"} for slug in ("a", "b")]
    loaded = _parse({"source": two})
    assert loaded.source("b").url == "https://b.example"
    with pytest.raises(SettingsError, match="no source 'c' in"):
        loaded.source("c")


def test_a_webhooks_secret_stands_in_the_file_or_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = {"name": "web", "url": "https://hook.example", "secret_env": "PAPER_HOOK"}
    written, outside = _parse({"webhook": [HOOK, named]}).webhooks
    assert operator_file.webhook_secret(written) == "whsec_invented"
    monkeypatch.setenv("PAPER_HOOK", "whsec_other")
    assert operator_file.webhook_secret(outside) == "whsec_other"
    monkeypatch.delenv("PAPER_HOOK")
    with pytest.raises(SettingsError, match="'web' needs its secret in PAPER_HOOK"):
        operator_file.webhook_secret(outside)
    assert operator_file.secret("PAPER_HOOK") is None
