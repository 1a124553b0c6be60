"""What the operator decides once and for all: fixed sentences, waivers, releases.

Each is kept with who, when and why, can be undone, and is in the journal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from polywire.article import (
    Segment,
    SegmentVerdict,
    Severity,
    State,
    Translation,
    normalise,
)
from polywire.check.rule import Fault, Pair, Rule
from polywire.errors import UsageError
from polywire.language.text.tags import base, is_same
from polywire.store.ground import notes
from polywire.store.ground.database import Database
from polywire.store.keeping import journal
from polywire.store.wire import cells, drafts, memory, revisions
from polywire.store.wire.articles import ArticleRow
from polywire.translate.known.memory_keys import HUMAN, human_key
from polywire.unseen_signs import is_unseen, without_unseen

_WAIVERS = "waivers"


@dataclass(frozen=True, slots=True)
class Editor:
    """Who fixes a sentence, and on the ground of what."""

    name: str = journal.OPERATOR
    seen: str | None = None
    """The fix that the page showed, empty for none; None asks for no comparison."""


_OPERATOR = Editor()


class Overtaken(UsageError):
    """Somebody else fixed the sentence after the page was shown; ``fix`` is theirs."""

    def __init__(self, fix: str) -> None:
        super().__init__("somebody else has decided on this sentence in the meantime")
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that is silenced in a scope, with its reason."""

    rule: str
    reason: str
    at: str
    source: str | None = None
    """Slug of a source; None for all."""
    language: str | None = None
    pattern: str | None = None
    """Words that the sentence must hold, in any case."""

    def covers(self, pair: Pair, source: str | None) -> bool:
        """Tell whether a sentence of a source falls under it."""
        if self.source not in {None, source}:
            return False
        if self.language and not is_same(self.language, pair.target_language):
            return False
        written = pair.printed or pair.source
        return not self.pattern or self.pattern.lower() in written.lower()


def waivers(conn: Connection) -> tuple[Waiver, ...]:
    """Return the waivers in force, in the order in which they were made."""
    return msgspec.convert(notes.get(conn, _WAIVERS) or [], tuple[Waiver, ...])


def waive(db: Database, waiver: Waiver, now: datetime) -> None:
    """Silence a rule in a scope from now on; stored findings become notes again."""
    with db.write() as conn:
        kept = [one for one in waivers(conn) if not _same_scope(one, waiver)]
        notes.put(conn, _WAIVERS, msgspec.to_builtins([*kept, waiver]))
        _journal(conn, now, "waived", msgspec.to_builtins(waiver))


def unwaive(db: Database, waiver: Waiver, now: datetime) -> bool:
    """Undo a waiver; False when there was none of this scope."""
    with db.write() as conn:
        old = waivers(conn)
        kept = [one for one in old if not _same_scope(one, waiver)]
        notes.put(conn, _WAIVERS, msgspec.to_builtins(kept))
        _journal(conn, now, "waiver-lifted", msgspec.to_builtins(waiver))
    return len(kept) < len(old)


def _same_scope(one: Waiver, other: Waiver) -> bool:
    return replace(one, reason="", at="") == replace(other, reason="", at="")


def with_waivers(
    rules: Sequence[Rule], given: Sequence[Waiver], source: str | None
) -> tuple[Rule, ...]:
    """Return the rules with what is waived turned into notes that say so."""
    return tuple(
        _softened(rule, [one for one in given if one.rule == rule.name], source)
        for rule in rules
    )


def _softened(rule: Rule, given: Sequence[Waiver], source: str | None) -> Rule:
    if not given:
        return rule

    def look(pair: Pair) -> Iterator[Fault]:
        waiver = next((one for one in given if one.covers(pair, source)), None)
        for fault in rule.look(pair):
            if waiver is None:
                yield fault
            else:
                evidence = f"{fault.evidence} (waived: {waiver.reason})"
                yield Fault(evidence, Severity.NOTE)

    return replace(rule, look=look)


def fix(
    db: Database,
    pair: tuple[str, str],
    source_text: str,
    target_text: str,
    now: datetime,
    *,
    editor: Editor = _OPERATOR,
) -> int:
    """Make a person's sentence what this sentence becomes, everywhere.

    Returns how many editions are made again for it; raises UsageError, Overtaken.
    """
    if not source_text.strip() or not target_text.strip():
        message = "a fix needs the source sentence and its translation, neither empty"
        raise UsageError(message)
    if any(map(is_unseen, target_text)) or without_unseen(target_text) != target_text:
        raise UsageError("a fix holds no sign that nobody sees: type it again")
    if _has_letters(source_text) and not _has_letters(target_text):
        raise UsageError("a fix holds letters or digits, as the source sentence does")
    pair = (base(pair[0]), pair[1])
    key = human_key(source_text, *pair)
    entry = memory.Remembered(
        key=key,
        tier="human",
        source_language=pair[0],
        target_language=pair[1],
        source_text=source_text,
        target_text=target_text,
        engine=HUMAN,
        model="",
        created_at=now,
    )
    held, looked = _holding(db, pair, key)
    with db.write() as conn:
        old = memory.get_many(conn, [key]).get(key)
        known = old.target_text if old else ""
        # forms lose what is around a text, and write line ends in their own way
        if editor.seen is not None and normalise(editor.seen) != normalise(known):
            raise Overtaken(known)
        memory.put_many(conn, [entry])
        found = _make_again(conn, pair, key, held, looked)
        told = {"source": source_text, "target": target_text}
        _journal(conn, now, "fixed", told, editor.name)
    return found


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def unfix(
    db: Database,
    pair: tuple[str, str],
    source_text: str,
    now: datetime,
    by: str = journal.OPERATOR,
) -> int | None:
    """Let engines translate a sentence again; None when nobody had fixed it.

    Returns how many editions are made again for it.
    """
    pair = (base(pair[0]), pair[1])
    key = human_key(source_text, *pair)
    held, looked = _holding(db, pair, key)
    with db.write() as conn:
        if not memory.get_many(conn, [key]):
            return None
        memory.forget(conn, key)
        found = _make_again(conn, pair, key, held, looked)
        _journal(conn, now, "fix-undone", {"source": source_text}, by)
    return found


def _holding(
    db: Database, pair: tuple[str, str], key: str
) -> tuple[list[str], dict[str, int]]:
    """Return who holds a sentence in the current edition, and what was looked at.

    All editions of a language are read, so nobody waits for it.
    """
    with db.read() as conn:
        looked = drafts.serials(conn, pair[1])
        return list(_with(conn, pair, key)), looked


def _make_again(
    conn: Connection,
    pair: tuple[str, str],
    key: str,
    held: Sequence[str],
    looked: Mapping[str, int],
) -> int:
    """Have editions made again: those that held a sentence, or do now."""
    found = {*held, *_with(conn, pair, key, looked)}
    for article_id in sorted(found):
        cells.want_again(conn, article_id, pair[1])
    return len(found)


def _with(
    conn: Connection,
    pair: tuple[str, str],
    key: str,
    looked: Mapping[str, int] | None = None,
) -> Iterator[str]:
    for article_id, draft in drafts.of_language(conn, pair[1], looked):
        if any(human_key(segment.text, *pair) == key for segment in draft.segments):
            yield article_id


def fixed(
    conn: Connection, segments: Iterable[Segment], pair: tuple[str, str]
) -> dict[int, Translation]:
    """Return what people wrote of these sentences, by the sentence's place."""
    pair = (base(pair[0]), pair[1])
    keys = {n: human_key(one.text, *pair) for n, one in enumerate(segments)}
    known = memory.get_many(conn, list(dict.fromkeys(keys.values())))
    texts = {n: one.text for n, one in enumerate(segments)}
    return {
        n: Translation(
            source=texts[n],
            target=known[key].target_text,
            engine=HUMAN,
            model="",
            verdict=SegmentVerdict.OK,
        )
        for n, key in keys.items()
        if key in known and known[key].tier == "human"
    }


def release(
    db: Database, row: ArticleRow, language: str, *, by: str, now: datetime
) -> None:
    """Publish a withheld edition under the operator's name; for this revision only."""
    with db.write() as conn:
        cell = cells.get(conn, row.id, language)
        if cell is None or cell.state is not State.WITHHELD:
            raise UsageError(
                f"{row.url} is not withheld in {language}: "
                "'polywire status' says what is"
            )
        revision = cell.revision or row.current_revision
        if revision is None or revisions.get(conn, row.id, revision) is None:
            raise UsageError(f"{row.url}: there is no text to release ({cell.reason})")
        record = {"revision": revision, "by": by, "at": now.isoformat()}
        notes.put(conn, _release_key(row.id, language), record)
        cells.want_again(conn, row.id, language)
        _journal(conn, now, "released", {"article": row.id, **record}, by)


def take_back(
    db: Database,
    row: ArticleRow,
    language: str,
    now: datetime,
    by: str = journal.OPERATOR,
) -> None:
    """Undo a release: the checks decide again."""
    with db.write() as conn:
        if not notes.drop(conn, _release_key(row.id, language)):
            raise UsageError(f"{row.url} is not released in {language}")
        cells.want_again(conn, row.id, language)
        _journal(conn, now, "release-undone", {"article": row.id}, by)


def released_by(
    conn: Connection, article_id: str, language: str, revision: str
) -> str | None:
    """Return who released this very revision, or None."""
    record = notes.get(conn, _release_key(article_id, language))
    if isinstance(record, dict) and record.get("revision") == revision:
        return str(record["by"])
    return None


_DECIDED = (
    *("waived", "waiver-lifted", "fixed", "fix-undone", "released", "release-undone"),
    *("withdrawn", "restored", "rerun", "source-paused", "source-resumed"),
)
_RECENT = 30


def decisions(conn: Connection) -> list[dict[str, Any]]:
    """Return what the operator decided of late, the newest first, in plain words."""
    return [
        {
            "at": event.at,
            "what": event.event,
            "words": _told(event.detail.get("what", event.article_id or event.source)),
            "by": str(event.detail.get("by", "")),
        }
        for event in journal.recent(conn, _RECENT, events=_DECIDED)
    ]


def _told(detail: object) -> str:
    """Return what a decision was about: its values, without its own date."""
    if not isinstance(detail, dict):
        return str(detail)
    return " · ".join(
        str(value) for key, value in detail.items() if value and key != "at"
    )


def _release_key(article_id: str, language: str) -> str:
    return f"release:{article_id}:{language}"


def _journal(
    conn: Connection,
    now: datetime,
    event: str,
    what: object,
    by: str = journal.OPERATOR,
) -> None:
    detail = {"what": what, "by": by}
    journal.add(conn, journal.Event(at=now, event=event, detail=detail))
