"""A closed month as bulletins see it: published figures, the snapshot's records, the month before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlglot import exp

from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import Duck
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import columns
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.ledgers.stages import clocks
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Indicator, Ledger, Pack, Section
from luoshi.periods import queries as periods
from luoshi.units import queries as units

Said = dict[str, Any]
"""A figure as it was published."""


@dataclass(frozen=True)
class Peer:
    """A unit as it was at the month's end."""

    code: str
    name: str
    kind: str
    rank_class: str


@dataclass(frozen=True)
class Month:
    """What sections are made from."""

    actor: Actor
    pack: Pack
    packs: Mapping[str, Pack]
    period: Period
    unit: str
    figures: Mapping[tuple[str, str], Said]
    catalogue: Catalogue

    @classmethod
    def of(cls, actor: Actor, period: Period, pack: str, unit: str) -> Month:
        """A closed month, with the figures that the actor sees."""
        packs = ledgers.packs()
        found = _figures(actor, period)
        return cls(actor, packs[pack], packs, period, unit, found, Catalogue.of(packs))

    @cached_property
    def before(self) -> Mapping[tuple[str, str], Said]:
        """Last month's figures, where it was closed and belongs to the same plan year."""
        last, plan = self.period.previous(), PlanYear.parse(self.pack.year_starts)
        if plan.of(last) != plan.of(self.period) or periods.closing(last) is None:
            return {}
        return _figures(self.actor, last)

    @cached_property
    def below(self) -> frozenset[str]:
        """The bulletin's unit and all below it."""
        return units.subtree([self.unit])

    @cached_property
    def _peers(self) -> list[Peer]:
        made = []
        for one in periods.peers(self.period):
            kind, _, rank_class = one.group.partition("/")
            if one.code in self.below:
                made.append(Peer(one.code, one.name, kind, rank_class))
        return made

    @cached_property
    def late(self) -> list[tuple[date, Record, str]]:
        """(due day, record, stage not reached) of records whose time limit had passed at the month's end,
        the longest overdue first."""
        found = [
            (clock.due, record, clock.label)
            for ledger in self.pack.ledgers.values()
            for stage in ledger.stages
            if stage.within is not None
            for record in self._waiting(ledger, stage.within.after)
            for clock in clocks(record, self.period.end)
            if clock.state == "late"
        ]
        return sorted(found, key=lambda one: one[0])

    def _waiting(self, ledger: Ledger, stage: str) -> list[Record]:
        waiting = {"stage": stage, "unit": self.unit}
        return list(ledgers.rows(self.actor, ledger.name, filters=waiting))

    def spec(self, name: str) -> Indicator:
        """An indicator by its full name, or by its key in the bulletin's pack."""
        return self.catalogue.indicator(name if "." in name else f"{self.pack.key}.{name}")

    def ledger(self, name: str) -> Ledger:
        """A ledger by its full name, or by its key in the bulletin's pack."""
        pack, _, key = name.rpartition(".")
        return self.packs[pack or self.pack.key].ledgers[key]

    def figure(self, spec: Indicator, unit: str) -> Said | None:
        return self.figures.get((spec.name, unit))

    def units(self, section: Section) -> list[Peer]:
        """Units below the bulletin's own, of the section's kind and classes; in the classes' order."""
        found = [one for one in self._peers if one.code != self.unit]
        if section.unit_kind:
            found = [one for one in found if one.kind == section.unit_kind]
        if section.classes:
            found = [one for one in found if one.rank_class in section.classes]
            found.sort(key=lambda one: section.classes.index(one.rank_class))
        return found

    def records(self, ledger: Ledger, where: str = "") -> list[Record]:
        """Records of the units below as they stood when the month was closed, oldest first."""
        mine = exp.column("unit").isin(*sorted(self.below))
        filters = [condition(where, ledger).ast] if where else []
        return self._snapshot(ledger, mine, *filters)

    def everywhere(self, ledger: Ledger) -> list[Record]:
        """Records of every unit, for those in which a unit below has a share."""
        return self._snapshot(ledger)

    def _snapshot(self, ledger: Ledger, *filters: exp.Expr) -> list[Record]:
        """What was added to a ledger after the month was closed, its snapshot does not have."""
        wanted = [one.name for one in columns.of_ledger(ledger)]
        with Duck(periods.folder(self.period)) as engine:
            known = engine.columns(ledger.table)
            if not known:
                return []
            names = ["id", *(name for name in wanted if name in known)]
            query = exp.select(*(exp.column(name) for name in names)).from_(exp.to_table(ledger.table))
            query = query.where(exp.column("withdrawn").eq(exp.false()), *filters).order_by("id")
            rows = engine.rows(query)
        return [of_row(ledger, dict.fromkeys(wanted) | dict(zip(names, row, strict=True))) for row in rows]


def _figures(actor: Actor, period: Period) -> dict[tuple[str, str], Said]:
    return {(one["indicator"], one["unit"]): one for one in periods.figures(actor, period)}
