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
            sheet = book.add_worksheet(f"附表{number}")
            _sheet(sheet, section["table"], bold, plain)
            if section["chart"]:
                _chart(book, sheet, section["chart"], after=len(section["table"]["heads"]) + 1)
    for number, annex in enumerate(content.get("annexes", []), start=1):
        lines += [f"附件{number}：{annex['title']}", *annex["paragraphs"]]
        if annex["table"]:
            _sheet(book.add_worksheet(f"附件{number}"), annex["table"], bold, plain)
    lines += [content["issuer"], content["date"], *filter(None, [content.get("colophon", "")])]
    lines.append(f"结账包清单摘要 {content['digest']}")
    for row, line in enumerate(lines):
        text.write_string(row, 0, line, wrap)
    book.close()
    return stream.getvalue()


def _chart(book: Any, sheet: Any, chart: dict[str, Any], *, after: int) -> None:
    """Excel's own bars, over numbers that stand to the right of the table."""
    sheet.write_row(0, after, ["单位", "完成率%"])
    for row, (label, value) in enumerate(zip(chart["labels"], chart["values"], strict=True), start=1):
        sheet.write_string(row, after, label)
        sheet.write_number(row, after + 1, float(value))
    last, name = len(chart["labels"]), sheet.get_name()
    drawn = book.add_chart({"type": "bar"})
    drawn.add_series({
        "name": chart["title"],
        "categories": [name, 1, after, last, after],
        "values": [name, 1, after + 1, last, after + 1],
        "data_labels": {"value": True},
    })  # fmt: skip
    drawn.set_title({"name": chart["title"]})
    drawn.set_y_axis({"reverse": True})
    drawn.set_legend({"none": True})
    drawn.set_size({"width": 640, "height": 120 + 22 * last})
    sheet.insert_chart(1, after + 3, drawn)


def _sheet(sheet: Any, table: dict[str, Any], bold: Any, plain: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table["heads"]) - 1, 18)
    for column, head in enumerate(table["heads"]):
        sheet.write_string(0, column, head, bold)
    for row, cells in enumerate(table["rows"], start=1):
        for column, value in enumerate(cells):
            sheet.write_string(row, column, value, plain)
