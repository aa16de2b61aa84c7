"""A workbook as text, for task tables (任务分解表): a line for each row, tabs between its cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from luoshi.kernel import contents
from luoshi.kernel.errors import InputError
from luoshi.reading.tables import TAB


def sheet_text(name: str, content: bytes) -> str:
    """All visible sheets in order, a line a row."""
    return "\n".join(TAB.join(cells) for _sheet, _row, cells in sheet_rows(name, content))


def sheet_rows(name: str, content: bytes) -> list[tuple[str, int, list[str]]]:
    """(sheet, row from 1, cells) of every row that says something, without empty cells at its end. A cell that
    covers several rows is said in each of them: one unit stands beside five tasks."""
    contents.refuse_unbearable(name, content)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return [(one, *row) for one in shown for row in _rows(book.get_sheet_by_name(one))]
    except (CalamineError, ValueError, OSError) as error:
        raise InputError(f"{name} 打不开", hint="在 Excel 里打开后另存为 .xlsx") from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if left == right and left < len(rows[number]):
                rows[number][left] = rows[top][left]
    for number, row in enumerate(rows, start=1):
        cells = [_said(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _said(cell: Any) -> str:
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == time() else cell
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
