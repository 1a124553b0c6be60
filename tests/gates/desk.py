"""A translation desk with the bundled models, for the gates."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from polywire.article import Segment, Translation
from polywire.desk.repair.repair_loop import RepairTools, translate_segments
from polywire.language.text import lexicon
from polywire.language.text.identify import identify
from polywire.translate.engines.firefox import Firefox
from polywire.translate.models import model_folder


@contextmanager
def desk(source: str) -> Iterator[RepairTools]:
    """Open the default engine for a source language, with its dictionary."""
    found = next(f for f in model_folder.bundled() if f.source.startswith(source))
    words = dictionary(source)
    with closing(Firefox(found, children=2)) as engine:
        yield RepairTools((engine,), identifier=identify, lexicon=words)


def dictionary(source: str) -> lexicon.Shortlist:
    """Read the dictionary of the default model for a source language."""
    found = next(f for f in model_folder.bundled() if f.source.startswith(source))
    assert found.shortlist is not None
    return lexicon.read(
        found.shortlist.read_bytes(),
        found.source_vocabulary.read_bytes(),
        found.target_vocabulary.read_bytes(),
    )


def lines(path: Path) -> list[str]:
    """Read lines, without the empty one after the last."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def typographic(text: str) -> str:
    """Write a line as news sites do: curly quotation marks, dashes, an ellipsis."""
    text = re.sub(r"(?<![\w.,!?\"'])\"(?=\S)", "“", text).replace('"', "”")
    text = re.sub(r"(?<![\w.,!?”])'(?=\w)", "‘", text).replace("'", "’")
    return text.replace(" - ", " — ").replace("...", "…")


def plain(text: str) -> str:
    """Write a line as ntrex-dev does, for comparing with its references."""
    for sign, other in ('“"', '”"', "’'", "‘'"):
        text = text.replace(sign, other)
    return text.replace(" — ", " - ").replace("…", "...")


def translate_documents(
    texts: Sequence[str], ids: Sequence[str], room: RepairTools
) -> list[Translation]:
    """Translate lines, article by article; the first of each is its headline."""
    segments: list[Segment] = []
    for _, group in groupby(zip(ids, texts, strict=True), key=lambda row: row[0]):
        for number, (_, text) in enumerate(group):
            part = "headline" if number == 0 else "body"
            segments.append(
                Segment(
                    "headline" if part == "headline" else "body", number, None, text
                )
            )
    done: list[Translation] = []
    starts = [i for i, s in enumerate(segments) if s.part == "headline"]
    for start, end in zip(starts, [*starts[1:], len(segments)], strict=True):
        done += translate_segments(segments[start:end], room)
    return done


def scorer(bench: Path) -> Any:
    """Load the scorer that lies beside the data; it is a script, not a package."""
    path = bench / "translation" / "score.py"
    spec = importlib.util.spec_from_file_location("bench_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_score"] = module
    spec.loader.exec_module(module)
    return module
