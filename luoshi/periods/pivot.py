"""Figures of many units, indicators and periods at once, for whoever lays them side by side.

Closed months come as they were published, an open one live, and what is from before the site out of the
imported history. Nothing is added up here: a unit's figure is its own, never the sum of those below it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from luoshi.commitments.models import Commitment
from luoshi.kernel.actor import Actor
from luoshi.kernel.once import once
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.periods import queries
from luoshi.periods.models import History, PublishedFigure
from luoshi.periods.policy import READS
from luoshi.units import queries as units
from luoshi.units.queries import Node

Measure = Literal["value", "ytd", "target", "completion", "ahead", "yoy"]
MEASURES: tuple[Measure, ...] = ("value", "ytd", "target", "completion", "ahead", "yoy")
"""What of a figure can be laid out: amounts first, then percentages and points."""
AMOUNTS = frozenset({"value", "ytd", "target"})
YEARS = 5
"""How many years are laid side by side, the last one included."""

By: TypeAlias = tuple[str, str, Period]
"""(indicator's full name, unit's code, period)"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, its numbers as published. `completion`, `pace` and `yoy` are percentages, `ahead` points.

    `imported`: a year-to-date from before the site, with no records behind it.
    """

    indicator: str
    unit: str
    period: Period
    ytd: Decimal | None
    value: Decimal | None = None
    target: Decimal | None = None
    completion: Decimal | None = None
    pace: Decimal | None = None
    ahead: Decimal | None = None
    yoy: Decimal | None = None
    light: str | None = None
    rank: int | None = None
    state: Literal["ok", "no_target", "awaiting", "few", "imported"] = "ok"

    def measure(self, name: Measure) -> Decimal | None:
        """One of its measures; None where there is none, which is never zero."""
        found: Decimal | None = getattr(self, name)
        return found

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing but zero: nothing happened, was wanted or is waited for."""
        return not (self.ytd or self.value or self.target or self.yoy) and self.state != "awaiting"

    @property
    def due(self) -> Decimal | None:
        """What of the target is due by the pace, in the indicator's unit."""
        return None if self.target is None or self.pace is None else self.target * self.pace / 100


Cells: TypeAlias = dict[By, Cell]
_NUMBERS = ("value", "ytd", "target", "completion", "pace", "ahead", "yoy")


def read(
    actor: Actor,
    indicators: Collection[str],
    codes: Iterable[str],
    periods: Collection[Period],
    *,
    live: Period | None = None,
) -> Cells:
    """The figures of the units that the actor sees; what there is none of has no key.

    Closed months and history cost two queries, however many are asked for; of the open months only `live`
    is counted, for that goes through the records.
    """
    seen = units.reach(actor, *READS) & frozenset(codes)
    found = _imported(indicators, seen, periods)
    found |= _published(indicators, seen, periods)
    if live is not None and live in periods and queries.closing(live) is None:
        found |= {
            _by(one): _cell(one)
            for one in queries.figures(actor, live)
            if one["unit"] in seen and one["indicator"] in indicators
        }
    return found


def _published(indicators: Collection[str], seen: Collection[str], periods: Collection[Period]) -> Cells:
    rows = PublishedFigure.objects.filter(
        period__in=list(map(str, periods)), indicator__in=list(indicators), unit__in=list(seen)
    )
    bodies = [json.loads(body) for body in rows.values_list("body", flat=True)]
    return {_by(one): _cell(one) for one in bodies}


def _imported(indicators: Collection[str], seen: Collection[str], periods: Collection[Period]) -> Cells:
    rows = History.objects.filter(
        period__in=list(map(str, periods)), indicator__in=list(indicators), unit__in=list(seen)
    )
    cells = [
        Cell(one.indicator, one.unit, Period.parse(one.period), one.ytd, state="imported") for one in rows
    ]
    return {(one.indicator, one.unit, one.period): one for one in cells}


def _by(one: queries.Said) -> By:
    return one["indicator"], one["unit"], Period.parse(one["period"])


def _cell(one: queries.Said) -> Cell:
    numbers: dict[str, Any] = {name: None if one[name] is None else Decimal(one[name]) for name in _NUMBERS}
    indicator, unit, period = _by(one)
    return Cell(indicator, unit, period, light=one["light"], rank=one["rank"], state=one["state"], **numbers)


def owed(code: str, period: Period) -> list[str]:
    """The indicators of which a unit owes something in the plan year of a month, in the packs' order."""
    packs = ledgers.packs()
    years = {pack.key: PlanYear.parse(pack.year_starts).of(period) for pack in packs.values()}
    rows = Commitment.objects.filter(unit=code, state="set", year__in=set(years.values()))
    found = {
        name for name, year in rows.values_list("indicator", "year") if years[name.partition(".")[0]] == year
    }
    return [one.name for pack in packs.values() for one in pack.indicators.values() if one.name in found]


def months(period: Period, plan: PlanYear) -> list[Period]:
    """The twelve months of the plan year in which a month lies."""
    first = Period.month_of(plan.start_of(period))
    found = [first]
    while len(found) < 12:
        found.append(found[-1].next())
    return found


def years(period: Period, count: int = YEARS) -> list[Period]:
    """The same month of so many years, the given one last."""
    found = [period]
    while len(found) < count and found[0].year > 1:
        found.insert(0, found[0].year_before())
    return found


@once
def _tree() -> list[Node]:
    return units.tree()


def below(actor: Actor, code: str, kind: str = "") -> list[str]:
    """The units right below one, of a kind where asked, that the actor sees."""
    seen = units.reach(actor, *READS)
    return [
        node.unit.code
        for node in _tree()
        if node.unit.parent_id == code and node.unit.code in seen and kind in ("", node.unit.kind)
    ]


def kinds_below(actor: Actor, code: str) -> list[str]:
    """The kinds of the units right below one that the actor sees, in the units' order."""
    seen = set(below(actor, code))
    return list(dict.fromkeys(node.unit.kind for node in _tree() if node.unit.code in seen))


def top(actor: Actor) -> str:
    """The highest unit whose figures the actor sees; empty when there is none."""
    seen = units.reach(actor, *READS)
    return next((node.unit.code for node in _tree() if node.unit.code in seen), "")


def offered(actor: Actor) -> list[Period]:
    """The months that can be looked at, newest first: the one being reported, and every closed one."""
    closed = [Period.parse(one.period) for one in queries.closings()]
    return [queries.current(actor.today()), *reversed(closed)]


def latest(actor: Actor) -> Period:
    """The month looked at when nobody says which: the last closed, else that of today."""
    months = offered(actor)
    return months[1] if len(months) > 1 else months[0]
