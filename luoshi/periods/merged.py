"""A table of this site and of the packages it received as one query, in any engine's SQL.

Records keep their numbers on the site where they stand; a received one is `origin × SPAN + number`, in its
own column and in every column that points to it. Numbers of people mean nothing on another site and stay
empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from luoshi.figures.engines import TYPES, parquet
from luoshi.packs.spec import Ledger

SPAN = 10**12
"""More records than a site will ever have."""

Query: TypeAlias = exp.Query


@dataclass(frozen=True)
class Shape:
    """What a table's columns mean to the lake."""

    numbers: frozenset[str] = frozenset({"id"})
    """Columns that hold a record's number."""
    people: frozenset[str] = frozenset()
    owned: bool = False
    """A row is its `unit`'s fact: the site's own rows of a sender's units are left out."""
    stated: tuple[str, ...] = ()
    """A row is a statement about its `unit` that the receiving site may make itself, which comes first; it
    is the same one when these columns are alike."""
    below: bool = False
    """Of the sender itself only the receiving site states it."""
    also: tuple[str, ...] = ()
    """Tables of a package that are read besides, by the same columns."""


_OF_RECORD = frozenset({"id", "record"})
BESIDE: Mapping[str, Shape] = {
    "share": Shape(_OF_RECORD),
    "evidence": Shape(_OF_RECORD, frozenset({"added_by", "decided_by"})),
    "gate_decision": Shape(_OF_RECORD, frozenset({"by"})),
    "commitment": Shape(
        frozenset({"id", "parent_id", "replaces_id"}), stated=("unit", "indicator", "year"), below=True
    ),
    "entered": Shape(stated=("unit", "indicator", "period")),
    "history": Shape(stated=("unit", "indicator", "period"), also=("published_figure",)),
}
"""Tables beside the ledgers that packages add to. What a sender published is history here, with which the
same month of the year after is compared; units and what this site published are its own."""


def of_ledger(spec: Ledger) -> Shape:
    """A ledger's table: its records, those they point to, and the people who had to do with them."""
    numbers = {key for key, one in spec.fields.items() if one.type == "record"}
    people = {key for key, one in spec.fields.items() if one.type == "person"}
    return Shape(
        frozenset({"id", *numbers}), frozenset({"reported_by", "verified_by", *people}), owned=True
    )  # fmt: skip


@dataclass(frozen=True)
class Came:
    """A package as it is read: of whom, for which units, and what its sites are numbered here."""

    folder: Path
    unit: str
    units: frozenset[str]
    origins: Mapping[int, int]


def query(own: Path, shape: Shape, came: Sequence[Came], left_out: frozenset[str]) -> Query:
    """Rows of the site's own table and of every package, with the columns and types of its own."""
    schema = pq.read_schema(own)
    mine = exp.select(*(exp.column(name) for name in schema.names)).from_(parquet(own))
    if shape.owned and left_out:
        mine = mine.where(exp.not_(exp.column("unit").isin(*_texts(left_out))))
    made: Query = mine
    for one in came:
        for file in (own.name, *(f"{table}.parquet" for table in shape.also)):
            if (one.folder / file).exists():
                made = exp.union(made, _theirs(one.folder / file, schema, shape, one, own), distinct=False)
    return made


def _theirs(file: Path, schema: pa.Schema, shape: Shape, came: Came, own: Path) -> exp.Select:
    there = pq.read_schema(file)
    columns = [exp.alias_(_column(field, there, shape, came), field.name) for field in schema]
    rows = exp.select(*columns).from_(exp.alias_(parquet(file), "came"))
    if shape.stated:
        told = came.units - {came.unit} if shape.below else came.units
        same = [exp.column(key, "mine").eq(exp.column(key, "came")) for key in shape.stated]
        known = exp.select("1").from_(exp.alias_(parquet(own), "mine")).where(*same)
        rows = rows.where(exp.column("unit", "came").isin(*_texts(told)), exp.not_(exp.Exists(this=known)))
    return rows


def _column(field: pa.Field, there: pa.Schema, shape: Shape, came: Came) -> exp.Expr:
    """A column as this site has it. What the package has not, or of another type, is empty: what figures
    need was looked at when it came."""
    if field.name in shape.people or field.name not in there.names:
        return exp.cast(exp.Null(), TYPES[field.type])
    if there.field(field.name).type != field.type:
        return exp.cast(exp.Null(), TYPES[field.type])
    column = exp.column(field.name, "came")
    return _numbered(column, came.origins) if field.name in shape.numbers else column


def _numbered(column: exp.Column, origins: Mapping[int, int]) -> exp.Expr:
    """The record's number here: that on its own site, after the site's number. No engine divides."""
    number = exp.Case()
    for theirs, ours in sorted(origins.items()):
        first = exp.Literal.number(theirs * SPAN)
        last = exp.Literal.number((theirs + 1) * SPAN)
        moved = column.copy() + exp.cast(exp.Literal.number(str((ours - theirs) * SPAN)), "bigint")
        number = number.when(exp.and_(column.copy() >= first, column.copy() < last), moved)
    return number


def _texts(codes: frozenset[str]) -> list[exp.Expr]:
    return [exp.Literal.string(code) for code in sorted(codes)] or [exp.Literal.string("")]
