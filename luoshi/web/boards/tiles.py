"""A dashboard's tiles as pages show them: a number, lights, or a chart, each leading to its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.packs.spec import Indicator
from luoshi.periods.boards import Tile, TileKind
from luoshi.periods.pivot import Cell, years
from luoshi.units import queries as units
from luoshi.units.policy import KINDS
from luoshi.web import charts, formats
from luoshi.web.boards.read import Board
from luoshi.web.components import Badge, Chart, Empty, Link, Stat, light_badge
from luoshi.web.figures import drawing

BARS = {1: 4, 2: 9, 3: 16}
"""How many bars of a ranking a tile of so many rows holds."""


def kind_words() -> dict[TileKind, str]:
    """What people call the kinds of tiles."""
    return {
        "figure": _("数字"), "lights": _("各单位的灯"), "ranking": _("排名"), "pace": _("柱图（对照序时）"),
        "trend": _("走势"), "years": _("历年同期"), "share": _("各单位占比"),
    }  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """How many units have a light, and where they are listed."""

    badge: Badge
    count: int


@dataclass(frozen=True)
class Shown:
    """A tile with what is in it: exactly one of a stat, tallies, a chart, or words for nothing."""

    tile: Tile
    title: str
    about: str
    url: str = ""
    stat: Stat | None = None
    tallies: tuple[Tally, ...] = ()
    chart: Chart | None = None
    empty: Empty | None = None


def shown(board: Board, tiles: Sequence[Tile]) -> list[Shown]:
    """The tiles in their order."""
    return [_shown(board, tile, f"tile-{place}") for place, tile in enumerate(tiles)]


def _shown(board: Board, tile: Tile, key: str) -> Shown:
    spec = board.known.get(tile.indicator)
    if spec is None:
        gone = Empty(_("这个指标已经停用"), _("编排看板时移除这一块，或换一个指标。"))
        return Shown(tile, tile.indicator, kind_words()[tile.kind], empty=gone)
    about = f"{units.names().get(board.unit(tile), '')} {board.period.label}"
    if tile.kind == "figure":
        stat = figure(board, tile, spec)
        return Shown(tile, str(spec.label), about, url=stat.url, stat=stat)
    title = f"{spec.label} · {kind_words()[tile.kind]}"
    if tile.among:
        title += f" · {KINDS.get(tile.among, tile.among)}"
    if tile.kind == "lights":
        tallies = tally(board, tile)
        empty = None if tallies else Empty(_("没有下级单位"), _("换一个有下级的单位。"))
        return Shown(tile, title, about, address(board, tile), tallies=tallies, empty=empty)
    chart = drawn(board, tile, key)
    nothing = Empty(_("没有数据"), _("填报并审核后，或换一个期间、单位。"))
    return Shown(tile, title, about, address(board, tile), chart=chart, empty=None if chart else nothing)


def address(board: Board, tile: Tile) -> str:
    """The figures page laid out as the tile is, with all its numbers."""
    rows, columns = {
        "trend": ("month", "year"), "years": ("month", "year"),
    }.get(tile.kind, ("unit", "measure"))  # fmt: skip
    said = {
        "rows": rows, "columns": columns, "indicator": tile.indicator, "unit": board.unit(tile),
        "period": str(board.period), "kind": tile.among, "measure": "ytd",
    }  # fmt: skip
    return f"{reverse('figures:index')}?{urlencode({key: value for key, value in said.items() if value})}"


def figure(board: Board, tile: Tile, spec: Indicator) -> Stat:
    """The year-to-date of the tile's unit, against its target."""
    cell = board.cell(tile.indicator, board.unit(tile))
    url = reverse("figures:indicator", args=[board.period, tile.indicator])
    note = f"{units.names().get(board.unit(tile), '')} {board.period.label}"
    if cell is None or cell.ytd is None:
        said = str(formats.AWAITING) if cell and cell.state == "awaiting" else formats.DASH
        return Stat(str(spec.label), said, note=note, url=url)
    if cell.yoy is not None:
        note += f" · {_('同比')}{formats.change(cell.yoy)}"
    light = light_badge(board.packs[spec.pack].lights, cell.light)
    return Stat(
        str(spec.label), spec.shown(cell.ytd), spec.unit, cell.completion,
        cell.pace if cell.completion is not None else None, light, note, url,
    )  # fmt: skip


def tally(board: Board, tile: Tile, *, without: bool = True) -> tuple[Tally, ...]:
    """How many of the units below have each light, and how many have none (`without`)."""
    cells = board.below(tile)
    lights = board.packs[tile.indicator.partition(".")[0]].lights
    made = [
        Tally(Badge(str(light.label), light.colour), sum(cell.light == light.key for cell in cells))
        for light in lights
    ]
    lit = sum(one.count for one in made)
    if without and lit < len(cells):
        return (*(made if lit else ()), Tally(Badge(_("无目标"), "grey"), len(cells) - lit))
    return tuple(made) if lit else ()


def ranked(board: Board, tile: Tile) -> list[Cell]:
    """The units below that have a completion, the furthest ahead of the pace first (where lower is better,
    the one with most left)."""
    cells = [cell for cell in board.below(tile) if cell.completion is not None]
    return sorted(cells, key=lambda cell: cell.ahead or Decimal(0), reverse=True)


def drawn(board: Board, tile: Tile, key: str) -> Chart | None:
    """The tile's chart; None when there is nothing to draw."""
    kinds = {"ranking": _ranking, "pace": _pace, "trend": trend, "years": _years, "share": _share}
    return kinds[tile.kind](board, tile, key)


def _names(cells: Sequence[Cell]) -> list[str]:
    names = units.names()
    return [names.get(cell.unit, cell.unit) for cell in cells]


def _ranking(board: Board, tile: Tile, key: str) -> Chart | None:
    cells = ranked(board, tile)
    if not cells:
        return None
    many, most = len(cells), BARS[tile.height]
    cells = cells[:most]
    option = charts.bars(_names(cells), {_("完成率"): [cell.completion for cell in cells]}, "%")
    drawing.light_up(option["series"][0], cells, board.packs)
    if cells[0].pace is not None:
        drawing.mark_pace(option["series"], cells[0].pace, lying=True)
    said = _("完成率，%(first)s居前，%(percent)s") % {
        "first": _names(cells)[0], "percent": formats.percent(cells[0].completion),
    }  # fmt: skip
    if many > most:
        said += _("；共%(many)s个，列前%(most)s个") % {"many": many, "most": most}
    return Chart(key, option, said)


def _pace(board: Board, tile: Tile, key: str) -> Chart | None:
    """The amounts of the units below, with what the pace wants of each; the unit's own without any."""
    own = board.cell(tile.indicator, board.unit(tile))
    cells = [cell for cell in board.below(tile) if cell.ytd] or ([own] if own and own.ytd else [])
    cells = cells[: drawing.MOST_LYING]
    if not cells:
        return None
    spec = board.known[tile.indicator]
    unit = formats.unit_words(spec.unit)
    option = charts.columns(_names(cells), {_("本年累计"): [cell.ytd for cell in cells]}, unit)
    drawing.light_up(option["series"][0], cells, board.packs)
    said = formats.aside(_("本年累计"), unit) + drawing.mark_due(option["series"], cells)
    return Chart(key, option, said)


def trend(board: Board, tile: Tile, key: str) -> Chart | None:
    """The year-to-date over the months, with last year's and what the pace wants."""
    unit, spec = board.unit(tile), board.known[tile.indicator]
    months = board.months(tile.indicator)
    now = [board.cell(tile.indicator, unit, month) for month in months]
    last = [board.cell(tile.indicator, unit, month.year_before()) for month in months]
    if not any(cell and cell.ytd is not None for cell in now):
        return None
    series = {_("本年"): [cell.ytd if cell else None for cell in now]}
    if any(last):
        series[_("上年")] = [cell.ytd if cell else None for cell in last]
    target = next((cell.target for cell in reversed(now) if cell and cell.target is not None), None)
    if target is not None and spec.kind == "flow":
        series[_("序时应完成")] = [target * (place + 1) / 12 for place in range(12)]
    unit_words = formats.unit_words(spec.unit)
    labels = [_("%(number)s月") % {"number": month.number} for month in months]
    option = charts.lines(labels, series, unit_words)
    for one in option["series"]:
        if one["name"] == _("序时应完成"):
            one |= {"lineStyle": {"type": "dashed"}, "color": drawing.PACE_COLOUR, "symbol": "none"}
    said = formats.aside(_("本年累计逐月走势"), unit_words)
    return Chart(key, option, said)


def _years(board: Board, tile: Tile, key: str) -> Chart | None:
    found = [board.cell(tile.indicator, board.unit(tile), one) for one in years(board.period)]
    cells = [cell for cell in found if cell and cell.ytd is not None]
    if not cells:
        return None
    spec = board.known[tile.indicator]
    unit = formats.unit_words(spec.unit)
    labels = [_("%(year)s年") % {"year": cell.period.year} for cell in cells]
    option = charts.columns(labels, {_("本年累计"): [cell.ytd for cell in cells]})
    option["yAxis"] |= {"axisLabel": {"show": False}, "splitLine": {"show": False}}
    option["series"][0]["data"] = [
        {"value": value, "label": {"show": True, "position": "top", "formatter": spec.shown(cell.ytd)}}
        for value, cell in zip(option["series"][0]["data"], cells, strict=True)
    ]
    said = _("历年%(month)s月累计") % {"month": board.period.number}
    return Chart(key, option, formats.aside(said, unit))


def _share(board: Board, tile: Tile, key: str) -> Chart | None:
    spec = board.known[tile.indicator]
    cells = [cell for cell in board.below(tile) if cell.ytd]
    amounts = [(name, cell.ytd or Decimal(0)) for name, cell in zip(_names(cells), cells, strict=True)]
    if spec.kind not in ("flow", "stock") or not amounts or any(value < 0 for _name, value in amounts):
        return None
    return drawing.share(key, sorted(amounts, key=lambda one: -one[1]), str(spec.label))


def arrange_link() -> Link:
    """Where a dashboard is arranged."""
    return Link(_("编排"), reverse("boards:arrange"), "adjustments-horizontal")
