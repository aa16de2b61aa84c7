"""Everything that reads periods: figures, traces, duties, closings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from luoshi.figures import compute
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.compute import Contribution
from luoshi.figures.engines import Cursor, Duck, Engine
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.periods.basis import figures as counted
from luoshi.periods.models import Closing, HandIn, PublishedFigure
from luoshi.periods.policy import READS, due
from luoshi.units import queries as units
from luoshi.units.models import RoleHolding

Said = dict[str, Any]
"""A figure as `figures --json` gives it."""


def closings() -> list[Closing]:
    """Closed periods, oldest first."""
    return sorted(Closing.objects.all(), key=lambda one: Period.parse(one.period))


def closing(period: Period) -> Closing | None:
    """How a period was closed, if it was."""
    return Closing.objects.filter(period=str(period)).first()


def folder(period: Period) -> Path:
    """Where a closed period's package is."""
    return Path(settings.PACKAGES) / str(period)


def figures(actor: Actor, period: Period, *, unit: str = "", indicator: str = "") -> list[Said]:
    """Figures of the units the actor sees: as published when the period is closed, else live."""
    seen = units.reach(actor, *READS)
    name = Catalogue.of(ledgers.packs()).indicator(indicator).name if indicator else ""
    return [
        one
        for one in (_published(period) if closing(period) else _live(period))
        if one["unit"] in seen and unit in ("", one["unit"]) and name in ("", one["indicator"])
    ]


def _published(period: Period) -> list[Said]:
    rows = PublishedFigure.objects.filter(period=str(period)).order_by("id").values_list("body", flat=True)
    return [json.loads(body) for body in rows]


def _live(period: Period) -> list[Said]:
    with connection.cursor() as cursor:
        made = counted(ledgers.packs(), Cursor(cursor, dialect()), period)
    return [figure.to_json() for figure in made]


def dialect() -> str:
    """The SQL that the site's database speaks."""
    return "postgres" if connection.vendor == "postgresql" else "sqlite"


def trace(actor: Actor, indicator: str, unit: str, period: Period) -> list[Contribution]:
    """The records behind a figure: of the snapshot when the period is closed, else live."""
    if unit not in units.reach(actor, *READS):
        raise Missing("没有这个数据", hint="它可能属于其他单位")
    if closing(period):
        with Duck(folder(period)) as engine:
            return _trace(engine, indicator, unit, period)
    with connection.cursor() as cursor:
        return _trace(Cursor(cursor, dialect()), indicator, unit, period)


def _trace(engine: Engine, indicator: str, unit: str, period: Period) -> list[Contribution]:
    packs = ledgers.packs()
    catalogue = Catalogue.of(packs)
    found = catalogue.indicator(indicator)
    plan = PlanYear.parse(packs[found.pack].year_starts)
    return compute.trace(found, catalogue, engine, unit, compute.span_of(period, plan))


@dataclass(frozen=True)
class Duty:
    """What a unit owes for a period: by when, and how it stands."""

    unit: str
    name: str
    period: Period
    due: datetime
    state: str
    late: bool


def owing() -> list[str]:
    """Units that hand in: those with a reporter of their own."""
    held = RoleHolding.objects.filter(role="reporter", valid_to=None, unit__valid_to=None)
    return sorted(set(held.values_list("unit_id", flat=True)))


def duties(actor: Actor, period: Period) -> list[Duty]:
    """The hand-ins of the units the actor sees."""
    days = [one.due for one in ledgers.ledgers().values() if one.due]
    if not days:
        return []
    seen, names, last = units.reach(actor, *READS), units.names(), due(period, min(days))
    rows = {row.unit: row for row in HandIn.objects.filter(period=str(period))}
    made = []
    for code in owing():
        if code in seen:
            row = rows.get(code)
            state = row.state if row else "open"
            late = row.late if row else actor.now() > last
            made.append(Duty(code, names[code], period, last, state, late))
    return made
