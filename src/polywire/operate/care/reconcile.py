"""Bring the store and the ledger of removals together: what is gone stays gone.

A store that was put back from an older state lacks entries that the ledger holds:
each is done again. A ledger that is behind is brought up to date from the store.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from polywire.errors import StoreError, UsageError
from polywire.follow import takedown
from polywire.intake.captures.shared_captures import archive_of
from polywire.operate.people import access
from polywire.settings.operator_file import Settings, now_from_environment
from polywire.steps import suppressed_names
from polywire.store.ground import backup, removals
from polywire.store.ground.database import Database
from polywire.store.ground.migrate import open_database
from polywire.store.ground.removal_ledger import (
    FILE_NAME,
    SUFFIX,
    Held,
    Kind,
    Removal,
    RemovalLedger,
    beside,
)
from polywire.store.keeping import journal
from polywire.store.people import people
from polywire.store.wire import articles, suppressed
from polywire.store.wire.captures import Archive

log = structlog.get_logger()

Subject = tuple[Kind, str]
Order = tuple[int, datetime, str]

_FIRST = ("withdrawal", "user", "password", "token", "name")
"""Names last: what a withdrawal takes away need not be searched for them."""


def ledger_of(settings: Settings) -> RemovalLedger:
    """Return the ledger of an installation."""
    return RemovalLedger(settings.root / FILE_NAME)


def open_store(settings: Settings, now: datetime | None = None) -> Database:
    """Open the store of an installation with its ledger, and reconcile them.

    Raises StoreError; LedgerDamaged when the ledger cannot be read.
    """
    db = open_database(settings.store_url)
    try:
        _reconcile_own(db, settings, now)
    except BaseException:
        db.close()
        raise
    return db


def after_restore(db: Database, settings: Settings) -> int:
    """Do again what was removed after a backup; every login ends.

    Somebody may have logged out since. Returns how many removals were done.
    """
    db.change(people.drop_sessions)
    return _reconcile_own(db, settings)


def _reconcile_own(
    db: Database, settings: Settings, now: datetime | None = None
) -> int:
    db.ledger = ledger_of(settings)
    now = now or now_from_environment() or datetime.now(UTC)
    return reconcile(db, lambda: archive_of(settings), now)


def reconcile(db: Database, archive: Callable[[], Archive], now: datetime) -> int:
    """Do again what the store lacks, write what the ledger lacks.

    Returns how many removals were done again. May be killed and run again at any
    point; several processes may do it at once. Raises StoreError.
    """
    ledger = db.ledger
    if ledger is None:
        return 0
    held = ledger.read()
    with db.read() as conn:
        wire, seen = removals.wire_of(conn), removals.listed(conn)
    if wire is not None and held.wire not in {None, wire}:
        raise StoreError(
            f"{ledger.path}: this ledger of removals belongs to another wire than "
            f"{db.where}; move it away, or name the right store under [store]"
        )
    known = {one.id for one in seen}
    missing = [one for one in held.removals if one.id not in known]
    lack = _Lack(db, archive, now, _last(seen), _last(missing))
    done = 0
    for one in sorted(missing, key=lambda one: (_FIRST.index(one.kind), one.order)):
        done += _do_again(lack, one)
    if done:
        _tell(db, done, now)
    if wire is None:
        wire = _named(db, held.wire, now)
    elif held.wire is None and seen:
        log.warning("ledger of removals was missing", made_from=db.where)
    if wire is not None:
        _write_missing(db, ledger, held, wire)
    return done


def _write_missing(db: Database, ledger: RemovalLedger, held: Held, wire: str) -> None:
    """Bring a ledger up to date from its store."""
    known = {one.id for one in held.removals}
    with db.read() as conn:
        new = [one for one in removals.listed(conn) if one.id not in known]
    if new or held.wire is None:
        ledger.append(wire, new)


@dataclass(frozen=True, slots=True)
class _Lack:
    """What a store lacks of a ledger."""

    db: Database
    archive: Callable[[], Archive]
    now: datetime
    seen: Mapping[Subject, Order]
    """The last entry about each subject that the store knows of."""
    missing: Mapping[Subject, Order]

    def is_outdone(self, one: Removal) -> bool:
        """Tell whether the store has acted on something later about the same."""
        return one.subject in self.seen and self.seen[one.subject] > one.order

    def is_taken_back(self, one: Removal) -> bool:
        """Tell whether something later about the same is still to come."""
        return self.missing[one.subject] > one.order


def _last(entries: Iterable[Removal]) -> dict[Subject, Order]:
    return {
        one.subject: one.order for one in sorted(entries, key=lambda one: one.order)
    }


def _do_again(lack: _Lack, one: Removal) -> bool:
    """Act on an entry that a store lacks; tell whether that changed anything.

    Twice changes nothing.
    """
    done = False
    if not lack.is_outdone(one):
        if one.kind == "withdrawal":
            done = _withdrawal(lack, one)
        elif one.kind == "name":
            done = _name(lack, one)
        elif one.gone:
            # whoever was let in again has another password: the old one stays out
            done = access.shut_out(lack.db, one, lack.now)
    lack.db.change(removals.add, [one])
    return done


def _withdrawal(lack: _Lack, one: Removal) -> bool:
    row = lack.db.ask(articles.get, one.value)
    if lack.is_taken_back(one):
        return False
    if row is None:
        # it does not come in: the entry says so; the site may still have its pages
        if one.gone:
            lack.db.change(removals.leaves_pages, one.value)
        return False
    if one.gone and row.state != "withdrawn":
        reason = _reason(one)
        takedown.take_down(lack.db, lack.archive(), one, reason=reason, now=lack.now)
    elif not one.gone and row.state == "withdrawn":
        takedown.put_back(lack.db, one.value, [one], now=lack.now)
    else:
        return False
    return True


def _name(lack: _Lack, one: Removal) -> bool:
    if lack.is_taken_back(one):
        return False
    suppressed_names.ban(
        lack.db, lack.archive(), one, reason=_reason(one), now=lack.now
    )
    return True


def _reason(one: Removal) -> str:
    return f"it was taken down on {one.at:%Y-%m-%d}, says the ledger of removals"


def _tell(db: Database, count: int, now: datetime) -> None:
    with db.write() as conn:
        about = {"level": "alert", "detail": {"entries": count}}
        journal.note(conn, now, removals.DONE_AGAIN, **about)
    log.warning("the store was older than its ledger: removals done again", count=count)


def _named(db: Database, wire: str | None, now: datetime) -> str | None:
    """Give the store its wire's id, and what was removed before there was a ledger.

    None where nothing was: a ledger is made at the first removal or backup.
    """
    with db.read() as conn:
        is_new = not _from_before(conn, now)
    if wire is None and is_new:
        return None
    wire = removals.named(db, wire)
    with db.write() as conn:
        removals.add(conn, _from_before(conn, now))
    return wire


def _from_before(conn: Connection, now: datetime) -> list[Removal]:
    """Return entries for what an older Polywire, without a ledger, took down."""
    seen = removals.listed(conn)
    known = {one.subject for one in seen}
    last = max((one.serial for one in seen), default=0)
    rows = articles.listed(conn, state="withdrawn")
    gone: list[Subject] = [("withdrawal", row.id) for row in rows]
    gone += [("name", key) for key in sorted(suppressed.names(conn))]
    new = [subject for subject in gone if subject not in known]
    return [
        Removal(last + number, now, kind, value, gone=True)
        for number, (kind, value) in enumerate(new, 1)
    ]


def gather(backup_file: Path, ledger: RemovalLedger) -> int:
    """Take what the copies of the ledger beside a backup know; return how many there are.

    Those beside other backups of the same wire in that folder may be newer: they
    count too. Raises UsageError when the installation's own ledger is another
    wire's, LedgerDamaged when a copy cannot be read.
    """
    wire = backup.wire_of(backup_file)
    own = ledger.read()
    if wire is None:  # an older Polywire's: no copy can be of it
        return int(own.wire is not None)
    if own.wire not in {None, wire}:
        raise UsageError(
            f"{ledger.path} belongs to another wire than {backup_file}: restore into "
            "a folder of its own"
        )
    copies = {beside(backup_file).path, *backup_file.parent.glob(f"*{SUFFIX}")}
    held = [RemovalLedger(path).read() for path in sorted(copies - {ledger.path})]
    ours = [one for one in held if one.wire == wire]
    for one in ours:
        ledger.add_missing(wire, one.removals)
    return len(ours) + (own.wire is not None)
