"""The reference is complete: each setting stands in it."""

import re
from pathlib import Path

import msgspec
import pytest

from polywire import settings
from polywire.cli import app

REFERENCE = Path("docs/reference")


def _keys() -> list[str]:
    tables = (
        settings.Site,
        settings.Store,
        settings.Fetch,
        settings.Translate,
        settings.Check,
        settings.Keep,
        settings.Alerts,
        settings.Source,
        settings.Rights,
        settings.Engine,
        settings.Sections,
        settings.Front,
        settings.Look,
        settings.Webhook,
    )
    return [
        f"{table.__name__}.{field.name}"
        for table in tables
        for field in msgspec.structs.fields(table)
    ]


@pytest.mark.parametrize("key", _keys())
def test_a_setting_stands_in_the_reference(key: str) -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    assert f"`{key.split('.')[1]}`" in text


@pytest.mark.parametrize(
    "command", sorted({name for names in app.COMMANDS.values() for name in names})
)
def test_a_command_stands_in_the_reference(command: str) -> None:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert f"`polywire {command}" in text


LINKS = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PAGES = [Path("README.md"), *sorted(Path("docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_link_between_pages_leads_somewhere(page: Path) -> None:
    targets = LINKS.findall(CODE.sub("", page.read_text(encoding="utf-8")))
    assert [t for t in targets if not (page.parent / t).exists()] == []
