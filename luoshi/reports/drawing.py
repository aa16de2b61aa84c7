"""A ranking as a picture for Word and PDF: lying bars, the pace as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC")
COLOURS = {"done": "#2f6fb3", "behind": "#c8321f"}


def png(chart: Mapping[str, Any]) -> bytes | None:
    """A chart of `labels`, `values` (percent as text, None where there is none) and `pace`.

    None where the machine has no Chinese font: boxes in place of names would be worse than no picture.
    """
    font = _font()
    if font is None:
        return None
    from matplotlib.figure import Figure  # a second to import, and only a picture needs it

    labels = list(chart["labels"])[::-1]
    values = [float(one or 0) for one in chart["values"]][::-1]
    pace = None if chart["pace"] is None else float(chart["pace"])
    figure = Figure(figsize=(6.1, 0.26 * len(labels) + 0.7), dpi=200, layout="constrained")
    axes = figure.add_subplot()
    colours = [COLOURS["behind" if pace is not None and one < pace else "done"] for one in values]
    bars = axes.barh(range(len(labels)), values, color=colours, height=0.62)
    axes.bar_label(bars, fmt="%.1f%%", padding=3, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontname=font, fontsize=8)
    if pace is not None:
        axes.axvline(pace, color="#22272e", linewidth=1, linestyle="--")
        axes.set_title(f"{chart['title']}（虚线为序时进度 {pace:.1f}%）", fontname=font, fontsize=9)
    axes.set_xlim(0, max([*values, pace or 0, 1]) * 1.12)
    axes.tick_params(axis="x", labelsize=7)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    stream = BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def trend(months: Sequence[str], lines: Mapping[str, Sequence[Any]], pace: Sequence[Any]) -> bytes | None:
    """Completion in percent month by month, a line for each name, against the pace. None without a font, or
    with nothing to draw."""
    font = _font()
    if font is None or not lines:
        return None
    from matplotlib.figure import Figure  # a second to import, and only a picture needs it

    figure = Figure(figsize=(6.6, 2.3), dpi=200, layout="constrained")
    axes = figure.add_subplot()
    places = range(len(months))
    axes.plot(places, _drawn(pace), color="#22272e", linewidth=1, linestyle="--", label="序时进度")
    for name, values in lines.items():
        axes.plot(places, _drawn(values), marker="o", markersize=2.5, linewidth=1.2, label=name)
    axes.set_xticks(places, months, fontname=font, fontsize=7)
    axes.tick_params(axis="y", labelsize=7)
    axes.set_ylabel("%", fontsize=7)
    axes.set_ylim(bottom=0)
    axes.legend(prop={"family": font, "size": 7}, frameon=False, loc="upper left", ncols=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    stream = BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _drawn(values: Sequence[Any]) -> list[float]:
    return [float("nan") if one is None else float(one) for one in values]


@cache
def _font() -> str | None:
    from matplotlib import font_manager

    there = {one.name for one in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in there), None)
