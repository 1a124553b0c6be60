"""`polywire translate` on whatever a pipe may hold, with the bundled model."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import typer
from tests.commands import app_of
from typer.testing import CliRunner, Result

from polywire.cli.texts import texts
from polywire.errors import NoTranslator, SettingsError, UsageError
from polywire.translate.models import model_folder

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        not model_folder.bundled(),
        reason="the bundled models have no wheel for this machine",
    ),
]
PAIR = ["--from", "en", "--to", "pt-BR"]
LONG = "the road by the river was closed and "


@pytest.fixture
def app() -> typer.Typer:
    return app_of(texts)


def run(app: typer.Typer, text: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["translate", *PAIR, *words], input=text)


HARD = {
    "another language": "Ein Hund lief gestern über die Straße und niemand sah ihn.",
    "emoji only": "😀🎉",
    "no line": "",
    "right to left inside": "He said שלום עולם to them yesterday.",
    "controls": "The\x07 bridge\x00 is\x1b closed.",
    "blanks": " \t ",
    "one dot": ".",
    "private use": "The \ue000 bridge is closed.",
}


def test_each_line_in_is_one_line_out_whatever_it_holds(app: typer.Typer) -> None:
    lines = [*HARD.values(), "The bridge is closed."]
    done = run(app, "\n".join(lines) + "\n")
    assert done.exception is None
    out = done.stdout.removesuffix("\n").split("\n")
    assert len(out) == len(lines)
    assert out[-1] == "A ponte está fechada."
    assert out[1:3] == ["😀🎉", ""]
    assert "שלום עולם" in out[3]


def test_a_text_in_another_language_than_declared_stays_in_it(app: typer.Typer) -> None:
    done = json.loads(run(app, HARD["another language"], "--json").stdout)
    assert done["verdict"] == "stop"


def test_20_000_characters_without_a_stop_end_in_a_minute(app: typer.Typer) -> None:
    text = (LONG * 600)[:20_000].strip()
    start = time.monotonic()
    done = run(app, f"{text}\nThe bridge is closed.\n", "--json")
    first, second = map(json.loads, done.stdout.splitlines())
    assert time.monotonic() - start < 60
    assert first["verdict"] in {"ok", "doubt", "stop"}
    assert second["target"] == "A ponte está fechada."


def test_inline_marks_in_are_inline_marks_out(app: typer.Typer) -> None:
    line = 'The mayor of <a href="/k">Karakol</a> was <em>not</em> there.<script>x</script>'
    out = run(app, line, "--html").stdout
    assert '<a href="/k">Karakol</a>' in out
    assert out.count("<em>") == 1
    assert "script" not in out


def test_a_glossary_of_the_command_line_is_used(
    app: typer.Typer, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[term]]\nen = "bridge"\npt = "passarela"\n', encoding="utf-8")
    out = run(app, "The bridge is closed.", "--glossary", str(file)).stdout
    assert "passarela" in out


def test_a_glossary_that_is_not_there_is_an_error(app: typer.Typer) -> None:
    done = run(app, "x", "--glossary", "none.toml")
    assert isinstance(done.exception, UsageError)


def test_an_engine_that_nobody_named_is_an_error_with_the_names(
    app: typer.Typer,
) -> None:
    done = run(app, "x", "--engine", "nope")
    assert isinstance(done.exception, SettingsError)
    assert "firefox" in str(done.exception)


def test_engine_and_route_exclude_each_other(app: typer.Typer) -> None:
    done = run(app, "x", "--engine", "firefox", "--route", "firefox")
    assert isinstance(done.exception, UsageError)


def test_a_pair_without_an_engine_ends_with_code_4(app: typer.Typer) -> None:
    words = ["translate", "--from", "ky", "--to", "de"]
    done = CliRunner().invoke(app, words, input="x")
    assert isinstance(done.exception, NoTranslator)
    assert done.exception.exit_code == 4


def test_a_route_of_the_command_line_is_used(app: typer.Typer) -> None:
    out = run(app, "The bridge is closed.", "--route", "firefox", "--json").stdout
    assert json.loads(out)["engine"] == "firefox"


def test_a_headline_is_said_in_full_where_it_is_called_one(app: typer.Typer) -> None:
    line = "Council to close two libraries\n"
    done = run(app, line, "--kind", "headline")
    assert done.stdout.startswith("Conselho fechará")
    assert run(app, line, "--kind", "sentence").stdout == run(app, line).stdout
    assert run(app, line).stdout != done.stdout


def test_a_headline_that_keeps_a_word_is_shown_in_the_original(
    app: typer.Typer,
) -> None:
    line = "Housing benefit reform delay angers charities"
    done = run(app, line + "\n", "--kind", "headline")
    assert done.stdout == line + "\n"


@pytest.mark.parametrize("kind", ["standfirst", "quote", "caption"])
def test_other_kinds_are_translated_as_they_stand(app: typer.Typer, kind: str) -> None:
    line = "The bridge to the island was closed.\n"
    assert run(app, line, "--kind", kind).stdout == run(app, line).stdout


def test_a_kind_that_does_not_exist_is_refused(app: typer.Typer) -> None:
    assert run(app, "Snow.\n", "--kind", "poem").exit_code == 2


def test_json_has_p_and_the_words_in_doubt_where_a_reader_runs(
    app: typer.Typer,
) -> None:
    done = json.loads(run(app, "The bridge was closed on Monday.", "--json").stdout)
    assert 0 < done["p"] < 0.5
    assert done["suspects"] == []


def test_json_has_no_p_for_what_no_engine_wrote(app: typer.Typer) -> None:
    done = json.loads(run(app, "word " * 4000, "--json").stdout)
    assert done["p"] is None
