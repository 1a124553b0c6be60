"""The reference is complete: each setting stands in it."""

from pathlib import Path

import msgspec
import pytest

from polywire import settings

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
