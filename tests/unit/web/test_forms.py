"""What strangers send: bounded in size and time, and read as what it is."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from polywire.web.door import forms


def sending(*chunks: bytes, seconds: float = 0.0) -> Request:
    """Return a request whose body comes in pieces, so many seconds apart."""
    left: Iterator[bytes] = iter(chunks)

    async def receive() -> Message:
        await asyncio.sleep(seconds)
        chunk = next(left, None)
        more = {"body": chunk or b"", "more_body": chunk is not None}
        return {"type": "http.request"} | more

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


def test_a_body_is_read_whole_up_to_its_bound() -> None:
    assert asyncio.run(forms.read_body(sending(b"ab", b"c"), 3)) == b"abc"
    assert asyncio.run(forms.read_body(sending(b"ab", b"cd"), 3)) is None


def test_a_body_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_SECONDS", 0.05)
    slow = sending(*[b"a"] * 100, seconds=0.02)
    with pytest.raises(HTTPException) as raised:
        asyncio.run(forms.read_body(slow, 1000))
    assert raised.value.status_code == 408
    assert raised.value.headers == {"connection": "close"}


@pytest.mark.parametrize("body", [b"a=1&b=%FF", b"a=\xff", b"&".join([b"a=1"] * 9)])
def test_a_form_that_no_browser_sends_has_no_fields(body: bytes) -> None:
    assert forms.read_fields(body, 4) == {}


def test_the_first_value_of_a_field_counts() -> None:
    assert forms.read_fields("a=é+1&b=%C3%A9&a=2".encode(), 4) == {"a": "é 1", "b": "é"}
