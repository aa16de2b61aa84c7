"""Everything that reads periods: figures, traces, duties, closings."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from luoshi.figures import compute
from luoshi.figures.assemble import Peer
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.compute import Contribution
from luoshi.figures.engines import Duck, Engine
from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing, Refused
from luoshi.kernel.language import language, say
from luoshi.kernel.once import once
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import queries as ledgers
from luoshi.periods import lake, live, package, snapshot
from luoshi.periods.basis import figures as counted
from luoshi.periods.basis import peers as peers_of
from luoshi.periods.duties import duties, in_or_let_off
from luoshi.periods.models import Closing, Correction, PublishedFigure
from luoshi.periods.policy import CLOSES, READS
from luoshi.units import queries as units

Said = dict[str, Any]
"""A figure as `figures --json` gives it; it may be kept for others, so nobody may change it."""
KEPT = 600
"""Seconds for which figures of an open month with packages are remembered while nothing changes."""


@once
def closings() -> list[Closing]:
    """Closed periods, oldest first."""
    return sorted(Closing.objects.all(), key=lambda one: Period.parse(one.period))


@once
def closing(period: Period) -> Closing | None:
    """How a period was closed, if it was."""
    return Closing.objects.filter(period=str(period)).first()


def corrections() -> set[str]:
    """The names of the packages that correct closed months."""
    return {f"{one.period}-c{one.number}" for one in Correction.objects.all()}


def packages() -> dict[Path, str]:
    """The folder of every package of this site, of closed months and corrections, and its digest."""
    named = {one.period: one.digest for one in closings()}
    named |= {f"{one.period}-c{one.number}": one.digest for one in Correction.objects.all()}
    return {Path(settings.PACKAGES) / name: digest for name, digest in named.items()}


def as_published(period: str, said: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the published figures of a period are those, every one and no more."""
    rows = PublishedFigure.objects.filter(period=period).values_list("indicator", "unit", "ytd", "body")
    there = {(indicator, unit): (ytd, json.loads(body)) for indicator, unit, ytd, body in rows}
    return there == {
        (one["indicator"], one["unit"]): (None if one["ytd"] is None else Decimal(one["ytd"]), dict(one))
        for one in said
    }


def last_package() -> str:
    """The digest of the newest package of this site, a correction or a close: what the next one follows."""
    closed = closings()
    after = dict(Correction.objects.values_list("previous", "digest"))
    digest = closed[-1].digest if closed else package.NO_PREVIOUS
    while digest in after:
        digest = after[digest]
    return digest


def current(today: date) -> Period:
    """The month being reported: the one after the last closed, else the one of today."""
    closed = closings()
    return Period.parse(closed[-1].period).next() if closed else Period.month_of(today)


def may_close(actor: Actor) -> bool:
    """Whether the actor closes the site's periods."""
    return units.top() in units.reach(actor, *CLOSES)


def may_have_package(actor: Actor) -> bool:
    """Whether the actor sees every unit, whose facts a closed period's package holds."""
    return units.top() in units.reach(actor, *READS)


def blocks(actor: Actor, period: Period) -> list[str]:
    """What keeps a period from being closed, each in a sentence; empty when nothing does."""
    if period.kind != "month":
        return [say(f"{period.label}不是月份，按月结账", f"{period.label} is not a month; months are closed")]
    if closing(period):
        return [say(f"{period.label}已经结账", f"{period.label} is closed already")]
    found, closed = [], closings()
    if closed and period != Period.parse(closed[-1].period).next():
        before = Period.parse(closed[-1].period).next().label
        found.append(say(f"要先结 {before}", f"{before} has to be closed first"))
    if actor.today() <= period.end:
        found.append(say(f"{period.label}还没有结束", f"{period.label} is not over yet"))
    sent = {one.unit for one in lake.senders(period)}
    waiting = [
        one.name for one in duties(actor, period) if not in_or_let_off(one.state) and one.unit not in sent
    ]
    waiting += lake.waited_for(period)
    if waiting:
        many, more = len(waiting), len(waiting) > 10
        zh, en = "、".join(waiting[:10]) + "等" * more, ", ".join(waiting[:10]) + " and others" * more
        found.append(
            say(
                f"{many}个单位的{period.label}还没有接收：{zh}",
                f"{period.label} of {many} units has not been accepted yet: {en}",
            )
        )
    return found


def steps(actor: Actor, unit: str, period: Period) -> list[EntryView]:
    """How a unit's hand-in went, oldest first."""
    if unit not in units.reach(actor, *READS):
        raise Missing("没有这个单位的月报", hint="它可能属于其他单位")
    return [one for one in journal.history(f"period:{period}") if one.data.get("unit") == unit]


def disclosed(actor: Actor, period: Period) -> list[Said]:
    """The late facts and corrections a close told of, of the units the actor sees."""
    seen = units.reach(actor, *READS)
    found = json.loads((folder(period) / "disclosed.json").read_bytes())
    return [one for one in found if one["unit"] in seen]


def package_file(actor: Actor, period: Period) -> IO[bytes]:
    """A closed period's package as a zip. It holds every unit's facts, so its reader must see them all."""
    if closing(period) is None:
        raise Missing(f"{period.label}还没有结账")
    if not may_have_package(actor):
        raise Refused("结账包含有全部单位的数据，您不能下载", hint="请由最上级单位的人员下载")
    return package.zipped(folder(period))


def folder(period: Period) -> Path:
    """Where a closed period's package is."""
    return Path(settings.PACKAGES) / str(period)


def figures(actor: Actor, period: Period, *, unit: str = "", indicator: str = "", on: str = "") -> list[Said]:
    """Figures of the units the actor sees: as published when the period is closed, else live; where an engine
    is named, of either counted now, on it."""
    seen = units.reach(actor, *READS)
    name = Catalogue.of(ledgers.packs()).indicator(indicator).name if indicator else ""
    if closing(period) and not on:
        wanted = {"unit": unit, "indicator": name}
        return [
            one
            for one in published(period, **{by: value for by, value in wanted.items() if value})
            if one["unit"] in seen
        ]
    return [
        one
        for one in (_computed(period, on) if on else _live(period))
        if one["unit"] in seen and unit in ("", one["unit"]) and name in ("", one["indicator"])
    ]


def of_pack(actor: Actor, pack: str, period: Period) -> list[Said]:
    """Figures of a pack's indicators. Beside the roles that read every figure, a pack's own role sees those
    of the units whose records it reads in the ledgers behind them: it could add them up."""
    catalogue, everywhere = Catalogue.of(ledgers.packs()), units.reach(actor, *READS)
    seen: dict[str, frozenset[str]] = {}
    for name, one in catalogue.indicators.items():
        if one.pack == pack:
            behind = [catalogue.ledger_of(each) for each in catalogue.in_order([name]) if each.ledger]
            mine = [frozenset() if spec.seen_from else ledgers.reach(actor, "read", spec) for spec in behind]
            seen[name] = everywhere | (frozenset.intersection(*mine) if mine else frozenset())
    held = published(period, indicator__startswith=f"{pack}.") if closing(period) else _live(period)
    return [one for one in held if one["unit"] in seen.get(one["indicator"], ())]


def published(period: Period, **wanted: Any) -> list[Said]:
    """Every figure of a closed period as it was published, whoever's, where not fewer are wanted: what a
    score or a package stands on."""
    rows = PublishedFigure.objects.filter(period=str(period), **wanted).order_by("id")
    return [json.loads(body) for body in rows.values_list("body", flat=True)]


def of_unit(unit: str, months: Collection[Period]) -> list[Said]:
    """A unit's figures of closed months as they were published. One query."""
    rows = PublishedFigure.objects.filter(unit=unit, period__in=[str(one) for one in months])
    return [json.loads(body) for body in rows.order_by("id").values_list("body", flat=True)]


def _live(period: Period) -> list[Said]:
    """Every figure of an open period as it is now. What is read in a transaction may be undone and is not
    kept; with packages of senders, what was computed holds until the journal goes on or the day ends."""
    if snapshot.in_transaction():
        return _computed(period)
    if not lake.senders(period):
        return live.figures(period)
    today = timezone.localdate().isoformat()
    key = f"live:{connection.settings_dict['NAME']}:{period}:{journal.state()}:{today}:{language()}"
    known: list[Said] | None = cache.get(key)
    if known is None:
        known = _computed(period)
        cache.set(key, known, KEPT)
    return known


def _computed(period: Period, on: str = "") -> list[Said]:
    with engine_of(period, on) as engine:
        made = counted(ledgers.packs(), engine, period)
    return [figure.to_json() for figure in made]


def trace(actor: Actor, indicator: str, unit: str, period: Period) -> list[Contribution]:
    """The records behind a figure: of the snapshot when the period is closed, else live."""
    if unit not in units.reach(actor, *READS):
        raise Missing("没有这个数据", hint="它可能属于其他单位")
    with engine_of(period) as engine:
        return _trace(engine, indicator, unit, period)


@contextmanager
def engine_of(period: Period, on: str = "") -> Iterator[Engine]:
    """Where a month is counted: its snapshot when it is closed, else the site as it is, with the packages it
    received; on the engine named, where one is."""
    if closing(period):
        with lake.over(folder(period), on) as closed:
            yield closed
    else:
        with lake.engine(period, on) as now:
            yield now


def _trace(engine: Engine, indicator: str, unit: str, period: Period) -> list[Contribution]:
    packs = ledgers.packs()
    catalogue = Catalogue.of(packs)
    found = catalogue.indicator(indicator)
    plan = PlanYear.parse(packs[found.pack].year_starts)
    return compute.trace(found, catalogue, engine, unit, compute.span_of(period, plan))


def peers(period: Period) -> list[Peer]:
    """The units that existed at the end of a closed month, as its package has them: what is renamed or
    classed otherwise later changes nothing that was published."""
    with Duck(folder(period)) as engine:
        return peers_of(engine, period)
