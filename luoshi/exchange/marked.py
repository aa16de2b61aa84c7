"""A person's own file with its mistakes marked: red cells with what is wrong, and a column that says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from luoshi.exchange import books
from luoshi.exchange.actions import Imported
from luoshi.exchange.tables import Table
from luoshi.kernel.errors import Problem

HEAD = "问题"
_RED = PatternFill("solid", fgColor="FFD6D6")
_WORDS = Font(color="B00020")


def write(content: bytes, name: str, done: Imported, target: IO[bytes]) -> None:
    """Write the file with marks: an .xlsx keeps its looks, another kind becomes one. The column of problems
    is passed over when the file comes back."""
    book = load_workbook(BytesIO(content)) if content.startswith(b"PK") else _rebuilt(content, name)
    by_sheet: dict[str, list[Problem]] = defaultdict(list)
    several = len(book.sheetnames) > 1
    first = done.plan.read.tables[0].grid.name if done.plan.read.tables else ""
    for one in done.problems:
        by_sheet[one.sheet if several and one.sheet else first].append(one)
    for table in done.plan.read.tables:
        if table.grid.name in book.sheetnames and by_sheet[table.grid.name]:
            _mark(book[table.grid.name], table, by_sheet[table.grid.name])
    book.save(target)


def _rebuilt(content: bytes, name: str) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in books.read(content, name).grids:
        sheet = book.create_sheet(grid.name[:31])
        for number, row in enumerate(grid.rows, 1):
            for place, one in enumerate(row, 1):
                _say(sheet.cell(number, place), one.said if isinstance(one, books.Fault) else one)
    return book


def _say(cell: Any, value: Any) -> None:
    """A value as it was said: a text that begins like a formula is a text."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"


def _mark(sheet: Worksheet, table: Table, problems: Iterable[Problem]) -> None:
    last = len(table.headings) + 1
    rows: Mapping[int, list[Problem]] = defaultdict(list)
    for one in problems:
        rows[one.row or table.top + table.depth].append(one)
    head = sheet.cell(table.top + table.depth, last, HEAD)
    if not isinstance(head, MergedCell):
        head.font = _WORDS
    sheet.column_dimensions[head.column_letter].width = 48
    for number, found in rows.items():
        said = [f"{one.column}：{_words(one)}" if one.column else _words(one) for one in found]
        cell = sheet.cell(number, last)
        if number > table.top + table.depth and not isinstance(cell, MergedCell):
            _say(cell, "\n".join(said))
            cell.font = _WORDS
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for one in found:
            if one.column in table.headings:
                _redden(sheet, number, table.headings.index(one.column) + 1, _words(one))


def _redden(sheet: Worksheet, row: int, column: int, said: str) -> None:
    cell = sheet.cell(row, column)
    cell.fill = _RED
    if not isinstance(cell, MergedCell):
        cell.comment = Comment(said, "落实", width=280, height=80)


def _words(one: Problem) -> str:
    return f"{one.what}；应为：{one.right}" if one.right else one.what
