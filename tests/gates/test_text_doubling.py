"""No rule about text runs away on a hostile page: twice the text, about twice the time.

Every public function that is handed a text is called with long rows of all kinds of
units; the few that are not are named with their reason.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from tests.gates.clock import seconds, shares

import polywire.language
from polywire.check import quotes
from polywire.check.judge import LONGEST_SIDE, check_segment
from polywire.check.rule import Pair
from polywire.check.rules import ALL
from polywire.desk.repair import repair_loop
from polywire.language.names import whole_names
from polywire.language.numbers.number_facts import facts
from polywire.language.text.words import fold, words
from polywire.language.time import written_dates
from polywire.translate.sentence import prepare, value_masks
from polywire.translate.sentence.masks import Masks, find_tokens
from polywire.translate.sentence.options import Options
from polywire.translate.servers import no_translation

pytestmark = pytest.mark.timeout(600)

SHORT = 4_000
RATIO = 2.6
# Under this, the clock of a busy machine says nothing.
SLOW_SECONDS = 0.1
LIMIT, LIMIT_OF_A_PAIR = 40, 25
"""Times a loop of a million empty turns, 0.02 to 0.04 s; 29 and 14 were measured, of
2,700 amounts in one sentence."""
UNITS = (
    "1", "1 ", "1,", "9.", "1/2/", "((1", "10:10:", "1.000.", "No. 1 ", "1-2 ", "12-",
    "50% ", "3rd ", "½", "١٢٣ ", "1:1 ", "5m ", "G20 ", "XQ1X ", "+1 555 123-4567 ",
    "3 million ", "two ", "one hundred ", "thousand ", "half a ", "$5 ", "US$", "€ ",
    "5 May 2020 ", "Monday ", "last week ", "12 a.m. ", "às 14h ", "a@", "a@b.c ",
    "http://", "http://a.b/c ", "http://a.b/c))", "www.", "@a ", "#1", "a.b.c.", "a-b-",
    "x.", "!?", "...", "Mr. ", "Go. ", "i.e. ", '"a" ', "“a” ", "“", "”", "«", "«a» ",
    "'", "' ", " 'a", "‘x’ ", "s' ", "(a", "(em ", "[", "<a>", "- ", "-", "—a", "— ",
    "–", "a", "A", "é", "Ж", "国", "。", "、国", "a ", "no no ", "not ", "nada ", "не ",
    "said ", "killed ", "e ", "and ", ", and ", "Anna Smith ", "Иван Петров ", "A-B ",
    "New York ", " ", "\t", "\n", "\u00a0", "\u200b", "\u200f", "e\u0301", "😀", "\ue000",
)  # fmt: skip

LANGUAGES = ("en", "pt", "ru")
TEXTS = frozenset({"text", "word", "name", "form", "sentence", "said"})
NOT_OF_A_TEXT = {
    "places.all_forms": "a table of two languages",
    "facts.table": "the name of a data file",
    "facts.facts": "the name of a data file",
    "facts.languages": "the name of a data file",
    "facts.every": "the name of a data file",
    "facts.pattern": "the name of a data file",
    "facts.mended": "the name of a data file",
    "polarity.stems": "the name of a data file",
    "relative_dates.resolve": "numbers, not words",
    "tags.name": "a language tag",
}


def named(language: str, name: str, text: str) -> Any:
    """Return what a parameter of that name is given; raises KeyError."""
    if name in TEXTS:
        return text
    other = "pt" if language == "en" else "en"
    made: dict[str, Callable[[], Any]] = {
        "language": lambda: language,
        "source": lambda: language,
        "target": lambda: other,
        "texts": lambda: [text],
        "words": lambda: [fold(word) for word in words(text)],
        "written": lambda: words(text),
        "candidates": lambda: ["en", "pt"],
        "anchor": lambda: datetime(2026, 5, 5, tzinfo=UTC),
        "known": lambda: facts(language),
        "known_words": lambda: frozenset(words(text)),
        "months": lambda: written_dates.english_month,
        "taken": lambda: (),
        "stressed": lambda: frozenset("толст"),
        "gender": lambda: "femn",
        "other": lambda: text,
        "office": lambda: "deputy",
        "other_language": lambda: other,
        "start": lambda: 0,
        "end": lambda: 0,
        "original": lambda: text,
        "languages": lambda: ("en", "pt"),
        "told": lambda: text,
        "is_name": lambda: str.isdigit,
        "knows": lambda: str.isalpha,
    }
    return made[name]()


def called(function: Callable[..., Any], language: str, text: str) -> None:
    parameters = inspect.signature(function).parameters.values()
    wanted = [one.name for one in parameters if one.default is one.empty]
    made = function(**{name: named(language, name, text) for name in wanted})
    if isinstance(made, Iterator):
        list(made)


def of_language() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Yield the public functions of ``language`` that are handed a text."""
    package = polywire.language
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        short = found.name.rpartition(".")[2]
        for name, function in vars(importlib.import_module(found.name)).items():
            is_own = getattr(function, "__module__", "") == found.name
            if name.startswith("_") or not is_own or inspect.isclass(function):
                continue
            if not callable(function) or f"{short}.{name}" in NOT_OF_A_TEXT:
                continue
            parameters = set(inspect.signature(function).parameters)
            if parameters & (TEXTS | {"texts", "words", "written"}):
                alone = "zh" if short == "hanzi" else "ru"
                for language in LANGUAGES if "language" in parameters else (alone,):
                    call = partial(called, function, language)
                    yield f"{short}.{name} {language}", call


def there_and_back(text: str) -> None:
    options = Options(numbers="all", split=True)
    made = prepare.prepare(
        text, gate=None, source="en", target="pt-BR", options=options
    )
    made.restore(made.sentences)


PAIR = {"source": "en", "target": "pt-BR"}
OTHERS: dict[str, Callable[[str], object]] = {
    "quotes.read": quotes.read,
    "quotation.close": lambda text: repair_loop.close(text, text),
    "answers.fault": lambda text: no_translation.fault(text, f"{text}a", "en", "pt"),
    "whole_names.halved": lambda text: list(
        whole_names.halved(text, text, ("en", "pt"), lambda word: frozenset({word}))
    ),
    "figures.mask_codes": lambda text: value_masks.mask_codes(text, Masks()),
    "figures.clock_times": lambda text: value_masks.clock_times(text, "en"),
    "figures.clocks_of": lambda text: value_masks.clocks_of(text, "pt-BR"),
    "figures.mend_copied": lambda text: value_masks.mend_copied(text, text, **PAIR),
    "figures.sign_money": lambda text: value_masks.sign_money(text, text, **PAIR),
    "masks.find_tokens": find_tokens,
    "splitting.pieces": lambda text: prepare.pieces(text, split=True),
    "prepare and restore": there_and_back,
}
FUNCTIONS = dict(of_language()) | OTHERS


def fresh(function: Callable[[str], object], text: str, number: int) -> float:
    """Return the processor's time of a call that no cache answers."""
    return seconds(partial(function, text[:-1] + "vwxyz"[number]))


def loop() -> None:
    for _ in range(1_000_000):
        pass


def in_loops(function: Callable[[str], object], text: str) -> float:
    """Return what a call costs beside an empty loop, in the middle of three."""
    numbers = iter(range(3))
    return shares(loop, lambda: fresh(function, text, next(numbers)), rounds=3)[0]


def more_than_twice(function: Callable[[str], object], text: str) -> float:
    """Return the seconds by which twice the text takes more than it may, in the middle."""
    turns = [
        fresh(function, text * 2, number) - RATIO * fresh(function, text, number)
        for number in range(5)
    ]
    return statistics.median(turns)


def test_there_are_functions_to_judge() -> None:
    print(f"\n{len(FUNCTIONS)} functions, {len(UNITS)} units")
    assert len(FUNCTIONS) > 90
    assert {name.split()[0] for name in FUNCTIONS} >= {
        "money.find", "numbers.find", "names.find", "sentences.split", "typography.plain",
        "negation.count", "phones.find", "codes.find", "dates.clocks", "cast.read",
    }  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_takes_time_in_line_with_its_text(name: str) -> None:
    function = FUNCTIONS[name]
    function("warm up: 1 of 2. ")
    for unit in UNITS:
        short = (unit * SHORT)[:SHORT]
        if fresh(function, short * 2, 0) > SLOW_SECONDS:
            assert more_than_twice(function, short) < SLOW_SECONDS, unit
            assert in_loops(function, short * 2) < LIMIT, unit


def checked(text: str) -> None:
    check_segment(Pair(text, text, "en", "pt-BR"), ALL)


@pytest.mark.parametrize("unit", UNITS)
def test_no_pair_takes_long_to_check(unit: str) -> None:
    for size in (LONGEST_SIDE, 20_000):
        text = (unit * size)[:size]
        if fresh(checked, text, 0) > SLOW_SECONDS:
            assert in_loops(checked, text) < LIMIT_OF_A_PAIR
