"""Models converted for CTranslate2 (OPUS-MT, NLLB, MADLAD) in child processes.

An optional extra: ``ct2_child.py`` is the only module that imports the library,
and asking for a model without it names the command that installs it.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from polywire.errors import EngineError
from polywire.language.facts import table
from polywire.language.text.tags import base, by_script, script
from polywire.translate.engines.engine import Result
from polywire.translate.engines.model_process import Worker
from polywire.translate.engines.pool import Pool
from polywire.translate.models import model_folder
from polywire.translate.sentence.vocabulary_gate import Gate
from polywire.translate.servers.no_translation import fault

INSTALL = "pip install 'polywire[ctranslate2]'"
_NEEDED = ("ctranslate2", "sentencepiece")
_MODEL = "model.bin"
_INNER = "model"
"""Where an unpacked package of Argos Translate has it."""

_END, _PLAIN = "</s>", "<s>"
"""The usual end of a source; what the decoders of OpenNMT begin with, which has none."""


class CTranslate2:
    """A Translator on a folder with ``model.bin`` and its SentencePiece files."""

    def __init__(
        self,
        folder: Path,
        pair: tuple[str, str],
        *,
        id: str = "ctranslate2",  # noqa: A002 - the Protocol's word
        children: int = 1,
        timeout: float = 60.0,
    ) -> None:
        """Look for the parts; raises EngineError that names what is missing."""
        missing = [name for name in _NEEDED if not importlib.util.find_spec(name)]
        if missing:
            raise EngineError(
                f"[engines.{id}]: {' and '.join(missing)} not installed; install with "
                f"{INSTALL}"
            )
        inner = folder / _INNER
        home = inner if (inner / _MODEL).is_file() else folder
        if not (home / _MODEL).is_file():
            raise EngineError(
                f"{folder}: holds no {_MODEL}; convert the model first "
                "(ct2-transformers-converter), then set 'folder' to its folder"
            )
        self.id, self._folder = id, home
        self.source, self.target = pair
        pieces = vocabularies(folder)
        self.gate = _gate(pieces[0])
        around = marks(home, pieces[0].read_bytes(), *pair)
        told = msgspec.json.encode(around).decode()
        arguments = (str(home), *map(str, pieces), told, str(timeout))
        self._pool = Pool(
            lambda: Worker(arguments, "ct2_child"), children=children, timeout=timeout
        )

    @property
    def model(self) -> str:
        """SHA-256 over the model's files."""
        files = sorted(path for path in self._folder.iterdir() if path.is_file())
        return model_folder.sha256_of(files)

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences; an empty one stays empty."""
        full = [text for text in sentences if text.strip()]
        answers = iter(self._pool.translate(full))
        return [
            self._checked(text, next(answers)) if text.strip() else Result("")
            for text in sentences
        ]

    def close(self) -> None:
        """End the processes."""
        self._pool.close()

    def _checked(self, sentence: str, result: Result) -> Result:
        if result.error is not None:
            return result
        found = fault(sentence, result.text, self.source, self.target)
        return Result("", found) if found else result


def vocabularies(folder: Path) -> tuple[Path, Path]:
    """Return the SentencePiece files for source and target; raises EngineError.

    OPUS-MT has two (``source.spm``, ``target.spm``), NLLB and MADLAD one.
    """
    source, target = folder / "source.spm", folder / "target.spm"
    if source.is_file() and target.is_file():
        return source, target
    shared = sorted((*folder.glob("*.spm"), *folder.glob("*.model")))
    if len(shared) != 1:
        raise EngineError(
            f"{folder}: holds no source.spm with target.spm, and not exactly one other "
            "SentencePiece file (*.spm, *.model); copy them from the original model"
        )
    return shared[0], shared[0]


def _gate(vocabulary: Path) -> Gate | None:
    """Read which characters the model knows; a byte fallback lets all of them in."""
    if b"<0xFF>" in vocabulary.read_bytes():
        return None
    return Gate.read(vocabulary)


class Marks(msgspec.Struct, frozen=True):
    """Tokens around those of a sentence; ``prefix`` begins the answer."""

    first: tuple[str, ...] = ()
    end: tuple[str, ...] = (_END,)
    prefix: tuple[str, ...] = ()


def marks(folder: Path, vocabulary: bytes, source: str, target: str) -> Marks:
    """Return the marks of a model; raises EngineError without one for a language.

    ``vocabulary`` is the SentencePiece file of the source.
    """
    known = _tokens(folder)
    first: list[str] = []
    prefix: list[str] = []
    if _nllb("en") in known:
        codes = [_nllb(source), _nllb(target)]
        if not set(codes) <= known:
            raise EngineError(f"{folder}: has no code for {source} or for {target}")
        first, prefix = codes[:1], codes[1:]
    if any(token.startswith(">>") for token in known):
        marks = [f">>{code}<<" for code in _opus(target)]
        first = [mark for mark in marks if mark in known][:1]
        if not first:
            raise EngineError(f"{folder}: writes several languages, {target} is none")
    madlad = f"<2{base(target)}>"
    if madlad.encode() in vocabulary:
        first = [madlad]
    told = _json(folder / "config.json") or {}
    is_bare = told.get("add_source_eos") or told.get("decoder_start_token") == _PLAIN
    return Marks(tuple(first), () if is_bare else (_END,), tuple(prefix))


def _nllb(tag: str) -> str:
    """Return NLLB's code of a language in the script that the tag names; else ""."""
    codes = table("model_codes")["nllb"]
    plain = by_script(tag)
    found: str = codes.get(plain) or codes.get(base(tag), "")
    return found if script(plain) in {None, found.partition("_")[2]} else ""


def _opus(tag: str) -> list[str]:
    """Return what OPUS-MT may call a language that it is to write."""
    codes = table("model_codes")["opus"]
    plain = by_script(tag)
    if script(plain) not in {None, "Hans"} and plain not in codes:
        return []
    return codes.get(plain) or codes.get(base(tag)) or [_nllb(tag)[:3]]


def _tokens(folder: Path) -> frozenset[str]:
    """Return the tokens that the model itself reads, where it lists them."""
    for name in ("shared_vocabulary", "source_vocabulary"):
        listed = _json(folder / f"{name}.json")
        if listed is not None:
            return frozenset(listed)
        text = folder / f"{name}.txt"
        if text.is_file():
            return frozenset(text.read_text(encoding="utf-8").split())
    return frozenset()


def _json(path: Path) -> Any:
    """Return what a JSON file holds; None where there is none. Raises EngineError."""
    try:
        return msgspec.json.decode(path.read_bytes()) if path.is_file() else None
    except msgspec.DecodeError as error:
        raise EngineError(f"{path}: is damaged ({error}); copy it again") from error
