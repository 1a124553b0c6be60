"""Read one feed entry from JSON, as ``polywire feed --json`` prints it."""

from __future__ import annotations

from typing import Any

import msgspec

from polywire.article import FeedEntry
from polywire.cli.context import read_bytes
from polywire.errors import UsageError


def read(given: str, url: str) -> FeedEntry:
    """Return the entry that JSON, or a file of it, holds; raises UsageError.

    Keys that an entry does not know are left alone, so that a line of ``polywire
    feed --json`` can be handed on. ``url`` stands in for a missing id and link.
    """
    data = given.encode() if given.lstrip().startswith("{") else read_bytes(given)
    try:
        values = msgspec.json.decode(data, type=dict[str, Any])
        named = {name: value for name, value in values.items() if value is not None}
        return msgspec.convert(_fitted(named, url), FeedEntry)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"--feed-entry is no feed entry in JSON: {error}"
        raise UsageError(message) from error


def _fitted(values: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the values with defaults, and enclosures as their addresses."""
    found = {"id": url, "link": url} | values
    enclosures = found.get("enclosures") or ()
    found["enclosures"] = [
        each.get("url", "") if isinstance(each, dict) else each for each in enclosures
    ]
    found["language"] = found.get("language") or None
    return found
