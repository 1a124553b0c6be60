"""One word for how much of a translated article may be relied on."""

from polywire.article import Draft, Grade
from polywire.tables import table


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
    limits = table("polywire.check", "grade.toml")
    if share > limits["rough"]:
        return Grade.ROUGH
    return Grade.MIXED if share > limits["mixed"] else Grade.SOUND
