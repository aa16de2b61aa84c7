"""A ledger as a workbook: what a person sees of it, or an empty form to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from luoshi.exchange.headings import NUMBER, STAGE, STATE, UNIT, UNIT_CODE, written
from luoshi.kernel.actor import Actor
from luoshi.kernel.language import speaking
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Field
from luoshi.units import queries as units

STATES = {"pending": "待审核", "verified": "已核实", "rejected": "已退回"}
FORM_ROWS = 1_000
"""Rows of an empty form that offer choices."""
_DIGITS = 15
"""So many digits a sheet keeps of a number; one with more is written as text."""


@speaking("zh")
def export(
    actor: Actor,
    ledger: str,
    target: IO[bytes],
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
) -> int:
    """Write every record the actor sees, row by row; returns how many."""
    spec, names = queries.ledger(ledger), units.names()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, styles = book.add_worksheet(str(spec.label)[:31]), _Styles(book)
    fields = written(spec)
    heads = [NUMBER, UNIT_CODE, UNIT, *(head for _key, head in fields), STAGE, STATE]
    _head(sheet, heads, styles)
    count = 0
    for count, record in enumerate(_rows(actor, ledger, search, filters), start=1):
        _row(sheet, count, record, fields, names, styles)
    if count:
        sheet.autofilter(0, 0, count, len(heads) - 1)
    book.close()
    return count


@speaking("zh")
def form(ledger: str, target: IO[bytes]) -> None:
    """An empty form: the headings, what is required marked, choices to choose from."""
    spec = queries.ledger(ledger)
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, styles = book.add_worksheet(str(spec.label)[:31]), _Styles(book)
    fields = [(UNIT, UNIT), *written(spec)]
    required = {key for key, field in spec.fields.items() if field.required}
    _head(sheet, [f"{head}*" if key in required else head for key, head in fields], styles)
    for column, key in enumerate(key for key, _label in fields):
        field = spec.fields.get(key)
        if field is not None:
            _offer(sheet, column, field, styles)
    book.close()


class _Styles:
    def __init__(self, book: Any) -> None:
        self._book = book
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#E8F0F9", "valign": "vcenter"}
        )
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._numbers: dict[int, Any] = {}

    def number(self, places: int) -> Any:
        if places not in self._numbers:
            shape = "#,##0" + ("." + "0" * places if places else "")
            self._numbers[places] = self._book.add_format({"num_format": shape})
        return self._numbers[places]


def _head(sheet: Any, heads: list[str], styles: _Styles) -> None:
    for column, head in enumerate(heads):
        sheet.set_column(column, column, max(10, min(32, 2 * len(head) + 2)))
        sheet.write_string(0, column, head, styles.head)
    sheet.freeze_panes(1, 0)


def _rows(actor: Actor, ledger: str, search: str, filters: Mapping[str, Any] | None) -> Iterable[Record]:
    return queries.rows(actor, ledger, search=search, filters=filters)


def _row(
    sheet: Any,
    number: int,
    record: Record,
    fields: list[tuple[str, str]],
    names: Mapping[str, str],
    styles: _Styles,
) -> None:
    stages = {stage.key: str(stage.label) for stage in record.spec.stages}
    sheet.write_number(number, 0, record.ref.id)
    sheet.write_string(number, 1, record.unit)
    sheet.write_string(number, 2, names.get(record.unit, record.unit))
    for column, key in enumerate((key for key, _label in fields), start=3):
        _cell(sheet, number, column, record.spec.fields.get(key), record.values.get(key), names, styles)
    after = len(fields) + 3
    sheet.write_string(number, after, stages.get(record.stage or "", ""))
    sheet.write_string(number, after + 1, STATES.get(record.verification, record.verification))


def _cell(
    sheet: Any,
    row: int,
    column: int,
    field: Field | None,
    value: Any,
    names: Mapping[str, str],
    styles: _Styles,
) -> None:
    """Numbers and dates as such, everything else as text; what looks like a formula stays text."""
    if value is None or value == "":
        return
    kind = field.type if field else "text"
    if kind in ("money", "decimal", "percent", "integer") and _fits(value):
        places = 0 if kind == "integer" else max(field.places if field else 0, _places(value))
        sheet.write_number(row, column, float(value), styles.number(places))
    elif kind == "date":
        sheet.write_datetime(row, column, value, styles.day)
    elif kind == "record":
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, _words(field, value, names))


def _fits(value: Any) -> bool:
    return len(Decimal(value).normalize().as_tuple().digits) <= _DIGITS


def _places(value: Any) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _words(field: Field | None, value: Any, names: Mapping[str, str]) -> str:
    if field is None:
        return str(value)
    if field.type == "choice":
        return str(field.choices.get(value, value))
    if field.type == "unit":
        return names.get(value, str(value))
    if field.type == "boolean":
        return "是" if value else "否"
    return str(value)


def _offer(sheet: Any, column: int, field: Field, styles: _Styles) -> None:
    """What may be chosen in a form's column, and how its dates look."""
    choices = [str(label) for label in field.choices.values()] if field.type == "choice" else []
    if field.type == "boolean":
        choices = ["是", "否"]
    if choices and len(",".join(choices)) <= 255:
        sheet.data_validation(1, column, FORM_ROWS, column, {
            "validate": "list", "source": choices, "error_title": "没有这个选项",
            "error_message": "请从列表中选择",
        })  # fmt: skip
    if field.type == "date":
        sheet.set_column(column, column, 14, styles.day)
