"""Read a second time what the default engine wrote, and judge it by that as well.

Only its own answers: of text by another engine, a service or a person the models say
nothing that is worth anything. Where the reader fails, the rules judge alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from polywire.article import Finding, SecondReading, Segment, Translation
from polywire.check import second_reading
from polywire.check.judge import Strictness, verdict_of
from polywire.errors import ChildLost, EngineError
from polywire.translate.engines.firefox import Firefox
from polywire.translate.marian.second_reader import SecondReader

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Models:
    """The engine of a pair and the one that leads back."""

    there: Firefox
    back: Firefox

    def wrote(self, one: Translation) -> bool:
        """Tell whether a translation is the engine's own."""
        own = (self.there.id, self.there.model)
        return (one.engine, one.model) == own and bool(one.target)


class SecondReadings:
    """Readings by one second reader, safe for threads."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._reader = SecondReader()

    def read(
        self, models: Models, pairs: Sequence[tuple[str, str]]
    ) -> list[SecondReading | None]:
        """Return a reading for each pair, None where there is nothing to say.

        Raises EngineError when a model cannot be used, ChildLost when the child ended.
        """
        there, back = models.there, models.back
        return [
            SecondReading(
                second_reading.chance(
                    one.unsure,
                    one.lost,
                    one.copied,
                    source=there.source,
                    target=there.target,
                ),
                one.suspects,
                back.model,
            )
            if one
            else None
            for one in self._reader(there.folder, back.folder, pairs)
        ]

    def judged(
        self,
        models: Models,
        segments: Sequence[Segment],
        asked: Sequence[str],
        made: tuple[Translation, ...],
        strictness: Strictness,
    ) -> tuple[Translation, ...]:
        """Return translations with what a second reading says against them.

        ``asked`` are the sentences in the words that the engine was given.
        """
        places = [n for n, one in enumerate(made) if models.wrote(one)]
        reason = "a side is too long or empty"
        found: Sequence[SecondReading | None] = [None] * len(places)
        try:
            found = self.read(models, [(asked[n], made[n].target) for n in places])
        except (EngineError, ChildLost) as error:
            log.warning("second-reader-down", reason=str(error))
            reason = str(error)
        judged = list(made)
        for n, reading in zip(places, found, strict=True):
            said = (
                second_reading.finding(
                    reading, segments[n].part, len(segments[n].text.split())
                )
                if reading
                else second_reading.unread(reason)
            )
            judged[n] = _with(made[n], reading, said, strictness)
        return tuple(judged)

    def close(self) -> None:
        """End the child."""
        self._reader.close()


def _with(
    one: Translation,
    reading: SecondReading | None,
    said: Finding | None,
    strictness: Strictness,
) -> Translation:
    findings = (*one.findings, said) if said else one.findings
    verdict = verdict_of(findings, strictness)
    return replace(one, findings=findings, verdict=verdict, second=reading)
