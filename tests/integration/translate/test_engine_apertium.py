"""Apertium's programs, where they are installed, and chains with the real model."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from polywire.article import Segment, SegmentVerdict
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.errors import EngineDown, EngineError
from polywire.settings.operator_file import parse
from polywire.translate.engines import apertium
from polywire.translate.engines.apertium import Apertium
from polywire.translate.engines.engine import Result
from polywire.translate.route import Routes
from polywire.translate.sentence.prepare import prepare

needs_pair = pytest.mark.skipif(
    "pt-es" not in apertium.installed(),
    reason="needs Debian's apertium and apertium-es-pt",
)


@needs_pair
def test_sentences_come_back_in_order_without_stars() -> None:
    engine = Apertium("pt-es")
    results = engine.translate(["O gato dorme.", "", "A Galyamina viu o XQ1X."])
    assert [result.text for result in results] == [
        "El gato duerme.",
        "",
        "La Galyamina vio el XQ1X.",
    ]


@needs_pair
def test_one_word_that_it_does_not_know_stays_with_a_star() -> None:
    (result,) = Apertium("pt-es").translate(["O zblorgo dorme."])
    assert result == Result("El *zblorgo duerme.")


@needs_pair
def test_stars_of_the_source_are_no_unknown_words() -> None:
    (result,) = Apertium("pt-es").translate(["O *gato* zblorgo dorme."])
    assert "*zblorgo" not in result.text


@needs_pair
def test_many_words_that_it_does_not_know_fail_the_sentence() -> None:
    (result,) = Apertium("pt-es").translate(["O zblorgo glimpo dorme."])
    assert result == Result("", "apertium does not know: zblorgo, glimpo")


@needs_pair
def test_a_word_that_was_left_as_it_is_is_a_doubt_and_is_shown() -> None:
    desk = RepairTools((Apertium("pt-es"),))
    segments = [Segment("body", 0, None, "O zblorgo dorme.")]
    for _ in range(2):
        (done,) = translate_segments(segments, desk)
        assert done.target == "El zblorgo duerme."
        assert done.verdict is SegmentVerdict.DOUBT
        told = [(one.rule, one.evidence) for one in done.findings]
        assert ("unknown-word", "zblorgo was left as it is") in told


@needs_pair
def test_a_chain_keeps_numbers_names_and_addresses() -> None:
    routes = Routes(parse({"site": {"visibility": "private"}}, Path()))
    engine = routes.find("en", "es")[0]
    text = "The minister said that 1,250 people wrote to a@b.example."
    prepared = prepare(text, gate=engine.gate, source=engine.source, target="es")
    answers = engine.translate(prepared.sentences)
    restored = prepared.restore([answer.text for answer in answers])
    routes.close()
    assert engine.id == "firefox+apertium"
    assert restored.problems == ()
    assert "1250 personas" in restored.text
    assert "a@b.example" in restored.text


def test_a_mode_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineError, match=r"apt install apertium|no mode 'xx-yy'"):
        Apertium("xx-yy")


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("cat > /dev/null", "empty text"),
        ("cat", "untranslated"),
        ("sed 's/house/@house/'", "failed on a word"),
        ("sed 's/house is old/*house *is *old/'", "does not know: house"),
    ],
    ids=["empty", "copied", "broken", "unknown"],
)
def test_what_is_no_translation_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, says: str
) -> None:
    engine = fake(tmp_path, monkeypatch, script)
    (result,) = engine.translate(["The house is old."])
    assert result.text == ""
    assert says in (result.error or "")


def test_lines_that_do_not_add_up_are_asked_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fake(tmp_path, monkeypatch, "head -n 2 | sed 's/^/un /'")
    assert engine.translate(["One.", "Two."]) == [Result("un One."), Result("un Two.")]


def test_a_program_that_never_ends_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fake(tmp_path, monkeypatch, "exec sleep 60", timeout=0.3)
    with pytest.raises(EngineDown, match="timed out"):
        engine.translate(["One."])


def fake(
    folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, timeout: float = 10
) -> Apertium:
    """Put a program of our own in Apertium's place."""
    program = folder / "apertium"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (folder / "en-fr.mode").write_text("")
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return Apertium("en-fr", timeout=timeout, modes=folder)
