"""ECharts options for the few charts that pages show. Decimals become floats here, for drawing only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

Series = Mapping[str, Sequence[Decimal | Fraction | int | None]]


def _drawn(values: Sequence[Decimal | Fraction | int | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _option(kind: str, series: Series, **more: Any) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"show": len(series) > 1},
        "series": [
            {"type": kind, "name": name, "data": _drawn(values), **more} for name, values in series.items()
        ],
    }


def columns(labels: Sequence[str], series: Series, unit: str = "") -> dict[str, Any]:
    """Upright bars: a few periods or units side by side."""
    axes = {"xAxis": {"type": "category", "data": list(labels)}, "yAxis": {"type": "value", "name": unit}}
    return _option("bar", series) | axes


def bars(labels: Sequence[str], series: Series, unit: str = "") -> dict[str, Any]:
    """Lying bars, the first on top: a ranking of units with their names in full."""
    axes = {
        "xAxis": {"type": "value", "axisLabel": {"formatter": f"{{value}}{unit}", "hideOverlap": True}},
        "yAxis": {"type": "category", "data": list(labels), "inverse": True},
    }
    return _option("bar", series) | axes


def pareto(labels: Sequence[str], amounts: Series, shares: Series, unit: str = "") -> dict[str, Any]:
    """Bars from the greatest, and over them the line of what they come to together, in percent of all, with a
    mark at 80 %. Each a series of its own."""
    ((name, values),), ((line, held),) = amounts.items(), shares.items()
    names = {"interval": 0, "width": 76, "overflow": "break", "hideOverlap": True}
    mark = {
        "silent": True, "symbol": "none", "lineStyle": {"type": "dashed"},
        "label": {"formatter": "80%", "position": "insideEndTop"}, "data": [{"yAxis": 80}],
    }  # fmt: skip
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"show": True},
        "xAxis": {"type": "category", "data": list(labels), "axisLabel": names},
        "yAxis": [
            {"type": "value", "name": unit, "minInterval": 1},
            {"type": "value", "name": "%", "min": 0, "max": 100, "splitLine": {"show": False}},
        ],
        "series": [
            {"type": "bar", "name": name, "data": _drawn(values)},
            {"type": "line", "name": line, "yAxisIndex": 1, "data": _drawn(held), "markLine": mark},
        ],
    }


def lines(labels: Sequence[str], series: Series, unit: str = "") -> dict[str, Any]:
    """Lines over periods; a period with nothing known leaves a gap, not a zero."""
    axes = {"xAxis": {"type": "category", "data": list(labels)}, "yAxis": {"type": "value", "name": unit}}
    return _option("line", series, connectNulls=False) | axes
