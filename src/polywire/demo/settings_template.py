"""The demo's ``polywire.toml``: an ordinary installation with comments."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import urlsplit


def demo_settings(base_urls: Mapping[str, str], site_port: int) -> str:
    """Return the text of the demo's polywire.toml.

    ``base_urls`` holds the root address of ``courier`` and of ``gazeta``.
    """
    template = files(__package__).joinpath("newsroom", "polywire.toml.txt")
    text = template.read_text(encoding="utf-8")
    values = {
        "courier": base_urls["courier"].rstrip("/"),
        "gazeta": base_urls["gazeta"].rstrip("/"),
        "courier_host": urlsplit(base_urls["courier"]).netloc,
        "gazeta_host": urlsplit(base_urls["gazeta"]).netloc,
        "site_port": str(site_port),
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
