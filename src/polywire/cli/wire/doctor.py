"""Look an installation over: ``doctor``."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from polywire.cli.context import JsonObject, print_json, state
from polywire.errors import PolywireError
from polywire.operate.care import doctor

_MARKS = {"ok": "ok     ", "warning": "warning", "wrong": "WRONG  "}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("doctor", epilog="Example: polywire doctor --mend")(look_over)


def look_over(
    context: typer.Context,
    *,
    mend: Annotated[
        bool, typer.Option("--mend", help="Put right what is safe to put right.")
    ] = False,
    json: JsonObject = False,
) -> None:
    """Look everything over and say what to do; exit code 1 when something is wrong."""
    found = doctor.examine(state(context).settings(), mend=mend)
    if json:
        print_json([asdict(one) for one in found])
    else:
        console = Console(highlight=False, soft_wrap=True)
        for one in found:
            tail = " (mended)" if one.mended else ""
            line = f"{_MARKS[one.state]} {one.name}: {one.words}{tail}"
            console.print(line, markup=False)
    wrong = [one.name for one in found if one.state == "wrong"]
    if wrong:
        raise PolywireError(f"wrong: {', '.join(wrong)}")
