"""Decide once and for all: ``fix``, ``waive``, ``release``, and undo it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Annotated

import click
import typer

from polywire.cli.context import State, print_json, state
from polywire.desk import people_fixes
from polywire.desk.people_fixes import Waiver
from polywire.errors import UsageError
from polywire.follow import takedown
from polywire.settings.operator_file import Settings, now_from_environment
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.wire import drafts
from polywire.store.wire.articles import ArticleRow
from polywire.wire import utc_now

Wanted = Annotated[
    str, typer.Argument(metavar="ARTICLE", help="Its address, or its id.")
]
Language = Annotated[str, typer.Option("--language", "-l", help="Of the edition.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the decision back.")]
_ARROW = "=>"
_HINT = f"""\
# Change what stands after {_ARROW} and save. Lines that you do not change stay.
# What you write becomes the translation of that sentence everywhere.
"""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        epilog="Example: polywire fix https://a.example/1 -l pt-BR "
        '--sentence "The bank was closed." --translation "A margem foi fechada."'
    )(fix)
    app.command(
        epilog='Example: polywire waive place --pattern "Santa Aurélia" '
        '--reason "the town has one name"'
    )(waive)
    app.command(epilog="Example: polywire release https://a.example/1 -l pt-BR")(
        release
    )


@contextmanager
def _store(shared: State) -> Iterator[tuple[Settings, Database]]:
    settings = shared.settings()
    with closing(open_database(settings.store_url)) as db:
        yield settings, db


def _now() -> datetime:
    return now_from_environment() or utc_now()


def fix(
    context: typer.Context,
    article: Wanted,
    *,
    language: Language,
    sentence: Annotated[
        str | None, typer.Option(help="The sentence of the original.")
    ] = None,
    translation: Annotated[
        str | None, typer.Option(help="What it becomes from now on.")
    ] = None,
    undo: Undo = False,
) -> None:
    """Correct sentences for good; without options your editor opens with all of them."""
    with _store(state(context)) as (_, db):
        row = takedown.find(db, article)
        with db.read() as conn:
            draft = drafts.of_cell(conn, row.id, language)
        if draft is None:
            raise UsageError(f"{row.url} has no translation in {language} to fix")
        pair = (draft.source_language, language)
        old = {one.source: one.shown for one in draft.translations}
        if sentence is not None and sentence not in old:
            message = f"no sentence {sentence!r} here: copy it from 'polywire explain'"
            raise UsageError(message)
        if undo:
            _take_back(db, pair, sentence)
            return
        if sentence is not None and translation is not None:
            changed = {sentence: translation}
        elif sentence is None and translation is None:
            changed = _edited(old)
        else:
            message = "--sentence and --translation go together; without both your editor opens"
            raise UsageError(message)
        for source, target in changed.items():
            made = people_fixes.fix(db, pair, source, target, _now())
            typer.echo(f"fixed, in {_editions(made)}: {source}")
    if not changed:
        typer.echo("Nothing was changed.")
    else:
        typer.echo("The running wire, or 'polywire run --once', publishes it.")


def _take_back(db: Database, pair: tuple[str, str], sentence: str | None) -> None:
    """Let engines translate a sentence again that a person had fixed."""
    if sentence is None:
        raise UsageError("--undo needs --sentence: the one that was fixed")
    made = people_fixes.unfix(db, pair, sentence, _now())
    if made is None:
        typer.echo("Nobody had fixed this sentence.")
    else:
        typer.echo(f"Taken back, in {_editions(made)}: engines translate it again.")


def _editions(count: int) -> str:
    return f"{count} edition" if count == 1 else f"{count} editions"


def _edited(old: dict[str, str]) -> dict[str, str]:
    """Let the operator edit sentences in her editor; return what she changed."""
    text = _HINT + "".join(f"\n{s}\n{_ARROW} {t}\n" for s, t in old.items())
    new = click.edit(text) or text
    changed: dict[str, str] = {}
    source = ""
    for line in new.splitlines():
        if line.startswith(_ARROW):
            target = line.removeprefix(_ARROW).strip()
            if source in old and target and target != old[source]:
                changed[source] = target
        elif line.strip() and not line.startswith("#"):
            source = line
    return changed


def waive(
    context: typer.Context,
    rule: Annotated[str | None, typer.Argument(help="Name of a rule.")] = None,
    *,
    reason: Annotated[str, typer.Option(help="Why it is a false alarm here.")] = "",
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Only in this language.")
    ] = None,
    pattern: Annotated[
        str | None, typer.Option(help="Only sentences that hold these words.")
    ] = None,
    undo: Undo = False,
    json: Annotated[bool, typer.Option("--json", help="List as JSON.")] = False,
) -> None:
    """Silence a rule in a scope, with a reason; without a rule, list what is waived."""
    with _store(state(context)) as (_, db):
        if rule is None:
            _list_waivers(db, json=json)
            return
        _check_rule(rule)
        waiver = Waiver(rule, reason, _now().isoformat(), source, language, pattern)
        if undo:
            done = people_fixes.unwaive(db, waiver, _now())
            typer.echo("Lifted." if done else "There was no such waiver.")
            return
        if not reason:
            raise UsageError("a waiver needs --reason: the next person will ask")
        people_fixes.waive(db, waiver, _now())
    typer.echo(f"{rule} is waived. It holds for new work, and for 'polywire rerun'.")


def _check_rule(name: str) -> None:
    from polywire.check.rules import ALL

    if name not in {rule.name for rule in ALL}:
        raise UsageError(f"no rule {name!r}: 'polywire rules' lists them")


def _list_waivers(db: Database, *, json: bool) -> None:
    with db.read() as conn:
        found = people_fixes.waivers(conn)
    if json:
        print_json(found)
        return
    if not found:
        typer.echo("Nothing is waived.")
    for one in found:
        scope = [one.source, one.language, one.pattern and repr(one.pattern)]
        where = ", ".join(part for part in scope if part) or "everywhere"
        typer.echo(f"{one.rule}  {where}  {one.reason}  ({one.at})")


def release(
    context: typer.Context, article: Wanted, *, language: Language, undo: Undo = False
) -> None:
    """Publish a withheld edition under your name, for this revision only."""
    with _store(state(context)) as (settings, db):
        row: ArticleRow = takedown.find(db, article)
        if undo:
            people_fixes.take_back(db, row, language, _now())
            typer.echo("Taken back: the checks decide again.")
            return
        by = settings.site.operator or settings.site.name
        people_fixes.release(db, row, language, by=by, now=_now())
    typer.echo("Released. The running wire, or 'polywire run --once', publishes it.")
