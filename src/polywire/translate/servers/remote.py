"""Engines that stand on other machines, as ``[engines.NAME]`` names them.

Makes them out of their parts: a dialect, a line, a breaker, a meter. One breaker
and one meter serve all pairs of an engine. Only for sources whose operator
allowed it (``cloud = true``); ``route.py`` sees to that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args
from urllib.parse import urlsplit

from polywire.errors import EngineError, SettingsError
from polywire.net.fetch.addresses import is_loopback
from polywire.settings.operator_file import Engine, Settings, secret
from polywire.translate.engines.breaker import Breaker, Guarded, Health
from polywire.translate.engines.engine import Translator
from polywire.translate.engines.engine_limits import (
    Caps,
    Limited,
    MemorySpend,
    Meter,
    Spend,
)
from polywire.translate.sentence.options import Protected
from polywire.translate.servers import deepl, openai
from polywire.translate.servers.deepl import DeepL
from polywire.translate.servers.http import Line
from polywire.translate.servers.libretranslate import LibreTranslate
from polywire.translate.servers.openai import OpenAI, Terms
from polywire.translate.servers.served import Served
from polywire.translate.servers.service_dialect import Dialect

if TYPE_CHECKING:
    from polywire.net.send.post import Poster

REMOTE: Final = frozenset({"deepl", "libretranslate", "openai"})
"""The kinds of engines that are asked over HTTP."""


Glossary = Callable[[str, str, str], Sequence[Protected]]
"""What the glossary says of a sentence, from a language to a language."""


def no_glossary(_sentence: str, _source: str, _target: str) -> tuple[Protected, ...]:
    """Know no term."""
    return ()


def leaves_the_machine(engine: Engine) -> bool:
    """Tell whether an engine sends text off this machine."""
    host = urlsplit(engine.url or "").hostname or ""
    return engine.kind in REMOTE and not is_loopback(host)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Service:
    """What all pairs of one engine share."""

    breaker: Breaker
    meter: Meter


class Post:
    """The way out for remote engines: connections, caps, health, glossary.

    Nothing is opened before the first engine is asked for.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        spend: Spend | None = None,
        glossary: Glossary = no_glossary,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Take the settings, where use is remembered, and the glossary."""
        self._settings = settings
        self._spend = spend or MemorySpend()
        self._glossary = glossary
        self._now = now
        self._lock = threading.Lock()
        self._poster: Poster | None = None
        self._services: dict[str, _Service] = {}

    def engine(self, name: str, pair: tuple[str, str]) -> Translator:
        """Make the engine of one ``[engines.NAME]``; raises SettingsError."""
        engine = self._settings.engines[name]
        key = _key(name, engine)
        dialect = _dialect(
            name, engine, pair, key, lambda text: self._glossary(text, *pair)
        )
        line = Line(
            self._line_out(),
            id=name,
            timeout=engine.timeout,
            headers=_headers(engine, key),
        )
        service = self._service(name, engine)
        return Limited(Guarded(Served(dialect, line), service.breaker), service.meter)

    def health(self) -> tuple[Health, ...]:
        """Return how each engine is that was asked for, by name."""
        with self._lock:
            services = sorted(self._services.items())
        return tuple(service.breaker.health() for _, service in services)

    def close(self) -> None:
        """Give up what is under way and close all connections."""
        with self._lock:
            poster, self._poster = self._poster, None
        if poster:
            poster.close()

    def _service(self, name: str, engine: Engine) -> _Service:
        with self._lock:
            if name not in self._services:
                meter = Meter(name, _caps(engine), self._spend, now=self._now)
                self._services[name] = _Service(Breaker(name), meter)
            return self._services[name]

    def _line_out(self) -> Poster:
        """Open the door once, for the addresses of all remote engines."""
        from polywire.net.send.post import Poster  # loads the HTTP client: 0.2 s

        with self._lock:
            if self._poster is None:
                urls = [
                    _address(name, engine, _key(name, engine, is_needed=False))
                    for name, engine in self._settings.engines.items()
                    if engine.kind in REMOTE and (engine.url or engine.kind == "deepl")
                ]
                self._poster = Poster(self._settings, urls)
            return self._poster


def build(
    name: str, engine: Engine, pair: tuple[str, str], *, root: Path, post: Post | None
) -> Translator:
    """Make the engine of one ``[engines.NAME]`` that is no model folder of Firefox.

    Raises SettingsError, or EngineError when it cannot be had here.
    """
    if engine.kind == "ctranslate2":
        from polywire.translate.engines.ctranslate2 import (
            CTranslate2,  # an optional extra
        )

        return CTranslate2(
            root / (engine.folder or ""), pair, id=name, timeout=engine.timeout
        )
    if post is None:
        raise EngineError(f"engine {name!r} needs a way out; this command has none")
    return post.engine(name, pair)


def _caps(engine: Engine) -> Caps:
    return Caps(
        concurrency=engine.concurrency,
        per_minute=engine.per_minute,
        daily_characters=engine.daily_characters,
        monthly_characters=engine.monthly_characters,
        monthly_money=engine.monthly_money,
        price_per_million=engine.price_per_million,
    )


def _key(name: str, engine: Engine, *, is_needed: bool = True) -> str | None:
    """Return the engine's key; raises SettingsError when it is named but not set."""
    if engine.key_env is None:
        if engine.kind == "deepl" and is_needed and engine.url is None:
            raise SettingsError(
                f"[engines.{name}]: deepl needs key_env, the name of the environment "
                "variable that holds the key"
            )
        return None
    key = secret(engine.key_env)
    if key is None and is_needed:
        raise SettingsError(
            f"[engines.{name}]: the environment variable {engine.key_env} is not set; "
            "set it to the service's key"
        )
    return key


def _address(name: str, engine: Engine, key: str | None) -> str:
    if engine.url:
        return engine.url
    if engine.kind == "deepl":
        return deepl.address_for(key or "")
    raise SettingsError(f"[engines.{name}]: {engine.kind} needs url, its address")


def _headers(engine: Engine, key: str | None) -> Mapping[str, str]:
    if key is None or engine.kind == "libretranslate":
        return {}  # LibreTranslate takes its key in the body
    if engine.kind == "deepl":
        return deepl.headers(key)
    return {"Authorization": f"Bearer {key}"}


def _dialect(
    name: str, engine: Engine, pair: tuple[str, str], key: str | None, terms: Terms
) -> Dialect:
    address = _address(name, engine, key)
    if engine.kind == "deepl":
        return DeepL(*pair, address, engine.model)
    if engine.kind == "libretranslate":
        return LibreTranslate(*pair, address, key)
    if not engine.model:
        raise SettingsError(f"[engines.{name}]: openai needs model, the model's name")
    return OpenAI(
        *pair, address, name=engine.model, form=_form(name, engine.mode), terms=terms
    )


def _form(name: str, mode: str | None) -> openai.Form:
    for form in get_args(openai.Form):
        if mode in {None, form}:
            found: openai.Form = form
            return found
    allowed = ", ".join(get_args(openai.Form))
    raise SettingsError(f"[engines.{name}]: mode = {mode!r} is none of {allowed}")
