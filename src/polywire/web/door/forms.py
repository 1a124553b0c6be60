"""What somebody sends us: a body of bounded size, the fields of a form.

Does not know what any form is for.
"""

import asyncio
from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

_SECONDS: Final = 30
"""For a whole body, however it drips."""
PERSONAL: Final = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
    # the browser must say where a form comes from; nothing leaves this site
    "referrer-policy": "same-origin",
}
"""Headers of a page that is for one person alone."""


def absent() -> Response:
    """Return the answer of an address where nothing is."""
    return PlainTextResponse("There is no page at this address.\n", 404)


async def read_body(request: Request, most: int) -> bytes | None:
    """Return a request's body; None when it is over ``most`` bytes, or cut off.

    Raises HTTPException for a body that takes too long.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
    except ClientDisconnect:
        return None
    except TimeoutError as error:
        raise HTTPException(408, headers={"connection": "close"}) from error
    return bytes(body)


def read_fields(body: bytes, most: int) -> dict[str, str]:
    """Return the first value of each field; none of over ``most``, or of no UTF-8."""
    if body.count(b"&") >= most:
        return {}
    try:
        fields = parse_qs(body.decode(), errors="strict")
    except UnicodeDecodeError:
        return {}
    return {name: values[0] for name, values in fields.items()}
