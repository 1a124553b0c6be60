"""The typer application: global options, the commands, and how errors end."""

from __future__ import annotations

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
    context.obj = State(directory=directory, verbose=verbose)
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


COMMANDS = {
    "setup.install": {
        "init": "Make a folder with a commented polywire.toml; asks what it must know.",
    },
    "setup.sources": {
        "add": "Find the feed of an address, show what it is, and add it to polywire.toml.",
        "sources": "Show the sources and how they stand; retry one.",
        "opml": "Take source lists in and out as OPML.",
    },
    "wire.run": {
        "run": "Run the wire until it is stopped (Ctrl-C or SIGTERM), or once.",
        "serve": "Serve the site, the API and the operator's board.",
        "status": "Show the board: what is published, withheld and why, in each language.",
        "demo": "Run a whole wire on an invented newsroom of two towns, and serve its site.",
    },
    "wire.publishing": {
        "publish": "Write the pages that wait; with --all the whole site, as after new templates.",
    },
    "texts.texts": {
        "translate": "Translate a sentence a line, checked; the original where the verdict is stop.",
        "check": "Check anybody's translation line by line; needs no engine but for --reader.",
        "rules": "List the rules: what they look for, in which languages, how well they do.",
        "extract": "Print the article of a page: headline, body, captions, licence, doubts.",
        "feed": "Print a feed, normalised: UTC dates, absolute links, clean text.",
    },
    "decide.explain": {
        "explain": "Say what was found in a translation, sentence by sentence, and what was done.",
        "history": "List the versions of an article in each language, with their public notes.",
        "rights": "Explain what may be shown of an article, and on what evidence.",
        "withdraw": "Take an article down in every language, for good; purges what was made of it.",
        "restore": "Undo a withdrawal: the page is fetched, checked and published afresh.",
    },
    "decide.fix": {
        "fix": "Correct sentences for good; without options your editor opens with all of them.",
        "waive": "Silence a rule in a scope, with a reason; without a rule, list what is waived.",
        "release": "Publish a withheld edition under your name, for this revision only.",
    },
    "decide.replay": {
        "replay": "Read kept feeds and pages again: entries, extraction, rights, editions.",
        "rerun": "Translate past editions again with today's engines, rules and glossary.",
    },
    "texts.verify": {
        "verify": "Tell whether this site translated a text, or whether a page is unchanged.",
    },
    "texts.engines": {
        "engines": "Show what can be translated with what, and try it.",
        "models": "Add, remove and check translation models.",
        "memory": "Look into the translation memory; carry it over.",
    },
    "decide.suppress": {
        "suppress": "Withdraw every article that holds a name, and show no new one; keeps its hash.",
    },
    "setup.user": {
        "user": "Who may log in to a private site and to the board, and with which tokens.",
    },
    "decide.review": {
        "review": 'Change a label to "reviewed by" for this very text; without --by show who did.',
    },
    "setup.webhook": {
        "webhook": "Programs that are told, signed, what was published.",
    },
    "wire.worker": {
        "worker": "Run one of several processes on PostgreSQL until it is stopped.",
    },
    "wire.keeping": {
        "backup": "Write one consistent moment of the store to a file, while the wire runs.",
        "restore-backup": "Fill the empty store of this installation from a backup.",
        "migrate": "Bring the store's tables up to date; a SQLite file is copied before.",
        "move": "Carry everything to another database, compare both, and say what to do next.",
        "prune": "Forget now what may go by [keep]; a running wire does so each day.",
        "retry": "Try again what was given up; without arguments list it.",
        "backfill": "Bring in what a source published before; live news always go first.",
    },
    "wire.doctor": {
        "doctor": "Look everything over and say what to do; exit code 1 when something is wrong.",
    },
    "wire.alerts": {
        "alerts": "What is wrong, and how you are told.",
        "takedown": "Note a request that an article goes; you are told until you decide.",
    },
}
"""Which module of this package holds which commands, in the order of the help, and the
first sentence of each: the list of all is shown without loading any."""


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
