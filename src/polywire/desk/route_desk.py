"""The translation desk: engines, memory, checks and repairs behind two calls."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal, Protocol

import msgspec

from polywire.article import (
    Article,
    Draft,
    SecondReading,
    Segment,
    Translation,
    Verdict,
    text_hash,
)
from polywire.check import second_reading
from polywire.check.judge import Limits, judge, whole_headline
from polywire.check.rule import Lexicon, Rule
from polywire.check.rules import ALL
from polywire.desk import people_fixes
from polywire.desk.counters import Counters
from polywire.desk.engine_costs import StoreSpend
from polywire.desk.engine_health import HealthNotes
from polywire.desk.repair import repair_loop, wording
from polywire.desk.second_readings import Models, SecondReadings
from polywire.errors import EngineError, SettingsError
from polywire.language.text.identify import identify
from polywire.language.text.sentences import split
from polywire.language.text.tags import base
from polywire.rights import levels
from polywire.settings.operator_file import Settings, Source
from polywire.settings.toml_tables import CheckLanguage, Sensitive
from polywire.store.ground.database import Database
from polywire.store.wire import memory
from polywire.translate.engines.breaker import Health
from polywire.translate.engines.engine import Translator, bare
from polywire.translate.engines.firefox import Firefox
from polywire.translate.known import glossary
from polywire.translate.known.glossary import Entry
from polywire.translate.models import dictionaries
from polywire.translate.route import Routes
from polywire.translate.sentence.marks import Carrier, carry_marks
from polywire.translate.sentence.prepare import in_plain_words
from polywire.translate.sentence.segments import segments_of
from polywire.translate.servers.remote import Post


@dataclass(frozen=True, slots=True)
class StoreMemory:
    """Implements :class:`polywire.desk.repair.attempt.RawMemory` for one article."""

    db: Database
    engine: Translator
    article_id: str | None
    now: datetime
    counters: Counters
    is_private: bool = False
    """Its source reserves mining: what it teaches serves this article alone."""

    def recall(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the answers that are known, by key."""
        own = {self._own(key): key for key in keys}
        with self.db.read() as conn:
            found = memory.get_many(conn, list(dict.fromkeys([*keys, *own])))
        self.counters.add("sentences", len(keys))
        if found and self.article_id is not None:
            with self.db.write() as conn:
                memory.note_use(conn, list(found), self.article_id)
        return {
            own.get(key, key): msgspec.json.decode(
                one.target_text, type=tuple[str, ...]
            )
            for key, one in found.items()
        }

    def _own(self, key: str) -> str:
        """Return the key under which answers are kept: a private one is the article's."""
        if not self.is_private or self.article_id is None:
            return key
        return text_hash(f"{self.article_id} {key}")

    def keep(self, answers: dict[str, tuple[str, ...]]) -> None:
        """Keep answers by key; a purge knows which article fed them."""
        self.counters.add("engine_calls", sum(map(len, answers.values())))
        entries = [
            memory.Remembered(
                key=self._own(key),
                tier="engine",
                source_language=self.engine.source,
                target_language=self.engine.target,
                source_text="",
                target_text=msgspec.json.encode(texts).decode(),
                engine=self.engine.id,
                model=self.engine.model,
                created_at=self.now,
            )
            for key, texts in answers.items()
        ]
        with self.db.write() as conn:
            memory.put_many(conn, entries, article_id=self.article_id)


@dataclass(frozen=True, slots=True)
class Care:
    """The answer for one source and one language of an edition."""

    strictness: Literal["normal", "strict"]
    sensitive: Sensitive

    @property
    def is_sensitive(self) -> bool | None:
        """What the repair desk is told: no sentence, or each by its words."""
        return False if self.sensitive == "off" else None


def care_for(settings: Settings, language: str, source: Source | None) -> Care:
    """Return the source's word, else the language's, else the site's."""
    known = settings.check.languages
    own = known.get(language) or known.get(base(language)) or CheckLanguage()
    return Care(
        (source.strictness if source else None)
        or own.strictness
        or settings.check.strictness,
        (source.sensitive if source else None)
        or own.sensitive
        or settings.check.sensitive,
    )


class Desk(Protocol):
    """What the steps ask of translation."""

    def has_route(self, source: str, target: str, /, *, cloud: bool = False) -> bool:
        """Tell whether some engine translates a pair."""
        ...

    def draft(
        self, article: Article, language: str, *, source: Source, article_id: str | None
    ) -> tuple[Draft, Verdict]:
        """Translate, check and judge an article; raises EngineDown."""
        ...

    def close(self) -> None:
        """Give back processes and connections."""
        ...


class RouteDesk:
    """A desk on the routes of an installation, safe for any number of threads."""

    def __init__(
        self,
        settings: Settings,
        db: Database | None,
        now: Callable[[], datetime],
        counters: Counters,
        *,
        terms: tuple[Entry, ...] | None = None,
    ) -> None:
        """Read the routes; engines start when they are first asked.

        ``terms`` are used in place of the installation's own glossary.
        """
        self._settings = settings
        self._db = db
        self._now = now
        self._counters = counters
        if terms is None:
            terms = glossary.read(settings.root / glossary.FILE_NAME)
        self._terms = terms
        self._outside = Post(
            settings,
            spend=StoreSpend(db) if db else None,
            glossary=partial(glossary.protected, terms),
            now=now,
        )
        self._healths = HealthNotes(db, now) if db else None
        self._routes = Routes(settings, outside=self._outside)
        self._lock = threading.Lock()
        self._lexicons: dict[str, Lexicon | None] = {}
        self._second = SecondReadings()

    def has_route(self, source: str, target: str, *, cloud: bool = False) -> bool:
        """Tell whether some engine translates a pair."""
        with self._lock:
            return self._routes.has_route(source, target, cloud=cloud)

    def draft(
        self, article: Article, language: str, *, source: Source, article_id: str | None
    ) -> tuple[Draft, Verdict]:
        """Translate, check and judge an article; raises EngineDown, NoTranslator."""
        room = self._room(
            article.language,
            language,
            article_id=article_id,
            origin=source,
            is_private=not levels.may_learn(article, source),
        )
        segments = segments_of(article, split)
        known = self._human(segments, (article.language, language))
        rest = [one for n, one in enumerate(segments) if n not in known]
        try:
            made = repair_loop.make_draft(article, language, rest, room)
        finally:
            if self._healths:
                self._healths.note(self.health())
        again = self._read_again(rest, made.translations, room)
        made = _joined(replace(made, translations=again), segments, known)
        marked = _marked(made.segments, made.translations, room)
        made = whole_headline(replace(made, translations=marked))
        limits = Limits(self._settings.check.max_stopped, room.strictness)
        verdict = judge(article, made, limits)
        return replace(made, findings=verdict.findings), verdict

    def estimate(
        self, article: Article, language: str, *, source: Source
    ) -> tuple[int, int]:
        """Return the sentences of an article, and those that an engine would get.

        Asks no engine; what people wrote or the memory knows costs nothing.
        """
        segments = segments_of(article, split)
        room = self._room(
            article.language,
            language,
            origin=source,
            is_private=not levels.may_learn(article, source),
        )
        known = self._human(segments, (article.language, language))
        rest = [one for n, one in enumerate(segments) if n not in known]
        return len(segments), repair_loop.count_new(rest, room)

    def lines(
        self, lines: Iterable[str], source: str, target: str, *, cloud: bool = False
    ) -> tuple[Translation, ...]:
        """Translate and check lines of text, each a sentence of its own."""
        segments = tuple(
            Segment("body", number, None, line) for number, line in enumerate(lines)
        )
        return self.segments(segments, source, target, cloud=cloud)

    def segments(
        self,
        segments: Sequence[Segment],
        source: str,
        target: str,
        *,
        cloud: bool = False,
    ) -> tuple[Translation, ...]:
        """Translate and check sentences, and carry their marks over."""
        room = self._room(source, target, cloud=cloud)
        made = repair_loop.translate_segments(segments, room)
        made = self._read_again(segments, made, room)
        return _marked(tuple(segments), made, room)

    def read_again(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str
    ) -> list[SecondReading | None]:
        """Read translations by the installed engine again; raises EngineError.

        None where the models can say nothing of a pair.
        """
        with self._lock:
            models = self._models(self._routes.find(source, target))
        if models is None:
            raise EngineError(
                f"no second reader for {source} to {target}: it needs a Firefox model "
                "of each direction, and weights that were fitted on judged sentences"
            )
        asked = (
            (in_plain_words(said, source, target, headline=False), told)
            for said, told in pairs
        )
        return self._second.read(models, tuple(asked))

    def health(self) -> tuple[Health, ...]:
        """Return how the engines are that were asked for, by name."""
        return self._routes.health()

    def close(self) -> None:
        """Close every engine."""
        self._second.close()
        self._routes.close()

    def _room(
        self,
        source: str,
        target: str,
        *,
        article_id: str | None = None,
        origin: Source | None = None,
        cloud: bool = False,
        is_private: bool = False,
    ) -> repair_loop.RepairTools:
        cloud = origin.cloud if origin else cloud
        care = care_for(self._settings, target, origin)
        with self._lock:
            engines = self._routes.find(source, target, cloud=cloud)
            words = self._lexicon(engines[0])
            back = (
                self._back(source, target) if care.sensitive == "round-trip" else None
            )
        return repair_loop.RepairTools(
            engines=engines,
            rules=self._rules(origin.slug if origin else None),
            memory=self._memory(engines[0], article_id, is_private=is_private),
            identifier=identify,
            lexicon=words,
            vocabulary=dictionaries.bundled_words(target),
            strictness=care.strictness,
            sensitive=care.is_sensitive,
            back=back,
            glossary=self._terms,
            clock=time.thread_time,
        )

    def _back(self, source: str, target: str) -> Translator | None:
        """Return the reverse route, if there is one that leaves the text here."""
        try:
            return self._routes.find(target, source)[0]
        except (EngineError, SettingsError):
            return None

    def _read_again(
        self,
        segments: Sequence[Segment],
        made: tuple[Translation, ...],
        room: repair_loop.RepairTools,
    ) -> tuple[Translation, ...]:
        """Let the second reader judge what the default engine wrote, where it can."""
        with self._lock:
            models = self._models(room.engines)
        if models is None:
            return made
        asked = repair_loop.in_plain_words(segments, room)
        return self._second.judged(models, segments, asked, made, room.strictness)

    def _models(self, engines: Sequence[Translator]) -> Models | None:
        """Return the default engine of a route with the one that leads back."""
        there = _firefox(engines)
        if there is None or not second_reading.is_known(there.source, there.target):
            return None
        try:
            back = _firefox(self._routes.find(there.target, there.source))
        except (EngineError, SettingsError):
            return None
        return Models(there, back) if back else None

    def _human(
        self, segments: tuple[Segment, ...], pair: tuple[str, str]
    ) -> dict[int, Translation]:
        """Return what the operator wrote of these sentences, by their place."""
        if self._db is None:
            return {}
        with self._db.read() as conn:
            return people_fixes.fixed(conn, segments, pair)

    def _rules(self, source: str | None) -> tuple[Rule, ...]:
        """Return all rules, with the operator's waivers."""
        if self._db is None:
            return tuple(ALL)
        with self._db.read() as conn:
            return people_fixes.with_waivers(ALL, people_fixes.waivers(conn), source)

    def _memory(
        self, engine: Translator, article_id: str | None, *, is_private: bool
    ) -> StoreMemory | None:
        if self._db is None:
            return None
        return StoreMemory(
            self._db,
            engine,
            article_id,
            self._now(),
            self._counters,
            is_private=is_private,
        )

    def _lexicon(self, engine: Translator) -> Lexicon | None:
        """Return the dictionary that lies in the model's folder, if it has one."""
        if engine.model not in self._lexicons:
            self._lexicons[engine.model] = _read_lexicon(engine)
        return self._lexicons[engine.model]


def _joined(
    made: Draft, segments: tuple[Segment, ...], human: dict[int, Translation]
) -> Draft:
    """Put what people wrote between what was translated, in the article's order."""
    machine = iter(made.translations)
    translations = tuple(
        human[n] if n in human else next(machine) for n in range(len(segments))
    )
    return replace(made, segments=segments, translations=translations)


def _marked(
    segments: tuple[Segment, ...],
    made: tuple[Translation, ...],
    room: repair_loop.RepairTools,
) -> tuple[Translation, ...]:
    """Carry links, emphasis and dates over to the translation; no link is lost."""
    if not any(segment.marks for segment in segments):
        return made
    engine = room.engines[0]
    told = wording.read(segments, room.glossary, engine.source, engine.target)
    carrier = Carrier(engine.source, engine.target, {}, room.lexicon, told.cast.forms)
    alone = partial(
        repair_loop.translate_alone,
        engine=engine,
        memory=room.memory,
        protected=told.protected,
    )
    return carry_marks(segments, made, alone, carrier)


def _read_lexicon(engine: Translator) -> Lexicon | None:
    engine = bare(engine)
    return (
        dictionaries.lexicon_of(engine.folder) if isinstance(engine, Firefox) else None
    )


def _firefox(engines: Iterable[Translator]) -> Firefox | None:
    """Return the first engine of a route whose model we can read ourselves."""
    return next((e for e in map(bare, engines) if isinstance(e, Firefox)), None)
