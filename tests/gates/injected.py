"""Plants one fault in a good Portuguese translation, as engines and people make them.

Independent of the rules: it cuts and swaps strings and knows none of their data.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from typing import TypeVar

Pair = tuple[str, str]
T = TypeVar("T")
_NAME = re.compile(r"(?<=[a-zà-ú,] )[A-Z][a-z]{3,}\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARKS = '“”"'
_ROUNDS, _ENOUGH = 12, 200
_VERBS = [
    "é",
    "são",
    "foi",
    "eram",
    "foram",
    "era",
    "está",
    "estão",
    "estava",
    "tem",
    "têm",
    "tinha",
    "será",
    "serão",
    "pode",
    "podem",
    "disse",
    "vai",
    "vão",
    "ganhou",
    "perdeu",
    "venceu",
    "anunciou",
    "afirmou",
    "recebeu",
    "fez",
    "quer",
    "precisa",
    "deve",
]
_OPPOSITES = [
    "mais menos", "antes depois", "subiu caiu", "aumentou diminuiu", "aumento redução",
    "ganhou perdeu", "venceu perdeu", "vitória derrota", "começou terminou",
    "primeiro último", "primeira última", "maior menor", "melhor pior", "alto baixo",
    "alta baixa", "norte sul", "leste oeste", "permitir proibir", "aceitou rejeitou",
    "apoio oposição", "comprar vender", "abriu fechou", "aberto fechado", "dentro fora",
    "homem mulher", "homens mulheres", "novo velho", "nova velha", "bom mau", "boa má",
    "forte fraco", "culpado inocente", "preso libertado", "guerra paz", "fácil difícil",
    "público privado", "vida morte", "vivo morto", "sempre nunca", "muitos poucos",
    "muitas poucas", "longo curto", "rápido lento", "grande pequeno", "lucro prejuízo",
    "aumentar reduzir", "subir cair", "ganhar perder", "acima abaixo", "contra pró",
    "após antes", "jovem velho", "filho filha", "pai mãe", "confirmou negou",
    "aprovou rejeitou", "chegou partiu", "entrar sair", "crescimento queda",
]  # fmt: skip
_UNITS = [
    "dólares euros libras reais ienes", "US$ € £ R$", "mph km/h",
    "quilômetros milhas metros pés", "km milhas", "toneladas quilos gramas",
    "anos meses semanas dias horas minutos segundos",
]  # fmt: skip


def plant(
    kind: str, pairs: Sequence[Pair], *, seed: int = 1, most: int = 400
) -> list[Pair]:
    """Return different pairs whose target now holds one fault of this kind.

    Rare kinds go through the pairs again, for other faults in the same sentences.
    """
    rng = random.Random(f"{kind}{seed}")
    order = list(pairs)
    rng.shuffle(order)
    found: dict[Pair, None] = {}
    for _ in range(_ROUNDS):
        for source, target in order:
            made = KINDS[kind](source, target, rng, pairs)
            if made is not None and made != target:
                found[source, made] = None
            if len(found) == most:
                return list(found)
        if len(found) >= _ENOUGH:
            break
    return list(found)


def number(
    source: str, target: str, rng: random.Random, _: Sequence[Pair]
) -> str | None:
    match = _pick(
        rng, [m for m in _NUMBER.finditer(target) if m[0] in _near(source, m[0])]
    )
    if match is None:
        return None
    at = match.start() + rng.choice([i for i, c in enumerate(match[0]) if c.isdigit()])
    digit = rng.choice([d for d in "123456789" if d != target[at]])
    return target[:at] + digit + target[at + 1 :]


def _near(source: str, written: str) -> tuple[str, ...]:
    """Tell whether the source holds the same digits, whatever parts them."""
    digits = re.sub(r"\D", "", written)
    found = {re.sub(r"\D", "", m[0]) for m in _NUMBER.finditer(source)}
    return (written,) if digits in found else ()


def truncation(
    _: str, target: str, __: random.Random, ___: Sequence[Pair]
) -> str | None:
    words = target.split()
    if len(words) < 10:
        return None
    return " ".join(words[: int(len(words) * 0.7)]).rstrip(",;:—") + "."


def loop(_: str, target: str, rng: random.Random, __: Sequence[Pair]) -> str | None:
    words = target.split()
    size = rng.randint(2, 5)
    if len(words) < size + 4:
        return None
    at = rng.randrange(1, len(words) - size)
    again = words[at : at + size] * rng.randint(1, 3)
    return " ".join(words[: at + size] + again + words[at + size :])


def wrong_sentence(
    _: str, target: str, rng: random.Random, pairs: Sequence[Pair]
) -> str | None:
    other = rng.choice(pairs)[1]
    return other if other != target and len(other) > 30 and len(target) > 30 else None


def clause(_: str, target: str, rng: random.Random, __: Sequence[Pair]) -> str | None:
    parts = re.split(r"(?<=[,;:])\s", target)
    fit = [i for i, part in enumerate(parts) if len(part.split()) >= 5]
    if len(parts) < 2 or not fit:
        return None
    drop = rng.choice(fit)
    kept = " ".join(part for i, part in enumerate(parts) if i != drop)
    return (
        kept
        if sum(kept.count(m) for m in _MARKS) == sum(target.count(m) for m in _MARKS)
        else None
    )


def misspelt(
    source: str, target: str, rng: random.Random, _: Sequence[Pair]
) -> str | None:
    name = _pick(rng, list(_names(source, target)))
    if name is None:
        return None
    at = rng.randrange(1, len(name) - 1)
    letter = rng.choice([c for c in "aeiourstlnm" if c != name[at]])
    wrong = rng.choice(
        (
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )
    return re.sub(rf"\b{name}\b", wrong, target, count=1) if wrong != name else None


def swapped(
    source: str, target: str, rng: random.Random, pairs: Sequence[Pair]
) -> str | None:
    name = _pick(rng, list(_names(source, target)))
    other = next(
        (n for _ in range(20) for n in _names(*rng.choice(pairs)) if n not in source),
        None,
    )
    return re.sub(rf"\b{name}\b", other, target, count=1) if name and other else None


def _names(source: str, target: str) -> Iterable[str]:
    """Return names of people that stand once on both sides, beside another name."""
    for match in re.finditer(r"\b[A-Z][a-z]{2,} ([A-Z][a-z]{3,})\b", source):
        name = match[1]
        if match[0] in target and target.count(name) == 1:
            yield name


def negation_lost(
    _: str, target: str, rng: random.Random, __: Sequence[Pair]
) -> str | None:
    match = _pick(rng, list(re.finditer(r"\b[Nn](?:ão|unca) ", target)))
    return None if match is None else target[: match.start()] + target[match.end() :]


def negation_added(
    _: str, target: str, rng: random.Random, __: Sequence[Pair]
) -> str | None:
    verbs = "|".join(_VERBS)
    match = _pick(
        rng, list(re.finditer(rf"(?<=[a-zà-ú] )(?<!não )(?:{verbs})\b", target))
    )
    return (
        None
        if match is None
        else target[: match.start()] + "não " + target[match.start() :]
    )


def polarity(_: str, target: str, rng: random.Random, __: Sequence[Pair]) -> str | None:
    pairs = [tuple(pair.split()) for pair in _OPPOSITES]
    both = [*pairs, *((b, a) for a, b in pairs)]
    rng.shuffle(both)
    for one, other in both:
        if re.search(rf"\b{one}\b", target):
            return re.sub(rf"\b{one}\b", other, target, count=1)
    return None


def unit(_: str, target: str, rng: random.Random, __: Sequence[Pair]) -> str | None:
    choices = [pair for row in _UNITS for pair in permutations(row.split(), 2)]
    rng.shuffle(choices)
    for one, other in choices:
        before = (
            rf"{re.escape(one)} ?(?=\d)"
            if one.endswith(("$", "€", "£"))
            else rf"(?<=\d ){one}\b|(?<=lhões de ){one}\b"
        )
        if re.search(before, target):
            return re.sub(
                before, other + (" " if one.endswith("$") else ""), target, count=1
            )
    return None


def quotation(
    _: str, target: str, rng: random.Random, __: Sequence[Pair]
) -> str | None:
    marks = [i for i, c in enumerate(target) if c in _MARKS]
    if len(marks) < 2:
        return None
    if rng.random() < 0.5:
        return "".join(c for c in target if c not in _MARKS)
    at = rng.choice(marks)
    return target[:at] + target[at + 1 :]


def _pick(rng: random.Random, found: Sequence[T]) -> T | None:
    return rng.choice(found) if found else None


KINDS: dict[str, Callable[[str, str, random.Random, Sequence[Pair]], str | None]] = {
    "number": number,
    "truncation": truncation,
    "loop": loop,
    "wrong sentence": wrong_sentence,
    "clause dropped": clause,
    "name misspelt": misspelt,
    "name swapped": swapped,
    "negation lost": negation_lost,
    "negation added": negation_added,
    "polarity flipped": polarity,
    "currency or unit swapped": unit,
    "quotation lost": quotation,
}
