"""The way back of a translation, to be compared with its original. Judges nothing."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from polywire.desk.repair.attempt import Try, ask
from polywire.errors import EngineDown
from polywire.translate.engines.engine import Translator

log = structlog.get_logger(__name__)


def translate_back(texts: Sequence[str], engine: Translator) -> list[str | None]:
    """Return each text in the language that it came from; None where none came.

    Nothing is kept in memory: what comes back is compared and thrown away.
    """
    try:
        answers, _ = ask([(text, Try(engine)) for text in texts], None)
    except EngineDown as error:
        # The way back is an extra: without it the other rules decide.
        log.warning("engine-down", engine=engine.id, reason=str(error))
        return [None] * len(texts)
    return [None if answer.error else answer.text for answer in answers]
