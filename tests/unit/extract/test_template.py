"""Templates: the text of a new article stands where those of known ones stand now."""

from polywire.extract.extract import extract
from polywire.extract.tree import template
from polywire.extract.tree.template import Example

TEASER = (
    "Our reporter spent a night with the keepers of the pass and learned why they "
    "never drive alone, what they eat at three and which bend they all fear most."
)
TEXTS = [
    [
        f"The council of {town} voted on Monday to mend the bridge before the winter.",
        f"The work in {town} will take four months and cost {n} million crowns.",
        f"Boats of {town} wait outside until it can be opened, said the pilots.",
    ]
    for n, town in enumerate(("Dovrin", "Carvel", "Orrin", "Molde"), 2)
]


def page(text: list[str], *, wrap: str = "card") -> str:
    body = "".join(f"<div class={wrap}><p>{one}</p></div>" for one in text)
    teasers = f"<div class=text><p>{TEASER}</p><p>{TEASER[4:]}</p></div>"
    return (
        "<html lang=en><body><div class=tile><h1>Bridge repair</h1></div>"
        f"<div class=grid>{body}</div><div class=tile>{teasers}</div></body></html>"
    )


def examples(count: int, *, text: list[str] | None = None) -> list[Example]:
    return [
        Example(page(one).encode(), "\n\n".join(text or one)) for one in TEXTS[:count]
    ]


def test_what_holds_the_known_texts_holds_a_new_one() -> None:
    found = extract(page(TEXTS[3]), url="https://h.example/a", examples=examples(3))
    assert found.body.split("\n\n") == TEXTS[3]
    assert "template-changed" not in found.doubtful


def test_a_new_page_is_in_doubt_while_the_template_is_not_understood() -> None:
    strange = examples(3, text=["Nothing of this stands on any of the pages now."])
    found = extract(page(TEXTS[3]), url="https://h.example/a", examples=strange)
    assert "template-changed" in found.doubtful


def test_one_page_teaches_nothing() -> None:
    assert template.learn(examples(1)) == frozenset()


def test_what_holds_other_stories_as_well_is_not_learned() -> None:
    mixed = [
        Example(page([*one, TEASER, TEASER[4:]]).encode(), "\n\n".join(one))
        for one in TEXTS
    ]
    assert template.learn(mixed) == frozenset()


def test_a_page_in_the_old_markup_is_read_as_ever() -> None:
    old = page(TEXTS[3], wrap="story-text")
    plain = extract(old, url="https://h.example/a")
    shown = extract(old, url="https://h.example/a", examples=examples(3))
    assert shown.body == plain.body


def test_a_page_that_is_none_teaches_nothing() -> None:
    broken = [Example(b"\x00", "a text"), Example(b"", "a text")]
    assert template.learn(broken) == frozenset()


def test_the_operators_own_rule_goes_first() -> None:
    rules = {"body": ".text p"}
    found = extract(
        page(TEXTS[3]), url="https://h.example/a", examples=examples(3), rules=rules
    )
    assert "a night with the keepers" in found.body
    assert TEXTS[3][0] not in found.body
