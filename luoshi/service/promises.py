"""Promises made to a firm when it signed (investment.promise), and how far benefits have kept them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.service.policy import BENEFIT, WATCHES
from luoshi.units import queries as units

PROMISE, PROJECT = "investment.promise", "investment.project"


@dataclass(frozen=True)
class Promised:
    """A promise, the project for which it was made, and the benefits that keep it."""

    record: Record
    project: Record
    benefits: tuple[Record, ...]

    @property
    def kept_on(self) -> date | None:
        """The day on which the last of its benefits was paid, or on which its own record came to be kept."""
        days = [one.row["stage_paid"] for one in self.benefits]
        own: date | None = self.record.row["stage_kept"]
        return own or (max(days) if days and all(days) else None)

    def state(self, today: date) -> Literal["kept", "late", "overdue", "open"]:
        """Kept in time, kept late, past its day and not kept, or still open. A promise without a day is
        never late."""
        due, done = self.record.row["due_on"], self.kept_on
        if done:
            return "late" if due and done > due else "kept"
        return "overdue" if due and today > due else "open"


def of_firm(actor: Actor, code: str) -> list[Promised]:
    """The promises made to a firm for projects in the actor's units, the first due first."""
    return _promised(units.reach(actor, *WATCHES), [code]) if code else []


def kept_by(actor: Actor, benefit: Record) -> list[Promised]:
    """The promise that a benefit keeps, as the only one of a list; none where it keeps none."""
    mine = of_firm(actor, str(benefit.row["firm_code"] or ""))
    return [one for one in mine if one.record.ref.id == benefit.row["promise"]]


def of_firms(actor: Actor, codes: Iterable[str]) -> list[Promised]:
    """As `of_firm`, of many firms."""
    return _promised(units.reach(actor, *WATCHES), [one for one in codes if one])


def _promised(reach: Iterable[str], codes: list[str]) -> list[Promised]:
    """Three queries, however many firms."""
    if not {PROMISE, PROJECT} <= ledgers.ledgers().keys():
        return []
    rows = ledgers.table(PROJECT).objects.filter(withdrawn=False, investor_code__in=codes, unit__in=reach)
    projects = {row["id"]: of_row(ledgers.ledger(PROJECT), row) for row in rows.values()}
    made = ledgers.table(PROMISE).objects.filter(withdrawn=False, project__in=[*projects])
    found = [of_row(ledgers.ledger(PROMISE), row) for row in made.values()]
    given: dict[int, list[Record]] = {}
    kept = ledgers.table(BENEFIT).objects.filter(withdrawn=False, promise__in=[one.ref.id for one in found])
    for row in kept.exclude(stage="refused").order_by("id").values():
        given.setdefault(row["promise"], []).append(of_row(ledgers.ledger(BENEFIT), row))
    each = [Promised(one, projects[one.row["project"]], tuple(given.get(one.ref.id, ()))) for one in found]
    return sorted(each, key=lambda one: (one.record.row["due_on"] or date.max, one.record.ref.id))
