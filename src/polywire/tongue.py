"""In which language a text is taken to be, with the evidence for it: a value.

Reads no text and weighs nothing: ``language.text.language_evidence`` does.
"""

from dataclasses import dataclass

UNKNOWN = "und"
"""BCP 47 for "undetermined"."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a text is taken to be in, who declared what, and what its words say."""

    language: str
    """BCP 47 tag; "und" where nothing is likelier than all else together."""
    share: float
    """Belief in it, from 0 to 1, after all that was said."""
    declared: tuple[tuple[str, str], ...] = ()
    """(who says so, tag): the settings, the page, the feed."""
    detected: tuple[tuple[str, float], ...] = ()
    """The likeliest languages of the words alone, the best first."""

    @property
    def told(self) -> str:
        """The evidence in plain words: "the page says en, its words look like fr"."""
        said: dict[str, list[str]] = {}
        for who, tag in self.declared:
            said.setdefault(tag, []).append(who)
        parts = [
            f"{' and '.join(f'the {who}' for who in whose)} "
            f"{'say' if len(whose) > 1 or whose == ['settings'] else 'says'} {tag}"
            for tag, whose in said.items()
        ]
        looks = " or ".join(f"{tag} ({share:.0%})" for tag, share in self.detected)
        parts.append(f"its words look like {looks}" if looks else "it has no words")
        return ", ".join(parts)
