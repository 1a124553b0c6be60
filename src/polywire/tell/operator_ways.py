"""The ways to tell the operator: a command, a mail, a signed message to a program.

Each way takes one trouble or raises; what was told and when is kept elsewhere.
"""

import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

from polywire.article import text_hash
from polywire.errors import AlertError, FetchError, SettingsError
from polywire.net.send import mail, signatures
from polywire.net.send.post import Poster
from polywire.settings.operator_file import Settings, secret

PASSWORD = "POLYWIRE_SMTP_PASSWORD"  # noqa: S105 - a variable's name
SECRET = "POLYWIRE_ALERT_SECRET"  # noqa: S105 - a variable's name
TIMEOUT = 30.0
_OK = 200
_REDIRECT = 300


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of one trouble."""

    key: str
    words: str
    since: datetime
    now: datetime


class Way(Protocol):
    """One way to the operator."""

    @property
    def name(self) -> str:
        """Return ``command``, ``mail`` or ``webhook``."""

    def tell(self, notice: Notice) -> None:
        """Hand a notice on; raises AlertError, SettingsError."""


@dataclass(frozen=True, slots=True)
class Command:
    """The operator's own program, without a shell."""

    line: str
    name: str = "command"

    def tell(self, notice: Notice) -> None:
        """Run it with the words on standard input."""
        around = {
            **os.environ,
            "POLYWIRE_ALERT": notice.key,
            "POLYWIRE_ALERT_TEXT": notice.words,
        }
        try:
            subprocess.run(  # noqa: S603  # the operator's own command, no shell
                shlex.split(self.line),
                input=f"{notice.words}\n",
                env=around,
                text=True,
                timeout=TIMEOUT,
                check=True,
                capture_output=True,
                start_new_session=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise AlertError(f"the command {self.line!r} failed: {error}") from error


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one or more people."""

    settings: Settings
    name: str = "mail"

    def tell(self, notice: Notice) -> None:
        """Send it; the address of the sender is the first receiver's by default."""
        chosen, site = self.settings.alerts, self.settings.site
        letter = mail.Letter(
            sender=chosen.mail_from or chosen.mail_to[0],
            to=chosen.mail_to,
            subject=f"[{site.name}] {notice.key}: {notice.words}",
            body=(
                f"{notice.words}\n\nwire:  {site.name} ({site.url})\n"
                f"key:   {notice.key}\nsince: {notice.since.isoformat()}\n\n"
                "'polywire doctor' says what to do. You are told again in a day "
                "while it lasts.\n"
            ),
            at=notice.now,
        )
        try:
            mail.send(mail.server_of(chosen.smtp), secret(PASSWORD), letter)
        except FetchError as error:
            raise AlertError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Webhook:
    """A signed message to a program, by the Standard Webhooks rules."""

    settings: Settings
    name: str = "webhook"

    def tell(self, notice: Notice) -> None:
        """Post it; the id is the same for the same trouble on the same day."""
        url = self.settings.alerts.webhook
        key = secret(SECRET)
        if key is None:
            raise SettingsError(f"alerts.webhook needs its secret in {SECRET}")
        day = notice.now.date().isoformat()
        identity = text_hash(f"{notice.key} {notice.since.isoformat()} {day}")[:32]
        body = msgspec.json.encode(
            {
                "type": "polywire.trouble",
                "timestamp": notice.now.isoformat(),
                "data": {
                    "key": notice.key,
                    "words": notice.words,
                    "since": notice.since.isoformat(),
                    "wire": self.settings.site.name,
                    "url": self.settings.site.url,
                },
            }
        )
        headers = signatures.signed_headers(key, f"msg_{identity}", notice.now, body)
        try:
            with Poster(self.settings, [url]) as poster:
                reply = poster.post(url, body, headers=headers, timeout=TIMEOUT)
        except FetchError as error:
            raise AlertError(str(error)) from error
        if not _OK <= reply.status < _REDIRECT:
            raise AlertError(f"{url}: answered {reply.status}")


def ways(settings: Settings) -> Iterator[Way]:
    """Yield the ways that the operator has set up."""
    chosen = settings.alerts
    if chosen.command:
        yield Command(chosen.command)
    if chosen.smtp and chosen.mail_to:
        yield Mail(settings)
    if chosen.webhook:
        yield Webhook(settings)
