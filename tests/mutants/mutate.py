"""What may be changed in a file, one place at a time.

Knows Python's grammar and nothing of tests. Types, imports, decorators, docstrings
and log lines are left alone: no test of behaviour could mind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

T = TypeVar("T")

_BOUNDS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_NEIGHBOURS: Final = {
    "STOP": "DOUBT",
    "DOUBT": "NOTE",
    "NOTE": "DOUBT",
    "OK": "DOUBT",
    "FULL": "EXCERPT",
    "EXCERPT": "FULL",
    "LINK": "EXCERPT",
    "WITHHOLD": "LINK",
    "WITHHELD": "PENDING",
    "PUBLISHED": "PUBLISHED_PARTLY",
    "PUBLISHED_PARTLY": "PUBLISHED",
    "WITHDRAWN": "PENDING",
}
"""Members of our enumerations and what one may be taken for."""
_SPEAKERS: Final = frozenset({"log", "logger", "print"})


Path = tuple[str | int, ...]
"""The way from a module to a node: names of fields and places in lists."""
_Change = tuple[Path, str, str, ast.AST]
"""Where below a node, what was there, what it becomes, and the node that does it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file."""

    file: str
    line: int
    where: str
    """Class and function, or "" at the top of the module."""
    was: str
    became: str
    path: Path
    node: ast.AST

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names this change as long as its line stays the same."""
        return self.file, self.where, self.was, self.became

    def applied(self, text: str) -> str:
        """Return the file with the change; comments are lost, nothing else."""
        tree = ast.parse(text)
        *way, last = self.path
        holder: object = tree
        for step in way:
            holder = _step(holder, step)
        if isinstance(holder, list):
            holder[int(last)] = self.node
        else:
            setattr(holder, str(last), self.node)
        return ast.unparse(ast.fix_missing_locations(tree))


def mutants(file: str, text: str) -> list[Mutant]:
    """Return every mutant of a file, from top to bottom."""
    found = _below(ast.parse(text), (), "", file)
    return sorted(found, key=lambda one: (one.line, one.was, one.became))


def _step(holder: object, step: str | int) -> object:
    if isinstance(step, int):
        assert isinstance(holder, list)
        return holder[step]
    return getattr(holder, step)


def _below(node: ast.AST, path: Path, where: str, file: str) -> Iterator[Mutant]:
    """Walk what may be changed below a node, with the way to each place."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        where = f"{where}.{node.name}".lstrip(".")
    for name, at, child in _children(node):
        way = (*path, name) if at is None else (*path, name, at)
        line = getattr(child, "lineno", getattr(node, "lineno", 1))
        for more, was, became, other in _changes(child, node, name):
            yield Mutant(file, line, where, was, became, (*way, *more), other)
        if not isinstance(child, ast.Raise | ast.Assert | ast.JoinedStr):
            yield from _below(child, way, where, file)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "bases"}:
            continue
        here = enumerate(value) if isinstance(value, list) else ((None, value),)
        for at, child in here:
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                yield name, at, child


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _speaks(node.value)
    if isinstance(node, ast.If):
        return _line(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}
    if isinstance(node, ast.Subscript):
        return _line(node.value) == "Literal"
    return isinstance(node, ast.Import | ast.ImportFrom)


def _speaks(node: ast.AST) -> bool:
    """Tell whether an expression only writes a line into the log."""
    if not isinstance(node, ast.Call):
        return False
    names = {n.id for n in ast.walk(node.func) if isinstance(n, ast.Name)}
    return not _SPEAKERS.isdisjoint(names)


def _changes(node: ast.AST, parent: ast.AST, field: str) -> Iterator[_Change]:
    """Return what one node may become."""
    if isinstance(node, ast.stmt):
        yield from _of_statement(node, parent)
    if isinstance(node, ast.If | ast.While | ast.IfExp) and not _turns(node.test):
        negated = ast.UnaryOp(ast.Not(), node.test)
        yield ("test",), _line(node.test), _line(negated), negated
    if isinstance(node, ast.List | ast.Set | ast.Tuple | ast.Dict | ast.comprehension):
        yield from _shorter(node, parent, field)
    if isinstance(node, ast.BoolOp):
        yield from _of_clauses(node)
    elif isinstance(node, ast.expr):
        yield from (((), _line(node), _line(one), one) for one in _of_expression(node))


def _turns(test: ast.expr) -> bool:
    """Tell whether a condition is turned round by a change of its own."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def _of_statement(node: ast.stmt, parent: ast.AST) -> Iterator[_Change]:
    """Leave a statement out, or turn it round."""
    is_inner = not isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef)
    if isinstance(node, ast.Expr | ast.Raise) or (
        isinstance(node, ast.Return) and is_inner
    ):
        yield (), _line(node), "pass", ast.Pass()
    if isinstance(node, ast.Break | ast.Continue):
        other = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        yield (), _line(node), _line(other), other
    if isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        made = ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
        yield (), _line(node), _line(made), made


def _of_clauses(node: ast.BoolOp) -> Iterator[_Change]:
    """Turn "and" into "or", and leave out each clause."""
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    turned = ast.BoolOp(other, node.values)
    yield (), _line(node), _line(turned), turned
    for at in range(len(node.values)):
        rest = _without(node.values, at)
        made = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield (), _line(node), _line(made), made


def _of_expression(node: ast.expr) -> Iterator[ast.expr]:
    """Move a bound, a number, a sign, a member of an enumeration."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        moved = _BOUNDS[type(node.ops[0])]()
        yield ast.Compare(node.left, [moved], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        is_bool = isinstance(node.value, bool)
        yield ast.Constant(not node.value if is_bool else node.value + 1)
    elif isinstance(node, ast.Attribute) and node.attr in _NEIGHBOURS:
        yield ast.Attribute(node.value, _NEIGHBOURS[node.attr], node.ctx)


def _shorter(
    node: ast.List | ast.Set | ast.Tuple | ast.Dict | ast.comprehension,
    parent: ast.AST,
    field: str,
) -> Iterator[_Change]:
    """Leave out each element of a list, or each condition of a comprehension."""
    if isinstance(node, ast.comprehension):
        for at, gone in enumerate(node.ifs):
            ifs = _without(node.ifs, at)
            made = ast.comprehension(node.target, node.iter, ifs, node.is_async)
            yield (), f"if {_line(gone)}", "nothing", made
    elif isinstance(node, ast.Dict):
        for at, key in enumerate(node.keys):
            entry = f"{_line(key) if key else '**'}: {_line(node.values[at])}"
            rest = ast.Dict(_without(node.keys, at), _without(node.values, at))
            yield (), entry, "nothing", rest
    elif _is_table(node, parent, field):
        for at, gone in enumerate(node.elts):
            yield (), _line(gone), "nothing", _of_kind(node, _without(node.elts, at))


def _is_table(
    node: ast.List | ast.Set | ast.Tuple, parent: ast.AST, field: str
) -> bool:
    """Tell whether a list may as well be shorter: a pair of values may not."""
    if len(node.elts) < 2 or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    if not isinstance(node, ast.Tuple):
        return True
    if isinstance(parent, ast.Subscript) or field == "target":
        return False
    kinds = {type(one) for one in node.elts}
    return ast.Starred in kinds or (len(kinds) == 1 and len(node.elts) > 2)


def _of_kind(
    node: ast.List | ast.Set | ast.Tuple, elements: list[ast.expr]
) -> ast.expr:
    if isinstance(node, ast.Set):
        return ast.Set(elements)
    kind = ast.List if isinstance(node, ast.List) else ast.Tuple
    return kind(elements, ast.Load())


def _without(values: Sequence[T], at: int) -> list[T]:
    return [*values[:at], *values[at + 1 :]]


def _line(node: ast.AST) -> str:
    """Return code in one line."""
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
