"""Make the engines of ``[engines.*]`` that are no bundled model: remote, converted.

Remote ones get a breaker and the operator's caps around them. Does not choose
among engines: that is ``route.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from polywire.errors import EngineError, SettingsError
from polywire.settings import Engine, secret
from polywire.translate import deepl
from polywire.translate.converted import Converted
from polywire.translate.deepl import DeepL
from polywire.translate.dialect import Dialect
from polywire.translate.engine import Translator
from polywire.translate.health import Breaker, Guarded
from polywire.translate.http import Line, Poster
from polywire.translate.libretranslate import LibreTranslate
from polywire.translate.limits import Caps, Limited, Spend, Use
from polywire.translate.openai import OpenAI
from polywire.translate.served import Served

KINDS = frozenset({"libretranslate", "deepl", "openai"})
"""Kinds that are asked over HTTP; they take any pair unless told otherwise."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Purse:
    """A Spend in memory: it forgets when the process ends."""

    _used: dict[tuple[str, date], Use] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def used(self, engine: str, first: date, last: date) -> Use:
        """Return what an engine has used from a day to a day, both included."""
        with self._lock:
            uses = [
                use
                for (name, day), use in self._used.items()
                if name == engine and first <= day <= last
            ]
        return _sum(uses)

    def add(self, engine: str, day: date, use: Use) -> None:
        """Add to what an engine has used on a day."""
        with self._lock:
            key = engine, day
            self._used[key] = _sum([self._used.get(key, Use()), use])


def _sum(uses: list[Use]) -> Use:
    return Use(
        sum(use.characters for use in uses),
        sum(use.requests for use in uses),
        sum(use.money for use in uses),
    )


@dataclass(frozen=True, slots=True)
class Outside:
    """What remote engines need of the world."""

    poster: Poster | None = None
    """The way out; None where a command has none."""
    spend: Spend = field(default_factory=Purse)
    now: Callable[[], datetime] = _utc_now


def leaves_the_machine(engine: Engine) -> bool:
    """Tell whether an engine sends text off this machine."""
    if engine.kind not in KINDS:
        return False
    return (urlsplit(engine.url or "").hostname or "") not in _LOCAL


def address(engine: Engine) -> str | None:
    """Return the address that an engine is asked at; None for local ones."""
    if engine.kind not in KINDS:
        return None
    if engine.kind == "deepl" and not engine.url:
        key = secret(engine.key_env) if engine.key_env else None
        return deepl.address_for(key or "")
    return engine.url


def build(
    name: str, engine: Engine, pair: tuple[str, str], *, root: Path, outside: Outside
) -> Translator:
    """Make the engine of one ``[engines.NAME]``.

    Raises SettingsError for a setting that is missing, EngineError for a part.
    """
    if engine.kind == "ctranslate2":
        return Converted(name, root / (engine.folder or ""), pair)
    key = secret(engine.key_env) if engine.key_env else None
    if engine.key_env and not key:
        raise SettingsError(
            f"[engines.{name}]: the environment variable {engine.key_env!r} that "
            "'key_env' names is empty"
        )
    if outside.poster is None:
        raise EngineError(f"engine {name!r} is remote, and this command goes nowhere")
    dialect, headers = _dialect(name, engine, pair, key)
    line = Line(outside.poster, id=name, timeout=engine.timeout, headers=headers)
    guarded = Guarded(Served(dialect, line), Breaker(name))
    return Limited(guarded, _caps(engine), outside.spend, now=outside.now)


def _dialect(
    name: str, engine: Engine, pair: tuple[str, str], key: str | None
) -> tuple[Dialect, dict[str, str]]:
    where = address(engine)
    if engine.kind == "deepl":
        if not key or not where:
            raise SettingsError(
                f"[engines.{name}]: deepl needs key_env, the name of the environment "
                "variable that holds the key"
            )
        return DeepL(*pair, where), deepl.headers(key)
    if not where:
        raise SettingsError(f"[engines.{name}]: {engine.kind} needs url")
    if engine.kind == "libretranslate":
        return LibreTranslate(*pair, where, key), {}
    if not engine.model:
        raise SettingsError(f"[engines.{name}]: openai needs model, the model's name")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return OpenAI(*pair, where, engine.model), headers


def _caps(engine: Engine) -> Caps:
    return Caps(
        concurrency=engine.concurrency,
        per_minute=engine.per_minute,
        daily_characters=engine.daily_characters,
        monthly_characters=engine.monthly_characters,
        monthly_money=engine.monthly_money,
        price_per_million=engine.price_per_million,
    )
