"""Set up an installation: ``init``, ``add``, ``sources``, ``opml``."""

import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import tomlkit
import typer

from polywire.errors import UsageError
from polywire.settings import operator_file

TEMPLATE = (
    files("polywire.cli.setup").joinpath("polywire.toml.template").read_text("utf-8")
)


def render(  # every value is one question of `polywire init`
    *,
    name: str,
    url: str,
    visibility: str,
    languages: list[str],
    operator: str,
    contact: str,
) -> str:
    """Return the file for these answers."""
    return TEMPLATE.format(
        name=_toml(name),
        url=_toml(url),
        visibility=_toml(visibility),
        languages="[" + ", ".join(_toml(tag) for tag in languages) + "]",
        operator=_toml(operator),
        contact=_toml(contact),
    )


def _toml(text: str) -> str:
    return tomlkit.item(text).as_string()


Languages = Annotated[
    list[str] | None,
    typer.Option("--language", "-l", help="An edition (BCP 47 tag); may be repeated."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="Example: polywire init my-wire --public")(init)


def init(
    directory: Annotated[Path, typer.Argument(help="Folder to make the wire in.")],
    *,
    public: Annotated[
        bool | None,
        typer.Option("--public/--private", help="A site for everyone, or for you."),
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the wire.")] = "My wire",
    operator: Annotated[str | None, typer.Option(help="Who publishes.")] = None,
    contact: Annotated[
        str | None, typer.Option(help="E-mail or URL for readers and sources.")
    ] = None,
    url: Annotated[
        str, typer.Option(help="Public address of the site.")
    ] = "http://127.0.0.1:8000",
    language: Languages = None,
) -> None:
    """Make a folder with a commented polywire.toml; asks what it must know."""
    path = directory / operator_file.FILE_NAME
    if path.exists():
        raise UsageError(f"{path} is there already: edit it, or name another folder")
    asks = sys.stdin.isatty()
    if public is None:
        public = asks and typer.confirm(
            "Publish a site for everyone? (No: for your own reading)", default=False
        )
    if public:
        operator = operator or _ask(
            "Who publishes (person or organisation)", "operator"
        )
        contact = contact or _ask("Contact for readers (e-mail or URL)", "contact")
    text = render(
        name=name,
        url=url,
        visibility="public" if public else "private",
        languages=language or ["en", "pt-BR"],
        operator=operator or "",
        contact=contact or "",
    )
    operator_file.parse(tomlkit.parse(text).unwrap(), directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"{directory}: cannot be written ({error.strerror}); choose another"
        raise UsageError(message) from error
    typer.echo(f"Wrote {path}.")
    _make_key(directory, operator or name)
    _say_what_next(directory, is_public=bool(public))


def _say_what_next(directory: Path, *, is_public: bool) -> None:
    typer.echo(f"Next: polywire -C {directory} add https://example.org/")
    if not is_public:
        typer.echo(f"Let yourself in: polywire -C {directory} user add YOUR-NAME")


def _make_key(directory: Path, operator: str) -> None:
    """Make the key that signs pages, where the extra ``credentials`` is installed."""
    from polywire.publish.label.sealing import make_key_file  # slow: only init needs it

    now = operator_file.now_from_environment() or datetime.now(UTC)
    key = make_key_file(directory, operator, now=now)
    if key is not None:
        typer.echo(f"Wrote {key}: it signs your pages. Keep a copy of it.")


def _ask(question: str, option: str) -> str:
    """Ask on a terminal; without one, name the option to give."""
    if not sys.stdin.isatty():
        raise UsageError(f"a public site needs --{option}; a role address will do")
    answer: str = typer.prompt(question)
    return answer
