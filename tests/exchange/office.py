"""Files as offices make them, made here: workbooks of every kind from plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from luoshi.exchange import actions
from luoshi.exchange.sheets import Choice
from luoshi.kernel.actor import Actor
from tests.people import TOWN, WANG

PROJECT, RECEIPT = "investment.project", "investment.receipt"


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_of(rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> tuple[Workbook, Worksheet]:
    """A workbook whose only sheet holds the rows; blocks of cells are then merged (A1:C1)."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for block in merges:
        sheet.merge_cells(block)
    return book, sheet


def projects(
    content: bytes, who: Actor = WANG, unit: str = TOWN, name: str = "项目.xlsx", **more: Any
) -> Any:
    """What importing a file of projects makes."""
    return actions.import_rows(who, PROJECT, unit, content, name, **more)


def values(done: actions.Imported, *keys: str) -> list[tuple[Any, ...]]:
    """Some fields of the records of an import's rows, with no problem left."""
    assert done.problems == ()
    return [tuple(record.values[key] for key in keys) for record in done.records]


def said(done: actions.Imported) -> set[tuple[int | None, str, str]]:
    """(row, column, what) of every problem."""
    return {(one.row, one.column, one.what) for one in done.problems}


__all__ = ["PROJECT", "RECEIPT", "Choice", "projects", "said", "saved", "sheet_of", "values"]
