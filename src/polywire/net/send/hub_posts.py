"""Posts to hubs that feeds name and to webhooks: fully guarded, as for strangers."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlencode

from polywire.errors import RefusedAddress
from polywire.net.fetch.addresses import Guard
from polywire.net.send.post import Poster, Reply
from polywire.net.urls import split
from polywire.settings.operator_file import Settings

SECONDS = 20.0


class Hubs(Poster):
    """Posts to any address that could be fetched, and to no other."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, ())
        self._guard = Guard(settings.fetch.allow_private)

    def __enter__(self) -> Self:
        return self

    def ask(self, hub: str, form: Mapping[str, str]) -> int:
        """Send a form and return the status; raises FetchError."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send(hub, urlencode(form).encode(), headers).status

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post a body and return the answer; raises FetchError."""
        here = split(url)
        if not (
            self._guard.permits_port(here.host, here.port)
            and self._guard.permits_name(here.host)
        ):
            raise RefusedAddress(url, "is no address of the public web")
        return self._loop.run(url, self._post(here, body, headers, SECONDS))
