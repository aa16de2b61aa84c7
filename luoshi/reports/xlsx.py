"""A bulletin as Excel: a sheet of its sentences, and a sheet for each table."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter


def render(content: dict[str, Any]) -> bytes:
    """The workbook as bytes; what looks like a formula stays text."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
    plain, wrap = book.add_format({"border": 1}), book.add_format({"text_wrap": True})
    text = book.add_worksheet("通报")
    text.set_column(0, 0, 100)
    lines = [content["title"], content["basis"]]
    for number, section in enumerate(content["sections"], start=1):
        lines += [section["title"], *section["paragraphs"]]
        if section["table"]:
            _sheet(book.add_worksheet(f"附表{number}"), section["table"], bold, plain)
    lines += [content["issuer"], content["date"], f"结账包清单摘要 {content['digest']}"]
    for row, line in enumerate(lines):
        text.write_string(row, 0, line, wrap)
    book.close()
    return stream.getvalue()


def _sheet(sheet: Any, table: dict[str, Any], bold: Any, plain: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table["heads"]) - 1, 18)
    for column, head in enumerate(table["heads"]):
        sheet.write_string(0, column, head, bold)
    for row, cells in enumerate(table["rows"], start=1):
        for column, value in enumerate(cells):
            sheet.write_string(row, column, value, plain)
