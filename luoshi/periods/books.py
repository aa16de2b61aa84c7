"""What the actor may see of closed months, as the book that a draft is checked against."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing, Refused
from luoshi.kernel.numbers import change, ratio
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.periods import queries
from luoshi.periods.policy import READS
from luoshi.reading.book import Book, Measured, Month, Published
from luoshi.units import queries as units


def book(actor: Actor) -> Book:
    """The published figures of the units the actor sees, read month by month as a draft names them; `home` is
    the topmost unit seen, `latest` the month closed last."""
    seen = units.reach(actor, *READS)
    home = next((one.unit.code for one in units.tree() if one.unit.code in seen), "")
    if not home:
        raise Refused("您看不到公布的数据，不能核对", hint="核对稿件要有本单位的角色")
    closed = queries.closings()
    if not closed:
        raise Missing("还没有结账的月份，没有公布的数据可以核对", hint="结账之后再来")

    @cache
    def month(period: Period) -> Month:
        return _month(actor, period)

    return Book(_indicators(), _called(), home, Period.parse(closed[-1].period), month)


def _indicators() -> Mapping[str, Measured]:
    packs = ledgers.packs()
    return {
        one.name: Measured(
            str(one.label), (one.label.zh, *one.aliases), one.unit, one.kind == "flow",
            PlanYear.parse(pack.year_starts).starts[0],
        )
        for pack in packs.values() for one in pack.indicators.values()
    }  # fmt: skip


def _called() -> Mapping[str, tuple[str, ...]]:
    """Code → all that a unit is called, its name first."""
    said = {code: [name] for code, name in units.names().items()}
    for name, codes in units.directory().called.items():
        for code in codes:
            said[code] += [name] * (name not in said[code])
    return {code: tuple(names) for code, names in said.items()}


def _month(actor: Actor, period: Period) -> Month:
    if not queries.closing(period):
        return {}
    before = period.year_before()
    earlier = queries.figures(actor, before) if queries.closing(before) else []
    last_year = {(one["indicator"], one["unit"]): _exact(one["ytd"]) for one in earlier}
    return {
        (one["indicator"], one["unit"]): _published(one, last_year.get((one["indicator"], one["unit"])))
        for one in queries.figures(actor, period)
    }


def _published(said: Mapping[str, Any], last_year: Fraction | None) -> Published:
    """Exact where it can be done again: what was published is rounded to two places already."""
    ytd, target = _exact(said["ytd"]), _exact(said["target"])
    done, grown = _exact(said["completion"]), _exact(said["yoy"])
    return Published(
        ytd, _exact(said["value"]), target, _exact(said["stretch"]),
        None if done is None else ratio(ytd, target) or done,
        None if grown is None else change(ytd, last_year) or grown, _exact(said["ahead"]),
    )  # fmt: skip


def _exact(said: str | None) -> Fraction | None:
    return None if said is None else Fraction(said)
