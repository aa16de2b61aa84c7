"""How our workbooks look and what their cells offer: formats, widths, choices, printing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.packs.spec import Field
from luoshi.units import queries as units

FORM_ROWS = 1_000
"""Rows of an empty form that offer choices."""
_LISTED = 255
"""Characters of the choices that a cell itself can offer; longer lists stand on a hidden sheet."""


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.head = book.add_format(
            {
                "bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8F0F9", "valign": "vcenter",
                "align": "center",
            }
        )  # fmt: skip
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.text = book.add_format({"num_format": "@"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self._numbers: dict[int, Any] = {}

    def number(self, places: int) -> Any:
        if places not in self._numbers:
            shape = "#,##0" + ("." + "0" * places if places else "")
            self._numbers[places] = self._book.add_format({"num_format": shape})
        return self._numbers[places]


def set_up(sheet: Any, title: str, heads: Sequence[str], styles: Styles) -> None:
    """Heading frozen, widths by heading, and A4 across with the heading on every printed page."""
    for place, head in enumerate(heads):
        sheet.set_column(place, place, max(10, min(32, 2 * len(head) + 2)))
        sheet.write_string(0, place, head, styles.head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C&14{title}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def offer(book: Any, sheet: Any, place: int, field: Field, rows: int) -> None:
    """What may be chosen in a column."""
    choices = [one.zh for one in field.choices.values()] if field.type == "choice" else []
    if field.type == "boolean":
        choices = ["是", "否"]
    if field.type == "unit":
        choices = list(units.names().values())
    if not choices:
        return
    source: Any = choices if len(",".join(choices)) <= _LISTED else _listed(book, choices)
    sheet.data_validation(1, place, rows, place, {
        "validate": "list", "source": source, "error_title": "没有这个选项",
        "error_message": "请从列表中选择",
    })  # fmt: skip


def _listed(book: Any, choices: Sequence[str]) -> str:
    """A long list on a hidden sheet of its own; its address."""
    name = f"选项{len(book.worksheets())}"
    sheet = book.add_worksheet(name)
    sheet.hide()
    for row, one in enumerate(choices):
        sheet.write_string(row, 0, one)
    return f"={name}!$A$1:$A${len(choices)}"


def watch(sheet: Any, place: int, field: Field) -> None:
    """Numbers and dates are checked while they are typed; other spellings are let through with a warning,
    for the import understands them."""
    said = {"error_type": "warning", "error_title": "请核对"}
    if field.type in ("money", "decimal", "percent", "integer"):
        least = float(field.min) if field.min is not None else -1e15
        rule = {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": 1e15}
        sheet.data_validation(1, place, FORM_ROWS, place, {**rule, **said, "error_message": "这里应当是数字"})
    if field.type == "date":
        rule = {"validate": "custom", "value": "=TRUE"}
        tip = {"input_title": str(field.label.zh)[:32], "input_message": "写作 2026-03-05"}
        sheet.data_validation(1, place, FORM_ROWS, place, {**rule, **tip})
