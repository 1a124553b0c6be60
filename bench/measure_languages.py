"""Measure the rules that know languages in each of them, beside English.

Writes src/polywire/check/measured_languages.toml from the parallel sentences of the
bench: stops of good translations into and out of English, and planted faults that the
rule stops by itself while it is quiet on the good sentence.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

from tests.gates import parallel

from polywire.check.rules import ALL

ROOT = Path(__file__).parents[1]
BENCH = Path(os.environ.get("POLYWIRE_BENCH", ROOT.parent / "shared" / "bench"))
FILE = ROOT / "src" / "polywire" / "check" / "measured_languages.toml"
BOUND = frozenset(
    """
    number-lost number-invented number-order percent currency unit month weekday clock
    incomplete added name place name-order negation-lost negation-added polarity
    critical accusation
    """.split()  # noqa: SIM905  # a table of words is read more easily
)
"""Rules that are right only where the facts about both languages are."""
HEAD = """\
# Written by `python -m bench.measure_languages`; do not edit.
# rule -> language -> stops of the good translations into English and out of it, and
# planted faults that the rule alone stops, into English and out of it. The sentences
# were in view while the facts were made.
"""


def main() -> None:
    """Measure and write the file."""
    # Nothing is measured yet: all rules stop, as they would without this file.
    FILE.write_text("[rules]\n", encoding="utf-8")
    items = parallel.sentences(BENCH / "languages" / "parallel.dev.jsonl")
    false: Counter[tuple[str, str]] = Counter()
    caught: Counter[tuple[str, str]] = Counter()
    for language in parallel.LANGUAGES:
        for pair in ((language, "en"), ("en", language)):
            found = parallel.direction(*pair, items)
            for rule in BOUND:
                false[rule, language] += found.false[rule]
                caught[rule, language] += found.caught[rule]
    text = f"{HEAD}\nsentences = {2 * len(items)}\n\n[rules]\n"
    for rule in sorted({one.name for one in ALL} & BOUND):
        row = ", ".join(
            f"{language} = [{false[rule, language]}, {caught[rule, language]}]"
            for language in parallel.LANGUAGES
        )
        text += f"{rule} = {{ {row} }}\n"
    FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
