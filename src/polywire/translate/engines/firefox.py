"""The default engine: Firefox-Translations models in child processes."""

from collections.abc import Sequence

from polywire.translate.engines.engine import Result
from polywire.translate.engines.model_process import Worker
from polywire.translate.engines.pool import Pool
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.sentence.vocabulary_gate import Gate

LONGEST = 1500
"""Characters of one sentence; ``prepare`` cuts at a quarter of it."""


class Firefox:
    """A Translator on one model folder; starts its processes when first asked."""

    def __init__(
        self,
        folder: ModelFolder,
        *,
        id: str = "firefox",  # noqa: A002 - the Protocol's word
        children: int = 1,
        timeout: float = 60.0,
    ) -> None:
        """Read the vocabulary; raises EngineError when a file is damaged."""
        self.id = id
        self.folder = folder  # its shortlist is a rough dictionary of the pair
        self.source, self.target = folder.source, folder.target
        self.gate = Gate.read(folder.source_vocabulary)
        arguments = (
            str(folder.model),
            str(folder.source_vocabulary),
            str(folder.target_vocabulary),
            str(folder.shortlist or ""),
            folder.source,
            str(timeout),
        )
        self._pool = Pool(lambda: Worker(arguments), children=children, timeout=timeout)

    @property
    def model(self) -> str:
        """SHA-256 over the model's files."""
        return self.folder.sha256

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences; an empty one stays empty."""
        answers = iter(self._pool.translate([t for t in sentences if _is_sent(t)]))
        return [
            _answer(next(answers)) if _is_sent(text) else _unsent(text)
            for text in sentences
        ]

    def close(self) -> None:
        """End the processes."""
        self._pool.close()


def _is_sent(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST


def _unsent(text: str) -> Result:
    """The model would cut a long text off without a word, so it never gets one."""
    if text.strip():
        return Result("", f"a sentence of {len(text)} characters is too long")
    return Result("")


def _answer(result: Result) -> Result:
    """An empty text for a sentence that is not empty is a failure."""
    if result.error is None and not result.text.strip():
        return Result("", "the engine gave an empty text")
    return result
