"""One word for how much of a translated article may be relied on."""

import tomllib
from functools import cache
from importlib.resources import files

from polywire.article import Draft, Grade


@cache
def _limits() -> dict[str, float]:
    text = files("polywire.check").joinpath("grade.toml").read_text("utf-8")
    limits: dict[str, float] = tomllib.loads(text)
    return limits


def grade(draft: Draft | None) -> Grade | None:
    """Return the grade of a draft; None where nothing was translated.

    Counts the sentences in doubt and those in the original. Sound is no promise: what
    nothing sees is in no share.
    """
    if draft is None:
        return None
    prose = draft.prose
    bad = (draft.in_doubt | draft.stopped).intersection(prose)
    share = len(bad) / max(1, len(prose))
    if share > _limits()["rough"]:
        return Grade.ROUGH
    return Grade.MIXED if share > _limits()["mixed"] else Grade.SOUND
