"""The translation memory: ``memory stats``, ``export``, ``import``."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Annotated

import typer

from polywire.cli.context import JsonObject, print_json, state
from polywire.errors import UsageError
from polywire.language.text.tags import base
from polywire.settings import operator_file
from polywire.store.ground.migrate import open_database
from polywire.store.wire import memory
from polywire.translate.known import tmx
from polywire.translate.known.memory_keys import HUMAN, human_key
from polywire.translate.known.tmx import Unit
from polywire.wire import utc_now

From = Annotated[
    str | None, typer.Option("--from", help="Language of the source (BCP 47).")
]
To = Annotated[str | None, typer.Option("--to", help="Language of the translation.")]
_CHUNK = 500

app = typer.Typer(
    no_args_is_help=True, help="Look into the translation memory; carry it over."
)


@app.command(epilog="Example: polywire memory stats --json")
def stats(context: typer.Context, *, json: JsonObject = False) -> None:
    """Count the sentences: what engines wrote, and what people did."""
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db, db.read() as conn:
        counts = memory.count(conn)
        people = memory.human(conn)
    pairs = Counter(f"{one.source_language}-{one.target_language}" for one in people)
    if json:
        found = {"engine": counts["engine"], "human": counts["human"]}
        print_json({**found, "human_by_pair": dict(pairs)})
        return
    typer.echo(f"{counts['engine']} sentences by engines, {counts['human']} by people")
    for pair, count in sorted(pairs.items()):
        typer.echo(f"  {pair}: {count} by people")


@app.command(epilog="Example: polywire memory export fixed.tmx --to pt-BR")
def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A file to write, or - for output.")],
    *,
    source: From = None,
    target: To = None,
) -> None:
    """Write the sentences of people as TMX 1.4b.

    What engines wrote is kept as they gave it, with its masks, and is of use to
    nobody else.
    """
    settings = state(context).settings()
    with closing(open_database(settings.store_url)) as db, db.read() as conn:
        people = memory.human(conn)
    units = (
        Unit(
            one.source_language,
            one.target_language,
            one.source_text,
            one.target_text,
            one.created_at,
        )
        for one in people
        if source in {None, one.source_language}
        and target in {None, one.target_language}
    )
    now = operator_file.now_from_environment() or utc_now()
    with _writing(file) as out:
        count = tmx.write(units, out, now=now)
    typer.echo(f"Wrote {count} sentences.", err=file == "-")


@contextmanager
def _writing(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with Path(file).open("wb") as out:
            yield out
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror})") from error


@app.command("import", epilog="Example: polywire memory import old.tmx --to pt-BR")
def take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A TMX file.")],
    *,
    source: From = None,
    target: To = None,
    json: JsonObject = False,
) -> None:
    """Take the sentences of a TMX file as written by people, above all engines.

    Tags without --from and --to are brought to those that this wire uses: the
    source without its region, the target as in site.languages.
    """
    settings = state(context).settings()
    if bool(source) != bool(target):
        raise UsageError("--from and --to go together: write both, or none")
    pairs = [(source, target)] if source and target else []
    now = operator_file.now_from_environment() or utc_now()
    count = 0
    try:
        stream = file.open("rb")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from error
    with stream, closing(open_database(settings.store_url)) as db:
        units = iter(tmx.read(stream, pairs))
        while some := list(islice(units, _CHUNK)):
            entries = [_entry(unit, settings, file.name, now) for unit in some]
            db.change(memory.put_many, entries)
            count += len(some)
    if json:
        print_json({"imported": count})
    else:
        typer.echo(f"Took {count} sentences.")


def _entry(
    unit: Unit, settings: operator_file.Settings, origin: str, now: datetime
) -> memory.Remembered:
    source = base(unit.source_language)
    target = _as_here(unit.target_language, settings.site.languages)
    return memory.Remembered(
        key=human_key(unit.source, source, target),
        tier="human",
        source_language=source,
        target_language=target,
        source_text=unit.source,
        target_text=unit.target,
        engine=HUMAN,
        model=origin[:80],
        created_at=unit.changed_at or now,
    )


def _as_here(tag: str, ours: Iterable[str]) -> str:
    """Return the edition's tag for a tag: "pt" or "pt-br" for a wire with pt-BR."""
    tags = list(ours)
    if tag in tags:
        return tag
    return next((one for one in tags if base(one) == base(tag)), tag)
