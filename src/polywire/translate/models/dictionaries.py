"""Dictionaries of models: what may translate a word, and what words there are.

They lie beside the models and are read without any engine.
"""

from functools import cache

from polywire.errors import EngineError
from polywire.language.text import lexicon
from polywire.language.text.lexicon import Shortlist
from polywire.language.text.tags import base
from polywire.language.text.vocabulary import WORD_START, texts_of
from polywire.language.text.words import fold
from polywire.translate.models.model_folder import ModelFolder, bundled


def bundled_lexicon(source: str, target: str) -> Shortlist | None:
    """Return the dictionary of the bundled model for a pair, if there is one."""
    pair = base(source), base(target)
    found = (one for one in bundled() if (base(one.source), base(one.target)) == pair)
    files = next(found, None)
    return None if files is None else lexicon_of(files)


@cache
def bundled_words(language: str) -> frozenset[str]:
    """Return the folded words that a bundled model's vocabulary writes small."""
    found = (one for one in bundled() if base(one.target) == base(language))
    files = next(found, None)
    try:
        texts = texts_of(files.target_vocabulary.read_bytes() if files else b"")
    except (OSError, EngineError):
        return frozenset()
    return frozenset(fold(p[1:]) for p in texts if p[:1] == WORD_START and p.islower())


def lexicon_of(files: ModelFolder) -> Shortlist | None:
    """Return the dictionary beside a model; None where there is none to read."""
    if files.shortlist is None:
        return None
    try:
        return lexicon.read(
            files.shortlist.read_bytes(),
            files.source_vocabulary.read_bytes(),
            files.target_vocabulary.read_bytes(),
        )
    except (OSError, EngineError):
        return None
