"""What families of models want around a sentence: codes of languages, an end mark.

OPUS-MT (plain, or a code of the target), NLLB (a code for each language), MADLAD (the
target before the text) and OpenNMT (no end mark), told apart by a model's own files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from polywire.errors import EngineError
from polywire.language.facts import table
from polywire.language.text.tags import base, script

_END, _PLAIN = "</s>", "<s>"
"""The usual end of a source; what the decoders of OpenNMT begin with, which has none."""


class Marks(msgspec.Struct, frozen=True):
    """Tokens around those of a sentence; ``prefix`` begins the answer."""

    first: tuple[str, ...] = ()
    end: tuple[str, ...] = (_END,)
    prefix: tuple[str, ...] = ()


def read(folder: Path, vocabulary: bytes, source: str, target: str) -> Marks:
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
    plain = _by_script(tag)
    found: str = codes.get(plain) or codes.get(base(tag), "")
    return found if script(plain) in {None, found.partition("_")[2]} else ""


def _opus(tag: str) -> list[str]:
    """Return what OPUS-MT may call a language that it is to write."""
    codes = table("model_codes")["opus"]
    plain = _by_script(tag)
    if script(plain) not in {None, "Hans"} and plain not in codes:
        return []
    return codes.get(plain) or codes.get(base(tag)) or [_nllb(tag)[:3]]


def _by_script(tag: str) -> str:
    """Name Chinese by its characters: zh-TW is zh-Hant."""
    return f"zh-{script(tag)}" if base(tag) == "zh" and script(tag) else tag


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
