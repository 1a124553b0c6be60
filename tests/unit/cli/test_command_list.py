"""Tests of the list of commands, which is shown without loading one."""

import subprocess
import sys
from importlib import import_module

import pytest
import typer

from polywire.cli.app import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_each_command_says_itself(name: str) -> None:
    app = typer.Typer()
    import_module(f"polywire.cli.{name}").register(app)
    app.command("one-more")(lambda: None)  # one command alone would be no group
    group = typer.main.get_command(app)
    said = {
        command: " ".join((found.help or "").partition("\n\n")[0].split())
        for command, found in group.commands.items()  # type: ignore[attr-defined]
        if command != "one-more"
    }
    assert said == COMMANDS[name]


@pytest.mark.parametrize("words", [["--help"], ["-C", "/", "--help"], ["statsu"]])
def test_no_command_is_loaded_for_the_list(words: list[str]) -> None:
    code = (
        "import sys; from polywire.cli import app\n"
        f"sys.argv[1:] = {words!r}\n"
        "try: app.main()\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m in {'sqlalchemy', 'aiohttp', 'jinja2'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
