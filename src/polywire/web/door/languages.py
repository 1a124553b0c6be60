"""Which language a reader wants, of those that we have (RFC 9110, RFC 4647)."""

from collections.abc import Sequence

_MOST = 50
"""Entries of a header that are read: more is no reader's browser."""


def choose(header: str, languages: Sequence[str]) -> str | None:
    """Return the best of our languages for an Accept-Language header, or None."""
    best: tuple[float, int] | None = None
    chosen = None
    for order, (tag, weight) in enumerate(_wishes(header)):
        found = _match(tag, languages)
        if found is None or weight <= 0:
            continue
        rank = (weight, -order)
        if best is None or rank > best:
            best, chosen = rank, found
    return chosen


def _wishes(header: str) -> list[tuple[str, float]]:
    wishes = []
    for item in header.split(",")[:_MOST]:
        tag, _, rest = item.strip().partition(";")
        weight = 1.0
        name, _, value = rest.strip().partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                weight = 0.0
        wishes.append((tag.strip().lower(), weight))
    return wishes


def _match(tag: str, languages: Sequence[str]) -> str | None:
    """Match a tag exactly, then by its start, then by its base language."""
    lowered = {language.lower(): language for language in languages}
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        found = lowered.get("-".join(parts[:length]))
        if found is not None:
            return found
    kin = (own for low, own in lowered.items() if low.partition("-")[0] == parts[0])
    return next(kin, None)
