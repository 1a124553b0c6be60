"""Make the draft of a whole article."""

from __future__ import annotations

from collections.abc import Sequence

from polywire.article import Article, Draft, Segment
from polywire.repair.loop import Desk, translate_segments


def make_draft(
    article: Article, language: str, segments: Sequence[Segment], desk: Desk
) -> Draft:
    """Translate and check an article that was cut to segments.

    Raises EngineDown when no engine of the route answers: the article waits.
    """
    return Draft(
        revision=article.revision,
        source_language=article.language,
        language=language,
        route=desk.route,
        segments=tuple(segments),
        translations=translate_segments(segments, desk),
    )
