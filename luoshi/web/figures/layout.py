"""What the figures page lays out: which axis runs down, which across, and what stays fixed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal, cast

from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator, Pack
from luoshi.periods import pivot
from luoshi.periods.pivot import MEASURES, Cell, Cells, Measure
from luoshi.periods.policy import READS
from luoshi.units import queries as units

Axis = Literal["unit", "indicator", "month", "year", "measure"]
ROWS: tuple[Axis, ...] = ("indicator", "unit", "month", "year")
COLUMNS: tuple[Axis, ...] = ("measure", "unit", "indicator", "month", "year")


def measure_words() -> dict[Measure, str]:
    """What people call the measures."""
    return {
        "value": _("本期"), "ytd": _("本年累计"), "target": _("目标"), "completion": _("完成率"),
        "ahead": _("超欠进度"), "yoy": _("同比"),
    }  # fmt: skip


def axis_words() -> dict[Axis, str]:
    """What people call the axes."""
    return {
        "indicator": _("指标"), "unit": _("单位"), "month": _("月份"), "year": _("年度"),
        "measure": _("数据项"),
    }  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """A pivot as asked for. `unit` is looked at itself, or with those right below it where units are an
    axis; `period` likewise with the months of its year or the same month of other years."""

    rows: Axis
    columns: Axis
    measure: Measure
    indicators: tuple[str, ...]
    unit: str
    period: Period
    kind: str = ""
    chart: str = ""
    bare: bool = True
    """Whether indicators of which there is nothing but zero have a row too."""

    @property
    def axes(self) -> tuple[Axis, Axis]:
        return self.rows, self.columns

    @property
    def turned(self) -> Layout | None:
        """Rows and columns exchanged, where both can."""
        return None if self.columns == "measure" else replace(self, rows=self.columns, columns=self.rows)


@dataclass(frozen=True)
class Head:
    """A row or a column: its key on its axis, and what it is called."""

    key: str
    label: str


def chosen(actor: Actor, asked: QueryDict) -> Layout:
    """The layout that a query asks for; an axis it does not know is the usual one.

    `Missing` for a unit the actor does not see, `InputError` for an indicator or period that is none.
    """
    rows = cast("Axis", asked.get("rows") if asked.get("rows") in ROWS else ROWS[0])
    columns = cast("Axis", asked.get("columns") if asked.get("columns") in COLUMNS else COLUMNS[0])
    measure = cast("Measure", asked.get("measure") if asked.get("measure") in MEASURES else "ytd")
    if columns == rows:
        columns = "measure"
    catalogue = Catalogue.of(ledgers.packs())
    names = tuple(catalogue.indicator(one).name for one in asked.getlist("indicator") if one)
    some = 0 < len(names) < len(catalogue.indicators)
    unit, period = _unit(actor, asked.get("unit", "")), _month(actor, asked.get("period", ""))
    if not names and "indicator" not in (rows, columns):
        names = tuple(pivot.owed(unit, period))
    names = names or tuple(catalogue.indicators)
    return Layout(
        rows, columns, measure,
        indicators=names if "indicator" in (rows, columns) else names[:1],
        unit=unit,
        period=period,
        kind=asked.get("kind", "") if "unit" in (rows, columns) else "",
        chart=asked.get("chart", ""),
        bare=some or "bare" in asked or rows != "indicator",
    )  # fmt: skip


def _month(actor: Actor, said: str) -> Period:
    """A longer period is looked at as of its last month."""
    return Period.month_of(Period.parse(said).end) if said else pivot.latest(actor)


def _unit(actor: Actor, code: str) -> str:
    if code and code not in units.reach(actor, *READS):
        raise Missing(_("没有这个单位的数据"), hint=_("它可能属于其他单位"))
    return code or pivot.top(actor)


@dataclass(frozen=True)
class Grid:
    """A layout filled in. A row or column of which nothing is known is left out."""

    layout: Layout
    packs: Mapping[str, Pack]
    heads: Mapping[Axis, tuple[Head, ...]]
    cells: Cells
    plan: PlanYear

    def spec(self, row: str, column: str) -> Indicator:
        """The indicator of a place."""
        return self.spec_of(self._at(row, column)[0])

    def spec_of(self, indicator: str) -> Indicator:
        pack, _dot, key = indicator.partition(".")
        return self.packs[pack].indicators[key]

    def cell(self, row: str, column: str) -> Cell | None:
        return self.cells.get(self._at(row, column))

    def measure(self, column: str) -> Measure:
        """What of a figure a column shows."""
        return cast("Measure", column) if self.layout.columns == "measure" else self.layout.measure

    def number(self, row: str, column: str) -> Decimal | None:
        cell = self.cell(row, column)
        return cell.measure(self.measure(column)) if cell else None

    def _at(self, row: str, column: str) -> pivot.By:
        layout = self.layout
        on = {layout.rows: row, layout.columns: column}
        month = Period.parse(on["month"]) if "month" in on else layout.period
        period = Period(month.year + int(on.get("year", "0")), "month", month.number)
        return on.get("indicator", layout.indicators[0]), on.get("unit", layout.unit), period

    @cached_property
    def rows(self) -> list[Head]:
        """The rows, without the whole, which stands at the foot."""
        return [head for head in self._rows if self.layout.bare or self._tells(head)]

    @property
    def left_out(self) -> int:
        """How many indicators have no row because there is nothing but zero of them."""
        return len(self._rows) - len(self.rows)

    @cached_property
    def _rows(self) -> list[Head]:
        across = self.heads[self.layout.columns]
        return self._known(self.layout.rows, lambda head: any(self.cell(head.key, one.key) for one in across))

    def _tells(self, head: Head) -> bool:
        cells = (self.cell(head.key, one.key) for one in self.heads[self.layout.columns])
        return any(one is not None and not one.is_bare for one in cells)

    @cached_property
    def columns(self) -> list[Head]:
        down = [*self.heads[self.layout.rows], *([self.whole] if self.whole else [])]
        if self.layout.columns == "measure":
            return list(self.heads["measure"])
        return self._known(
            self.layout.columns, lambda head: any(self.cell(one.key, head.key) for one in down)
        )

    def _known(self, axis: Axis, known: Callable[[Head], bool]) -> list[Head]:
        return [head for head in self.heads[axis] if known(head)]

    @property
    def whole(self) -> Head | None:
        """The unit above the units of the rows: its own figure, not a sum."""
        layout = self.layout
        alone = [head.key for head in self.heads.get("unit", ())] == [layout.unit]
        return Head(layout.unit, units.names()[layout.unit]) if layout.rows == "unit" and not alone else None

    @property
    def one_unit(self) -> str:
        """The unit in which every amount is printed; empty when they differ or are rates."""
        found = {self.spec_of(name).unit for name in self.layout.indicators}
        return found.pop() if len(found) == 1 else ""


def filled(actor: Actor, layout: Layout) -> Grid:
    """The figures of a layout: constant queries, however much is laid out."""
    packs = ledgers.packs()
    plan = _plan(packs, layout.indicators)
    months = pivot.months(layout.period, plan)
    heads = {axis: _heads(actor, axis, layout, months, plan) for axis in layout.axes}
    codes = [head.key for head in heads.get("unit", ())]
    bases = months if "month" in layout.axes else [layout.period]
    back = [int(head.key) for head in heads.get("year", (Head("0", ""),))]
    periods = [Period(one.year + years, "month", one.number) for one in bases for years in back]
    cells = pivot.read(actor, layout.indicators, [layout.unit, *codes], periods, live=layout.period)
    return Grid(layout, packs, heads, cells, plan)


def _plan(packs: Mapping[str, Pack], indicators: Sequence[str]) -> PlanYear:
    """The plan's year that all the indicators share; the calendar's when they differ."""
    starts = {packs[name.partition(".")[0]].year_starts for name in indicators}
    return PlanYear.parse(starts.pop()) if len(starts) == 1 else PlanYear()


def _heads(
    actor: Actor, axis: Axis, layout: Layout, months: Sequence[Period], plan: PlanYear
) -> tuple[Head, ...]:
    if axis == "unit":
        return _units(actor, layout)
    if axis == "indicator":
        known = Catalogue.of(ledgers.packs()).indicators
        return tuple(Head(name, str(known[name].label)) for name in layout.indicators)
    if axis == "month":
        among_years = "year" in layout.axes
        return tuple(
            Head(str(one), _("%(number)s月") % {"number": one.number} if among_years else one.label)
            for one in months
        )
    if axis == "year":
        last = plan.of(layout.period)
        return tuple(
            Head(str(back), _("%(year)s年") % {"year": last + back}) for back in range(1 - pivot.YEARS, 1)
        )
    return tuple(Head(key, words) for key, words in measure_words().items())


def _units(actor: Actor, layout: Layout) -> tuple[Head, ...]:
    """Those right below; the unit itself where there are none. Across, the whole comes first."""
    names = units.names()
    codes = pivot.below(actor, layout.unit, layout.kind)
    if not codes or layout.columns == "unit":
        codes.insert(0, layout.unit)
    return tuple(Head(code, names.get(code, code)) for code in codes)
