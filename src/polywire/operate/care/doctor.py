"""Look an installation over: what is wrong, what it means, what to do about it."""

import os
import socket
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from polywire.engine.port import beside
from polywire.errors import LedgerDamaged, PolywireError, StoreError
from polywire.operate.care import alerts
from polywire.operate.care.reconcile import ledger_of
from polywire.operate.care.upkeep import marks
from polywire.settings.operator_file import Settings, Source
from polywire.steps import backfill, cell_plan
from polywire.store.ground import owner, removals
from polywire.store.ground.database import Database, connect
from polywire.store.ground.migrate import migrate, version
from polywire.store.ground.removal_ledger import Removal
from polywire.store.ground.schema import HEAD
from polywire.store.keeping.disk import Room, disk
from polywire.store.wire import board, cells, dead_letters, revisions
from polywire.tongue import UNKNOWN
from polywire.translate.route import Routes

_LOOKED_AT = 20
"""Newest articles of a source that are asked for their language."""


class Ways(Protocol):
    """What is asked of translation."""

    def has_route(self, source: str, target: str, /, *, cloud: bool = False) -> bool:
        """Tell whether some engine translates a pair."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language of a source."""

    source: Source
    language: str
    is_usual: bool
    """Stated for it, or that of at least half of its newest articles."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Editions that cannot be, and why."""

    words: str
    is_usual: bool


def spoken(conn: Connection | None, sources: Iterable[Source]) -> list[Spoken]:
    """Return the languages of the sources: as stated, and as their articles are.

    Without a store only what the operator states is known.
    """
    found = []
    for source in sources:
        rows = revisions.newest(conn, source.slug, _LOOKED_AT) if conn else []
        counts = Counter(article.language for article in rows)
        if source.language and not counts:
            counts[source.language] = 1
        found += [
            Spoken(source, language, counts[language] * 2 >= counts.total())
            for language in sorted(counts)
        ]
    return found


def language_gaps(
    which: Sequence[Spoken], settings: Settings, ways: Ways
) -> Iterator[Gap]:
    """Yield what of the sources reaches no edition, a language and reason at a time."""
    found: dict[str, tuple[set[str], bool]] = {}
    for one in which:
        for why in _of(one, settings, ways):
            slugs, is_usual = found.get(why, (set(), False))
            found[why] = (slugs | {one.source.slug}, is_usual or one.is_usual)
    for why, (slugs, is_usual) in found.items():
        yield Gap(f"{why} ({', '.join(sorted(slugs))})", is_usual)


def _of(one: Spoken, settings: Settings, ways: Ways) -> Iterator[str]:
    if one.language == UNKNOWN:
        yield (
            "the language of some articles is unclear: write it as 'language' of the "
            "source in polywire.toml, then 'polywire replay'"
        )
        return
    has_route = partial(ways.has_route, cloud=one.source.cloud)
    for tag in cell_plan.wanted_languages(one.source, settings.site.languages):
        why = cell_plan.no_engine(one.language, tag, has_route)
        if why:
            yield why


State = Literal["ok", "warning", "wrong"]
CLOCK_SLACK = 120.0
"""Seconds that this machine's clock and the database's may differ."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    words: str
    mended: bool = False


def examine(settings: Settings, *, mend: bool = False) -> list[Check]:
    """Look at everything; with ``mend`` put right what is safe to put right."""
    found = [Check("settings", "ok", f"{len(settings.sources)} sources")]
    found += _guarded("disk", lambda: _disk(settings))
    found += _guarded("models", lambda: _models(settings))
    found += _guarded("site", lambda: _site(settings))
    found += _guarded("port", lambda: _port(settings))
    found += _guarded("engine", lambda: _engine(settings, mend=mend))
    found += _guarded("store", lambda: _of_store(settings, mend=mend))
    return found


def _guarded(name: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """Turn what a look raises into what it found."""
    try:
        yield from look()
    except (PolywireError, OSError) as error:
        yield Check(name, "wrong", str(error))


def _disk(settings: Settings) -> Iterator[Check]:
    here = disk(settings.root, marks(settings))
    states: dict[Room, State] = {Room.ENOUGH: "ok", Room.LOW: "warning"}
    words = f"{here.free // 1_000_000} MB of {here.total // 1_000_000} MB free"
    yield Check("disk", states.get(here.room, "wrong"), words)


def _models(settings: Settings) -> Iterator[Check]:
    with closing(Routes(settings)) as routes:
        gaps = list(language_gaps(_spoken(settings), settings, routes))
        problems = [f"{name}: {error}" for name, error in routes.problems.items()]
    if gaps or problems:
        is_wrong = bool(problems) or any(gap.is_usual for gap in gaps)
        words = "; ".join([*(gap.words for gap in gaps), *problems])
        yield Check("models", "wrong" if is_wrong else "warning", words)
    else:
        yield Check("models", "ok", "every source has an engine for every language")


def _spoken(settings: Settings) -> list[Spoken]:
    """Return the languages of the sources: of their articles, if there is a store."""
    try:
        with closing(connect(settings.store_url, busy=2.0)) as db, db.read() as conn:
            there = conn if version(conn) == HEAD else None
            return spoken(there, settings.sources)
    except PolywireError:  # the check of the store says so
        return spoken(None, settings.sources)


def _site(settings: Settings) -> Iterator[Check]:
    folder = settings.site_folder
    if folder.exists() and not folder.is_dir():
        yield Check("site", "wrong", f"{folder} is a file: move it away")
        return
    probe = folder if folder.exists() else folder.parent
    if os.access(probe, os.W_OK | os.X_OK):
        yield Check("site", "ok", f"{folder} can be written")
    else:
        yield Check("site", "wrong", f"{folder} cannot be written: mend its rights")


def _port(settings: Settings) -> Iterator[Check]:
    parts = urlsplit(settings.site.url)
    if parts.hostname not in {"127.0.0.1", "localhost"}:
        return
    with socket.socket() as plug:
        plug.settimeout(1.0)
        used = plug.connect_ex(("127.0.0.1", parts.port or 80)) == 0
    words = "in use: the site is served, or by another program" if used else "free"
    yield Check("port", "ok", f"{parts.port or 80} is {words}")


def _engine(settings: Settings, *, mend: bool) -> Iterator[Check]:
    url = beside(settings.store_url)
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return
    file = Path(url.removeprefix(prefix))
    if not file.exists():
        yield Check("engine", "ok", "no state yet: the next run makes it")
        return
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as conn:
            answer = str(conn.execute("PRAGMA quick_check").fetchone()[0])
    except sqlite3.Error as error:
        answer = str(error)
    if answer == "ok":
        yield Check("engine", "ok", f"{file.name} is sound")
    elif mend and not _is_running(settings):
        _put_aside(file)
        words = f"{file.name} was damaged and lies aside: the next run makes a new one"
        yield Check("engine", "ok", words, mended=True)
    else:
        words = f"{file} is damaged ({answer}): stop the wire and use --mend, nothing "
        yield Check("engine", "wrong", words + "is lost")


def _is_running(settings: Settings) -> bool:
    """Tell whether a wire lives: what it has open is not to be taken away."""
    with closing(connect(settings.store_url, busy=2.0)) as db, db.read() as conn:
        if version(conn) != HEAD:
            return False
        found = owner.current(conn)
    return found is not None and abs(found.silent_for) <= owner.TTL


def _put_aside(file: Path) -> None:
    """Rename a SQLite file with its log; the newest damaged one is kept."""
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.replace(file.with_name(f"{file.name}.damaged{suffix}"))


def _of_store(settings: Settings, *, mend: bool) -> Iterator[Check]:
    with closing(connect(settings.store_url, busy=2.0)) as db:
        found = db.ask(version)
        yield from _schema(db, found, mend=mend)
        if found != HEAD and not mend:
            return
        with db.read() as conn:
            yield from _sound(conn)
            yield from _clock(conn)
            yield from _wire(conn)
            yield from _work(conn)
        yield from _removals(db, settings, mend=mend)
        yield from _files(db, settings, mend=mend)


def _schema(db: Database, found: str | None, *, mend: bool) -> Iterator[Check]:
    if found == HEAD:
        yield Check("store", "ok", f"{db.where} is reached, tables {found}")
        return
    if mend:
        migrate(db)
        yield Check("store", "ok", f"tables brought to {HEAD}", mended=True)
    elif found is None:
        yield Check("store", "warning", "no tables yet: the first run makes them")
    elif found > HEAD:
        raise StoreError(f"tables {found} are newer than this Polywire: update it")
    else:
        words = f"tables {found} are older than {HEAD}: 'polywire migrate'"
        yield Check("store", "warning", words)


def _sound(conn: Connection) -> Iterator[Check]:
    if conn.dialect.name != "sqlite":
        return
    answer = conn.execute(text("PRAGMA quick_check")).scalar()
    if answer != "ok":
        words = f"the store is damaged ({answer}): 'polywire restore-backup FILE'"
        yield Check("store", "wrong", words)


def _clock(conn: Connection) -> Iterator[Check]:
    if conn.dialect.name == "sqlite":
        return
    seconds = conn.execute(text("SELECT extract(epoch FROM clock_timestamp())"))
    off = abs(float(seconds.scalar_one()) - datetime.now(UTC).timestamp())
    state: State = "ok" if off < CLOCK_SLACK else "wrong"
    yield Check("clock", state, f"{off:.0f} s apart from the database's clock")


def _wire(conn: Connection) -> Iterator[Check]:
    found = owner.current(conn)
    if found is None:
        yield Check("wire", "warning", "no wire runs: 'polywire run'")
    elif abs(found.silent_for) > owner.TTL:
        words = f"{found.name!r} is silent for {found.silent_for:.0f} s: it has died"
        yield Check("wire", "warning", f"{words}; 'polywire run' takes its place")
    else:
        yield Check("wire", "ok", f"{found.name!r} runs (process {found.pid})")


def _work(conn: Connection) -> Iterator[Check]:
    for trouble in alerts.current(conn):
        yield Check("trouble", "warning", trouble.words)
    letters = dead_letters.listed(conn)
    if letters:
        words = f"{len(letters)} given up: 'polywire retry' lists them"
        yield Check("given-up", "warning", words)
    else:
        yield Check("given-up", "ok", "nothing was given up")
    if backfill.is_paused(conn):
        words = "backfills wait: 'polywire backfill --resume' goes on"
        yield Check("backfill", "warning", words)


def _removals(db: Database, settings: Settings, *, mend: bool) -> Iterator[Check]:
    """Compare the ledger of removals with what the store has seen of it."""
    ledger = ledger_of(settings)
    held = ledger.salvage()
    with db.read() as conn:
        wire, seen = removals.wire_of(conn), removals.listed(conn)
    if held.unreadable and mend:
        both = {one.id: one for one in (*held.removals, *seen)}
        name = wire or held.wire or removals.named(db)
        aside = ledger.renew(name, list(both.values()))
        words = f"made again from the store; the damaged ledger is {aside.name}"
        yield Check("removals", "ok", words, mended=True)
    elif held.unreadable:
        words = str(LedgerDamaged(ledger.path, held.unreadable))
        yield Check("removals", "wrong", words)
    elif held.wire is not None and wire not in {None, held.wire}:
        words = f"{ledger.path} belongs to another wire: move it away"
        yield Check("removals", "wrong", words)
    elif held.wire is None and wire is not None:
        words = (
            f"{ledger.path} is missing: the next start makes it from the store; if the "
            "store was put back from an older state, first put the copy from beside "
            "your newest backup there"
        )
        yield Check("removals", "warning", words)
    else:
        yield _compared(held.removals, seen)


def _compared(held: Sequence[Removal], seen: Sequence[Removal]) -> Check:
    """Say what the store has not done yet, and which entries nobody has any more."""
    serials = {one.serial for one in (*held, *seen)}
    lost = len(set(range(1, max(serials, default=0) + 1)) - serials)
    behind = len({one.id for one in held} - {one.id for one in seen})
    if lost:
        words = (
            f"{lost} entries of the ledger are lost: put the copy from beside your "
            "newest backup in its place"
        )
        return Check("removals", "warning", words)
    if behind:
        words = f"{behind} entries are not done in this store yet: 'polywire run'"
        return Check("removals", "warning", words)
    return Check("removals", "ok", f"the ledger holds {len(held)} entries, all done")


def _files(db: Database, settings: Settings, *, mend: bool) -> Iterator[Check]:
    """Compare what the store shows with what lies in the site folder."""
    counts = db.ask(board.counts)
    shown = sum(
        states.get("published", 0) + states.get("published-partly", 0)
        for states in counts.cells.values()
    )
    folder = settings.site_folder
    is_empty = not folder.is_dir() or not any(folder.iterdir())
    if is_empty and shown > counts.unemitted:
        if not mend:
            words = f"the site is empty, {shown} editions are published: use --mend"
            yield Check("files", "wrong", words)
            return
        again = db.change(cells.emit_all_again)
        words = f"{again} editions will be written by the next run"
        yield Check("files", "ok", words, mended=True)
    elif counts.unemitted:
        words = f"{counts.unemitted} editions are not written yet"
        yield Check("files", "warning", words)
    else:
        yield Check("files", "ok", f"all of {shown} editions are written")
