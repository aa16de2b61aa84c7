"""Down to the records of other sites: where a record in a figure comes from, and how its site told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from luoshi.figures.engines import Engine
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import columns
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.periods import lake, package, queries
from luoshi.periods.lake import Source
from luoshi.periods.policy import READS
from luoshi.units import queries as units


@dataclass(frozen=True)
class Proven:
    """A file of evidence as a package states it: the file itself stays on its site."""

    purpose: str
    sha256: str
    size: int
    state: str


@dataclass(frozen=True)
class Summary:
    """A record that came in a package: its row there, where it comes from, its evidence."""

    record: Record
    source: Source
    evidence: tuple[Proven, ...]


def sources(period: Period) -> Mapping[str, Mapping[str, Any]]:
    """Number in the lake → the site whose records have it: as the closed month's manifest states it, else of
    the packages that count now."""
    if not queries.closing(period):
        return lake.origins(lake.parts(period))
    said = json.loads((queries.folder(period) / package.MANIFEST).read_bytes())
    stated: dict[str, dict[str, Any]] = said.get("origins", {})
    return stated


def summary(actor: Actor, period: Period, ledger: str, record: int) -> Summary:
    """A record that came in a package, as that has it; `Missing` where it is not there or not the actor's."""
    spec = ledgers.ledger(ledger)
    source = lake.source(sources(period), record)
    names = ["id", *(one.name for one in columns.of_ledger(spec))]
    query = exp.select(*(exp.column(name) for name in names)).from_(exp.table_(spec.table))
    with queries.engine_of(period) as engine:
        rows = engine.rows(query.where(exp.column("id").eq(record)))
        found = [dict(zip(names, row, strict=True)) for row in rows]
        if source is None or not found or found[0]["unit"] not in units.reach(actor, *READS):
            raise Missing("没有这条记录", hint="它可能属于其他单位，或编号有误")
        return Summary(of_row(spec, found[0]), source, _evidence(engine, ledger, record))


def _evidence(engine: Engine, ledger: str, record: int) -> tuple[Proven, ...]:
    files = exp.select("purpose", "sha256", "size", "state").from_("evidence").order_by("id")
    mine = files.where(exp.column("ledger").eq(ledger), exp.column("record").eq(record))
    return tuple(Proven(*row) for row in engine.rows(mine))
