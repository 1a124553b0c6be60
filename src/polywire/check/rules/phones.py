"""The rule about telephone numbers: digit for digit, however they are grouped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from polywire.article import Severity
from polywire.check.rule import Example, Fault, Pair, Rule
from polywire.language.numbers import phones
from polywire.language.numbers.phones import Phone

_TRUNK = "0"
"""What national forms begin with and international ones leave out."""
_LONGEST_COUNTRY = 3


def _phone(pair: Pair) -> Iterable[Fault]:
    said = pair.left.phones
    if not said:
        return
    told = pair.right.phones
    runs = phones.groups(pair.target)
    for phone in said:
        if _stands(phone.digits, runs):
            continue
        if any(one.digits == phone.digits or _is_same(phone, one) for one in told):
            continue
        if any(_is_same(one, phone) for one in told if not one.is_international):
            evidence = f"{phone.text} lost its country code"
            yield Fault(evidence, Severity.DOUBT)
        else:
            yield Fault(f"{phone.text} is missing or has other digits")


def _stands(digits: str, runs: tuple[str, ...]) -> bool:
    """Tell whether runs of digits that follow each other give just these digits."""
    for start in range(len(runs)):
        joined = ""
        for run in runs[start:]:
            joined += run
            if joined in {digits, f"00{digits}"}:
                return True
            if len(joined) > len(digits):
                break
    return False


def _is_same(home: Phone, abroad: Phone) -> bool:
    """Tell whether one is the other with a country code in place of the first 0."""
    if home.is_international or not abroad.is_international:
        return False
    bare = re.sub(rf"^{_TRUNK}+", "", home.digits)
    code = len(abroad.digits) - len(bare)
    return abroad.digits.endswith(bare) and 1 <= code <= _LONGEST_COUNTRY


RULES = (
    Rule(
        "phone",
        Severity.STOP,
        "A telephone number is missing or has other digits.",
        Example("Write to us or call 020 7946 0958.", "Ligue para 020 7946 0985."),
        _phone,
    ),
)
