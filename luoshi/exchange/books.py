"""A file of tables as plain grids: .xlsx, .xlsm, .xls, .ods through calamine, .csv in whatever encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from luoshi.exchange.marks import exported_from, marks
from luoshi.kernel import contents
from luoshi.kernel.errors import InputError

LARGEST = 50 * 1024 * 1024
_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a zip (.xlsx, .ods) and an old .xls begin; what begins otherwise can only be text."""
_ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in turn before guessing: nearly all Chinese .csv files are one of the two."""


@dataclass(frozen=True)
class Fault:
    """A cell whose formula came out as an error (`said`), or that nobody has calculated (empty)."""

    said: str


@dataclass(frozen=True)
class Merge:
    """A block of cells that is one: rows and columns counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A sheet: rows of plain values, all counted from 0."""

    name: str
    rows: list[list[Any]]
    merges: tuple[Merge, ...] = ()
    hidden: frozenset[int] = frozenset()
    """Rows that whoever opens the sheet does not see."""
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A file's visible sheets in order, and the ledger it was exported from by this product, if it was."""

    name: str
    grids: tuple[Grid, ...]
    ledger: str = ""


def read(content: bytes, name: str) -> Book:
    """The tables of a file; InputError where it cannot be one."""
    if len(content) > LARGEST:
        raise InputError(
            f"{name} 有 {len(content) // 1024 // 1024} MB",
            hint=f"每个文件不超过 {LARGEST // 1024 // 1024} MB，请分开导入",
        )
    contents.refuse_programs(name, content)
    if content.startswith(_MARKS):
        contents.refuse_bombs(name, content)
        contents.refuse_unbearable(name, content)
        return Book(name, tuple(_sheets(content, name)), exported_from(content))
    return Book(name, (Grid(name, _lines(content, name)),))


def _sheets(content: bytes, name: str) -> Iterable[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = [one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible")]
        return [_grid(content, book.get_sheet_by_name(one)) for one in visible or book.sheet_names]
    except (CalamineError, ValueError, IndexError, OSError) as fault:
        raise _unreadable(name) from fault


def _grid(content: bytes, sheet: CalamineSheet) -> Grid:
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    marked = marks(content, sheet.name)
    faults = {place: Fault(said) for place, said in marked.faults.items() if said or not _held(rows, place)}
    for row, column in marked.percents:
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[row][column] = float(Decimal(f"{value:.15g}") * 100)
    for place, fault in faults.items():
        if place[0] < len(rows) and place[1] < len(rows[place[0]]):
            rows[place[0]][place[1]] = fault
    merges = tuple(Merge(*start, *end) for start, end in (sheet.merged_cell_ranges or ()))
    return Grid(sheet.name, rows, merges, frozenset(marked.hidden), faults)


def _held(rows: list[list[Any]], place: tuple[int, int]) -> bool:
    row, column = place
    return row < len(rows) and column < len(rows[row]) and rows[row][column] not in (None, "")


def _lines(content: bytes, name: str) -> list[list[Any]]:
    """The lines of a text with separators; a byte that no text has makes it no table."""
    said = _decoded(content)
    if said is None or "\x00" in said or not said.strip():
        raise _unreadable(name)
    try:
        shape: Any = csv.Sniffer().sniff(said[:20_000], delimiters=",\t;|")
    except csv.Error:
        shape = csv.excel
    if "," not in said and "\t" not in said and ";" not in said:
        raise _unreadable(name)
    return [list(row) for row in csv.reader(StringIO(said, newline=""), shape)]


def _decoded(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    guessed = from_bytes(content).best()
    return str(guessed) if guessed else None


def _unreadable(name: str) -> InputError:
    return InputError(f"{name} 打不开：不是表格文件，或已损坏", hint="给出 .xlsx、.xls 或 .csv 文件")
