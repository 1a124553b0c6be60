"""Apertium's programs as an engine: rule-based, for close languages and pivots.

Debian installs them; they run as separate programs (they are GPL). Each call is
one process for a batch of sentences, with an empty line between them.
"""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from polywire.article import normalise
from polywire.errors import EngineDown, EngineError
from polywire.translate.engines.engine import Result

_PROGRAM = "apertium"
_BETWEEN = "\n\n"
"""An empty line keeps a headline without a full stop from the next sentence; the
format "line" would do so too, but it eats the full stops."""
_MODES = Path("/usr/share/apertium/modes")
_UNKNOWN = re.compile(r"\*(?=\w)(\w[\w'’-]*)")
_FAILED = re.compile(r"(?<!\w)[@#](?=[^\W\d_])")
"""A word that one of its dictionaries has and the next one has not."""
_MOST_UNKNOWN = 0.25
"""Share of words in small letters that it may leave as they are, and one always may:
between close languages most are alike ("cafeína"). Each keeps its star, a doubt. Of 150
lines of ntrex-dev over the Portuguese of the default engine 61 hold such a word."""
_THREE = {
    "eng": "en", "spa": "es", "por": "pt", "cat": "ca", "glg": "gl", "fra": "fr",
    "ita": "it", "rus": "ru", "ukr": "uk", "bel": "be", "swe": "sv", "dan": "da",
    "nno": "nn", "nob": "nb", "hbs": "sh", "isl": "is", "mkd": "mk", "urd": "ur",
    "hin": "hi", "oci": "oc", "arg": "an", "ron": "ro",
}  # fmt: skip


class Apertium:
    """A Translator on one of Apertium's modes, such as ``pt-es``."""

    gate = None
    """Every character may reach it: what it does not know it copies."""

    def __init__(
        self,
        mode: str,
        *,
        id: str = "apertium",  # noqa: A002 - the Protocol's word
        source: str | None = None,
        target: str | None = None,
        timeout: float = 60.0,
        modes: Path = _MODES,
    ) -> None:
        """Look the program up; raises EngineError when it is not installed."""
        program = shutil.which(_PROGRAM)
        pair = pair_of(mode)
        if not program:
            raise EngineError(
                "apertium is not installed: 'apt install apertium' and the pair's "
                f"package, such as 'apertium-{mode}'"
            )
        if not (modes / f"{mode}.mode").exists():
            raise EngineError(
                f"apertium has no mode {mode!r}: 'apertium -l' lists them, "
                "'apt search apertium-' the pairs"
            )
        self._program, self._mode, self._timeout = program, mode, timeout
        self._is_closed = False
        self.id = id
        self.source, self.target = source or pair[0], target or pair[1]
        self.model = _version(modes / f"{mode}.mode")

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate sentences in one process; one by one if the lines do not add up."""
        if self._is_closed:
            raise EngineDown("the engine was closed")
        lines = [normalise(sentence) for sentence in sentences]
        full = [line for line in lines if line]
        answers = self._run(full) if full else []
        if len(answers) != len(full):
            answers = [" ".join(self._run([line])) for line in full]
        results = iter(_judged(a, b) for a, b in zip(full, answers, strict=True))
        return [next(results) if line else Result("") for line in lines]

    def _run(self, lines: Sequence[str]) -> list[str]:
        command = [self._program, self._mode]
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own program, no shell
                command,
                input=_BETWEEN.join(lines) + "\n",
                capture_output=True,
                encoding="utf-8",
                timeout=self._timeout,
                check=False,
                start_new_session=True,
            )
        except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
            raise EngineDown(f"apertium {self._mode}: {error}") from error
        return done.stdout.rstrip("\n").split(_BETWEEN)

    def close(self) -> None:
        """Refuse further work; there is no process to end."""
        self._is_closed = True


def _judged(source: str, answer: str) -> Result:
    """Take what Apertium says of itself seriously: stars are words it did not know.

    Names and our own tokens are unknown to it and rightly copied.
    """
    unknown = _UNKNOWN.findall(answer)
    common = [word for word in unknown if word[0].islower()]
    if not answer.strip():
        return Result("", "apertium gave an empty text")
    if len(common) > max(1, _MOST_UNKNOWN * len(answer.split())):
        return Result("", f"apertium does not know: {', '.join(common[:5])}")
    if _FAILED.search(answer) and not _FAILED.search(source):
        return Result("", "apertium failed on a word")
    text = _UNKNOWN.sub(r"\1", answer).strip()
    if text == source and any(char.islower() for char in source):
        return Result("", "apertium gave the sentence back untranslated")
    # a star of the source's own ("*bold*") is none of Apertium's
    return Result(text if "*" in source else _UNKNOWN.sub(_starred, answer).strip())


def _starred(match: re.Match[str]) -> str:
    """Keep the star of a small word; names and our own tokens are rightly copied."""
    return match[0] if match[1][0].islower() else match[1]


def pair_of(mode: str) -> tuple[str, str]:
    """Return the BCP 47 pair of a mode: "es-pt_BR" is es to pt-BR."""
    first, _, second = mode.partition("-")
    return _tag(first), _tag(second)


def _tag(code: str) -> str:
    base, _, region = code.partition("_")
    return _THREE.get(base, base) + (f"-{region}" if region else "")


def installed() -> tuple[str, ...]:
    """Return the modes that this machine has."""
    if not shutil.which(_PROGRAM) or not _MODES.is_dir():
        return ()
    return tuple(sorted(path.stem for path in _MODES.glob("*-*.mode")))


@cache
def _version(mode: Path) -> str:
    """Return a hash over the mode file and the data that it names: the model."""
    whole = hashlib.sha256()
    text = mode.read_bytes()
    whole.update(text)
    for name in re.findall(r"'?(/usr/share/apertium/[^\s']+)'?", text.decode()):
        path = Path(name)
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()
