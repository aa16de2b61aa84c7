"""A ledger as a workbook: what a person sees of it, streamed, or an empty form to be filled in elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import xlsxwriter

from luoshi.exchange.headings import NUMBER, STAGE, STATE, UNIT, UNIT_CODE, VERSION, written
from luoshi.exchange.workbooks import FORM_ROWS, Styles, offer, set_up, watch
from luoshi.kernel import seeing
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.language import speaking
from luoshi.kernel.progress import Tell
from luoshi.ledgers import personal, queries
from luoshi.ledgers.records import STATES, Record
from luoshi.packs.spec import Field, Ledger, ledger_of
from luoshi.units import queries as units

MARK = "luoshi"
"""The workbook's property that names the ledger it came from, so that its numbers mean records."""
SHEET_ROWS = 1_000_000
"""Rows of a sheet; more go on to the next one. Excel ends at 1,048,576."""
_CHUNK = 2_000
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
    sort: Sequence[str] = (),
    columns: Sequence[str] = (),
    tell: Tell | None = None,
) -> int:
    """Write every record the actor sees, row by row in constant memory; returns how many.

    With `columns` (the keys of a list) only those, as on the screen; without, every field, and the file
    may come in again: its numbers then mean the records they came from.
    """
    spec = queries.ledger(ledger)
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    heads = _heads(spec, columns)
    if not columns:
        book.set_custom_property(MARK, spec.name)
    book.set_properties({"title": spec.label.zh, "author": actor.name})
    records = queries.rows(actor, ledger, search=search, filters=filters, sort=sort)
    sheets = _Sheets(book, spec, heads)
    total = queries.narrowed(actor, ledger, search=search, filters=filters).count() if tell else 0
    with seeing.gathering() as seen:
        for chunk in _chunks(records):
            titles = _titles(actor, spec, chunk)
            for record in chunk:
                sheets.row(record, titles)
            if tell:
                tell("写出", sheets.count, total)
    sheets.end()
    book.close()
    personal.told(seen)
    return sheets.count


@dataclass(frozen=True)
class Head:
    """A column that goes out: key and heading; the hidden one tells the version that was seen."""

    key: str
    label: str
    hidden: bool = False


def _heads(spec: Ledger, columns: Sequence[str]) -> list[Head]:
    own = {
        "id": NUMBER, "unit_code": UNIT_CODE, "unit": UNIT, "stage": STAGE, "verification": STATE,
        "reported_by": "填报人", "reported_at": "填报时间", "verified_by": "审核人",
        "verified_on": "审核日期",
    }  # fmt: skip
    fields = dict(written(spec))
    own |= {f"stage_{one.key}": f"{one.label}日期" for one in spec.stages}
    if columns:
        title = spec.title or next((key for key, one in spec.fields.items() if one.type == "text"), "id")
        keys = [title if key == "title" else key for key in columns]
        return [Head(key, fields.get(key) or own[key]) for key in dict.fromkeys(keys) if key in fields | own]
    keys = ["id", "unit_code", "unit", *fields, *(["stage"] if spec.stages else []), "verification"]
    return [*(Head(key, fields.get(key) or own[key]) for key in keys), Head("version", VERSION, hidden=True)]


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(records, _CHUNK)):
        yield chunk


def _titles(actor: Actor, spec: Ledger, chunk: Iterable[Record]) -> Mapping[str, Mapping[int, str]]:
    """Field → number → what the record is called, for those that a chunk names. One query a field."""
    found = {}
    for key, field in spec.fields.items():
        if field.type == "record":
            numbers = {one.values[key] for one in chunk} - {None}
            found[key] = queries.titles(actor, ledger_of(spec, field), numbers) if numbers else {}
    return found


class _Sheets:
    """Rows onto sheets of a million each, every sheet with the heading."""

    def __init__(self, book: Any, spec: Ledger, heads: Sequence[Head]) -> None:
        self._book, self._spec, self._heads = book, spec, heads
        self._styles, self._names, self._people = Styles(book), units.names(), units.person_names()
        self._stages = {one.key: one.label.zh for one in spec.stages}
        self.count = self._at = 0
        self._sheet: Any = None
        self._begin()

    def row(self, record: Record, titles: Mapping[str, Mapping[int, str]]) -> None:
        if self._at == SHEET_ROWS:
            self.end()
            self._begin()
        self._at += 1
        self.count += 1
        for place, head in enumerate(self._heads):
            self._cell(place, head.key, record, titles)

    def end(self) -> None:
        """Filters and choices for the rows that there are."""
        if self._at:
            self._sheet.autofilter(0, 0, self._at, len(self._heads) - 1)
        for place, head in enumerate(self._heads):
            field = self._spec.fields.get(head.key)
            if field is not None and self._at:
                offer(self._book, self._sheet, place, field, self._at)

    def _begin(self) -> None:
        label = self._spec.label.zh[:25]
        name = label if self._sheet is None else f"{label} {len(self._book.worksheets()) + 1}"
        self._sheet, self._at = self._book.add_worksheet(name), 0
        set_up(self._sheet, self._spec.label.zh, [head.label for head in self._heads], self._styles)
        for place, head in enumerate(self._heads):
            if head.hidden:
                self._sheet.set_column(place, place, None, None, {"hidden": True})

    def _cell(self, place: int, key: str, record: Record, titles: Mapping[str, Mapping[int, str]]) -> None:
        """Numbers, dates and moments as such, everything else as text; what looks like a formula is text."""
        field = self._spec.fields.get(key)
        value = record.values.get(key) if key in record.values else self._own(key, record)
        if value is None or value == "":
            return
        if field is not None and field.type in ("money", "decimal", "percent", "integer") and _fits(value):
            places = 0 if field.type == "integer" else max(field.places, _places(value))
            self._sheet.write_number(self._at, place, float(value), self._styles.number(places))
        elif key == "reported_at":
            local = value.astimezone(SHANGHAI).replace(tzinfo=None)
            self._sheet.write_datetime(self._at, place, local, self._styles.moment)
        elif (field is not None and field.type == "date") or hasattr(value, "isoformat"):
            self._sheet.write_datetime(self._at, place, value, self._styles.day)
        elif key in ("id", "version"):
            self._sheet.write_number(self._at, place, value)
        else:
            self._sheet.write_string(self._at, place, self._words(key, field, value, titles))

    def _own(self, key: str, record: Record) -> Any:
        match key:
            case "id":
                return record.ref.id
            case "unit_code":
                return record.unit
            case "unit":
                return self._names.get(record.unit, record.unit)
            case "stage":
                return self._stages.get(record.stage or "", "")
            case "verification":
                return STATES.get(record.verification, record.verification)
            case "reported_by" | "verified_by":
                return self._people.get(record.row.get(key) or 0, "")
        return record.row.get(key)

    def _words(
        self, key: str, field: Field | None, value: Any, titles: Mapping[str, Mapping[int, str]]
    ) -> str:
        if field is None:
            return str(value)
        match field.type:
            case "choice":
                return field.choices[value].zh if value in field.choices else str(value)
            case "unit":
                return self._names.get(value, str(value))
            case "person":
                return self._people.get(value, str(value))
            case "record":
                return f"{value} {titles.get(key, {}).get(value, '')}".strip()
            case "boolean":
                return "是" if value else "否"
        return str(value)


@speaking("zh")
def form(ledger: str, target: IO[bytes]) -> None:
    """An empty form to send to a village: the headings with what is required marked, choices to choose
    from, dates and numbers checked while typing, and a sheet that says how to fill it in."""
    spec = queries.ledger(ledger)
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, styles = book.add_worksheet(spec.label.zh[:31]), Styles(book)
    fields = [(UNIT, UNIT), *(pair for pair in written(spec) if pair[0].removesuffix("_code") in spec.typed)]
    required = {key for key, field in spec.fields.items() if field.required}
    heads = [f"{head}*" if key in required else head for key, head in fields]
    set_up(sheet, spec.label.zh, heads, styles)
    for place, (key, _head) in enumerate(fields):
        field = spec.fields.get(key)
        if field is not None:
            offer(book, sheet, place, field, FORM_ROWS)
            watch(sheet, place, field)
            if field.type == "date":
                sheet.set_column(place, place, 14, styles.day)
            elif field.type in ("text", "phone", "organization", "region"):
                sheet.set_column(place, place, 18, styles.text)
        elif key.endswith("_code"):
            sheet.set_column(place, place, 22, styles.text)
    _explain(book, spec, styles)
    book.close()


def _explain(book: Any, spec: Ledger, styles: Styles) -> None:
    sheet = book.add_worksheet("填表说明")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 72, styles.wrapped)
    lines = [
        ("怎么填", "从第2行起，一行一条。带 * 的必填。“责任单位”不填时按上报单位登记。"),
        ("日期", "写作 2026-03-05，也可以写 2026年3月5日。"),
        ("金额", "按表头的单位填数字；也可以在数字后写明单位，如 3.2亿、500万元。"),
        (
            "佐证",
            "、".join(f"{one.label.zh}（{one.meaning}）" for one in spec.evidence.values()) or "无",
        ),
    ]
    for row, (head, said) in enumerate(lines):
        sheet.write_string(row, 0, f"◆ {head}", styles.bold)
        sheet.write_string(row, 1, said, styles.wrapped)
    helped = [(f"· {one.label.zh}：", str(one.help)) for one in spec.fields.values() if one.help]
    for row, (head, said) in enumerate(helped, start=len(lines)):
        sheet.write_string(row, 0, head)
        sheet.write_string(row, 1, said, styles.wrapped)


def _fits(value: Any) -> bool:
    return len(Decimal(value).normalize().as_tuple().digits) <= _DIGITS


def _places(value: Any) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
