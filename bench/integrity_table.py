"""Raw engine beside Polywire: the table of the README, on a sample of ntrex-dev.

Run ``python -m bench.integrity_table``; with ``--write`` the table replaces the one
in README.md, between its markers. Needs the bench data (POLYWIRE_BENCH).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sacrebleu
from tests.gates.desk import (
    desk,
    lines,
    plain,
    scorer,
    translate_documents,
    typographic,
)

from polywire.article import SegmentVerdict
from polywire.translate.models import model_folder

ROOT = Path(__file__).parents[1]
BENCH = Path(os.environ.get("POLYWIRE_BENCH", ROOT.parent / "shared" / "bench"))
MARKER = "<!-- integrity table -->"
SAMPLE = 300
ROWS = (
    ("numbers lost or invented", {"number_lost", "number_invented"}),
    ("currency lost", {"currency_lost"}),
    ("quotation marks lost or unbalanced", {"quote_lost", "quote_unbalanced"}),
)


def main(arguments: Sequence[str]) -> None:
    """Print the table; write it into the README on demand."""
    table = measure()
    sys.stdout.write(table)
    if "--write" in arguments:
        readme = ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        block = f"{MARKER}\n{table}{MARKER}"
        pattern = re.compile(f"{MARKER}.*?{MARKER}", re.DOTALL)
        readme.write_text(pattern.sub(lambda _: block, text), encoding="utf-8")


def measure() -> str:
    """Translate the sample twice, bare and by the loop, and return the table."""
    data = BENCH / "translation" / "ntrex-dev"
    source = [typographic(line) for line in lines(data / "eng.txt")][:SAMPLE]
    ids = [line.split("\t")[0] for line in lines(data / "ids.txt")][:SAMPLE]
    reference = lines(data / "por-BR.txt")[:SAMPLE]
    score = scorer(BENCH)
    score.load_generic([plain(text) for text in source])
    with desk("en") as room:
        done = translate_documents(source, ids, room)
    raw = _untouched(source)
    ours = [one.shown for one in done]
    stopped = [one.verdict is SegmentVerdict.STOP for one in done]
    kept = [n for n, is_stopped in enumerate(stopped) if not is_stopped]
    columns = [
        _column(score, source, raw, range(SAMPLE)),
        _column(score, source, [one.target for one in done], kept),
    ]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    rows.append(
        (
            "chrF, originals counted as shown",
            _chrf(raw, reference),
            _chrf(ours, reference),
        )
    )
    rows.append(("shown in the original", "0", str(sum(stopped))))
    head = f"| published sentences of {SAMPLE}, en to pt-BR | raw engine | Polywire |\n|---|---|---|\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _untouched(source: Sequence[str]) -> list[str]:
    """Return what the engine writes when nothing prepares its text."""
    from fxtranslate import Translator  # heavy: only who measures pays for it

    found = next(one for one in model_folder.bundled() if one.source.startswith("en"))
    engine = Translator(
        model=found.model.read_bytes(),
        src_vocab=found.source_vocabulary.read_bytes(),
        trg_vocab=found.target_vocabulary.read_bytes(),
        shortlist=found.shortlist.read_bytes() if found.shortlist else None,
    )
    return [str(engine.translate(text)) for text in source]


def _column(
    score: Any, source: Sequence[str], told: Sequence[str], which: Sequence[int]
) -> dict[str, str]:
    """Count the flags of the independent scorer over what readers get."""
    found = [set(score.check(source[n], told[n], "en", "pt")) for n in which]
    rows = (*ROWS, ("any hard flag of the independent scorer", score.HARD))
    return {name: str(sum(bool(one & flags) for one in found)) for name, flags in rows}


def _chrf(told: Sequence[str], reference: Sequence[str]) -> str:
    found = sacrebleu.corpus_chrf([plain(one) for one in told], [list(reference)])
    return f"{found.score:.1f}"


if __name__ == "__main__":
    main(sys.argv[1:])
