"""The description of the read API as OpenAPI 3.1: openapi.json, and what is set here."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from polywire import __version__
from polywire.settings.operator_file import Settings

CURSOR: Final = (
    r"^(0|[1-9][0-9]{0,8})\.(-?[0-9]{1,16})\.([A-Za-z0-9][A-Za-z0-9._-]{0,63})$"
)
"""Place, microseconds since 1970 and id: all of its values are answered."""


def description(settings: Settings) -> Mapping[str, Any]:
    """Return the OpenAPI document of this installation."""
    text = files("polywire.web.api").joinpath("openapi.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    parameters = document["components"]["parameters"]
    parameters["language"]["schema"] = {"enum": settings.site.languages}
    parameters["cursor"]["schema"]["pattern"] = CURSOR
    return document | {
        "info": {"title": settings.site.name, "version": __version__},
        "servers": [{"url": settings.site.url.rstrip("/")}],
    }
