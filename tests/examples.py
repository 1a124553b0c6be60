"""The examples of the documents: what runs each kind, and where they run.

Each page has a folder of its own with a wire that has published an article; its blocks
run there in order, as a reader would try them. A block of ``text`` is what the commands
before it print, with ``...`` where that differs from time to time. What no test can
run is marked before the block with the reason: ``<!-- skip: next "why" -->``.
"""

from __future__ import annotations

import doctest
import json
import multiprocessing
import os
import re
import shlex
import signal
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import SkipTest
from urllib.parse import urlsplit

import tomlkit
from sybil import Document, Example, Region
from sybil.example import SybilFailure
from sybil.parsers.markdown import SkipParser
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer
from sybil.typing import Evaluator

from polywire.cli import app
from polywire.settings.operator_file import FILE_NAME, parse
from polywire.store.keeping.messages import Message
from polywire.tell import outbox
from polywire.translate.known import glossary

PAGES = (
    Path("README.md"),
    *(
        page
        for folder in ("tutorial", "how-to", "reference")
        for page in sorted(Path("docs", folder).glob("*.md"))
    ),
)
ASKED = re.compile(
    r"https://(?:courier|your-site|your-own-site|tools)\.example(?:\.org)?"
)
"""Hosts of the examples that are asked: the invented outlet answers in their place."""
SHOWN = "https://courier.example"
"""What stands in the documents for the outlet in what is printed."""
PATIENCE = 120
"""Seconds for one command, on a machine that others use."""
TYPED = "one two three four\n"
"""What is typed where a command asks for something: a password."""
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105  # of the test

# Importing Polywire takes a second or two: one process does it and is copied.
_COPIES = multiprocessing.get_context("forkserver")
_COPIES.set_forkserver_preload(
    ["pytest", "tests.examples", "polywire.service", "polywire.web.web_app"]
    + [f"polywire.cli.{name}" for name in app.COMMANDS]
)


@dataclass
class Scene:
    """One page's folder, and what its last commands printed."""

    folder: Path
    outlet: str
    """Address of the invented outlet."""
    words: Mapping[str, str]
    """What a reader puts in the place of words such as ARTICLE."""
    printed: str = ""

    def run(self, example: Example) -> str | None:
        """Run one block; returns what is wrong with it."""
        language, source = example.parsed
        runners = {
            "sh": self.commands,
            "text": self._output,
            "toml": self._settings,
            "python": self._program,
            "json": self._message,
        }
        if language not in runners:
            return f"no test runs {language!r}: use {', '.join(runners)}, or mark it"
        return runners[language](source)

    def commands(self, source: str) -> str | None:
        """Run commands one by one; returns which one failed, and how."""
        self.printed = ""
        for line in source.replace("\\\n", " ").splitlines():
            words = shlex.split(self._put_in(line), comments=True)
            if words[:1] == ["cd"]:
                self.folder /= words[1]
            elif words and Path(words[0]).name == "polywire":
                if (code := self._polywire(words[1:])) != _wanted(words):
                    return f"{line}\nends with {code}: {self.printed}"
            elif words:
                return f"{line}\nonly 'polywire' and 'cd' are run: mark the block"
        return None

    def _put_in(self, line: str) -> str:
        """Put in what a reader would: a token's number is that of the list before."""
        number = re.search(r"^[0-9a-f]{12}(?=  )", self.printed, re.MULTILINE)
        words = dict(self.words) | ({"3f9c01": number[0]} if number else {})
        if " add " in line:
            line = ASKED.sub(self.outlet, line)
        for word, value in words.items():
            line = line.replace(word, value)
        return line

    def _polywire(self, words: list[str]) -> int | None:
        if ">" in words:
            words = words[: words.index(">")]
        lasts = {"run", "serve"} & {*words} and "--once" not in words
        if "serve" in words:
            words += ["--port", "0"]
        output = self.folder / "printed"
        process = _COPIES.Process(
            target=command,
            args=(words, self.folder, output),
            kwargs={"lasts": bool(lasts)},
        )
        process.start()
        process.join(PATIENCE)
        process.kill()
        process.join()
        self.printed += output.read_text("utf-8").replace(self.outlet, SHOWN)
        if "init" in words:
            self._open(self.folder / words[words.index("init") + 1] / FILE_NAME)
        return process.exitcode

    def _open(self, file: Path) -> None:
        """Let a new wire ask the invented outlet, which stands on this machine."""
        data = tomllib.loads(file.read_text("utf-8"))
        own = {"delay": 0, "allow_private": [urlsplit(self.outlet).netloc]}
        file.write_text(tomlkit.dumps(_merged(data, {"fetch": own})), "utf-8")

    def _output(self, source: str) -> str | None:
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        if doctest.OutputChecker().check_output(source, self.printed, flags):
            return None
        return f"this is printed:\n{self.printed}"

    def _settings(self, source: str) -> str | None:
        """Read lines of ``glossary.toml``, or of ``polywire.toml`` into the folder's."""
        new = tomllib.loads(source)
        if "term" in new:
            return None if glossary.parse(source) else "no term in it"
        file = self.folder / FILE_NAME
        old = tomllib.loads(file.read_text("utf-8"))
        for hook in new.get("webhook", ()):
            hook["url"] = ASKED.sub(self.outlet, hook["url"])
        parse(_merged(old, new), self.folder)
        file.write_text(tomlkit.dumps(_merged(old, new)), "utf-8")
        return None

    def _program(self, source: str) -> str | None:
        exec(source, {})  # noqa: S102  # the example is our own
        return None

    def _message(self, source: str) -> str | None:
        """Compare what a webhook is told with what we tell of the same article."""
        said = json.loads(source)
        data = said["data"]
        subject = said["type"].removeprefix("article.")
        at = datetime.fromisoformat(said["timestamp"])
        of = data["id"], data["language"], data["version"]
        told = outbox.payload(
            Message("1", "webhook", "newsroom", subject, at, *of),
            f"https://{urlsplit(data['url']).netloc}",
        )
        return None if told == said else f"this is told:\n{json.dumps(told, indent=2)}"


def _wanted(words: Sequence[str]) -> int:
    """Return the exit code that the reference promises, where Ctrl-C ends servers."""
    return app.INTERRUPTED if "serve" in words else 0


def _merged(old: Any, new: Any) -> Any:
    """Put an example's tables into a file's; what has the same name gives way."""
    if isinstance(old, dict):
        return old | {k: _merged(old.get(k), value) for k, value in new.items()}
    if isinstance(old, list) and isinstance(new[0], dict):
        key = "slug" if "slug" in new[0] else "name"
        named = {one[key] for one in new}
        return [one for one in old if one[key] not in named] + new
    return new


def command(words: Sequence[str], folder: Path, output: Path, *, lasts: bool) -> None:
    """Be ``polywire``, in a process of its own; what lasts is stopped when it is up."""
    os.chdir(folder)
    os.environ |= {"NEWSROOM_SECRET": SECRET, "DEEPL_KEY": "none"}
    file = os.open(output, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(file, 1)
    os.dup2(file, 2)
    (folder / "typed").write_text(TYPED, "utf-8")
    sys.stdin = (folder / "typed").open(encoding="utf-8")
    if lasts:
        threading.Thread(target=_stop_when_up, daemon=True).start()
    sys.argv = ["polywire", *words]
    app.main()


def _stop_when_up() -> None:
    """Press Ctrl-C once the command listens for it."""
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)


def document(page: Path, evaluator: Evaluator | None = None) -> Document:
    """Read a page's blocks and marks."""

    def blocks(document: Document) -> Iterator[Region]:
        kinds = {"language": "language", "source": "source"}
        for region in FencedCodeBlockLexer(r"\w*", kinds)(document):
            parsed = region.lexemes["language"], region.lexemes["source"]
            yield Region(region.start, region.end, parsed, evaluator)

    return Document.parse(str(page), SkipParser(), blocks)


def failures(page: Path, scene: Scene) -> list[str]:
    """Run a page's examples in order; returns what is wrong, with its line."""
    found = []
    for example in document(page, scene.run):
        try:
            example.evaluate()
        except SkipTest:
            continue
        except SybilFailure as failure:
            found.append(f"{page}:{example.line}: {failure.result}")
        except Exception as error:  # noqa: BLE001  # whatever a reader would run into
            found.append(f"{page}:{example.line}: {error}")
    return found


def marks(page: Path) -> list[str]:
    """Return where a page says that a block is not run, and why."""
    found = [example for example in document(page) if example.region.evaluator]
    return [f"{page}:{one.line}: {one.parsed[1]}" for one in found]
