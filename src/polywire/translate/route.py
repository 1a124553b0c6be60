"""Which engines translate a pair, in which order.

Reads ``[routes]`` and ``[engines.*]``; finds the bundled models, Apertium's modes
and chains of both by itself. Does not translate.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from polywire.errors import EngineError, NoTranslator, SettingsError
from polywire.language.text.tags import base, may_be_called
from polywire.settings.operator_file import Engine, Settings
from polywire.translate.engines import apertium
from polywire.translate.engines.apertium import Apertium
from polywire.translate.engines.breaker import Breaker, Guarded, Health
from polywire.translate.engines.engine import Result, Translator, without_stars
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import installed_models, model_folder
from polywire.translate.models.model_folder import ModelFolder
from polywire.translate.sentence.prepare import Prepared, prepare
from polywire.translate.sentence.vocabulary_gate import Gate
from polywire.translate.servers import remote
from polywire.translate.servers.remote import Post

_TAG = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
_PAIR = re.compile(rf"({_TAG})-({_TAG})")
_MAX_CHILDREN = 4
_CHAIN = "+"


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to translate a pair: engines to run one after the other."""

    source: str
    target: str
    names: tuple[str, ...]
    """One name, or several of a chain."""
    is_remote: bool = False
    """It sends text off this machine."""

    @property
    def id(self) -> str:
        """As routes write it: "firefox" or "firefox+apertium"."""
        return _CHAIN.join(self.names)


class Routes:
    """Finds engines for pairs, and keeps one of each running."""

    def __init__(
        self,
        settings: Settings,
        *,
        outside: Post | None = None,
        bundled: tuple[ModelFolder, ...] | None = None,
        modes: tuple[str, ...] | None = None,
    ) -> None:
        """Read the settings; ``outside`` is what remote engines need of the world."""
        self._settings = settings
        self._outside = outside or Post(settings)
        self.problems: dict[str, EngineError] = {}
        """Engines and models that cannot be used, with the reason."""
        self._bundled = self._models() if bundled is None else bundled
        self._modes = apertium.installed() if modes is None else modes
        self._made: dict[tuple[str, str, str], Translator] = {}
        self._breakers: dict[tuple[str, str, str], Breaker] = {}
        self._named = {self._pair(key): names for key, names in settings.routes.items()}

    def find(
        self, source: str, target: str, *, cloud: bool = False
    ) -> tuple[Translator, ...]:
        """Return the engines for a pair, the preferred one first.

        Without ``cloud`` no engine is returned that sends text off the machine.
        Raises NoTranslator when there is none, SettingsError when a route names
        an engine that cannot be had.
        """
        offers = [
            offer
            for offer in self.offers(source, target)
            if cloud or not offer.is_remote
        ]
        if not offers:
            raise NoTranslator(source, target)
        return tuple(self._make(offer) for offer in offers)

    def offers(self, source: str, target: str) -> tuple[Offer, ...]:
        """Return the ways to translate a pair: the operator's, else what is there."""
        named = self._named_route(source, target)
        if named is not None:
            return tuple(self._named_offer(name, source, target) for name in named)
        direct = [o for o in self._direct if _serves(o, source, target)]
        direct.sort(key=lambda offer: offer.target != target)
        wild = [
            Offer(source, target, (name,), is_remote=remote.leaves_the_machine(engine))
            for name, engine in self._settings.engines.items()
            if not engine.source and not engine.target and engine.kind in remote.REMOTE
        ]
        neural = [o for o in direct if not self._is_rules(o)]
        rules = [o for o in direct if self._is_rules(o)]
        chains = [] if neural else list(self._chains(source, target))
        return tuple(_unique([*neural, *wild, *chains, *rules]))

    def has_route(self, source: str, target: str, *, cloud: bool = False) -> bool:
        """Tell whether some engine translates a pair; without ``cloud`` here."""
        return any(cloud or not one.is_remote for one in self.offers(source, target))

    def pairs(self) -> tuple[Offer, ...]:
        """Return every direct way and chain that is there, for ``polywire engines``."""
        direct = [*self._direct]
        tags = {(o.source, t.target) for o in direct for t in direct}
        chains = [
            chain
            for source, target in sorted(tags)
            if base(source) != base(target)
            and not any(_serves(o, source, target) for o in direct)
            for chain in self._chains(source, target)
        ]
        return tuple(_unique([*direct, *chains]))

    def engine(self, offer: Offer) -> Translator:
        """Return a running engine for a way to translate."""
        return self._make(offer)

    def health(self) -> tuple[Health, ...]:
        """Return how each engine is that was asked for: services, then local ones."""
        local = [breaker.health() for _, breaker in sorted(self._breakers.items())]
        asked = [one for one in local if one.sentences or one.errors or one.failures]
        return (*self._outside.health(), *asked)

    def close(self) -> None:
        """Close every engine that was made."""
        for engine in self._made.values():
            engine.close()
        self._made.clear()
        self._outside.close()

    def _models(self) -> tuple[ModelFolder, ...]:
        """Return the operator's models, then the bundled ones: hers win."""
        try:
            added = installed_models.installed(self._settings.root)
        except EngineError as error:
            self.problems["models"] = error  # the bundled ones are as good as ever
            added = ()
        return (*added, *model_folder.bundled())

    @cached_property
    def _direct(self) -> tuple[Offer, ...]:
        """All direct ways with a fixed pair: configured, bundled, Apertium's."""
        offers: list[Offer] = []
        for name, engine in self._settings.engines.items():
            try:
                pair = self._pair_of(engine)
            except EngineError as error:
                self.problems[name] = error  # the other engines are as good as ever
                continue
            if pair:
                far = remote.leaves_the_machine(engine)
                offers.append(Offer(*pair, (name,), is_remote=far))
        offers += [Offer(m.source, m.target, ("firefox",)) for m in self._bundled]
        offers += [Offer(*apertium.pair_of(m), ("apertium",)) for m in self._modes]
        return tuple(_unique(offers))

    def _pair_of(self, engine: Engine) -> tuple[str, str] | None:
        if engine.kind == "firefox":
            found = model_folder.read(
                self._path(engine), source=engine.source, target=engine.target
            )
            return found.source, found.target
        if engine.kind == "apertium" and engine.mode:
            source, target = apertium.pair_of(engine.mode)
            return engine.source or source, engine.target or target
        if engine.source and engine.target:
            return engine.source, engine.target
        return None

    def _path(self, engine: Engine) -> Path:
        return self._settings.root / (engine.folder or "")

    def _chains(self, source: str, target: str) -> Iterator[Offer]:
        """Yield two hops over a third language, the neural hop first."""
        for first in self._direct:
            if base(first.source) != base(source) or base(first.target) == base(target):
                continue
            for second in self._direct:
                fits = base(second.source) == base(first.target)
                if (
                    fits
                    and may_be_called(second.target, target)
                    and self._is_good(first, second)
                ):
                    yield Offer(
                        source,
                        second.target,
                        (*first.names, *second.names),
                        is_remote=first.is_remote or second.is_remote,
                    )

    def _is_good(self, first: Offer, second: Offer) -> bool:
        """Tell whether two hops beat one: rules only between close languages."""
        rules = [self._is_rules(hop) for hop in (first, second)]
        close = all(
            _are_close(hop.source, hop.target)
            for hop, is_rules in zip((first, second), rules, strict=True)
            if is_rules
        )
        return close and not all(rules)

    def _is_rules(self, offer: Offer) -> bool:
        engine = self._settings.engines.get(offer.names[0])
        return engine.kind == "apertium" if engine else offer.names == ("apertium",)

    def _named_route(self, source: str, target: str) -> list[str] | None:
        """Return the operator's route; an exact pair before one without regions."""
        exact = self._named.get((source, target))
        if exact is not None:
            return exact
        for (first, second), names in self._named.items():
            if _reads(first, source) and base(second) == base(target):
                return names
        return None

    def _named_offer(self, name: str, source: str, target: str) -> Offer:
        parts = tuple(part.strip() for part in name.split(_CHAIN))
        for part in parts:
            if part not in self._settings.engines and part not in _BUILT_IN:
                raise SettingsError(
                    f"[routes]: no engine {part!r}; write [engines.{part}], or use one "
                    f"of {', '.join(sorted({*self._settings.engines, *_BUILT_IN}))}"
                )
            if self._direct and part in self.problems:
                raise self.problems[part]
        engines = [self._settings.engines.get(part) for part in parts]
        is_remote = any(
            engine and remote.leaves_the_machine(engine) for engine in engines
        )
        return Offer(source, target, parts, is_remote=is_remote)

    def _pair(self, key: str) -> tuple[str, str]:
        match = _PAIR.fullmatch(key)
        if not match:
            raise SettingsError(
                f"[routes]: {key!r} is no pair of languages; write it like 'en-pt-BR'"
            )
        return match[1], match[2]

    def _make(self, offer: Offer) -> Translator:
        hops = self._hops(offer, offer.source, offer.target)
        made = [self._one(name, first, second) for name, first, second in hops]
        return made[0] if len(made) == 1 else Chain(made)

    def _hops(
        self, offer: Offer, source: str, target: str
    ) -> list[tuple[str, str, str]]:
        """Fill in the languages between the hops of a chain."""
        if len(offer.names) == 1:
            return [(offer.names[0], source, target)]
        first, *rest = offer.names
        for way in self._direct:
            if way.names != (first,) or base(way.source) != base(source):
                continue
            tail = Offer(way.target, target, tuple(rest))
            try:
                hops = self._hops(tail, way.target, target)
                self._check(hops)
            except EngineError:
                continue
            return [(first, source, way.target), *hops]
        raise NoTranslator(source, target)

    def _check(self, hops: list[tuple[str, str, str]]) -> None:
        for name, source, target in hops:
            if not any(
                way.names == (name,) and _serves(way, source, target)
                for way in self._direct
            ):
                raise NoTranslator(source, target)

    def _one(self, name: str, source: str, target: str) -> Translator:
        """Return the one running engine of a name and pair."""
        ways = [
            way
            for way in self._direct
            if way.names == (name,) and _serves(way, source, target, loose=True)
        ]
        ways.sort(key=lambda way: way.target != target)
        way = ways[0] if ways else Offer(source, target, (name,))
        key = (name, way.source, way.target)
        if key not in self._made:
            built = self._built(name, way)
            if not self._is_remote(name):  # the others have a breaker a service
                breaker = Breaker(f"{name} {way.source}-{way.target}")
                self._breakers[key] = breaker
                built = Guarded(built, breaker)
            self._made[key] = built
        return self._made[key]

    def _is_remote(self, name: str) -> bool:
        engine = self._settings.engines.get(name)
        return engine is not None and engine.kind in remote.REMOTE

    def _built(self, name: str, way: Offer) -> Translator:
        engine = self._settings.engines.get(name)
        if engine is None:
            return self._built_in(name, way)
        if engine.kind == "firefox":
            model = model_folder.read(
                self._path(engine), source=way.source, target=way.target
            )
            return self._firefox(model, name)
        if engine.kind == "apertium":
            return Apertium(
                engine.mode or f"{base(way.source)}-{base(way.target)}",
                id=name,
                source=way.source,
                target=way.target,
                timeout=engine.timeout,
            )
        return remote.build(
            name,
            engine,
            (way.source, way.target),
            root=self._settings.root,
            post=self._outside,
        )

    def _built_in(self, name: str, way: Offer) -> Translator:
        for model in self._bundled if name == "firefox" else ():
            if (model.source, model.target) == (way.source, way.target):
                return self._firefox(model, name)
        for mode in self._modes if name == "apertium" else ():
            if apertium.pair_of(mode) == (way.source, way.target):
                return Apertium(mode, timeout=self._settings.translate.timeout)
        raise NoTranslator(way.source, way.target)

    def _firefox(self, model: ModelFolder, name: str) -> Firefox:
        wanted = self._settings.translate.children
        cores = min(os.cpu_count() or 1, _MAX_CHILDREN)
        return Firefox(
            model,
            id=name,
            children=wanted or cores,
            timeout=self._settings.translate.timeout,
        )


_BUILT_IN = frozenset({"firefox", "apertium"})
# Rules do well between these: pt-es 54.9 chrF, against 47.3 of eng-spa.
_FAMILIES = (
    frozenset({"pt", "es", "gl", "ca", "an", "oc", "it", "fr", "ro"}),
    frozenset({"ru", "uk", "be"}),
    frozenset({"sv", "da", "nn", "nb"}),
)


def _are_close(source: str, target: str) -> bool:
    return any({base(source), base(target)} <= family for family in _FAMILIES)


def _unique(offers: list[Offer]) -> list[Offer]:
    return list(dict.fromkeys(offers))


def _reads(offered: str, wanted: str) -> bool:
    """Tell whether an engine reads a language; regions of one language are alike."""
    return base(offered) == base(wanted)


def _serves(offer: Offer, source: str, target: str, *, loose: bool = False) -> bool:
    writes = (
        base(offer.target) == base(target)
        if loose
        else may_be_called(offer.target, target)
    )
    return _reads(offer.source, source) and writes


class Chain:
    """A Translator made of hops: "firefox+apertium" goes en -> pt -> es."""

    def __init__(self, hops: Sequence[Translator]) -> None:
        """Take the hops in order; raises EngineError when they do not fit."""
        for first, second in pairwise(hops):
            if base(first.target) != base(second.source):
                raise EngineError(
                    f"{first.id} writes {first.target}, {second.id} reads "
                    f"{second.source}: they make no chain"
                )
        self._hops = tuple(hops)
        self.id = "+".join(hop.id for hop in hops)
        self.source, self.target = hops[0].source, hops[-1].target
        models = "\n".join(hop.model for hop in hops)
        self.model = hashlib.sha256(models.encode()).hexdigest()

    @property
    def gate(self) -> Gate | None:
        """The first hop's gate; later hops get their own here."""
        return self._hops[0].gate

    def translate(self, sentences: Sequence[str]) -> list[Result]:
        """Translate through all hops; an error at one hop is the sentence's error."""
        results = self._hops[0].translate(sentences)
        for hop in self._hops[1:]:
            results = _hop(hop, results)
        return results

    def close(self) -> None:
        """Close all hops."""
        for hop in self._hops:
            hop.close()


def _hop(engine: Translator, results: Sequence[Result]) -> list[Result]:
    """Give one hop's texts to the next; its own gate protects it."""
    prepared = [
        None if result.error else _prepared(engine, without_stars(result.text)[0])
        for result in results
    ]
    flat = [text for item in prepared if item for text in item.sentences]
    answers = iter(engine.translate(flat))
    made: list[Result] = []
    for item, result in zip(prepared, results, strict=True):
        if item is None:
            made.append(result)
            continue
        parts = [next(answers) for _ in item.sentences]
        error = next((part.error for part in parts if part.error), None)
        made.append(
            Result("", f"{engine.id}: {error}")
            if error
            else Result(item.restore([part.text for part in parts]).text)
        )
    return made


def _prepared(engine: Translator, text: str) -> Prepared:
    return prepare(text, gate=engine.gate, source=engine.source, target=engine.target)
