"""A table of an assessment as a workbook: numbers as numbers, in the order of the screen."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.http import FileResponse

from luoshi.exchange.workbooks import Styles, set_up
from luoshi.web import tables
from luoshi.web.components import Badge, Link, Table


def sent(table: Table, title: str) -> FileResponse:
    """The table as a file of that title. What looks like a formula stays text."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    styles, sheet = Styles(book), book.add_worksheet()
    set_up(sheet, title, [one.label for one in table.columns], styles)
    for line, row in enumerate(table.rows, start=1):
        for place, column in enumerate(table.columns):
            value = row.cells.get(column.key)
            if isinstance(value, Decimal | int):
                places = 0 if isinstance(value, int) else column.places
                sheet.write_number(line, place, float(value), styles.number(places))
            else:
                said = value.label if isinstance(value, Badge | Link) else tables.text(column, value)
                sheet.write_string(line, place, said)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{title}.xlsx")
