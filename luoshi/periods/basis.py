"""What figures stand on, read through an engine: the same for the live database and a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlglot import exp

from luoshi.figures import assemble, compute
from luoshi.figures.assemble import Basis, Figure, Peer, Target
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import Engine
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs.spec import Pack

By = tuple[str, str]


def figures(packs: Mapping[str, Pack], engine: Engine, period: Period) -> list[Figure]:
    """Every indicator for every unit at a period's end, pack by pack (a pack has its own plan year)."""
    catalogue, ranked = Catalogue.of(packs), peers(engine, period)
    made: list[Figure] = []
    for pack in packs.values():
        plan = PlanYear.parse(pack.year_starts)
        names = [indicator.name for indicator in pack.indicators.values()]
        entered = {
            by: value
            for by, value in _values(engine, "entered", "value", period).items()
            if value is not None
        }
        ytd = compute.values(catalogue, engine, period, plan, names=names, entered=entered)
        last_year = period.year_before()
        basis = Basis(
            catalogue, period, plan, ytd,
            published=_last_published(engine, period, plan),
            last_year=_values(engine, "history", "ytd", last_year)
            | _values(engine, "published_figure", "ytd", last_year),
            targets=_targets(engine, plan.of(period)),
            lights=pack.lights,
        )  # fmt: skip
        made += assemble.figures(basis, pack.indicators.values(), ranked)
    return made


def _values(engine: Engine, table: str, column: str, period: Period) -> dict[By, Decimal | None]:
    query = exp.select("indicator", "unit", column).from_(table)
    rows = engine.rows(query.where(exp.column("period").eq(str(period))))
    return {(indicator, unit): _decimal(value) for indicator, unit, value in rows}


def _last_published(engine: Engine, period: Period, plan: PlanYear) -> dict[By, Decimal | None]:
    """Year-to-date as last published in the same plan year; nothing in its first month."""
    earlier = period.previous()
    if plan.of(earlier) != plan.of(period):
        return {}
    return _values(engine, "published_figure", "ytd", earlier)


def _targets(engine: Engine, year: int) -> dict[By, Target]:
    query = exp.select("indicator", "unit", "base", "stretch", "place").from_("commitment")
    rows = engine.rows(query.where(exp.column("year").eq(year), exp.column("state").eq("set")))
    return {(row[0], row[1]): Target(_decimal(row[2]), _decimal(row[3]), row[4]) for row in rows}


def peers(engine: Engine, period: Period) -> list[Peer]:
    """Units that exist at the period's end, in their order; ranked within their kind and class."""
    query = exp.select("code", "name", "kind", "rank_class", "valid_from", "valid_to").from_("unit")
    rows = engine.rows(query.order_by("position", "code"))
    return [
        Peer(code, name, f"{kind}/{rank_class}")
        for code, name, kind, rank_class, start, end in rows
        if _day(start, date.min) <= period.end < _day(end, date.max)
    ]


def _day(value: object, otherwise: date) -> date:
    if value is None:
        return otherwise
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
