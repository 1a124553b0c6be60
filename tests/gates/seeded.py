"""Sentences with numbers whose values are known: made, not read.

Independent of the code that reads numbers: for each value it writes the source form
and the forms in which a translation may hold it, as patterns of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import permutations

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "pt": [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
}
WORDS = {
    "en": [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ],
    "pt": [
        "zero",
        "um|uma",
        "dois|duas",
        "três",
        "quatro",
        "cinco",
        "seis",
        "sete",
        "oito",
        "nove",
        "dez",
    ],
}
SIGNS = {"en": (",", "."), "pt": (".", ",")}
# Currency: forms before the number in the source, then what the target may say
# before and after it.
MONEY = {
    "USD": (("$", "US$"), r"US\$ ?|\$ ?", r" ?(?:dólares|dollars)(?: americanos)?"),
    "EUR": (("€",), r"€ ?|EUR ?", r" ?(?:€|euros?)"),
    "GBP": (
        ("£",),
        r"£ ?|GBP ?",
        r" ?(?:£|libras?(?: esterlinas)?|pounds?(?: sterling)?)",
    ),
    "BRL": (("R$ ",), r"R\$ ?", r" ?(?:reais|real)"),
    "JPY": (("¥",), r"¥ ?|JP¥ ?", r" ?(?:ienes?|yens?|¥)"),
    "RUB": (("₽",), r"₽ ?|RUB ?", r" ?(?:rublos?|roubles?|rubles?|₽)"),
    "UAH": (("₴",), r"₴ ?|UAH ?", r" ?(?:hryvnias?|grívnias?|hrivnas?|hryvnas?|₴)"),
    "CHF": (("CHF ",), r"CHF ?", r" ?(?:francos?(?: suíços)?|(?:Swiss )?francs?|CHF)"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and, for each of its values, the patterns that keep it."""

    text: str
    values: tuple[str, ...]


@dataclass(slots=True)
class Maker:
    """Writes values in one language and says how the other may write them."""

    source: str
    target: str
    rng: random.Random
    values: list[str] = field(default_factory=list)

    def sentence(self) -> Sentence:
        self.values = []
        template = self.rng.choice(TEMPLATES[self.source])
        text = re.sub(r"\{(\w+)\}", lambda m: KINDS[m[1]](self), template)
        return Sentence(text[:1].upper() + text[1:], tuple(self.values))

    def written(self, value: int, decimals: int = 0, language: str = "") -> str:
        """Write value / 10**decimals with the separators of a language."""
        group, point = SIGNS[language or self.source]
        whole, part = divmod(value, 10**decimals)
        text = f"{whole:,}".replace(",", group)
        return f"{text}{point}{part:0{decimals}d}" if decimals else text

    def forms(self, value: int, decimals: int = 0) -> str:
        """Return a pattern of the ways to write a value in the target."""
        found = [re.escape(self.written(value, decimals, self.target))]
        plain = str(value)
        if not decimals:
            group = SIGNS[self.target][0]
            if len(plain) == 4:
                found.append(plain)
            found.append(
                re.escape(self.written(value, 0, self.target).replace(group, "\u00a0"))
            )
            if value <= 10:
                found.append(f"(?:{WORDS[self.target][value]})")
            found += self.scaled(value)
        return rf"(?<![\d.,:h])(?<!\d-)(?:{'|'.join(found)})(?!\d|[.,:h-]\d)"

    def scaled(self, value: int) -> list[str]:
        """Write round values with a word: 45.000 is 45 mil, 2,500,000 is 2.5 million."""
        names = {
            "en": ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")),
            "pt": (
                (10**9, "bilh(?:ão|ões)"),
                (10**6, "milh(?:ão|ões)"),
                (10**3, "mil"),
            ),
        }[self.target]
        found = []
        for size, name in names:
            if value >= size and value % (size // 10) == 0:
                tenths = value // (size // 10)
                decimals = 0 if tenths % 10 == 0 else 1
                number = tenths // 10 if not decimals else tenths
                found.append(
                    rf"{re.escape(self.written(number, decimals, self.target))} {name}"
                )
        return found

    def keep(self, pattern: str) -> None:
        self.values.append(pattern)


def number(make: Maker) -> str:
    digits = make.rng.randint(1, 9)
    value = make.rng.randint(max(2, 10 ** (digits - 1)), 10**digits - 1)
    if make.rng.random() < 0.2 and value >= 1000:
        value -= value % 1000
    make.keep(make.forms(value))
    return make.written(value)


def small(make: Maker) -> str:
    value = make.rng.randint(11, 980)
    make.keep(make.forms(value))
    return make.written(value)


def decimal(make: Maker) -> str:
    value = make.rng.randint(11, 9999)
    decimals = make.rng.choice((1, 1, 2))
    make.keep(make.forms(value, decimals))
    return make.written(value, decimals)


def percent(make: Maker) -> str:
    decimals = make.rng.choice((0, 0, 1, 2))
    value = make.rng.randint(2, 99) if not decimals else make.rng.randint(2, 4000)
    sign = make.rng.choice(
        {"en": ("%", "%", " percent", " per cent"), "pt": ("%", "%", " por cento")}[
            make.source
        ]
    )
    make.keep(make.forms(value, decimals) + r" ?(?:%|por cento|per ?cent)")
    return make.written(value, decimals) + sign


def money(make: Maker) -> str:
    code = make.rng.choice(sorted(MONEY))
    before, sign, after = MONEY[code]
    scale = make.rng.choice(("", "", "million", "billion", "bn", "m"))
    if not scale:
        value = make.rng.choice(
            (make.rng.randint(2, 999), make.rng.randint(1000, 9_999_999))
        )
        shown, amount = make.written(value), make.forms(value)
    else:
        decimals = make.rng.choice((0, 1))
        value = make.rng.randint(2, 980)
        value += decimals * (value % 10 == 0)
        size, names = _scale(make, scale)
        glue = "" if names[0] in {"bn", "m"} else " "
        shown = make.written(value, decimals) + glue + names[0]
        full = value * size // 10**decimals
        word = {"en": r"(?:m|b)illion", "pt": r"(?:m|b)ilh(?:ão|ões)"}[make.target]
        word = word.replace("(?:m|b)", "m" if size == 10**6 else "b")
        bare = re.escape(make.written(value, decimals, make.target))
        amount = rf"{make.forms(full)}|(?<![\d.,]){bare} {word}"
    make.keep(rf"(?:(?:{sign})(?:{amount})|(?:{amount})(?: de)?(?:{after}))")
    return make.rng.choice(before) + shown


def _scale(make: Maker, scale: str) -> tuple[int, tuple[str, ...]]:
    size = 10**6 if scale in {"million", "m"} else 10**9
    if make.source == "en":
        return size, (scale,)
    return size, ("milhões" if size == 10**6 else "bilhões",)


def clock(make: Maker) -> str:
    hour, minute = make.rng.randint(1, 12), make.rng.choice((0, 0, 5, 15, 20, 40, 45))
    is_late = make.rng.random() < 0.5
    day = (hour % 12) + 12 * is_late
    half = "p.m." if is_late else "a.m."
    words = (
        r"da tarde|da noite|p\.?m\.?|in the (?:afternoon|evening)|at night"
        if is_late
        else r"da manhã|da madrugada|da noite|a\.?m\.?|in the morning"
    )
    minutes = rf"(?:[:h.]{minute:02d})" + ("?(?![:h]\\d)" if not minute else "")
    make.keep(
        rf"(?<![\d.,:])(?:0?{day}(?:{minutes}) ?(?:h|horas|hours|min)?(?! ?[ap]\.?m)(?! da (?:tarde|noite))"
        rf"|0?{day % 12 or 12}{minutes} ?(?:h|horas)? ?(?:{words})"
        + (r"|(?:meio-dia|noon|midday)" if (day, minute) == (12, 0) else "")
        + (r"|(?:meia-noite|midnight)" if (day, minute) == (0, 0) else "")
        + rf"|0?{day}{minutes} ?(?:h|horas)? ?(?:{words}))(?!\d)"
    )
    if make.source == "en":
        shown = f"{hour}:{minute:02d}" if minute else str(hour)
        return f"{shown} {half}"
    return f"{day}h{minute:02d}" if minute else f"{day}h"


def date(make: Maker) -> str:
    day, month = make.rng.randint(2, 28), make.rng.randint(0, 11)
    year = make.rng.choice((None, make.rng.randint(1921, 2031)))
    name = MONTHS[make.target][month]
    tail = rf"(?:,? (?:de )?{year})" if year else ""
    d = rf"(?<!\d){day}(?:st|nd|rd|th|º)?"
    make.keep(rf"(?:{d}(?: de| of)? {name}{tail}|{name} {d}{tail})(?!\d)")
    if make.source == "pt":
        return f"{day} de {MONTHS['pt'][month]}" + (f" de {year}" if year else "")
    if make.rng.random() < 0.5:
        return f"{day} {MONTHS['en'][month]}" + (f" {year}" if year else "")
    return f"{MONTHS['en'][month]} {day}" + (f", {year}" if year else "")


def score(make: Maker) -> str:
    a, b = make.rng.randint(0, 9), make.rng.randint(0, 9)
    make.keep(rf"(?<!\d){a} ?(?:-|–|a|x|to) ?{b}(?!\d)")
    return f"{a}-{b}"


def between(make: Maker) -> str:
    low = make.rng.randint(2, 900)
    high = low + make.rng.randint(2, 4000)
    make.keep(make.forms(low))
    make.keep(make.forms(high))
    join = {"en": "between {} and {}", "pt": "entre {} e {}"}[make.source]
    return join.format(make.written(low), make.written(high))


def span(make: Maker) -> str:
    low = make.rng.randint(10, 60)
    high = low + make.rng.randint(2, 39)
    make.keep(rf"(?<!\d){low} ?(?:-|–|a|to|e|and) ?{high}(?!\d)")
    return f"{low}-{high}"


KINDS: dict[str, Callable[[Maker], str]] = {
    "number": number,
    "small": small,
    "decimal": decimal,
    "percent": percent,
    "money": money,
    "clock": clock,
    "date": date,
    "score": score,
    "between": between,
    "span": span,
}

TEMPLATES = {
    "en": [
        "The ministry said {number} people had left the region.",
        "At least {number} houses were damaged, {small} of them seriously.",
        "The company reported a loss of {money}, compared with {money} a year earlier.",
        "Rents rose by {percent} in the first quarter, the agency said.",
        "The fine of {money} was cut to {money} on appeal.",
        "Turnout was {percent}, against {percent} in the last election.",
        "The train leaves at {clock} and arrives at {clock} the following day.",
        "The trial begins on {date}, the court said.",
        "The home side won {score} on Sunday in front of {number} fans.",
        "The vote was {span}, officials said.",
        "Prices went from {money} to {money} in two years.",
        "The bridge is {decimal} kilometres long and cost {money}.",
        "Police seized {number} cigarettes and {money} in cash.",
        "He was born on {date} in a village of {number} people.",
        "The budget grew by {percent} to {money}.",
        "Rescue teams expect {between} people to return this week.",
        "The number of applications fell from {number} to {number}.",
        "The museum, which opened on {date}, had {number} visitors last year.",
        "The shares closed at {decimal} points, down {percent} on the day.",
        "The match ended {score} after extra time.",
        "The meeting starts at {clock} on {date}.",
        "The storm left {number} homes without power, the mayor said.",
        "Workers aged {span} will receive {money} a month.",
        "The temperature fell by {decimal} degrees at {clock}.",
        "The charity has raised {money} from {number} donors since {date}.",
    ],
    "pt": [
        "O ministério disse que {number} pessoas deixaram a região.",
        "Pelo menos {number} casas foram danificadas, {small} delas gravemente.",
        "A empresa teve prejuízo de {money}, contra {money} um ano antes.",
        "Os aluguéis subiram {percent} no primeiro trimestre, disse a agência.",
        "A multa de {money} foi reduzida para {money}.",
        "A participação foi de {percent}, contra {percent} na última eleição.",
        "O trem parte às {clock} e chega às {clock} do dia seguinte.",
        "O julgamento começa em {date}, informou o tribunal.",
        "O time da casa venceu por {score} no domingo diante de {number} torcedores.",
        "Os preços passaram de {money} para {money} em dois anos.",
        "A ponte tem {decimal} quilômetros e custou {money}.",
        "A polícia apreendeu {number} cigarros e {money} em dinheiro.",
        "Ele nasceu em {date} em uma aldeia de {number} habitantes.",
        "O orçamento cresceu {percent} e chegou a {money}.",
        "As equipes esperam que {between} pessoas voltem nesta semana.",
        "O número de pedidos caiu de {number} para {number}.",
        "O museu, inaugurado em {date}, recebeu {number} visitantes no ano passado.",
        "O jogo terminou em {score} depois da prorrogação.",
        "A reunião começa às {clock} de {date}.",
        "A tempestade deixou {number} casas sem luz, disse o prefeito.",
        "A temperatura caiu {decimal} graus às {clock}.",
        "A entidade arrecadou {money} de {number} doadores desde {date}.",
    ],
}


def sentences(source: str, target: str, count: int, seed: int) -> list[Sentence]:
    """Make so many sentences, always the same ones for a seed."""
    make = Maker(source, target, random.Random(seed))
    return [make.sentence() for _ in range(count)]


def faults(sentence: Sentence, told: str) -> list[str]:
    """Return the values that a translation does not hold, and digits it should not.

    The values may be found in any order; the kindest reading counts.
    """
    readings = (_faults(order, told) for order in permutations(sentence.values))
    return min(readings, key=len, default=[])


def _faults(patterns: Sequence[str], told: str) -> list[str]:
    rest = told.replace("\u202f", "\u00a0")
    missing = []
    for pattern in patterns:
        found = re.search(pattern, rest, re.IGNORECASE)
        if found:
            rest = rest[: found.start()] + " # " + rest[found.end() :]
        else:
            missing.append(pattern)
    if re.search(r"\d", rest):
        missing.append(f"left over: {rest}")
    return missing
