from __future__ import annotations

from collections.abc import Sequence

from tests.twins import TwinTranslator

from polywire.translate.known.memory_keys import Entry, engine_key, human_key
from polywire.translate.sentence.options import Options, Protected
from polywire.translate.sentence.prepare import prepare


def key(
    text: str, engine: TwinTranslator | None = None, names: tuple[Protected, ...] = ()
) -> str:
    prepared = prepare(text, gate=None, source="en", target="pt-BR", names=names)
    return engine_key(prepared, engine or TwinTranslator())


class Shelf:
    """A Memory in a dict."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def get_many(self, keys: Sequence[str]) -> dict[str, Entry]:
        return {k: self.entries[k] for k in keys if k in self.entries}

    def put_many(self, entries: Sequence[Entry]) -> None:
        self.entries.update({entry.key: entry for entry in entries})


def test_the_type_of_quotation_marks_does_not_undo_a_fixed_sentence() -> None:
    assert human_key("“No,” he  said", "en", "pt") == human_key(
        '"No," he said', "en", "pt"
    )
    assert human_key("No", "en", "pt") != human_key("No", "en", "es")


def test_another_model_makes_another_key() -> None:
    other = TwinTranslator()
    other.model = "1" * 64
    assert key("He left.") == key("He left.")
    assert key("He left.") != key("He left.", other)


def test_only_a_name_that_the_sentence_holds_changes_its_key() -> None:
    hague = (Protected("The Hague", "Haia"),)
    assert key("He left.", names=hague) == key("He left.")
    assert key("The Hague won.", names=hague) != key("The Hague won.")


def test_another_way_to_prepare_makes_another_key() -> None:
    twin = TwinTranslator()
    split = prepare(
        "He left.", gate=None, source="en", target="pt", options=Options(split=True)
    )
    assert engine_key(split, twin) != key("He left.")
