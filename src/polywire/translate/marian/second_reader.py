"""Ask the second reader, in its child, how unsure two models are of translations."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from polywire.child.guarded_reader import Overrun, Worker
from polywire.errors import EngineError
from polywire.translate.models.model_folder import ModelFolder

_AT_ONCE = 32
"""Pairs of one job: far below what a child may take for one."""
_STILL_SECONDS = 5.0
"""A child that does nothing for so long is frozen, and an article waits for it."""


Files = tuple[str, ...]
"""The fields of a ``ModelFolder`` in their order, as texts."""


@dataclass(frozen=True, slots=True)
class Hesitation:
    """What two models think of one translation."""

    unsure: float
    """Sum of the three highest entropies at content words of the translation."""
    lost: float
    """Mean of the three lowest log-probabilities of words of the original."""
    copied: int
    """Words of the original that were left as they are."""
    suspects: tuple[str, ...]
    """Words of the original that were left as they are or that nothing explains, then
    words of the translation at which the model hesitated; the worst first."""


class ReaderJob(msgspec.Struct):
    """Pairs of original and translation, and the models that know both languages."""

    forward: Files
    backward: Files
    pairs: list[tuple[str, str]]


class ReaderReply(msgspec.Struct):
    """One hesitation for each pair, None where there is nothing to say; or a reason."""

    hesitations: list[Hesitation | None] = []
    error: str | None = None


class SecondReader(Worker):
    """Hands pairs to one child; safe for threads."""

    program = "polywire.translate.marian.both_ways"

    def __init__(self) -> None:
        """Start nothing yet: the child comes with the first pair."""
        super().__init__(seconds=_STILL_SECONDS)

    def __call__(
        self,
        forward: ModelFolder,
        backward: ModelFolder,
        pairs: Sequence[tuple[str, str]],
    ) -> list[Hesitation | None]:
        """Return for each pair how unsure the models are; None where they cannot say.

        Raises EngineError when a model cannot be used or needs too much, ChildLost
        when the child was ended.
        """
        found: list[Hesitation | None] = []
        for start in range(0, len(pairs), _AT_ONCE):
            some = list(pairs[start : start + _AT_ONCE])
            job = ReaderJob(_files(forward), _files(backward), some)
            try:
                answer = self.ask(job)
            except Overrun as error:
                raise EngineError(str(error)) from error
            reply = msgspec.msgpack.decode(answer, type=ReaderReply)
            if reply.error:
                raise EngineError(reply.error)
            found += reply.hesitations
        return found


def _files(folder: ModelFolder) -> Files:
    parts = (folder.model, folder.source_vocabulary, folder.target_vocabulary)
    last = (folder.shortlist,) if folder.shortlist else ()
    return (folder.source, folder.target, *map(str, (*parts, *last)))
