"""A mail server on loopback, with or without TLS, that keeps what it was given."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "desk", "a long password"


@dataclass
class Box:
    """What came in, and how the server behaves."""

    port: int
    letters: list[Message] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    refuses: bool = False

    async def handle_DATA(self, _s: Any, _n: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "554 no thanks"
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"

    def authenticate(self, *args: Any) -> AuthResult:
        login = args[-1]
        assert isinstance(login, LoginPassword)
        self.users.append(login.login.decode())
        return AuthResult(success=login.password == PASSWORD.encode())


def certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 and its key into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def mail_server(
    tls: Literal["none", "starttls", "smtps"], pem: Path | None = None
) -> Iterator[Box]:
    """Run a server on a free port of 127.0.0.1."""
    listener = socket.create_server(("127.0.0.1", 0))
    box = Box(listener.getsockname()[1])
    context = None
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    options: dict[str, Any] = {}
    if tls != "none":
        options = {"authenticator": box.authenticate, "auth_required": True}
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    elif tls == "smtps":
        options |= {"auth_require_tls": False}

    class Here(Controller):
        def _create_server(self) -> Any:
            return self.loop.create_server(
                self._factory_invoker,
                sock=listener,
                ssl=context if tls == "smtps" else None,
            )

    controller = Here(
        box,
        hostname="127.0.0.1",
        port=box.port,
        loop=asyncio.new_event_loop(),
        ssl_context=context if tls == "smtps" else None,
        **options,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
