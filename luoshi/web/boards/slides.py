"""The slides of the big screen: lights, ranking and trend of what a unit owes, in letters for five metres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.periods import pivot, queries
from luoshi.periods.boards import Tile
from luoshi.periods.pivot import Cell
from luoshi.units import queries as units
from luoshi.units.models import Unit
from luoshi.units.policy import KINDS
from luoshi.web import formats
from luoshi.web.boards import tiles
from luoshi.web.boards.read import Board, read
from luoshi.web.boards.tiles import Tally
from luoshi.web.components import Badge, Chart, Page, Stat, light_badge

MOST, UNITS = 4, 16
"""Indicators on the screen, and units on a slide of a ranking: more would be too small to be read."""
SECONDS, RENEW = 15, 300
"""How long a slide stands, and how old the figures grow before they are fetched anew."""
TEXT, PALE = 34, "#c3d0dd"
"""Pixels of a chart's letters on a screen 1920 wide, and the colour of what only helps on the dark wall."""


@dataclass(frozen=True)
class Panel:
    """An indicator on the slide of lights."""

    stat: Stat
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class Place:
    """A unit of a ranking; `bar` and `mark` in percent of the longest bar."""

    rank: str
    name: str
    completion: Decimal
    light: Badge | None
    bar: float
    mark: float | None


@dataclass(frozen=True)
class Slide:
    """One of panels, places or a chart."""

    title: str
    about: str = ""
    panels: tuple[Panel, ...] = ()
    places: tuple[Place, ...] = ()
    chart: Chart | None = None


def shown(actor: Actor, period: Period, asked: QueryDict) -> dict[str, Any]:
    """The screen's slides and what it says around them. `indicator`, more than once, chooses what is shown,
    `seconds` how long a slide stands."""
    names = _indicators(actor, period, asked.getlist("indicator"))
    wanted = [Tile.new("trend", name) for name in names]
    board = read(actor, wanted, period)
    return {
        "page": Page(_("大屏")),
        "unit": units.names().get(board.top, ""),
        "period": period.label,
        "state": _("已结账公布") if queries.closing(period) else _("实时，尚未结账"),
        "slides": list(_slides(board, names)) if board.top else [],
        "seconds": _seconds(asked.get("seconds", "")),
        "renew": RENEW,
        "at": actor.now(),
    }


def _indicators(actor: Actor, period: Period, asked: Sequence[str]) -> list[str]:
    catalogue = Catalogue.of(ledgers.packs())
    named = [catalogue.indicator(one).name for one in asked]
    return (named or pivot.owed(pivot.top(actor), period) or list(catalogue.indicators))[:MOST]


def _seconds(said: str) -> int:
    if not said:
        return SECONDS
    if not (said.isascii() and said.isdigit() and 5 <= int(said[:4]) <= 600):
        raise InputError(_("seconds 写得不对"), hint=_("每页停留 5—600 秒，例如 seconds=20"))
    return int(said)


def _slides(board: Board, names: Sequence[str]) -> Iterator[Slide]:
    panels = tuple(
        Panel(tiles.figure(board, tile, board.known[name]), tiles.tally(board, tile, without=False))
        for name in names
        for tile in [Tile.new("lights", name)]
    )
    if panels:
        yield Slide(_("重点指标"), panels=panels)
    for name in names:
        label = str(board.known[name].label)
        yield from _rankings(board, name)
        chart = tiles.trend(board, Tile.new("trend", name), f"wall-{name.replace('.', '-')}")
        if chart:
            yield Slide(_("%(label)s走势") % {"label": label}, chart.caption, chart=_large(chart))


def _rankings(board: Board, name: str) -> Iterator[Slide]:
    """A slide for each class of units, for a place is among those of one's class."""
    known = {one.code: one for one in units.units()}
    classes: dict[tuple[str, str], list[Cell]] = {(one.kind, one.rank_class): [] for one in known.values()}
    for cell in tiles.ranked(board, Tile.new("ranking", name)):
        unit = known[cell.unit]
        classes[unit.kind, unit.rank_class].append(cell)
    classes = {key: cells for key, cells in classes.items() if cells}
    title = _("%(label)s排名") % {"label": board.known[name].label}
    several = {kind for kind, _class in classes if sum(one == kind for one, _other in classes) > 1}
    for (kind, rank_class), cells in classes.items():
        words = f"{KINDS.get(kind, kind)} {rank_class}" if kind in several else str(KINDS.get(kind, kind))
        about = _("%(kind)s完成率，序时进度 %(pace)s") % {
            "kind": words, "pace": formats.percent(cells[0].pace, 1),
        }  # fmt: skip
        longest = max([Decimal(100), *(cell.completion or Decimal(0) for cell in cells)])
        places = [_place(board, cell, known[cell.unit], longest) for cell in cells]
        size = -(-len(places) // -(-len(places) // UNITS))
        for start in range(0, len(places), size):
            yield Slide(title, about, places=tuple(places[start : start + size]))


def _place(board: Board, cell: Cell, unit: Unit, longest: Decimal) -> Place:
    done = cell.completion or Decimal(0)
    light = light_badge(board.packs[cell.indicator.partition(".")[0]].lights, cell.light)
    rank = "" if cell.rank is None else str(cell.rank)
    bar = float(100 * max(Decimal(0), done) / longest)
    mark = None if cell.pace is None else float(100 * cell.pace / longest)
    return Place(rank, unit.short or unit.name, done, light, bar, mark)


def _large(chart: Chart) -> Chart:
    """The same chart in large letters and thick lines."""
    option = dict(chart.option)
    for axis in ("xAxis", "yAxis"):
        option[axis] = {
            **option[axis], "axisLabel": {"fontSize": TEXT, "hideOverlap": True},
            "nameTextStyle": {"fontSize": TEXT, "color": PALE},
        }  # fmt: skip
    option["legend"] = {
        **option["legend"],
        "textStyle": {"fontSize": TEXT},
        "itemWidth": 40,
        "itemHeight": 24,
    }
    option["grid"] = {
        "left": 20, "right": 60, "top": 150, "bottom": 10, "outerBoundsMode": "same",
        "outerBoundsContain": "axisLabel",
    }  # fmt: skip
    option["series"] = [_thick(one) for one in option["series"]]
    return Chart(chart.key, option, chart.caption)


def _thick(one: dict[str, Any]) -> dict[str, Any]:
    """What the pace wants is drawn in the soft ink of paper; on the dark wall it has to be light."""
    kept = {key: value for key, value in one.items() if key != "color"}
    style = {**one.get("lineStyle", {}), "width": 7}
    if style.get("type") == "dashed":
        kept["color"] = PALE
    return {**kept, "lineStyle": style, "symbolSize": 16}
