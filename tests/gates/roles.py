"""Invented sentences of crime, court and war, and the same with the roles swapped.

The engine's own translation of the swapped sentence stands for the fault: fluent, and
with the wrong one as the victim. Independent of the rules: it knows none of their data.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

_NOUNS = [
    ("the soldier", "the farmer"),
    ("the policeman", "the driver"),
    ("the teacher", "the student"),
    ("the rebels", "the army"),
    ("the doctor", "the patient"),
    ("the guard", "the prisoner"),
    ("the nurse", "the judge"),
    ("the husband", "the neighbour"),
    ("the protesters", "the police"),
    ("the journalist", "the minister"),
    ("the teenager", "the shopkeeper"),
    ("the gunman", "the lawyer"),
]
_NAMES = [
    ("Marta Olsen", "Pavel Novak"),
    ("Imre Halasz", "Tomas Reed"),
    ("Dario Venn", "Lucia Prado"),
    ("Anton Brusk", "Helga Tamm"),
    ("Omar Sefton", "Nadia Krell"),
    ("Viktor Lund", "Rosa Almada"),
]
_PLACES = ["Norvale", "Karelton", "Ostmark", "Velden"]
_NATIONS = [("Norvale", "Karelton"), ("Ostmark", "Velden"), ("Brellia", "Tarvonia")]
_VERBS = [
    "killed",
    "shot",
    "attacked",
    "accused",
    "sued",
    "kidnapped",
    "threatened",
    "stabbed",
    "arrested",
    "injured",
]
_WAR = ["attacked", "invaded", "bombed", "defeated", "accused"]
_FRAMES = [
    "{a} {verb} {b} on Monday.",
    "Police said that {a} {verb} {b} near the harbour of {place}.",
    "Witnesses told the court that {a} {verb} {b} after a long quarrel.",
    "{a} {verb} {b} two years ago, the prosecutor said.",
    "According to the report, {a} {verb} {b} in front of a school.",
    "The trial began after {a} {verb} {b} in {place}.",
]


def sentences(count: int, seed: int = 7) -> list[tuple[str, str]]:
    """Return sentences, each with the same one in which the two changed roles."""
    rng = random.Random(seed)
    found: dict[str, str] = {}
    while len(found) < count:
        pairs, verbs = rng.choice(_KINDS)
        one, other = rng.sample(rng.choice(pairs), 2)
        frame, verb, place = (
            rng.choice(_FRAMES),
            rng.choice(verbs),
            rng.choice(_PLACES),
        )
        said = _written(frame, one, other, verb, place)
        found[said] = _written(frame, other, one, verb, place)
    return list(found.items())


_KINDS: Sequence[tuple[Sequence[tuple[str, str]], Sequence[str]]] = (
    (_NOUNS, _VERBS),
    (_NAMES, _VERBS),
    (_NATIONS, _WAR),
)


def _written(frame: str, a: str, b: str, verb: str, place: str) -> str:
    text = frame.format(a=a, b=b, verb=verb, place=place)
    return text[0].upper() + text[1:]
