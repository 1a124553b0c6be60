"""How long a busy wire waits between two publications."""

from __future__ import annotations

import pytest

from polywire.service import PUBLISH_EVERY, PUBLISH_LATEST, rest_after


@pytest.mark.parametrize(
    ("took", "rest"),
    [(0.0, PUBLISH_EVERY), (0.5, 10.0), (2.0, 40.0), (30.0, PUBLISH_LATEST)],
    ids=["none", "short", "usual", "slow"],
)
def test_a_publication_is_followed_by_a_rest_that_ends(
    took: float, rest: float
) -> None:
    assert rest_after(took) == pytest.approx(rest)
