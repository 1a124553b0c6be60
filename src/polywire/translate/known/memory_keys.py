"""What a remembered translation depends on: the keys of the translation memory.

Two tiers. The human tier holds for a sentence and a pair, whatever engine there
is: it survives every model change. The engine tier holds for exactly what the
engine was given, so that a glossary line or another model touches only the
sentences that it changes. Does not store; ``store/wire/memory.py`` does.
"""

from dataclasses import dataclass

from polywire.article import normalise, text_hash
from polywire.language.text import typography
from polywire.translate.engines.engine import Translator
from polywire.translate.sentence.options import VERSION
from polywire.translate.sentence.prepare import Prepared

HUMAN = "memory:human"
"""Engine id of a sentence that a person wrote."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One remembered sentence."""

    key: str
    source: str
    target: str
    engine: str
    model: str


def human_key(text: str, source: str, target: str) -> str:
    """Return the key of the human tier for a sentence and a pair.

    Straight and curly quotation marks, dashes and spaces make no difference: a
    sentence that a person fixed stays fixed when its source changes its type.
    """
    plain = normalise(typography.plain(text))
    return text_hash(f"human\x1f{source}\x1f{target}\x1f{plain}")


def engine_key(prepared: Prepared, engine: Translator) -> str:
    """Return the key of an engine's answer for a prepared sentence.

    What the glossary and the names changed is inside the prepared sentences and
    their masks; entries that this sentence does not match are not part of it.
    """
    parts = [VERSION, engine.id, engine.model, engine.source, engine.target]
    parts += [prepared.options.name, *prepared.sentences]
    return text_hash("\x1f".join(normalise(part) for part in parts))
