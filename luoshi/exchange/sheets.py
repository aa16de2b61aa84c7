"""A file of rows for a ledger, read: its heading found, its columns understood, its rows ready to be made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from luoshi.exchange import cells, headings
from luoshi.exchange.faults import faults
from luoshi.exchange.headings import Heading, Unknown
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.ledgers import queries
from luoshi.ledgers.drafts import NewRow, full_name
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.units.queries import Directory

TOTALS = ("合计", "总计", "小计", "合 计")
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """A cell whose formula came out as an error."""

    said: str


@dataclass(frozen=True)
class Row:
    """A row of the sheet: its number there, counted from 1 as Excel shows it, and what it is to become."""

    number: int
    new: NewRow


@dataclass(frozen=True)
class Sheet:
    """What was read: rows that can be tried, problems with where they stand, the columns by field."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    columns: dict[str, str]
    """Field → heading as it is written on the sheet."""


def read(actor: Actor, spec: Ledger, unit: str, content: bytes, name: str) -> Sheet:
    """Read an .xlsx (or .xls, .ods) file; InputError where there is nothing to read."""
    grid = _grid(content, name)
    top = headings.row_of(grid, spec)
    if top is None:
        right = "、".join(label for _key, label in headings.written(spec)[:6])
        raise InputError(problems=[Problem("没有找到表头", f"表头如 {right}", file=name)])
    found = [headings.meaning(cell, spec) for cell in grid[top]]
    problems = [*_about_headings(found, grid, top, name)]
    columns = {index: one for index, one in enumerate(found) if isinstance(one, Heading)}
    reading = _Reading(actor, spec, unit, name)
    rows = []
    for number, line in enumerate(grid[top + 1 :], start=top + 2):
        if not _is_row(line, columns):
            continue
        made, wrong = reading.row(number, line, columns)
        problems += wrong
        if made is not None:
            rows.append(made)
    if not rows and not problems:
        problems.append(Problem("表头下面没有数据", "从表头的下一行开始填写", file=name, row=top + 2))
    return Sheet(tuple(rows), tuple(problems), {one.key: one.written for one in columns.values()})


def _grid(content: bytes, name: str) -> list[list[Any]]:
    if len(content) > LARGEST:
        raise InputError(
            f"{name} 有 {len(content) // 1024 // 1024} MB", hint="每个文件不超过 20 MB，请分开导入"
        )
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith("Visible")]
        first = (visible or book.sheet_names)[0]
        grid: list[list[Any]] = [
            list(row) for row in book.get_sheet_by_name(first).to_python(skip_empty_area=False)
        ]
    except (CalamineError, ValueError, IndexError, OSError) as fault:
        raise InputError(f"{name} 打不开：不是表格文件，或已损坏", hint="给出 .xlsx 文件") from fault
    for (row, column), said in faults(content, first).items():
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = Fault(said)
    return grid


def _about_headings(
    found: Sequence[Heading | Unknown | None], grid: Sequence[Sequence[Any]], top: int, name: str
) -> Iterator[Problem]:
    """Headings that mean nothing, or the same twice. A column with nothing below it troubles nobody."""
    taken: dict[str, str] = {}
    for index, one in enumerate(found):
        if isinstance(one, Heading):
            if one.key in taken:
                yield Problem(
                    f"与“{taken[one.key]}”列重复", "留一列", file=name, row=top + 1, column=one.written
                )
            taken.setdefault(one.key, one.written)
        elif isinstance(one, Unknown) and any(
            index < len(line) and not cells.is_empty(line[index]) for line in grid[top + 1 :]
        ):
            right = one.suggestion or "删去这一列，或改为台账里的名称"
            yield Problem("台账里没有这一列", right, file=name, row=top + 1, column=one.written)


def _is_row(line: Sequence[Any], columns: dict[int, Heading]) -> bool:
    filled = [cell for index, cell in enumerate(line) if index in columns and not cells.is_empty(cell)]
    first = next((str(cell).strip() for cell in line if not cells.is_empty(cell)), "")
    return bool(filled) and not first.startswith(TOTALS)


class _Reading:
    """Rows of one sheet; units and parents that many rows name are looked up once."""

    def __init__(self, actor: Actor, spec: Ledger, unit: str, name: str) -> None:
        self._actor, self._spec, self._unit, self._name = actor, spec, unit, name
        self._units: Directory = units.directory()
        self._found: dict[tuple[str, str], int | LuoshiError] = {}

    def row(
        self, number: int, line: Sequence[Any], columns: dict[int, Heading]
    ) -> tuple[Row | None, list[Problem]]:
        unit, values, problems = self._unit, dict[str, Any](), list[Problem]()
        for index, heading in columns.items():
            cell = line[index] if index < len(line) else None
            try:
                if heading.key == "unit":
                    unit = self._whose(cells.text(cell)) if not cells.is_empty(cell) else unit
                else:
                    values[heading.key] = self._value(heading, cell)
            except LuoshiError as fault:
                at = {"file": self._name, "row": number, "column": heading.written}
                problems.append(Problem(fault.message, fault.hint, **at))  # type: ignore[arg-type]  # as named
        if not unit:
            problems.append(Problem("没有写责任单位", "写单位名称或代码", file=self._name, row=number))
        return (None if problems else Row(number, NewRow(unit, values))), problems

    def _value(self, heading: Heading, cell: Any) -> Any:
        field = self._spec.fields.get(heading.key)
        if field is None:
            return cells.text(cell) if not cells.is_empty(cell) else None
        if isinstance(cell, Fault):
            raise InputError(f"公式出错：{cell.said}", hint="改正公式，或直接填写数值")
        value = cells.value_of(cell, field, heading.unit)
        if value is None:
            return None
        if field.type == "record":
            return self._record(full_name(self._spec, str(field.ledger)), str(value))
        return self._whose(str(value)) if field.type == "unit" else value

    def _whose(self, said: str) -> str:
        if said in self._units.units:
            return said
        found = self._units.resolve(said)
        if len(found) != 1:
            raise InputError(f"不知道“{said}”是哪个单位", hint="写单位全称、简称或代码")
        return found[0].code

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
