"""What figures stand on, read through an engine: the same for the live database and a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Beside:
    """All that figures stand on beside the facts in the ledgers."""

    catalogue: Catalogue
    units: Sequence[Peer]
    lines: frozenset[tuple[str, str]]
    """Every unit above another: (above, below)."""
    entered: Mapping[By, Decimal]
    bases: Mapping[str, Basis]
    """By pack, still without the values that are counted."""


def figures(packs: Mapping[str, Pack], engine: Engine, period: Period) -> list[Figure]:
    """Every indicator for every unit at a period's end, pack by pack (a pack has its own plan year)."""
    found = beside(packs, engine, period)
    above, made = compute.parents(found.lines), list[Figure]()
    for pack in packs.values():
        names, basis = [indicator.name for indicator in pack.indicators.values()], found.bases[pack.key]
        ytd = compute.values(
            found.catalogue, engine, period, basis.plan, names=names, entered=found.entered, above=above
        )
        made += assemble.figures(replace(basis, ytd=ytd), pack.indicators.values(), found.units)
    return made


def beside(packs: Mapping[str, Pack], engine: Engine, period: Period) -> Beside:
    """Targets, what was published and entered, and the units, as they are now."""
    catalogue, before = Catalogue.of(packs), period.year_before()
    last_year = _values(engine, "history", "ytd", before) | _values(engine, "published_figure", "ytd", before)
    stated = _values(engine, "entered", "value", period)
    bases = {}
    for pack in packs.values():
        plan = PlanYear.parse(pack.year_starts)
        bases[pack.key] = Basis(
            catalogue, period, plan, {},
            published=_last_published(engine, period, plan),
            last_year=last_year,
            targets=_targets(engine, plan.of(period)),
            lights=pack.lights,
        )  # fmt: skip
    return Beside(
        catalogue, peers(engine, period), compute.lines(engine),
        {by: value for by, value in stated.items() if value is not None}, bases,
    )  # fmt: skip


def differing(before: Beside, after: Beside) -> set[str] | None:
    """The indicators that stand on something else than before; None: all of them may, or the tree is
    another."""
    if (before.units, before.lines, before.bases.keys()) != (after.units, after.lines, after.bases.keys()):
        return None
    pairs: list[tuple[Mapping[By, object], Mapping[By, object]]] = [(before.entered, after.entered)]
    for pack, then in before.bases.items():
        now = after.bases[pack]
        pairs += [
            (then.targets, now.targets), (then.published, now.published), (then.last_year, now.last_year)
        ]  # fmt: skip
    return {by[0] for then, now in pairs if then != now for by in _other(then, now)}


def _other(then: Mapping[By, object], now: Mapping[By, object]) -> set[By]:
    """Keys whose values differ. A value that is known to be none is not one that is missing."""
    keys = then.keys() ^ now.keys()
    return keys | {by for by in then.keys() & now.keys() if then[by] != now[by]}


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
