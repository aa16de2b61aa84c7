"""The pivot on the screen as a workbook: numbers as numbers, in the same order, headings frozen."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.exchange.workbooks import Styles, set_up
from luoshi.periods.pivot import AMOUNTS, Measure
from luoshi.web import formats
from luoshi.web.components import Badge, Link, Row
from luoshi.web.figures import show
from luoshi.web.figures.layout import Grid

RATES: frozenset[Measure] = frozenset({"completion", "yoy"})
"""Percentages; they go out as Excel's own."""


def written(grid: Grid, asked: QueryDict) -> BytesIO:
    """The workbook, at its beginning. What looks like a formula stays text."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles, rate = Styles(book), book.add_format({"num_format": "0.00%"})
    table, title = show.table(grid, asked), show.lead(grid)
    sheet = book.add_worksheet(_("数据"))
    heads = [formats.aside(one.label, formats.unit_words(one.unit)) for one in table.columns]
    set_up(sheet, title, heads, styles)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 24)
    book.set_properties({"title": title})
    rows = [*table.rows, *([table.total] if table.total else [])]
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(table.columns):
            value = _number(grid, row, column.key)
            if value is None:
                sheet.write_string(line, place, _text(row.cells.get(column.key)))
            elif _is_rate(grid, column.key):
                sheet.write_number(line, place, float(value) / 100, rate)
            else:
                shape = styles.number(_places(grid, row, column.key))
                sheet.write_number(line, place, float(value), shape)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    stream.seek(0)
    return stream


def _is_figure(grid: Grid, column: str) -> bool:
    return any(head.key == column for head in grid.columns)


def _is_rate(grid: Grid, column: str) -> bool:
    return _is_figure(grid, column) and grid.measure(column) in RATES


def _number(grid: Grid, row: Row, column: str) -> Decimal | None:
    if _is_figure(grid, column):
        return grid.number(row.key, column)
    value = row.cells.get(column)
    return Decimal(value) if isinstance(value, int) else None


def _places(grid: Grid, row: Row, column: str) -> int:
    """As the pages show it: counted things without a point."""
    if not _is_figure(grid, column):
        return 0
    value = grid.number(row.key, column)
    if grid.measure(column) not in AMOUNTS or value is None:
        return 2
    shown = grid.spec(row.key, column).shown(value)
    return len(shown.partition(".")[2])


def _text(value: object) -> str:
    if isinstance(value, Link | Badge):
        return value.label
    return "" if value is None else str(value)
