"""What can be translated with what: ``engines``, ``engines check``, models, memory."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import permutations
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from polywire.cli.context import print_json, state
from polywire.cli.texts import memory, models
from polywire.cli.texts.models import Json
from polywire.desk.engine_costs import StoreSpend
from polywire.desk.engine_health import engines
from polywire.errors import EngineError, SettingsError
from polywire.language.facts import table
from polywire.language.text.tags import base
from polywire.settings import operator_file
from polywire.store.ground.migrate import open_database
from polywire.translate.engines.engine_limits import Spend, Use
from polywire.translate.models.installed_models import pair_of
from polywire.translate.route import Offer, Routes
from polywire.translate.servers.remote import Post
from polywire.wire import utc_now

_PROBE = "2024"
"""What is tried with a language of which no sentence is known."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(_engines, name="engines")
    app.add_typer(models.app, name="models")
    app.add_typer(memory.app, name="memory")


_engines = typer.Typer(help="Show what can be translated with what, and try it.")


@_engines.callback(
    invoke_without_command=True, epilog="Example: polywire engines --json"
)
def show(context: typer.Context, *, json: Json = False) -> None:
    """Show every pair and the ways to translate it, the preferred one first."""
    if context.invoked_subcommand:
        return
    settings = state(context).settings_if_any()
    with _routes(settings) as (routes, spend):
        stands = _standing(settings)
        found = [
            {**_row(offer, settings, spend), "health": _health(offer, stands)}
            for offer in _offers(routes, settings)
        ]
        problems = {name: str(error) for name, error in routes.problems.items()}
    if json:
        print_json({"ways": found, "problems": problems})
        return
    table = Table(
        *("from", "to", "way", "health", "sends text away", "sent this month"), box=None
    )
    for row in found:
        used = f"{row['characters']} characters" if row["remote"] else ""
        away = "yes" if row["remote"] else "no"
        ends = (row["source"], row["target"], row["way"])
        table.add_row(*ends, row["health"], away, used)
    console = Console(highlight=False)
    console.print(table)
    for name, words in problems.items():
        console.print(f"{name}: {words}", markup=False, style="red")


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the sentence that an engine was given."""

    source: str
    target: str
    way: str
    text: str
    error: str | None
    milliseconds: int


@_engines.command(epilog="Example: polywire engines check --pair en-pt-BR")
def check(
    context: typer.Context,
    *,
    pair: Annotated[
        str | None, typer.Option(help="Try only the ways of this pair: en-pt-BR.")
    ] = None,
    cloud: Annotated[
        bool,
        typer.Option(
            "--cloud/--no-cloud", help="Also try those that send text off the machine."
        ),
    ] = True,
    json: Json = False,
) -> None:
    """Give each engine one sentence; exit code 4 when one does not translate it."""
    settings = state(context).settings_if_any()
    wanted = pair_of(pair) if pair else None
    with _routes(settings) as (routes, _):
        offers = routes.offers(*wanted) if wanted else _offers(routes, settings)
        tried = [
            _try(routes, offer) for offer in offers if cloud or not offer.is_remote
        ]
        problems = dict(routes.problems)
    if json:
        print_json(tried)
    else:
        _print_tried(tried)
    bad = [
        f"{one.way} ({one.source}-{one.target}): {one.error}"
        for one in tried
        if one.error
    ]
    bad += [str(error) for error in problems.values()]
    if bad:
        raise EngineError(f"{len(bad)} of {len(tried)} do not work: {'; '.join(bad)}")
    if not tried:
        what = f"for {pair}" if pair else "at all"
        raise EngineError(f"there is no engine {what}: see 'polywire models add'")


def _try(routes: Routes, offer: Offer) -> Tried:
    sentence = table("probes").get(base(offer.source), _PROBE)
    start = time.monotonic()
    try:
        (result,) = routes.engine(offer).translate([sentence])
        text, error = result.text, result.error
    except (EngineError, SettingsError) as down:
        text, error = "", str(down)
    took = int((time.monotonic() - start) * 1000)
    return Tried(offer.source, offer.target, offer.id, text, error, took)


def _print_tried(tried: list[Tried]) -> None:
    table = Table("from", "to", "way", "ms", "", "said", box=None)
    for one in tried:
        mark = "failed" if one.error else "ok"
        table.add_row(
            one.source,
            one.target,
            one.way,
            str(one.milliseconds),
            mark,
            one.error or one.text,
        )
    Console(highlight=False).print(table)


@contextmanager
def _routes(settings: operator_file.Settings) -> Iterator[tuple[Routes, Spend | None]]:
    """Open the routes; what remote engines cost is counted where there is a store."""
    if not _has_store(settings) or not settings.engines:
        with closing(Routes(settings)) as routes:
            yield routes, None
        return
    with closing(open_database(settings.store_url)) as db:
        spend = StoreSpend(db)
        post = Post(settings, spend=spend)
        with closing(Routes(settings, outside=post)) as routes:
            yield routes, spend


def _offers(routes: Routes, settings: operator_file.Settings) -> list[Offer]:
    """Return all ways: what is there, the operator's routes, services for her pairs."""
    found = list(routes.pairs())
    named = [pair_of(key) for key in settings.routes]
    for source, target in (*named, *permutations(settings.site.languages, 2)):
        if base(source) != base(target):
            found += routes.offers(source, target)
    return list(dict.fromkeys(found))


def _has_store(settings: operator_file.Settings) -> bool:
    file = settings.store_url.removeprefix("sqlite:///")
    return file == settings.store_url or (settings.root / file).exists()


def _standing(settings: operator_file.Settings) -> dict[str, str]:
    """Return how the engines were when the wire last asked them, by their names."""
    if not _has_store(settings):
        return {}
    today = (operator_file.now_from_environment() or utc_now()).date()
    with closing(open_database(settings.store_url)) as db, db.read() as conn:
        rows = engines(conn, settings, today)
    return {
        row["name"]: f"{row['health']}: {row['error']}"
        if row["failures"]
        else row["health"]
        for row in rows
    }


def _health(offer: Offer, stands: dict[str, str]) -> str:
    """Return how a way stands: of a chain the hop that is worst off."""
    pair = f"{offer.source}-{offer.target}"
    hops = [
        stands.get(name) or stands.get(f"{name} {pair}") or "not asked yet"
        for name in offer.names
    ]
    return next((words for words in hops if words != "closed"), "closed")


def _row(
    offer: Offer, settings: operator_file.Settings, spend: Spend | None
) -> dict[str, Any]:
    today = (operator_file.now_from_environment() or utc_now()).date()
    uses = [
        spend.used(name, today.replace(day=1), today) if spend else Use()
        for name in offer.names
        if name in settings.engines
    ]
    return {
        "source": offer.source,
        "target": offer.target,
        "way": offer.id,
        "remote": offer.is_remote,
        "characters": sum(use.characters for use in uses),
        "money": sum(use.money for use in uses),
    }
