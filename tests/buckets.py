"""A bucket of this machine for tests: an S3 server on loopback."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "wire",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_REGION": "us-east-1",
    # a machine's own settings must not lead a test elsewhere
    "AWS_EC2_METADATA_DISABLED": "true",
}


_NUMBERS = count()
"""One count a process: all its servers show the same buckets."""


@dataclass(frozen=True)
class Buckets:
    """A running server; each ``new`` is an empty bucket of its own."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What a process must find in its environment to use the server."""
        return ENVIRONMENT | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}"}

    def new(self) -> str:
        """Make a bucket and return its name."""
        name = f"wire-{next(_NUMBERS)}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("PUT", f"/{name}", headers={"content-length": "0"})
        assert connection.getresponse().status == 200
        connection.close()
        return name


@contextmanager
def serving() -> Iterator[Buckets]:
    """Serve buckets until the end of the block."""
    import logging

    from moto.server import ThreadedMotoServer  # a second to import

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield Buckets(server.get_host_and_port()[1])
    finally:
        server.stop()
