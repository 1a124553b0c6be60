"""LibreTranslate servers: ``POST /translate`` with a list of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from polywire.language.text.tags import base, by_script
from polywire.translate.servers.service_dialect import Batch, Unreadable

_KEPT = {"pt-BR", "zh-Hans", "zh-Hant"}
"""Tags that LibreTranslate knows with their region or script; else the language."""
_BEFORE_2025 = {"pt-BR": "pb", "zh-Hans": "zh", "zh-Hant": "zt", "nb": "no"}
"""What servers call them that do not know these tags yet (LibreTranslate 1.7)."""


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """A Dialect: texts as a list, answers as a list."""

    source: str
    target: str
    address: str
    key: str | None = None
    model: str = "libretranslate"
    is_old: bool = False
    """It knows the codes of before 2025 alone."""
    batch: ClassVar[Batch] = Batch(sentences=25, characters=4500)
    """Servers limit characters (5,000 where they are public), not texts."""

    @property
    def url(self) -> str:
        """The address of the translation call."""
        return f"{self.address.rstrip('/')}/translate"

    def request(self, sentences: Sequence[str], _before: str, /) -> dict[str, Any]:
        """Return the request; the service knows no context."""
        value: dict[str, Any] = {
            "q": list(sentences),
            "source": self._code(self.source),
            "target": self._code(self.target),
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

    def easier(self, refusal: str) -> LibreTranslate | None:
        """Return the dialect with the older codes where a tag is not known."""
        if self.is_old or "not supported" not in refusal:
            return None
        return replace(self, is_old=True)

    def _code(self, tag: str) -> str:
        known = by_script(tag)
        if self.is_old and known in _BEFORE_2025:
            return _BEFORE_2025[known]
        return known if known in _KEPT else base(tag)
