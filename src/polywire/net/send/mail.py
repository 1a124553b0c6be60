"""Send a short message by SMTP, over TLS; plain text only to this machine's own server.

Knows nothing of what the message says.
"""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from polywire.errors import FetchError, SettingsError
from polywire.net.fetch.door import plain

TIMEOUT = 20.0
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_SUBJECT = 150
"""Longest subject in characters."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, as ``smtps://user@host:465`` or ``smtp://user@host:587`` says."""

    host: str
    port: int
    user: str | None
    tls: bool
    """From the first byte; else STARTTLS, which every other machine must offer."""

    @property
    def is_here(self) -> bool:
        """Tell whether it is this machine's own."""
        return self.host in _HERE


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of plain text."""

    sender: str
    to: Sequence[str]
    subject: str
    body: str
    at: datetime


def server_of(url: str) -> Server:
    """Read the address of a mail server; raises SettingsError."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1:
        raise SettingsError(
            f"{url!r} is no mail server: write smtps://user@mail.example.org:465, "
            "or smtp:// and port 587 for STARTTLS"
        )
    if parts.password:
        raise SettingsError(
            "a mail server's password does not belong into the file: put it into "
            "POLYWIRE_SMTP_PASSWORD"
        )
    tls = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    return Server(parts.hostname, port or (465 if tls else 587), user, tls)


def send(server: Server, password: str | None, letter: Letter) -> None:
    """Hand a letter to a server; raises FetchError when it did not take it."""
    where = f"smtp://{server.host}:{server.port}"
    try:
        with _connect(server) as connection:
            _secure(server, connection)
            if server.user:
                connection.login(server.user, password or "")
            connection.send_message(_message(letter))
    except (OSError, smtplib.SMTPException) as error:
        raise FetchError(where, f"did not take the mail ({plain(error)})") from error


def _connect(server: Server) -> smtplib.SMTP:
    if server.tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)


def _secure(server: Server, connection: smtplib.SMTP) -> None:
    """Begin TLS; a server elsewhere that does not offer it gets nothing."""
    if server.tls:
        return
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
    elif not server.is_here:
        raise smtplib.SMTPNotSupportedError("it offers no STARTTLS")


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = ", ".join(letter.to)
    # a line break would end the header
    message["Subject"] = " ".join(letter.subject.split())[:_SUBJECT]
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = make_msgid(domain="polywire.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message
