"""Forms sent to hubs that feeds name: strangers' addresses, so fully guarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlencode

from polywire.errors import RefusedAddress
from polywire.net.addresses import Guard
from polywire.net.post import Poster
from polywire.net.urls import split
from polywire.settings import Settings

SECONDS = 20.0


class Hubs(Poster):
    """Sends forms to any address that could be fetched, and to no other."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, ())
        self._guard = Guard(settings.fetch.allow_private)

    def __enter__(self) -> Self:
        return self

    def ask(self, hub: str, form: Mapping[str, str]) -> int:
        """Send a form and return the status; raises FetchError."""
        here = split(hub)
        if not (
            self._guard.permits_port(here.host, here.port)
            and self._guard.permits_name(here.host)
        ):
            raise RefusedAddress(hub, "is no address of the public web")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        sent = self._post(here, body, headers, SECONDS)
        return self._loop.run(hub, sent).status
