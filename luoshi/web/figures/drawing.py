"""A pivot as a chart: columns against the pace, a trend over months, the share of units.

Charts are options for ECharts as plain data. What cannot be drawn honestly is not offered: amounts in
different units on one axis, a share of rates, or of what falls short of zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.kernel.numbers import show
from luoshi.packs.spec import Pack
from luoshi.periods.pivot import AMOUNTS, Cell, Measure
from luoshi.web import charts, formats
from luoshi.web.components import Chart
from luoshi.web.figures.layout import Axis, Grid, measure_words

MOST_SERIES = 8
MOST_BESIDE = 3
"""Bars beside one another where they lie."""
MOST_LYING = 12
"""With more than so many columns their names no longer stand under them; they lie then."""
PACE_COLOUR, GREY = "#55616e", "#8a94a0"
LIGHT_COLOURS = {
    "green": "#1f8a4c", "yellow": "#d9a100", "orange": "#d9660f", "red": "#c8321f", "blue": "#2369b8",
    "purple": "#7b4bb0", "black": "#22272e", "grey": GREY,
}  # fmt: skip
"""As the pages colour the lights."""


RING = ["#1b5aa0", "#d9660f", "#1f8a4c", "#7b4bb0", "#b3301f", "#d9a100", "#2b8f9c", "#c25b8c"]
"""Parts beside one another, told apart; the rest of many is grey."""


def chart_words() -> dict[str, str]:
    """What people call the charts."""
    return {
        "columns": _("柱图"), "trend": _("走势"), "share": _("占比"), "none": _("不画图"),
    }  # fmt: skip


def offered(grid: Grid) -> list[str]:
    """The charts that this pivot can be drawn as, the most telling first."""
    layout = grid.layout
    if not (_comparable(grid) and _series(grid, _measure(grid), over=layout.rows)[0]):
        return ["none"]
    found = ["trend", "columns"] if {"month", "year"} & {*layout.axes} else ["columns"]
    if "unit" in layout.axes and "indicator" not in layout.axes and _parts(grid):
        found.append("share")
    return [*found, "none"]


def _comparable(grid: Grid) -> bool:
    """Rates can stand on one axis; amounts only in one unit."""
    if grid.layout.columns == "measure":
        return True
    return grid.layout.measure not in AMOUNTS or "indicator" not in grid.layout.axes or bool(grid.one_unit)


def chart(grid: Grid) -> Chart | None:
    """The chart asked for, or the most telling one."""
    kinds = offered(grid)
    kind = grid.layout.chart if grid.layout.chart in kinds else kinds[0]
    if kind == "none":
        return None
    return {"columns": _columns, "trend": _trend, "share": _share}[kind](grid)


def _measure(grid: Grid) -> Measure:
    """Of a page that lists every measure the completion is drawn, or the year-to-date over months."""
    if grid.layout.columns != "measure":
        return grid.layout.measure
    return "ytd" if grid.layout.rows in ("month", "year") else "completion"


def _series(grid: Grid, measure: Measure, *, over: Axis) -> tuple[list[str], dict[str, list[Cell | None]]]:
    """What stands on the axis, and the cells of each member of the other one; a page of measures has one
    row of cells. What has nothing to be drawn is left out."""
    if grid.layout.columns == "measure":
        places, made = (
            grid.rows,
            {measure_words()[measure]: [grid.cell(one.key, measure) for one in grid.rows]},
        )
    elif over == grid.layout.rows:
        places, made = (
            grid.rows,
            {one.label: [grid.cell(head.key, one.key) for head in grid.rows] for one in grid.columns},
        )
    else:
        places, made = (
            grid.columns,
            {one.label: [grid.cell(one.key, head.key) for head in grid.columns] for one in grid.rows},
        )
    made = {name: cells for name, cells in made.items() if any(_numbers(cells, measure))}
    kept = [
        at
        for at in range(len(places))
        if any(_numbers([cells[at]], measure)[0] is not None for cells in made.values())
    ]
    return [places[at].label for at in kept], {
        name: [cells[at] for at in kept] for name, cells in made.items()
    }


def _numbers(cells: Sequence[Cell | None], measure: Measure) -> list[Decimal | None]:
    return [cell.measure(measure) if cell else None for cell in cells]


def _unit(grid: Grid, measure: Measure) -> str:
    return formats.unit_words(grid.one_unit if measure in AMOUNTS else "%" if measure != "ahead" else "")


def _columns(grid: Grid) -> Chart:
    """Each row's columns; what the pace asks for is marked beside them."""
    measure = _measure(grid)
    labels, series = _series(grid, measure, over=grid.layout.rows)
    lying = len(labels) > MOST_LYING
    most = MOST_BESIDE if lying else MOST_SERIES
    kept = dict(list(series.items())[:most])
    drawn = {name: _numbers(cells, measure) for name, cells in kept.items()}
    option = (charts.bars if lying else charts.columns)(labels, drawn, _unit(grid, measure))
    pace = next((cell.pace for cells in kept.values() for cell in cells if cell and cell.pace), None)
    said = _("%(what)s：%(of)s") % {"what": measure_words()[measure], "of": formats.listed(labels[:6])}
    if measure == "completion" and pace is not None:
        mark_pace(option["series"], pace, lying=lying)
        if len(kept) == 1:
            light_up(option["series"][0], next(iter(kept.values())), grid.packs)
        said = _("%(said)s；虚线是序时进度 %(pace)s") % {"said": said, "pace": formats.percent(pace)}
    elif measure == "ytd" and not lying:
        said += _due(option["series"], kept)
    return Chart("pivot", option, said + _left_out(most, len(series)))


def tall(chart: Chart | None) -> bool:
    """Whether a chart has so many lying bars that it needs more room."""
    return chart is not None and len(chart.option.get("yAxis", {}).get("data", ())) > MOST_LYING


def mark_pace(series: list[dict[str, Any]], pace: Decimal, *, lying: bool) -> None:
    """A dashed line at the pace."""
    series[0]["markLine"] = {
        "silent": True, "symbol": "none", "lineStyle": {"type": "dashed", "color": PACE_COLOUR, "width": 2},
        "label": {
            "position": "start" if lying else "insideEndTop", "color": PACE_COLOUR,
            "formatter": _("序时 %(pace)s%%") % {"pace": show(pace, 1)},
        },
        "data": [{"xAxis" if lying else "yAxis": float(pace)}],
    }  # fmt: skip


def light_up(one: dict[str, Any], cells: Sequence[Cell | None], packs: Mapping[str, Pack]) -> None:
    """Each bar of a series in the colour of its light."""
    one["data"] = [
        {"value": value, "itemStyle": {"color": colour(packs, cell)}}
        for value, cell in zip(one["data"], cells, strict=True)
    ]


def colour(packs: Mapping[str, Pack], cell: Cell | None) -> str:
    """The colour of a figure's light; grey where it has none."""
    if cell is None or cell.light is None:
        return GREY
    lights = packs[cell.indicator.partition(".")[0]].lights
    tone = next((light.colour for light in lights if light.key == cell.light), "grey")
    return LIGHT_COLOURS.get(tone, GREY)


def _due(series: list[dict[str, Any]], kept: dict[str, list[Cell | None]]) -> str:
    """What is due is marked on a single series only."""
    if len(kept) != 1:
        return ""
    return mark_due(series, next(iter(kept.values())))


def mark_due(series: list[dict[str, Any]], cells: Sequence[Cell | None]) -> str:
    """A line across each column at what the pace wants of it; what the caption then says of it."""
    due = [cell.due if cell else None for cell in cells]
    if all(one is None for one in due):
        return ""
    series.append(
        {
            "type": "scatter", "name": _("序时应完成"), "symbol": "rect", "symbolSize": [34, 3],
            "data": [None if one is None else float(one) for one in due], "color": PACE_COLOUR, "z": 5,
        }
    )  # fmt: skip
    return _("；横线是序时应完成")


def _trend(grid: Grid) -> Chart:
    """Lines over months, or over years; years over the same months compare them."""
    measure = _measure(grid)
    axes = grid.layout.axes
    over: Axis = "month" if "month" in axes else "year"
    labels, series = _series(grid, measure, over=over)
    kept = dict(list(series.items())[-MOST_SERIES:] if "year" in axes else list(series.items())[:MOST_SERIES])
    drawn = {name: _numbers(cells, measure) for name, cells in kept.items()}
    if len(kept) == 1:
        drawn |= _pace_line(next(iter(kept.values())), measure)
    option = charts.lines(labels, drawn, _unit(grid, measure))
    for one in option["series"][len(kept) :]:
        one |= {"lineStyle": {"type": "dashed"}, "color": PACE_COLOUR, "symbol": "none"}
    said = _("%(what)s走势：%(of)s") % {
        "what": measure_words()[measure], "of": formats.listed(list(drawn)[:6]),
    }  # fmt: skip
    return Chart("pivot", option, said + _left_out(MOST_SERIES, len(series)))


def _pace_line(cells: Sequence[Cell | None], measure: Measure) -> dict[str, list[Decimal | None]]:
    """Beside a single line, what the pace asks for."""
    if measure == "completion":
        return {_("序时进度"): [cell.pace if cell else None for cell in cells]}
    if measure == "ytd" and any(cell and cell.due is not None for cell in cells):
        return {_("序时应完成"): [cell.due if cell else None for cell in cells]}
    return {}


def _parts(grid: Grid) -> list[tuple[str, Decimal]]:
    """The amounts that units contribute in the last column; none when they are no parts of a whole."""
    spec, measure = grid.spec_of(grid.layout.indicators[0]), _measure(grid)
    measure = measure if measure in ("value", "ytd") else "ytd"
    if spec.kind not in ("flow", "stock") or spec.measure.startswith(("min", "max")):
        return []
    if grid.layout.rows == "unit":
        last = measure if grid.layout.columns == "measure" else grid.columns[-1].key
        pairs = [(head, grid.cell(head.key, last)) for head in grid.rows]
    else:
        pairs = [(head, grid.cell(grid.rows[-1].key, head.key)) for head in grid.columns]
    amounts = [
        (head.label, cell.measure(measure) or Decimal(0))
        for head, cell in pairs
        if cell and head.key != grid.layout.unit
    ]
    return [] if any(value < 0 for _name, value in amounts) or not any(v for _n, v in amounts) else amounts


def _share(grid: Grid) -> Chart:
    parts = sorted(_parts(grid), key=lambda one: -one[1])
    label = str(grid.spec_of(grid.layout.indicators[0]).label)
    return share("pivot", parts, label)


def share(key: str, parts: Sequence[tuple[str, Decimal]], label: str) -> Chart:
    """A ring of parts, the largest first; the smallest of many are together."""
    kept, rest = list(parts[:MOST_SERIES]), parts[MOST_SERIES:]
    if rest:
        together = sum((value for _name, value in rest), Decimal(0))
        kept.append((_("其余%(count)s个") % {"count": len(rest)}, together))
    whole = sum((value for _name, value in kept), Decimal(0))
    option = {
        "tooltip": {"trigger": "item"},
        "color": [*RING[: len(parts[:MOST_SERIES])], GREY],
        "series": [
            {
                "type": "pie", "name": label, "radius": ["38%", "68%"], "center": ["50%", "50%"],
                "label": {"formatter": "{b}\n{d}%"},
                "data": [{"name": name, "value": float(value)} for name, value in kept],
            }
        ],
    }  # fmt: skip
    first = kept[0]
    said = _("%(label)s各单位占比，%(unit)s最多，占%(share)s") % {
        "label": label, "unit": first[0], "share": formats.percent(first[1] / whole * 100, 1),
    }  # fmt: skip
    return Chart(key, option, said)


def _left_out(most: int, many: int) -> str:
    return _("（只画%(most)s条，共%(many)s条）") % {"most": most, "many": many} if many > most else ""
