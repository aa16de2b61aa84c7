"""How a Table is laid out: headings that sort, cells formatted by their column, a pager's addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

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


def opening(column: Column) -> str:
    """How a column's cells begin; their label is what a phone shows instead of the heading."""
    label = formats.aside(column.label, formats.unit_words(column.unit))
    kinds = [
        "number" if column.numeric else "",
        "when" if column.kind in ("date", "moment") else "",
        "" if column.phone else "wide-only",
        "pin" if column.pin else "",
    ]
    styles = " ".join(kind for kind in kinds if kind)
    return str(format_html('<td data-label="{}" class="{}">', label, styles))


def inside(cell: Cell) -> str:
    """A cell's text, link or badge, escaped."""
    if cell.badge:
        badge = cell.badge
        help_ = format_html(' title="{}"', badge.help) if badge.help else ""
        tag, to = ("a", format_html(' href="{}"', badge.url)) if badge.url else ("span", "")
        shape = '<{} class="light light-{}"{}{}>{}</{}>'
        return str(format_html(shape, tag, badge.colour, to, help_, badge.label, tag))
    return str(format_html('<a href="{}">{}</a>', cell.url, cell.text) if cell.url else escape(cell.text))


def body(table: Table) -> str:
    """The rows as HTML. They are most of a page: written here they cost a tenth of what a template does."""
    starts = [opening(column) for column in table.columns]
    made = []
    for row in table.rows:
        cells = [cell(column, row, place == 0) for place, column in enumerate(table.columns)]
        pick = _pick(row) if table.select else ""
        said = "".join(f"{start}{inside(one)}</td>" for start, one in zip(starts, cells, strict=True))
        made.append(f"<tr>{pick}{said}</tr>")
    return "\n".join(made)


def _pick(row: Row) -> str:
    """The box by which a row is chosen."""
    if not row.selectable:
        return '<td class="select pin"></td>'
    box = (
        '<td class="select pin"><input type="checkbox" class="form-check-input" name="row" value="{}"'
        ' form="decide-many" aria-label="{} {}"></td>'
    )
    return str(format_html(box, row.key, _("选择"), row.cells.get("title", "")))


def shown(table: Table, present: Mapping[str, Any]) -> dict[str, Any]:
    """A table laid out: its cells, and what stands around them."""

    def cells(row: Row) -> list[Cell]:
        return [cell(column, row, index == 0) for index, column in enumerate(table.columns)]

    return {"rows": [cells(row) for row in table.rows], **around(table, present)}


def around(table: Table, present: Mapping[str, Any]) -> dict[str, Any]:
    """Headings, total and pager."""
    return {
        "headings": [heading(column, present) for column in table.columns],
        "total": totals(table),
        **(pages(table.pager, present) if table.pager else {}),
    }
