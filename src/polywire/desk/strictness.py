"""How strictly an edition is checked: what its source, its language or the site say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from polywire.language.text.tags import base
from polywire.settings.operator_file import Settings, Source
from polywire.settings.toml_tables import CheckLanguage, Sensitive


@dataclass(frozen=True, slots=True)
class Care:
    """The answer for one source and one language of an edition."""

    strictness: Literal["normal", "strict"]
    sensitive: Sensitive

    @property
    def is_sensitive(self) -> bool | None:
        """What the repair desk is told: no sentence, or each by its words."""
        return False if self.sensitive == "off" else None


def care_for(settings: Settings, language: str, source: Source | None) -> Care:
    """Return the source's word, else the language's, else the site's."""
    known = settings.check.languages
    own = known.get(language) or known.get(base(language)) or CheckLanguage()
    return Care(
        (source.strictness if source else None)
        or own.strictness
        or settings.check.strictness,
        (source.sensitive if source else None)
        or own.sensitive
        or settings.check.sensitive,
    )
