"""What may be changed in a file: each kind of change, and what is left alone."""

import ast
from pathlib import Path

import pytest
from tests.mutants.mutate import mutants

SOURCE = Path("src/polywire/check/judge.py")


def changes(text: str) -> set[tuple[str, str]]:
    return {(one.was, one.became) for one in mutants("a.py", text)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a < b", {("a < b", "a <= b")}),
        ("a is None", {("a is None", "a is not None")}),
        ("x = not a", {("not a", "a")}),
        ("x = 3", {("3", "4")}),
        ("x = True", {("True", "False")}),
        ("x = a + b", {("a + b", "a - b")}),
        ("x -= y", {("x -= y", "x += y")}),
        ("x = a and b", {("a and b", one) for one in ("a or b", "a", "b")}),
        ("x = a if b else c", {("b", "not b")}),
        ("x = [a for a in b if c]", {("if c", "nothing")}),
        ("x = {'a', 'b'}", {("'a'", "nothing"), ("'b'", "nothing")}),
        ("x = {'a': b}", {("'a': b", "nothing")}),
        ("x = (*a, *b)", {("*a", "nothing"), ("*b", "nothing")}),
        ("x = Severity.STOP", {("Severity.STOP", "Severity.DOUBT")}),
        ("f(a)", {("f(a)", "pass")}),
        ("def f():\n  yield a", {("yield a", "pass")}),
        ("def f():\n  raise A('b' + c)", {("raise A('b' + c)", "pass")}),
        (
            "def f():\n  if a:\n    return b\n  return c",
            {("a", "not a"), ("return b", "pass")},
        ),
        ("for a in b:\n  break", {("break", "continue")}),
    ],
    ids=lambda value: value.split("\n")[-1].strip() if isinstance(value, str) else "",
)
def test_a_place_is_changed_in_every_way_that_a_test_could_mind(
    text: str, wanted: set[tuple[str, str]]
) -> None:
    # an expression that stands alone may be left out as well
    assert changes(text) - {(text, "pass")} == wanted - {(text, "pass")}


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""',
        "import a.b",
        "def f(a: Literal[1, 2] = b) -> tuple[int, 3]:\n  return a",
        "@decorated(slots=True)\nclass A(b[1]):\n  c: d[4]",
        "if TYPE_CHECKING:\n  x = 1",
        "log.info('read', number=3 + 4)",
        "x = f'{a + 1:>3}'",
        "x = a, 'b'",
        "x, y = y, x",
    ],
)
def test_what_no_behaviour_shows_is_left_alone(text: str) -> None:
    assert changes(text) == set()


def test_each_mutant_is_another_program_with_one_place_changed() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    clean = ast.unparse(ast.parse(text))
    made = [one.applied(text) for one in mutants(str(SOURCE), text)]
    assert len(made) > 30
    for one in made:
        compile(one, str(SOURCE), "exec")
        assert one != clean
    assert all(text == SOURCE.read_text(encoding="utf-8") for _ in made)


def test_a_mutant_says_where_it_is() -> None:
    (one,) = mutants("a.py", "class A:\n\n  def f(self):\n    return b < c")
    assert (one.file, one.line, one.where) == ("a.py", 4, "A.f")
    assert one.key == ("a.py", "A.f", "b < c", "b <= c")
