"""How a source stands, in one word: the board and the alerts say the same."""

from datetime import timedelta

from polywire.store.wire.source_states import SourceRow

QUARANTINE = 5
"""Failed polls in a row after which a source is quarantined: a matter for people."""
_NEVER = timedelta(days=365)
"""A next poll further away than this is none: the source is paused."""


def condition(row: SourceRow) -> str:
    """Say in one word how a source stands; its own polls decide, no other source's.

    new, working, failing (tried again soon), quarantined (failed often, tried
    about once a day) or paused (not tried until the operator says so).
    """
    if row.paused_by is not None:
        return "paused"
    if row.last_polled is None:
        return "new"
    if row.failures == 0:
        return "working"
    if row.next_poll_at - row.last_polled > _NEVER:
        return "paused"
    return "quarantined" if row.failures >= QUARANTINE else "failing"
