"""From rows to values and back; a column bears the name of the field that it holds.

Does not know any table.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Table

from polywire.store.ground.dialect import CHUNK
from polywire.store.ground.types import unpack

_T = TypeVar("_T")


def values(one: Any) -> dict[str, Any]:
    """Return a dataclass as a row; what its fields hold is not taken apart."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def columns(table: Table, kind: Any) -> list[Column[Any]]:
    """Return the columns that a dataclass has fields for."""
    return [table.c[field.name] for field in fields(kind)]


def many(conn: Connection, statement: Select[Any], make: Callable[..., _T]) -> list[_T]:
    """Return a value of each row."""
    return [make(**row) for row in conn.execute(statement).mappings()]


def one(conn: Connection, statement: Select[Any], make: Callable[..., _T]) -> _T | None:
    """Return the value of the only row, or None."""
    row = conn.execute(statement).mappings().one_or_none()
    return None if row is None else make(**row)


def noun(conn: Connection, statement: Select[Any], kind: type[_T]) -> _T | None:
    """Return the noun of the only row's Packed column; None where there is none."""
    packed = conn.execute(statement).scalar()
    return None if packed is None else unpack(packed, kind)


def nouns(conn: Connection, statement: Select[Any], kind: type[_T]) -> list[_T]:
    """Return the nouns of a Packed column."""
    return [unpack(packed, kind) for packed in conn.execute(statement).scalars()]


def chunks(some: Collection[_T]) -> Iterator[list[_T]]:
    """Yield as many at a time as a statement may name."""
    listed = list(some)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
