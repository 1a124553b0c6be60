"""A domain and range lint for JSON-LD, over the vocabulary that we use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "corpus" / "schema-org" / "vocabulary.toml"


def lint(node: dict[str, Any]) -> list[str]:
    """Return what is wrong with a node and all nodes in it; empty when nothing is."""
    return list(_node(node, tomllib.loads(TABLE.read_text(encoding="utf-8"))))


def _node(node: dict[str, Any], table: dict[str, Any]) -> Iterator[str]:
    kind = str(node.get("@type"))
    if kind not in table["types"]:
        yield f"unknown type {kind}"
        return
    for name, value in node.items():
        if name.startswith("@"):
            continue
        known = table["properties"].get(name)
        if known is None:
            yield f"{kind}.{name}: unknown property"
        elif not any(is_a(kind, domain, table) for domain in known["domain"]):
            yield f"{kind}.{name}: not a property of {kind}"
        else:
            for one in value if isinstance(value, list) else [value]:
                if not any(_fits(one, wanted, table) for wanted in known["range"]):
                    yield f"{kind}.{name}: {one!r} is none of {known['range']}"
                if isinstance(one, dict):
                    yield from _node(one, table)


def is_a(kind: str, ancestor: str, table: dict[str, Any]) -> bool:
    """Tell whether a type is another one or descends from it."""
    parents: list[str] = table["types"].get(kind, [])
    return kind == ancestor or any(is_a(one, ancestor, table) for one in parents)


def _fits(value: Any, wanted: str, table: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        return is_a(str(value.get("@type")), wanted, table)
    if isinstance(value, bool) or not isinstance(value, str):
        return isinstance(value, bool) and wanted == "Boolean"
    if wanted in {"Text", "Language"}:
        return not re.match(r"https?://", value)
    if wanted == "URL":
        return re.fullmatch(r"https?://[^\s]+", value) is not None
    if wanted in {"Date", "DateTime"}:
        return _is_date(value)
    return value in table["members"].get(wanted, [])


def _is_date(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
