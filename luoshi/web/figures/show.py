"""A pivot as a table: every number leads to the records behind it, rates wear their light."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.kernel.numbers import show
from luoshi.packs.spec import Indicator
from luoshi.periods.pivot import AMOUNTS, Cell, Measure
from luoshi.units import queries as units
from luoshi.web import formats, tables
from luoshi.web.components import Badge, Column, Empty, Kind, Link, Row, Table, light_badge, sorting
from luoshi.web.figures.layout import Grid, Head, axis_words, measure_words

RATE_KINDS: Mapping[Measure, Kind] = {"completion": "percent", "ahead": "points", "yoy": "change"}
LIT = frozenset({"completion", "ahead"})
"""Measures that decide the light, and so wear it."""


def words(measure: Measure, value: Decimal | None, spec: Indicator) -> str:
    """A number of a figure as people read it, without its unit; points from the pace are signed: +10.20."""
    if value is None:
        return formats.DASH
    if measure in AMOUNTS:
        return spec.shown(value)
    if measure == "ahead":
        return f"{'+' if value > 0 else ''}{show(value, 2)}"
    return tables.text(Column(measure, "", RATE_KINDS[measure]), value)


def drill(cell: Cell) -> str:
    """Where the records behind a figure are listed; nowhere for what was imported."""
    if cell.state == "imported":
        return ""
    return reverse("figures:trace", args=[cell.period, cell.indicator, cell.unit])


def table(grid: Grid, asked: QueryDict) -> Table:
    """The pivot in the order asked for; the whole's own figures stand at the foot."""
    columns = _columns(grid)
    rows = [_row(grid, head, asked) for head in _sorted(grid, sorting(asked, columns))]
    return Table(
        columns,
        rows,
        _("数据"),
        total=_row(grid, grid.whole, asked) if grid.whole and rows else None,
        empty=Empty(_("没有数据"), _("换一个期间、单位或指标；启用台账包、填报并审核后就有数据。")),
        export=reverse("figures:export") + tables.query(asked, {}) if rows else "",
    )


def bare(grid: Grid, asked: QueryDict) -> Link | None:
    """Leads to the indicators that were left out, if any were."""
    if not grid.left_out:
        return None
    said = ngettext("另有 %(number)s 项为零，全部列出", "另有 %(number)s 项为零，全部列出", grid.left_out)
    return Link(
        said % {"number": grid.left_out}, reverse("figures:index") + tables.query(asked, {"bare": "1"})
    )


def _columns(grid: Grid) -> list[Column]:
    layout = grid.layout
    made = [Column("head", axis_words()[layout.rows], pin=True)]
    if layout.rows == "indicator":
        made.append(Column("measured", _("计量单位"), phone=False))
    made += [_column(grid, head) for head in grid.columns]
    if layout.columns == "measure":
        made.append(Column("light", _("灯")))
        if layout.rows == "unit":
            made.append(Column("rank", _("位次"), sort=True))
    return made


def _column(grid: Grid, head: Head) -> Column:
    measure = grid.measure(head.key)
    unit = _printed_unit(grid, head) if measure in AMOUNTS else ""
    if measure == "ahead" and grid.layout.columns == "measure":
        unit = _("百分点")
    kind: Kind = "number" if measure in AMOUNTS else RATE_KINDS[measure]
    return Column(head.key, head.label, kind, unit, sort=True)


def _printed_unit(grid: Grid, head: Head) -> str:
    """In the heading when it holds for the whole column."""
    if grid.layout.rows == "indicator":
        return ""
    return grid.spec(grid.rows[0].key, head.key).unit if grid.rows else ""


def _row(grid: Grid, head: Head, asked: QueryDict) -> Row:
    layout = grid.layout
    cells: dict[str, Any] = {one.key: _shown(grid, head.key, one.key) for one in grid.columns}
    cells["head"] = head.label
    if layout.rows == "indicator":
        cells["measured"] = formats.unit_words(grid.spec(head.key, grid.columns[0].key).unit)
    if layout.columns == "measure" and (cell := grid.cell(head.key, "ytd")):
        cells["light"] = _light(grid, cell)
        cells["rank"] = cell.rank
    return Row(cells, _leads(grid, head, asked), key=head.key)


def _leads(grid: Grid, head: Head, asked: QueryDict) -> str:
    """A row leads on: an indicator to its units, a unit to those below it, a month to that month."""
    layout = grid.layout
    if layout.rows == "indicator":
        return reverse("figures:indicator", args=[layout.period, head.key])
    if layout.rows == "unit" and head.key != layout.unit:
        return reverse("figures:index") + tables.query(asked, {"unit": head.key, "sort": None, "kind": None})
    if layout.rows == "month" and "year" not in layout.axes:
        return reverse("figures:index") + tables.query(
            asked, {"period": head.key, "rows": None, "columns": None, "sort": None}
        )
    return ""


def _shown(grid: Grid, row: str, column: str) -> Link | Badge | str:
    cell, measure = grid.cell(row, column), grid.measure(column)
    if cell is None:
        return ""
    if cell.state == "awaiting" and measure in ("value", "ytd"):
        return Link(str(formats.AWAITING), drill(cell))
    said = words(measure, cell.measure(measure), grid.spec(row, column))
    if measure in LIT and grid.layout.columns != "measure" and cell.light:
        light = _light(grid, cell)
        return Badge(said, light.colour, light.label, drill(cell)) if light else said
    return Link(said, drill(cell)) if said != formats.DASH else said


def _light(grid: Grid, cell: Cell) -> Badge | None:
    return light_badge(grid.packs[cell.indicator.partition(".")[0]].lights, cell.light)


def _sorted(grid: Grid, order: tuple[str, ...]) -> list[Head]:
    """By several columns, the first counting most; what is not known comes last either way."""
    rows = list(grid.rows)
    for key in reversed(order):
        column = key.removeprefix("-")

        def rate(head: Head, column: str = column) -> Decimal | int | None:
            if column == "rank":
                cell = grid.cell(head.key, "ytd")
                return cell.rank if cell else None
            return grid.number(head.key, column)

        known = [head for head in rows if rate(head) is not None]
        unknown = [head for head in rows if rate(head) is None]
        rows = [*sorted(known, key=lambda head: rate(head) or 0, reverse=key.startswith("-")), *unknown]
    return rows


def lead(grid: Grid) -> str:
    """What is laid out, in words: unit, period, indicator and measure where they are fixed."""
    layout = grid.layout
    said = [units.names().get(layout.unit, ""), layout.period.label]
    if "month" in layout.axes:
        said[1] = _("%(year)s年") % {"year": grid.plan.of(layout.period)}
    if "indicator" not in layout.axes:
        said.append(str(grid.spec_of(layout.indicators[0]).label))
    if layout.columns != "measure":
        unit = grid.one_unit if layout.measure in AMOUNTS else ""
        said.append(formats.aside(measure_words()[layout.measure], formats.unit_words(unit)))
    return " · ".join(said)
