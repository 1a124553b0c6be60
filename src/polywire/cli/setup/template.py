"""The commented ``polywire.toml`` that ``polywire init`` writes."""

from __future__ import annotations

import tomlkit

TEMPLATE = """\
# Polywire: the settings of this wire. Every key is explained in docs/reference/settings.md.
# Change a value, save, and the next `polywire run` uses it.

[site]
name = {name}
# The public address of the site's root, for sitemaps and share previews.
url = {url}
# "public": a site for everyone; rights decide what may be shown.
# "private": for your own reading only, behind a login.
visibility = {visibility}
# The editions, as BCP 47 tags. The first one is the default.
languages = {languages}
# Who publishes: a person or an organisation. A role will do.
operator = {operator}
# Where readers and sources write to: an e-mail or a URL.
contact = {contact}
# true unlocks licences that forbid commercial use (no advertisements, no paywall).
non_commercial = false
time_zone = "UTC"

[fetch]
# Least seconds between two requests to one host.
delay = 1.0
# Items that the first poll of a source takes.
first_items = 10

[check]
# "normal" or "strict".
strictness = "normal"
# An article is withheld when more than this share of it stays untranslated.
max_stopped = 0.25

# Add sources with:  polywire add https://example.org/
"""


def render(  # every value is one question of `polywire init`
    *,
    name: str,
    url: str,
    visibility: str,
    languages: list[str],
    operator: str,
    contact: str,
) -> str:
    """Return the file for these answers."""
    return TEMPLATE.format(
        name=_toml(name),
        url=_toml(url),
        visibility=_toml(visibility),
        languages="[" + ", ".join(_toml(tag) for tag in languages) + "]",
        operator=_toml(operator),
        contact=_toml(contact),
    )


def _toml(text: str) -> str:
    return tomlkit.item(text).as_string()
