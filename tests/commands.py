"""Commands as the command line runs them, in this process and in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import typer
from typer.testing import CliRunner, Result

from polywire.cli.context import State
from polywire.errors import PolywireError

PAPER_WIRE = """
[site]
url = "https://wire.example"
languages = ["en", "pt-BR"]
operator = "Paper Wire"
contact = "desk@wire.example"
[[source]]
slug = "courier"
url = "https://courier.example/feed.xml"
"""
"""The settings of a wire on paper."""


class Registers(Protocol):
    """A module of commands."""

    def register(self, app: typer.Typer) -> None: ...


def app_of(*modules: Registers) -> typer.Typer:
    """Return an application with the commands of these modules."""
    app = typer.Typer()

    @app.callback()
    def options(context: typer.Context, directory: Path = Path()) -> None:
        context.obj = context.obj or State(directory)

    for module in modules:
        module.register(app)
    return app


def called(folder: Path, words: Sequence[str], *modules: Registers) -> Result:
    """Return how a command in a folder ended, whatever it raised."""
    return CliRunner().invoke(app_of(*modules), words, obj=State(folder))


def commands(*modules: Registers) -> Callable[..., Result]:
    """Return what calls their commands in a folder; our own errors are raised."""

    def call(folder: Path, *words: str) -> Result:
        found = called(folder, words, *modules)
        if isinstance(found.exception, PolywireError):
            raise found.exception
        return found

    return call
