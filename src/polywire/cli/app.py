"""The typer application: global options, the commands, and how errors end."""

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

import structlog
import typer
from rich.console import Console

from polywire import __version__
from polywire.cli.context import State
from polywire.errors import PolywireError
from polywire.tables import table

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect."""

EPILOG = (
    "Exit codes: 0 done · 1 error · 2 wrong setting or argument · 3 source or page · "
    "4 translation engine · 5 store · 6 site folder."
)

app = typer.Typer(
    name="polywire",
    help="A news wire that runs itself: takes news in, translates it, checks the "
    "form of every translation, publishes it labelled, and follows the sources' corrections.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(show: bool) -> None:  # noqa: FBT001  # typer calls it so
    if show:
        typer.echo(f"polywire {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", "--directory", help="Folder of the installation.")
    ] = Path(),
    *,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Log more; show tracebacks.")
    ] = False,
    _version_is_asked: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Read the options that every command takes."""
    context.obj = State(directory)
    configure_logging(verbose=verbose)


def configure_logging(*, verbose: bool) -> None:
    """Send events as lines to standard error; debug ones only when asked."""
    level = logging.DEBUG if verbose else logging.WARNING
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
    )
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR)


COMMANDS: dict[str, dict[str, str]] = table("polywire.cli", "commands.toml")
"""Module of this package -> command -> what the list of all says of it."""


def load(words: Sequence[str]) -> None:
    """Register the command that the words ask for; all are listed without loading one.

    A module brings its room's libraries with it: loading none instead of all takes
    1.2 s off the list of commands (2 cores, warm cache).
    """
    if "--version" in words:
        return
    asked = next((word for word in words if word in _MODULE_OF), None)
    if asked and not _asks_for_help(words):
        import_module(f"polywire.cli.{_MODULE_OF[asked]}").register(app)
        return
    for commands in COMMANDS.values():
        for name, summary in commands.items():
            app.command(name, help=summary)(_listed)


def _listed() -> None:
    """Stand in the list of commands; one that is called was loaded."""
    raise AssertionError


_MODULE_OF = {word: name for name, words in COMMANDS.items() for word in words}


def _asks_for_help(words: Sequence[str]) -> bool:
    """Tell whether the list of all commands is wanted."""
    return not words or words[0] in {"--help", "-h"}


def main() -> NoReturn:
    """Run the command line; end with the exit code of the error tree."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    verbose = "-v" in sys.argv[1:] or "--verbose" in sys.argv[1:]
    try:
        load(sys.argv[1:])
        app(standalone_mode=True)
    except PolywireError as error:
        if verbose:
            console.print_exception()
        console.print(f"polywire: {error}", markup=False, style="red")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)
