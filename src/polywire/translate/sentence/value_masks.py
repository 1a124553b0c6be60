"""Numbers, money, times and telephone numbers: out of a sentence, and back by value."""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from polywire.language.facts import facts, mended, pattern, table
from polywire.language.numbers import money, number_facts, numbers, phones
from polywire.language.numbers.money import Money
from polywire.language.numbers.numbers import Number
from polywire.language.text.tags import base
from polywire.language.time.calendar_names import names
from polywire.translate.sentence.masks import Masks
from polywire.translate.sentence.options import Options

_LARGE_DIGITS = 4
_LONGEST_NUMBER = 15
"""Digits without a separator; more are an account or a code: copied."""
_WESTERN = (10**6, 10**9, 10**12)
"""What engines know the scale words of; below, they know the figures."""
_YEARS = range(1500, 2101)
"""Four digits without a separator that the engine knows as a year: 36 of 36 right."""
_PHONE = re.compile(r"(?<![\w+])\+?\(?\d[\d ()./-]{7,}\d(?!\w)")
_PHONE_DIGITS = 9
_DATE = re.compile(r"(?<![\d.,/-])(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})(?!\d)")
"""Dates in figures: the engine is to copy them."""
_REST = re.compile(r"[\"')\]]*")
_NOON = 12
_DAY_DIGITS = 2
_CLOCK_AFTER = re.compile(r"[:h]\d\d|h\b")
_CLOCK_BEFORE = re.compile(r"\d[:h]$")
_AROUND = 40
"""Characters that hold the name of a month beside a day, and more."""


def mask_codes(text: str, masks: Masks) -> str:
    """Protect telephone numbers and dates in figures."""
    text = _DATE.sub(lambda match: masks.word(match[0]), text)

    def phone(match: re.Match[str]) -> str:
        digits = sum(char.isdigit() for char in match[0])
        is_number = re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", match[0].strip())
        is_list = re.search(r"\d\.\s|\)\s*\(", match[0])
        if digits < _PHONE_DIGITS or is_number or is_list:
            return match[0]
        return masks.word(match[0])

    for short in reversed(phones.find(text)):
        text = text[: short.start] + masks.word(short.text) + text[short.end :]
    return _PHONE.sub(phone, text)


def clock_times(text: str, source: str) -> str:
    """Write "11:20 p.m." as 23:20 and "às 14h30" as 14:30: engines copy those."""
    text = pattern("times", base(source), "halves").sub(_in_24_hours, text)
    return pattern("times", base(source), "hours").sub(
        lambda match: (
            f"{match['at']}{int(match['hour']):02d}:{match['minute'] or '00'}"
        ),
        text,
    )


def _steps_apart(text: str, source: str) -> str:
    """Write "by 130, to 4,070" for "by 130 to 4,070": engines make a "from" of it.

    Ends that lie near each other may be a range: "by 10 to 15 people".
    """
    known: dict[str, str] = facts("numbers", base(source)).get("step", {})
    edits: list[tuple[int, int, str]] = []
    for first, second in pairwise(numbers.find(text, source) if known else ()):
        gap = re.fullmatch(
            rf"((?: [^\W\d]+){{0,2}}) (?:{known['to']}) \D{{0,3}}",
            text[first.end : second.start],
        )
        beside = text[max(0, first.start - _BESIDE) : first.start]
        before = re.search(rf"(?<!\w)(?:{known['by']}) \D{{0,3}}$", beside)
        is_near = first.value < second.value < first.value * _RANGE
        if gap and before and not is_near:
            at = first.end + len(gap[1])
            edits.append((at, at, ","))
    return edited(text, edits)


_BESIDE = 40
"""Characters before a number in which its small words stand."""
_RANGE = 5
"""Times the first end that the second one of a range may be."""


def _in_24_hours(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), match["minute"] or "00"
    if not 1 <= hour <= _NOON:
        return match[0]
    half = match["half"].lower()
    late = f"{_late(hour, half):02d}:{minute}"
    is_last = _REST.fullmatch(match.string, match.end()) is not None
    stop = "." if match["end"] and is_last else ""
    if not match["from"]:
        return late + stop
    first_hour, _, first_minute = re.split(r"([:.])", match["from"] + ":")[:3]
    first = int(first_hour)
    if not 1 <= first <= _NOON:
        return match[0]
    # "11-1 p.m." began in the other half of the day
    is_other = first % _NOON > hour % _NOON
    first_half = {"a": "p", "p": "a"}[half] if is_other else half
    begin = f"{_late(first, first_half):02d}:{first_minute or '00'}"
    return f"{begin}{match['to']}{late}{stop}"


def _late(hour: int, half: str) -> int:
    return hour % _NOON + (_NOON if half == "p" else 0)


def mask(text: str, masks: Masks, *, source: str, target: str, options: Options) -> str:
    """Spell out money and put stand-ins for the numbers that need one."""
    text = _without_crores(_steps_apart(text, source), source)
    amounts = money.find(text, source)
    inside = {amount.number.start for amount in amounts}
    edits: list[tuple[int, int, str]] = [
        (
            amount.start,
            amount.end,
            _spelled(amount, masks, source=source, target=target, options=options),
        )
        for amount in amounts
    ]
    for number in numbers.find(text, source):
        if number.start in inside or not number.figure:
            continue
        if _is_day_or_clock(text, number, source):
            continue
        token = _token(number, masks, target=target, options=options)
        if token is not None:
            end = number.start + len(number.figure)
            edits.append((number.start, end, token))
    return edited(text, edits)


def _without_crores(text: str, language: str) -> str:
    """Write 3 lakh as 300,000 and 40 crore as 400 million: engines know neither."""
    if base(language) != "en":  # the only language that the words below are of
        return text
    scales = table("numbers")["indian"]["scales"]
    found = (
        one
        for one in numbers.find(text, language)
        if any(word in scales for word in one.text.lower().split())
    )
    return edited(
        text, [(one.start, one.end, _western(one.value, language)) for one in found]
    )


def _western(value: Decimal, language: str) -> str:
    words = [many for _, many in number_facts.facts(language).written[1:]]
    scales = reversed(list(zip(words, _WESTERN, strict=True)))
    word, power = next(
        (row for row in scales if value >= row[1] and not value * 100 % row[1]), ("", 1)
    )
    return f"{(value / power).normalize():,f}" + (word and f" {word}")


def _is_day_or_clock(text: str, number: Number, language: str) -> bool:
    """Tell whether a small number is a day beside its month, or half a clock time.

    "347 February" is no date, and the engine would not know 562:00 for a time.
    """
    if not number.figure.isdigit() or len(number.figure) > _DAY_DIGITS:
        return False
    before = text[max(0, number.start - _AROUND) : number.start]
    after = text[number.end : number.end + _AROUND]
    if _CLOCK_AFTER.match(after) or _CLOCK_BEFORE.search(before):
        return True
    beside = [
        *pattern("times", "day", "before").findall(before),
        *pattern("times", "day", "after").findall(after),
    ]
    return any(word.lower() in names(language, "months") for word in beside)


def mask_bare(text: str, masks: Masks, *, source: str, target: str) -> str:
    """Put the figures of a text without words in the target's format: "$1,250"."""
    edits = []
    for number in numbers.find(text, source):
        if not number.figure:
            continue
        token = _token(number, masks, target=target, options=Options())
        if token is not None:
            edits.append((number.start, number.start + len(number.figure), token))
    return edited(text, edits)


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Apply edits from the last to the first; one that overlaps is left out."""
    limit = len(text)
    kept: list[str] = []
    for start, end, new in sorted(edits, reverse=True):
        if end <= limit:
            kept += [text[end:limit], new]
            limit = start
    return "".join([*kept, text[:limit]][::-1])


def _spelled(
    amount: Money, masks: Masks, *, source: str, target: str, options: Options
) -> str:
    number = amount.number
    spelled = money.spell(amount, source)
    if not number.figure:
        return spelled
    token = _token(number, masks, target=target, options=options, is_money=True)
    if token is None:
        return spelled
    return spelled.replace(number.figure, token, 1)


def _token(
    number: Number,
    masks: Masks,
    *,
    target: str,
    options: Options,
    is_money: bool = False,
) -> str | None:
    """Return what stands for the figure of a number; None to leave it."""
    figure = number.figure.lstrip("-−‐")
    sign = "-" if len(figure) < len(number.figure) else ""
    if not figure[0].isdigit() or number.kind == "fraction":
        return _FRACTIONS.get(figure)
    if figure.isdigit() and len(figure) > _LONGEST_NUMBER:
        return sign + masks.word(figure)
    if figure.isdigit() and figure[0] == "0" and len(figure) > _DAY_DIGITS:
        return sign + masks.figure(figure, figure, number.value)  # a code: 0417
    if not _needs_stand_in(figure, options, is_money=is_money):
        return None
    value = abs(number.value / number.scale)
    return sign + masks.figure(number.figure, rewrite(figure, value, target), value)


_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
    "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8",
    "⅞": "7/8",
}  # fmt: skip


def _needs_stand_in(figure: str, options: Options, *, is_money: bool) -> bool:
    if not figure.isascii():
        return True  # figures of another script, or "1½"
    if options.numbers == "none":
        return False
    if options.numbers == "all" or not figure.isdigit():
        return True
    if len(figure) < _LARGE_DIGITS:
        return False
    is_year = len(figure) == _LARGE_DIGITS and int(figure) in _YEARS and not is_money
    return not is_year


def rewrite(figure: str, value: Decimal, target: str) -> str:
    """Write a figure's value in the target's format, grouped as the source did."""
    decimals = _decimals(value)
    separators = sum(not char.isdigit() for char in figure)
    grouped = separators > (1 if decimals else 0)
    return numbers.write(value, target, decimals=decimals, grouped=grouped)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def mend_copied(text: str, original: str, *, source: str, target: str) -> str:
    """Rewrite figures that the engine copied in the source's format."""
    figures = {
        number.figure.lstrip("-−‐"): abs(number.value / number.scale)
        for number in reversed(numbers.find(original, source))
        if number.kind != "fraction"
    }
    for figure, value in reversed(figures.items()):
        if not figure or figure.isdigit() or figure not in text:
            continue
        proper = rewrite(figure, value, target)
        if proper != figure and proper not in text:
            text = re.sub(
                rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)", proper, text
            )
    return text


def sign_money(text: str, original: str, *, source: str, target: str) -> str:
    """Write an amount with a sign where its source did: "US$ 37 bilhões"."""
    wanted = Counter(
        (amount.currency, amount.value)
        for amount in money.find(original, source)
        if amount.number.start > amount.start
    )
    for amount in reversed(money.find(text, target) if wanted else ()):
        key = amount.currency, amount.value
        sign = money.sign(amount.currency, target)
        is_bare = amount.number.start == amount.start and amount.number.figure
        if sign and is_bare and wanted[key]:
            wanted[key] -= 1
            amount_text = text[amount.start : amount.number.end]
            text = text[: amount.start] + sign + amount_text + text[amount.end :]
    return text


_CLOCK_24 = re.compile(r"(?<![\d:.,])(\d\d):(\d\d)(?![\d:])")


def clocks_of(text: str, target: str) -> str:
    """Write 17:00 and 03:20 as news of the target do: "17h", "3h20" in Brazil."""
    sign = table("times")["hour_sign"].get(target)
    if sign:
        return pattern("times", base(target), "printed").sub(
            lambda match: (
                f"{int(match[1])}{sign}{match[2] if match[2] != '00' else ''}"
            ),
            text,
        )
    text = mended(text, "times", base(target))
    return _CLOCK_24.sub(lambda match: f"{int(match[1])}:{match[2]}", text)
