"""How a Table is laid out: headings that sort, cells formatted by their column, a pager's addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from luoshi.web import formats
from luoshi.web.components import Badge, Column, Link, Pager, Row, Table


@dataclass(frozen=True)
class Heading:
    """A column's heading; `order` is its present order (ascending, descending or none)."""

    column: Column
    url: str = ""
    order: str = "none"
    place: int = 0
    """By which it is sorted first, second …; 0 where there is only one, or none."""
    more: str = ""
    """The address that sorts by it after the present columns."""


@dataclass(frozen=True)
class Cell:
    """A cell as shown: text that may lead somewhere, or a badge."""

    column: Column
    text: str = ""
    url: str = ""
    badge: Badge | None = None


FORMATS: Mapping[str, Callable[[Column, Any], str]] = {
    "number": lambda column, value: formats.amount(value, places=column.places),
    "percent": lambda column, value: formats.percent(value, column.places),
    "points": lambda column, value: formats.points(value, column.places),
    "change": lambda _column, value: formats.change(value),
    "date": lambda _column, value: formats.day(value),
    "moment": lambda _column, value: formats.moment(value),
}


def query(present: Mapping[str, Any], changes: Mapping[str, Any]) -> str:
    """A query string: the present one with some values changed; None or "" takes a value out."""
    pairs = present.lists() if isinstance(present, QueryDict) else [(k, [v]) for k, v in present.items()]
    kept = {key: values for key, values in pairs if key not in changes}
    kept |= {key: [value] for key, value in changes.items() if value not in {None, ""}}
    return "?" + urlencode(kept, doseq=True)


def text(column: Column, value: Any) -> str:
    """A plain value as its column shows it; text in a number column (待统计) stays as it is."""
    if value is None or value == "":
        return formats.DASH
    if isinstance(value, str) or column.kind not in FORMATS:
        return str(value)
    return FORMATS[column.kind](column, value)


def cell(column: Column, row: Row, first: bool) -> Cell:
    value = row.cells.get(column.key)
    if isinstance(value, Badge):
        return Cell(column, badge=value)
    if isinstance(value, Link):
        return Cell(column, value.label, value.url)
    return Cell(column, text(column, value), row.url if first else "")


def heading(column: Column, present: Mapping[str, Any]) -> Heading:
    """Pressing a heading sorts by it, pressing it again turns the order round; with Shift it is sorted by
    after the columns that were pressed before."""
    if not column.sort:
        return Heading(column)
    now = [one for one in present.get("sort", "").split(",") if one]
    keys = [one.removeprefix("-") for one in now]
    place = keys.index(column.key) if column.key in keys else None
    order = "none" if place is None else "descending" if now[place].startswith("-") else "ascending"
    asked = f"-{column.key}" if order == "ascending" else column.key
    more = [*now, asked] if place is None else [*now[:place], asked, *now[place + 1 :]]
    return Heading(
        column,
        query(present, {"sort": asked, "page": None}),
        order,
        0 if place is None or len(now) < 2 else place + 1,
        query(present, {"sort": ",".join(more), "page": None}),
    )


def pages(pager: Pager, present: Mapping[str, Any]) -> dict[str, Any]:
    """The pager's numbers with their addresses (a number of None is a gap), and its neighbours."""

    def link(number: int) -> str:
        return query(present, {"page": number})

    return {
        "pages": [(number, link(number) if number else "") for number in pager.window],
        "previous": link(pager.number - 1) if pager.number > 1 else "",
        "next": link(pager.number + 1) if pager.number < pager.pages else "",
    }


def totals(table: Table) -> list[Cell]:
    """The total row: a column that it says nothing about stays blank, for “—” would mean unknown."""
    row = table.total
    if row is None:
        return []
    return [cell(column, row, False) if column.key in row.cells else Cell(column) for column in table.columns]


def shown(table: Table, present: Mapping[str, Any]) -> dict[str, Any]:
    """What the table's template needs beside the table itself."""

    def cells(row: Row) -> list[Cell]:
        return [cell(column, row, index == 0) for index, column in enumerate(table.columns)]

    rows = [cells(row) for row in table.rows]
    return {
        "headings": [heading(column, present) for column in table.columns],
        "rows": rows,
        "lines": list(zip(table.rows, rows, strict=True)),
        "total": totals(table),
        **(pages(table.pager, present) if table.pager else {}),
    }
