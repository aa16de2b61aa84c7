"""What of services waits for a person, or for somebody at all: the home page and the reminders ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record, of_row
from luoshi.service import qualifying, queries
from luoshi.service.policy import (
    APPROVER,
    BEFORE_ACCEPTED,
    BENEFIT,
    GUIDE,
    HALL,
    HANDOVER,
    ITEM,
    MATTER,
    PAYMENT,
    POLICY_OFFICE,
)
from luoshi.service.queries import Line
from luoshi.units import queries as units

PRESSING = ("warn", "late")
"""Clocks near their end, or past it."""


@dataclass(frozen=True)
class Waiting:
    """By what is to be done; for the System what waits for anybody."""

    to_check: tuple[Line, ...] = ()
    """Approvals with materials handed in that nobody has looked at."""
    to_take: tuple[Record, ...] = ()
    """Hand-overs."""
    pressing: tuple[Line, ...] = ()
    """Approvals of one's offices whose limit is near or past."""
    guided: tuple[tuple[Record, Line], ...] = ()
    """The same of the projects that one guides, with the project."""
    unguided: tuple[Record, ...] = ()
    """Projects without a guide."""
    to_confirm: tuple[Record, ...] = ()
    """Benefits that somebody else found."""
    to_pay: tuple[Record, ...] = ()
    """Payments of confirmed benefits."""


def of(actor: Actor) -> Waiting:
    """What waits for a person by the roles they hold."""
    if not queries.kept() or not (actor.is_system or actor.has(APPROVER, GUIDE, HALL, POLICY_OFFICE)):
        return Waiting()
    offices, paying = units.reach(actor, APPROVER), units.reach(actor, POLICY_OFFICE)
    mine = _lines(actor, unit__in=offices)
    found = _records(BENEFIT, unit__in=paying, stage="found")
    return Waiting(
        to_check=tuple(one for one in mine if _unchecked(one)),
        to_take=_records(HANDOVER, unit__in=offices, stage="handed"),
        pressing=tuple(one for one in mine if _presses(one)),
        guided=_guided(actor),
        unguided=_records(MATTER, unit__in=units.reach(actor, HALL), stage="opened"),
        to_confirm=tuple(one for one in found if not qualifying.is_own(actor, one)),
        to_pay=_records(PAYMENT, unit__in=paying, stage="planned"),
    )


def _guided(actor: Actor) -> tuple[tuple[Record, Line], ...]:
    mine = {"guide__isnull": False} if actor.is_system else {"guide": actor.person}
    projects = {one.ref.id: one for one in _records(MATTER, stage="guided", **mine)}
    found = _lines(actor, matter__in=[*projects]) if projects else []
    return tuple((projects[one.record.row["matter"]], one) for one in found if _presses(one))


def _lines(actor: Actor, **where: Any) -> list[Line]:
    """Open approvals."""
    return queries.lines(actor, [*_records(ITEM, without=ledgers.ledger(ITEM).ends, **where)])


def _unchecked(one: Line) -> bool:
    states = {each.values["state"] for each in one.materials}
    return one.record.stage in BEFORE_ACCEPTED and "handed" in states


def _presses(one: Line) -> bool:
    return one.running is not None and one.running.state in PRESSING


def _records(name: str, *, without: Collection[str] = (), **where: Any) -> tuple[Record, ...]:
    rows = ledgers.table(name).objects.filter(withdrawn=False, **where).exclude(stage__in=without)
    return tuple(of_row(ledgers.ledger(name), row) for row in rows.order_by("id").values())
