"""DeepL's API, or a server that speaks it: ``POST /v2/translate``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from polywire.language.text.tags import base, by_script
from polywire.translate.servers.service_dialect import Batch, Unreadable

FREE = "https://api-free.deepl.com"
PAID = "https://api.deepl.com"

_TARGETS = {"en": "EN-GB", "no": "NB", "pt": "PT-PT", "zh": "ZH-HANS"}
"""Targets that DeepL wants with a region, for tags that name none."""
_OF_A_LANGUAGE = re.compile(r"(?:source|target)_lang|beta", re.IGNORECASE)
_REGIONS = {"en-US", "en-GB", "pt-BR", "pt-PT", "zh-Hans", "zh-Hant", "es-419"}


def address_for(key: str) -> str:
    """Return the host that a key is for: keys of free accounts end in ``:fx``."""
    return FREE if key.endswith(":fx") else PAID


def headers(key: str) -> dict[str, str]:
    """Return the header that carries the key."""
    return {"Authorization": f"DeepL-Auth-Key {key}"}


@dataclass(frozen=True, slots=True)
class DeepL:
    """A Dialect: texts as a list, the sentence before them as context."""

    source: str
    target: str
    address: str
    model_type: str | None = None
    """``quality_optimized``, ``latency_optimized``; the service chooses when None."""
    has_beta: bool = False
    """Languages are asked for that the service is still trying out: Persian."""
    batch: ClassVar[Batch] = Batch(sentences=50, characters=20_000)
    """At most 50 texts and 128 KiB a request."""

    @property
    def model(self) -> str:
        """DeepL does not tell its model; the type that was asked for."""
        return f"deepl/{self.model_type or 'default'}"

    @property
    def url(self) -> str:
        """The address of the translation call."""
        return f"{self.address.rstrip('/')}/v2/translate"

    def request(self, sentences: Sequence[str], before: str) -> dict[str, Any]:
        """Return the request; sentences are split already, so DeepL must not."""
        value: dict[str, Any] = {
            "text": list(sentences),
            "source_lang": base(self.source).upper(),
            "target_lang": _target(self.target),
            "split_sentences": "0",
            "preserve_formatting": True,
        }
        if before:
            value["context"] = before
        if self.has_beta:
            value["enable_beta_languages"] = True
        if self.model_type:
            value["model_type"] = self.model_type
        return value

    def easier(self, refusal: str) -> DeepL | None:
        """Return the dialect that asks for languages in beta where one is refused."""
        if self.has_beta or not _OF_A_LANGUAGE.search(refusal):
            return None
        return replace(self, has_beta=True)

    def read(self, answer: Any, _count: int, /) -> list[str]:
        """Return the texts in the order of the request."""
        found = answer.get("translations") if isinstance(answer, dict) else None
        if not isinstance(found, list):
            raise Unreadable("the service's answer has no 'translations' list")
        texts = [each.get("text") for each in found if isinstance(each, dict)]
        if not all(isinstance(text, str) for text in texts):
            raise Unreadable("a translation of the service has no 'text'")
        return [str(text) for text in texts]


def _target(tag: str) -> str:
    plain = by_script(tag)
    if plain in _REGIONS:
        return plain.upper()
    return _TARGETS.get(base(tag), base(tag).upper())
