"""Tell whether a text or a page is ours: ``verify``."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from polywire.cli.context import Json, print_json, read_bytes, read_text, state
from polywire.errors import UsageError
from polywire.publish.label import credentials, recognition, sealing
from polywire.publish.site import address
from polywire.settings.operator_file import Settings
from polywire.steps.store_shelf import StoreShelf
from polywire.store.ground.migrate import open_database

ALL = 1_000_000
"""More editions of a language than any store holds."""

Named = Annotated[
    str,
    typer.Argument(
        metavar="FILE|URL",
        help="A page with its seal (.html), a page's address on this site, a text "
        "file of at least 200 characters, or - for standard input.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("verify", epilog="Example: pbpaste | polywire verify -")(verify_text)


def verify_text(context: typer.Context, named: Named, *, json: Json = False) -> None:
    """Tell whether this site translated a text, or whether a page is unchanged."""
    settings = state(context).settings()
    page = _page(named, settings)
    answer = _sealed(page, settings) if page else _pasted(named, settings)
    if json:
        print_json(answer)
    else:
        typer.echo(answer["statement"])
        for match in answer.get("matches", ()):
            typer.echo(f"  {match['url']} ({match['share']:.0%} of the text)")


def _page(named: str, settings: Settings) -> Path | None:
    """Return the file of a page; None when a text was named."""
    root = settings.site.url.rstrip("/")
    if named.startswith(("http://", "https://")):
        if not named.startswith(f"{root}/"):
            raise UsageError(
                f"{named} is not on this site ({root}): save its text to a file and "
                "run 'polywire verify FILE'"
            )
        path = named.removeprefix(root).partition("?")[0].partition("#")[0]
        return settings.site_folder / address.file_of(path)
    file = Path(named)
    return file if file.suffix == ".html" else None


def _sealed(page: Path, settings: Settings) -> dict[str, Any]:
    """Say what the seal beside a page proves."""
    sidecar = page.with_name(page.name + credentials.SUFFIX)
    body = read_bytes(str(page))
    if not sidecar.is_file():
        return {"state": "missing", "statement": f"{page} has no seal ({sidecar.name})"}
    seal = sealing.open_seal(settings)
    authority = seal.keys.authority if seal else None
    found = credentials.verify(body, sidecar.read_bytes(), authority=authority)
    words = {
        "trusted": "unchanged since this site sealed it",
        "untrusted": "unchanged, but sealed with a key that is not this site's",
        "invalid": "changed, or its seal is broken",
        "missing": "without a seal",
    }
    statement = words[found.state]
    if found.translated and found.state != "invalid":
        statement += "; machine-translated from {} to {}".format(*found.translated)
    return {
        "state": found.state,
        "problems": list(found.problems),
        "statement": statement,
    }


def _pasted(named: str, settings: Settings) -> dict[str, Any]:
    """Say which published editions hold a text."""
    text = read_text(named)
    with closing(open_database(settings.store_url)) as db:
        shelf = StoreShelf(db, settings)
        editions = recognition.published(shelf, settings.site.languages, ALL)
        found = recognition.find(text, editions)
    return recognition.answer(found, settings.site.url)
