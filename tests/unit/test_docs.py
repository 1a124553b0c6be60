"""The reference is complete: each setting stands in it."""

import re
from pathlib import Path

import msgspec
import pytest

from polywire.cli import app
from polywire.settings import operator_file

REFERENCE = Path("docs/reference")


def _keys() -> list[str]:
    tables = (
        operator_file.Site,
        operator_file.Store,
        operator_file.Fetch,
        operator_file.Translate,
        operator_file.Check,
        operator_file.Keep,
        operator_file.Alerts,
        operator_file.Source,
        operator_file.Rights,
        operator_file.Engine,
        operator_file.Sections,
        operator_file.Front,
        operator_file.Look,
        operator_file.Webhook,
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


def test_each_decision_stands_under_one_subject() -> None:
    folder = Path("docs/decisions")
    listed = LINKS.findall((folder / "README.md").read_text(encoding="utf-8"))
    records = [path.name for path in folder.glob("[0-9]*.md")]
    assert sorted(listed) == sorted(records), "mend docs/decisions/README.md"
