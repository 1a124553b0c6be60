"""LibreTranslate servers: ``POST /translate`` with a list of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polywire.language.text.tags import base
from polywire.translate.servers.service_dialect import Batch, Unreadable

_KEPT = {"pt-BR", "zh-Hans", "zh-Hant"}
"""Tags that LibreTranslate knows with their region or script; else the language."""


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """A Dialect: texts as a list, answers as a list."""

    source: str
    target: str
    address: str
    key: str | None = None
    model: str = "libretranslate"

    @property
    def url(self) -> str:
        """The address of the translation call."""
        return f"{self.address.rstrip('/')}/translate"

    @property
    def batch(self) -> Batch:
        """Servers limit characters (5,000 where they are public), not texts."""
        return Batch(sentences=25, characters=4500)

    def request(self, sentences: Sequence[str], _before: str, /) -> dict[str, Any]:
        """Return the request; the service knows no context."""
        value: dict[str, Any] = {
            "q": list(sentences),
            "source": _code(self.source),
            "target": _code(self.target),
            "format": "text",
        }
        if self.key:
            value["api_key"] = self.key
        return value

    def read(self, answer: Any, count: int) -> list[str]:
        """Return the texts; old servers give one string for one text."""
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if isinstance(found, str) and count == 1:
            return [found]
        if not isinstance(found, list) or not all(isinstance(t, str) for t in found):
            raise Unreadable("the service's answer has no 'translatedText' list")
        return found


def _code(tag: str) -> str:
    return tag if tag in _KEPT else base(tag)
