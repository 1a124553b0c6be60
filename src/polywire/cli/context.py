"""What every command shares: the folder, the settings, how results are printed."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from polywire.errors import UsageError
from polywire.settings import operator_file

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
JsonObject = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@dataclass(frozen=True, slots=True)
class State:
    """The options of every command."""

    directory: Path

    def settings(self) -> operator_file.Settings:
        """Read ``polywire.toml``; raises SettingsError."""
        return operator_file.load(self.directory)

    def settings_if_any(self) -> operator_file.Settings:
        """Read ``polywire.toml`` where there is one, for what works without."""
        if (self.directory / operator_file.FILE_NAME).exists():
            return self.settings()
        return operator_file.Settings(root=self.directory.resolve())


def state(context: typer.Context) -> State:
    """Return the state that the callback put on the context."""
    found = context.find_object(State)
    if found is None:  # pragma: no cover  # the callback always runs first
        raise UsageError("polywire was called without its options")
    return found


def print_json(value: object) -> None:
    """Print a value as one line of JSON with sorted keys."""
    sys.stdout.buffer.write(msgspec.json.encode(value, order="sorted") + b"\n")
    sys.stdout.buffer.flush()


def read_bytes(name: str, *, limit: int | None = None) -> bytes:
    """Read a file, or standard input for ``-``; raises UsageError.

    With a limit no more is read than tells that it is passed.
    """
    most = -1 if limit is None else limit + 1
    try:
        if name == "-":
            data = sys.stdin.buffer.read(most)
        else:
            with Path(name).open("rb") as file:
                data = file.read(most)
    except OSError as error:
        raise UsageError(f"{name}: cannot be read ({error.strerror})") from error
    if limit is not None and len(data) > limit:
        where = "standard input" if name == "-" else name
        raise UsageError(f"{where}: too large, the limit is {limit / 2**20:.4g} MiB")
    return data


def read_text(name: str) -> str:
    """Read a UTF-8 file or standard input; raises UsageError."""
    try:
        return read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{name}: not UTF-8 at byte {error.start}; convert it first"
        raise UsageError(message) from error


def read_lines(name: str) -> Iterator[str]:
    """Yield the lines of a UTF-8 file or of standard input, without line ends."""
    text = read_text(name)
    return iter(text.removesuffix("\n").split("\n") if text else [])
