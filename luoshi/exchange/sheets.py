"""A file for a ledger, read: its tables found, its columns understood, each row as it is to be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from luoshi.exchange import books, cells, tables
from luoshi.exchange.books import Fault, Grid
from luoshi.exchange.cells import Guesses
from luoshi.exchange.headings import Heading, Unknown, Vocabulary, written
from luoshi.exchange.tables import Line, Table
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.kernel.money import from_fen
from luoshi.kernel.progress import Tell
from luoshi.ledgers import columns, queries
from luoshi.packs.spec import Ledger, ledger_of
from luoshi.units import queries as units
from luoshi.units.queries import Directory

REMEMBERED = 2_000
"""Different cells of a column whose meaning is remembered: what stands in many rows is read once."""
OFTEN = 500
"""Rows between two words of how far the reading is."""


@dataclass(frozen=True)
class Choice:
    """What a person says of a file before it goes in.

    `columns`: the plain text of a heading → a field, `unit` or `-` (passed over). `cells`: (sheet, row,
    place), from 0 → what the cell should have said. `sheets`: which of them, all that hold a table when
    not said. `tops`: sheet → the row, from 0, in which its heading begins. `why` is the reason for
    corrections of closed months.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    why: str = ""
    tops: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its number there, counted from 1 as Excel shows it, whose it is, and its stored
    values in the order of `places`, which all rows of a sheet share: there may be 100,000 of them."""

    sheet: str
    number: int
    unit: str
    places: Mapping[str, int]
    values: tuple[Any, ...]
    record: int | None = None
    """The number of the record it was exported from, …"""
    version: int | None = None
    """… and its version then."""

    @property
    def kept(self) -> dict[str, Any]:
        """The stored values by column."""
        return dict(zip(self.places, self.values, strict=True))

    def get(self, key: str) -> Any:
        """A stored value; None too when the sheet has no such column."""
        place = self.places.get(key)
        return None if place is None else self.values[place]


@dataclass(frozen=True)
class Read:
    """What was read: rows that can be tried, problems and warnings with where they stand, the tables."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    tables: tuple[Table, ...]

    def heading(self, sheet: str, key: str) -> str:
        """How a field's column is written on a sheet; empty when it has none."""
        table = next(one for one in self.tables if one.grid.name == sheet)
        return next((one.written for one in table.understood.values() if one.key == key), "")


def read(
    actor: Actor,
    spec: Ledger,
    unit: str,
    content: bytes,
    name: str,
    choice: Choice,
    *,
    tell: Tell | None = None,
    keep: bool = True,
) -> Read:
    """Read a file's tables; InputError where there is nothing to read. Without `keep` the cells that were
    read are forgotten, for a long file is larger than what it says."""
    book = books.read(content, name)
    own = book.ledger == spec.name
    found = _telling([one for one in (_table(grid, spec, choice, own) for grid in book.grids) if one])
    chosen = [one for one in found if not choice.sheets or one.grid.name in choice.sheets]
    if not chosen:
        right = "、".join(label for _key, label in written(spec)[:6])
        raise InputError(problems=[Problem("没有找到表头", f"表头如 {right}", file=name)])
    several = len(book.grids) > 1
    rows: list[Row] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    count = sum(len(one.lines) for one in chosen)
    for table in chosen:
        reading = _Reading(
            actor, spec, unit, table, Problem("", file=name, sheet=table.grid.name if several else "")
        )
        problems += reading.about_headings()
        for number, line in enumerate(table.lines):
            if tell and number % OFTEN == 0:
                tell("检查", len(rows), count)
            row = reading.row(line)
            if row is not None:
                rows.append(row)
            if not keep:
                table.forget(number)
        problems += reading.problems
        problems += reading.totals()
        warnings += reading.warnings
    if not rows and not problems:
        top = chosen[0].top + chosen[0].depth + 1
        problems.append(Problem("表头下面没有数据", "从表头的下一行开始填写", file=name, row=top))
    return Read(tuple(rows), tuple(problems), tuple(warnings), tuple(found))


def _telling(found: Sequence[Table]) -> list[Table]:
    """The tables of a workbook without those that understand much less: notes on how to fill it in."""
    most = max((len(one.understood) for one in found), default=0)
    return [one for one in found if 2 * len(one.understood) >= most]


def _table(grid: Grid, spec: Ledger, choice: Choice, own: bool) -> Table | None:
    for (sheet, row, place), said in choice.cells.items():
        if sheet == grid.name and row < len(grid.rows):
            cells_there = grid.rows[row]
            cells_there += [None] * (place + 1 - len(cells_there))
            cells_there[place] = said
    return tables.find(grid, Vocabulary(spec, choice.columns, own=own), choice.tops.get(grid.name))


def headed(spec: Ledger, content: bytes, name: str, choice: Choice) -> tuple[Table, ...]:
    """A file's tables for somebody to say what their headings mean: those that are understood, and where
    none is those that might be meant."""
    book = books.read(content, name)
    own, words = book.ledger == spec.name, Vocabulary(spec, choice.columns)
    found = _telling([one for one in (_table(grid, spec, choice, own) for grid in book.grids) if one])
    guessed = (tables.guess(grid, words, choice.tops.get(grid.name)) for grid in book.grids if not found)
    return tuple(found or [one for one in guessed if one])


class _Reading:
    """Rows of one table; units and parents that many rows name are looked up once."""

    def __init__(self, actor: Actor, spec: Ledger, unit: str, table: Table, at: Problem) -> None:
        self._actor, self._spec, self._table, self._at = actor, spec, table, at
        self._directory: Directory = units.directory()
        self._found: dict[tuple[str, str], int | LuoshiError] = {}
        self._columns = tuple((place, one, dict[Any, Any]()) for place, one in table.understood.items())
        self._unit = self._of_sheet(table.grid.name) or unit
        self._amounts: dict[int, list[int]] = {place: [] for place in self._summed()}
        self._sums = [(table.understood[place].key, amounts) for place, amounts in self._amounts.items()]
        keys = {one.key for one in table.understood.values()} - {"unit", "id", "version"}
        self._places = {key: place for place, key in enumerate(sorted(keys))}
        self._spoiled: set[int] = set()
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        hidden = [row + 1 for row in table.grid.hidden if row >= table.top + table.depth]
        if hidden:
            said = "、".join(map(str, sorted(hidden)[:10])) + ("等" if len(hidden) > 10 else "")
            self._warn(f"隐藏的第{said}行没有导入", "需要导入时，先取消隐藏")

    def about_headings(self) -> Iterator[Problem]:
        """Headings that mean nothing, or the same twice. A column with nothing below it troubles nobody."""
        taken: dict[str, str] = {}
        row = self._table.top + self._table.depth
        for place, one in enumerate(self._table.columns):
            if isinstance(one, Heading):
                if one.key in taken:
                    yield self._problem(f"与“{taken[one.key]}”列重复", "留一列", row, one.written)
                taken.setdefault(one.key, one.written)
            elif isinstance(one, Unknown) and self._holds(place):
                right = one.suggestion or "改为台账里的名称，或删去这一列；在页面上可以选它对应的字段"
                yield self._problem("台账里没有这一列", right, row, one.written)

    def row(self, line: Line) -> Row | None:
        """A line as it will be stored; None when something is wrong, which is noted."""
        values, before = dict[str, Any](), len(self.problems)
        guesses = Guesses(self._table.year or self._actor.today().year)
        width = len(line.cells)
        for place, heading, kept in self._columns:
            cell = line.cells[place] if place < width else None
            known = (cell.__class__, cell)
            try:
                values[heading.key] = (
                    kept[known] if known in kept else self._read(heading, cell, guesses, kept)
                )
            except LuoshiError as fault:
                self._note(fault, line, heading.written)
                self._spoiled.add(place)
            if guesses.said:
                self._warn(guesses.said.pop(), "", line.number + 1, heading.written)
        for key, amounts in self._sums:
            amounts.append(values.get(key) or 0)
        unit = values.pop("unit", None) or self._unit
        record, version = values.pop("id", None), values.pop("version", None)
        if not unit:
            self.problems.append(self._problem("没有写责任单位", "写单位名称或代码", line.number + 1))
        if len(self.problems) > before:
            return None
        here = (self._table.grid.name, line.number + 1)
        return Row(*here, unit, self._places, tuple(map(values.get, self._places)), record, version)

    def totals(self) -> Iterator[Problem]:
        """合计 and 小计 that are not what the rows come to; a column with mistakes in it is left alone."""
        for total in self._table.totals:
            for place in self._amounts.keys() - self._spoiled:
                cell = total.line.cells[place] if place < len(total.line.cells) else None
                sums = [sum(self._amounts[place][n] for n in group) for group in total.of]
                heading = self._table.understood[place]
                said = self._total(heading, cell)
                if said is not None and sums and said not in sums:
                    right = f"{self._as_written(heading, sums[0])}，或删去这个数"
                    what = f"{cells.text(cell)} 与各行之和不符"
                    yield self._problem(what, right, total.line.number + 1, heading.written)

    def _total(self, heading: Heading, cell: Any) -> int | None:
        """What a sum says; None where it says no number."""
        try:
            stored: int | None = self._stored(heading, cell, Guesses())
        except LuoshiError:
            return None
        return stored

    def _as_written(self, heading: Heading, stored: int) -> str:
        """A sum in the unit of its column."""
        spec = self._spec.fields[heading.key]
        if spec.type == "money":
            return f"{from_fen(stored, self._money_unit(heading) or str(spec.unit)):f}"
        return f"{columns.shown(self._spec, {heading.key: stored})[heading.key]:f}"

    def _summed(self) -> list[int]:
        kinds = ("money", "integer", "decimal")
        return [
            place
            for place, one in self._table.understood.items()
            if one.key in self._spec.fields and self._spec.fields[one.key].type in kinds
        ]

    def _money_unit(self, heading: Heading) -> str:
        return heading.unit or self._table.unit

    def _read(self, heading: Heading, cell: Any, guesses: Guesses, kept: dict[Any, Any]) -> Any:
        """What a cell puts into its column, remembered unless something had to be supposed."""
        value = self._stored(heading, cell, guesses)
        if not guesses.said and len(kept) < REMEMBERED:
            kept[cell.__class__, cell] = value
        return value

    def _stored(self, heading: Heading, cell: Any, guesses: Guesses) -> Any:
        """What a cell puts into its column."""
        if cells.is_empty(cell):
            return None
        key, spec = heading.key, self._spec.fields.get(heading.key)
        if isinstance(cell, Fault):
            raise _of_formula(cell)
        if spec is None:
            return self._own(key, cell)
        value = cells.value_of(cell, spec, self._money_unit(heading), guesses)
        if value is None:
            return None
        if spec.type == "record":
            value = self._record(ledger_of(self._spec, spec), str(value))
        elif spec.type == "unit":
            value = self._whose(str(value))
        return columns.stored(self._spec, {key: value})[key]

    def _own(self, key: str, cell: Any) -> Any:
        """A column that is no field: whose the row is, a code, the record it was exported from."""
        if key == "unit":
            return self._whose(cells.text(cell))
        if key in ("id", "version"):
            return int(cell) if isinstance(cell, int | float) else None
        return columns.stored(self._spec, {key: cells.code(cell)})[key]

    def _whose(self, said: str) -> str:
        if said in self._directory.units:
            return said
        found = self._directory.resolve(cells.close_up(said))
        if len(found) != 1:
            raise InputError(f"不知道“{said}”是哪个单位", hint="写单位全称、简称或代码")
        return found[0].code

    def _of_sheet(self, name: str) -> str:
        """A workbook with a sheet for each township names them so."""
        found = self._directory.called.get(name.strip(), ())
        return found[0] if len(found) == 1 else ""

    def _record(self, ledger: str, said: str) -> int:
        key = (ledger, said)
        if key not in self._found:
            try:
                self._found[key] = queries.find(self._actor, ledger, said).ref.id
            except LuoshiError as fault:
                self._found[key] = fault
        found = self._found[key]
        if isinstance(found, LuoshiError):
            raise found
        return found

    def _holds(self, place: int) -> bool:
        return any(
            place < len(one.cells) and not cells.is_empty(one.cells[place]) for one in self._table.lines
        )

    def _note(self, fault: LuoshiError, line: Line, column: str) -> None:
        said: Sequence[Problem] = fault.problems if isinstance(fault, InputError) else ()
        for one in said or (Problem(fault.message, fault.hint),):
            self.problems.append(self._problem(one.what, one.right, line.number + 1, column))

    def _warn(self, what: str, right: str, row: int | None = None, column: str = "") -> None:
        self.warnings.append(self._problem(what, right, row, column))

    def _problem(self, what: str, right: str, row: int | None = None, column: str = "") -> Problem:
        return replace(self._at, what=what, right=right, row=row, column=column)


def _of_formula(cell: Fault) -> InputError:
    if cell.said:
        return InputError(f"公式出错：{cell.said}", hint="改正公式，或直接填写数值")
    return InputError("公式还没有算出结果", hint="用 Excel 或 WPS 打开、保存一次，或直接填写数值")
