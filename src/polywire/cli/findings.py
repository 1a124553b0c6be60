"""What the checks found in a draft, in one line for the operator."""

from polywire.article import Draft, SegmentVerdict


def counted(draft: Draft) -> str:
    """Say how many sentences were translated and what became of them.

    Counts and no praise: rules see form, so that "nothing found" is no "right".
    """
    made = draft.translations
    verdicts = [one.verdict for one in made]
    counts = [
        (sum(not one.findings for one in made), "without a finding"),
        (verdicts.count(SegmentVerdict.DOUBT), "in doubt"),
        (verdicts.count(SegmentVerdict.STOP), "in the original"),
        (sum(bool(one.repairs) for one in made), "repaired"),
    ]
    told = ", ".join(f"{count} {what}" for count, what in counts)
    return f"{len(made)} sentences: {told} (rules see form, not meaning)"
