"""Ask an engine over HTTP: one JSON value in, one JSON value out, in bounded time.

Knows no engine. What the sentences look like is the dialect's business, see
``served.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from polywire.errors import EngineDown, EngineError, FetchError

if TYPE_CHECKING:  # the HTTP client takes 0.2 s to load, and most wires need none
    from polywire.net.send.post import Reply

ATTEMPTS = 3
"""Tries of one request; only what is over soon is tried again (429, 5xx, a
broken connection). A request that timed out is not: it would double the wait."""
MAX_WAIT = 10.0
"""Seconds that we wait for a service that says when to come back."""
_FIRST_WAIT = 0.5

_OK = range(200, 300)
_BAD_KEY = frozenset({401, 403})
_NO_MONEY = frozenset({402, 456})
"""456 is DeepL's "quota exceeded"."""
_NOT_THIS = frozenset({400, 413, 414, 422})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 529})


class Poster(Protocol):
    """One guarded HTTP POST; ``net.send.post.Poster`` is the real one."""

    def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], timeout: float
    ) -> Reply:
        """Send a body and wait for the reply; raises FetchError."""
        ...


class Refused(EngineError):
    """A service does not take this input; another one may be fine."""


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one service: how requests are sent, timed and tried again."""

    poster: Poster
    id: str
    """The engine's name, for messages."""
    timeout: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Carries the key, so it never shows in a log."""

    def ask(self, url: str, value: Any) -> Any:
        """Return what the service answers; raises Refused or EngineDown."""
        body = msgspec.json.encode(value)
        end = self.monotonic() + self.timeout
        wait = _FIRST_WAIT
        for left in reversed(range(ATTEMPTS)):
            try:
                reply = self.poster.post(
                    url, body, headers=self.headers, timeout=self.timeout
                )
            except FetchError as error:
                self._give_up_if(error, is_last=not left or self.monotonic() >= end)
                self.sleep(wait)
            else:
                if reply.status in _OK:
                    return self._value(reply)
                pause = reply.retry_after or wait
                last = not left or self.monotonic() + pause >= end
                self._judge(reply, pause, is_last=last)
                self.sleep(pause)
            wait *= 2
        raise EngineDown(f"{self.id}: gave no answer")  # pragma: no cover - see _judge

    def _give_up_if(self, error: FetchError, *, is_last: bool) -> None:
        """Raise EngineDown unless a second try may help."""
        if is_last or not error.what.startswith("gave no usable answer"):
            raise EngineDown(f"{self.id}: {error}") from error

    def _judge(self, reply: Reply, pause: float, *, is_last: bool) -> None:
        """Return when the request may be tried again; raise what a status means."""
        status = reply.status
        said = f"{self.id}: the service answered {status}"
        words = _words(reply)
        if status in _NOT_THIS:
            raise Refused(f"{said}{words}")
        if status in _BAD_KEY:
            raise EngineDown(f"{said}{words}; check the key that 'key_env' names")
        if status in _NO_MONEY:
            raise EngineDown(f"{said}{words}: the account's quota is used up")
        if status in _LATER and not is_last and pause <= MAX_WAIT:
            return
        if reply.retry_after:
            raise EngineDown(f"{said}{words}; it asks for {reply.retry_after:g} s")
        raise EngineDown(f"{said}{words}")

    def _value(self, reply: Reply) -> Any:
        """Read JSON; a page of HTML is what proxies and wrong addresses send."""
        try:
            return msgspec.json.decode(reply.body)
        except (msgspec.DecodeError, RecursionError) as error:
            kind = reply.content_type.partition(";")[0] or "no content type"
            is_page = "html" in kind or reply.body.lstrip()[:1] == b"<"
            what = "a web page" if is_page else f"no JSON ({kind})"
            raise EngineDown(
                f"{self.id}: the service answered with {what}; check 'url' under "
                f"[engines.{self.id}]"
            ) from error


def _words(reply: Reply) -> str:
    """Return what a service says of an error, on one line; never a page of HTML."""
    try:
        value = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, RecursionError):
        return ""
    if isinstance(value, dict):
        found = value.get("error", value.get("message", ""))
        if isinstance(found, dict):
            found = found.get("message", "")
        words = " ".join(str(found).split())[:200]
        return f" ({words})" if words else ""
    return ""
