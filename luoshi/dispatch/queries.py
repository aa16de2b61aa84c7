"""Everything that reads dispatch: meetings with their agendas, what is to be built, who is to say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from luoshi.dispatch.matters import lagging
from luoshi.dispatch.policy import ACCOUNT, BEFORE, CONSEQUENCE, DISPATCHES, ITEM, MEETING
from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import is_workday
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import GateDecision
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.periods import duties
from luoshi.periods import queries as periods
from luoshi.periods.policy import HANDS_IN
from luoshi.units import queries as units

BUILT = "agenda"
"""The journal's word for an agenda that was built."""


def kept() -> bool:
    """Whether the site works by the pack that dispatch needs."""
    return MEETING in ledgers.ledgers()


def may_dispatch(actor: Actor) -> bool:
    """Whether the actor calls meetings somewhere."""
    return actor.is_system or actor.has(*DISPATCHES)


def meetings(actor: Actor) -> list[Record]:
    """The meetings that the actor sees, the latest first."""
    spec = ledgers.ledger(MEETING)
    rows = ledgers.visible(actor, MEETING).order_by("-held_on", "-id").values()
    return [of_row(spec, row) for row in rows]


def meeting(actor: Actor, number: int) -> Record:
    """One meeting, if the actor sees it."""
    return ledgers.record(actor, Ref(MEETING, number))


def items(actor: Actor, number: int) -> list[Record]:
    """A meeting's items that the actor sees, in order."""
    meeting(actor, number)
    spec = ledgers.ledger(ITEM)
    rows = ledgers.visible(actor, ITEM).filter(meeting=number).order_by("number", "id").values()
    return [of_row(spec, row) for row in rows]


def built(meeting: Record) -> bool:
    """Whether a meeting's agenda was ever built."""
    return bool(journal.page(meeting.ref.subject, 1, verbs=[BUILT]))


def building_day(held_on: date) -> date:
    """The day on which a meeting's agenda builds itself: two working days before."""
    day = held_on
    left = BEFORE
    while left:
        day -= timedelta(days=1)
        left -= is_workday(day)
    return day


def to_build(actor: Actor) -> list[Record]:
    """Meetings whose agenda is to build itself now."""
    return [
        one
        for one in meetings(actor)
        if one.stage == "called" and building_day(one.row["held_on"]) <= actor.today() and not built(one)
    ]


@dataclass(frozen=True)
class Lag:
    """A unit that is behind with a target, by a closed month, and whether it was asked why."""

    unit: str
    name: str
    figure: periods.Said
    account: Record | None


def lags(actor: Actor, period: Period) -> list[Lag]:
    """The units that report and are behind, of those the actor sees, the furthest behind first."""
    if periods.closing(period) is None:
        return []
    spec, owing = ledgers.ledger(ACCOUNT), set(duties.owing())
    rows = ledgers.visible(actor, ACCOUNT).filter(month=str(period)).values()
    asked = {(row["unit"], row["indicator"]): of_row(spec, row) for row in rows}
    found = [
        one
        for one in periods.figures(actor, period)
        if one["unit"] in owing and one["ahead"] and Decimal(one["ahead"]) < 0 and lagging(one)
    ]
    names = units.names()
    return [
        Lag(one["unit"], names[one["unit"]], one, asked.get((one["unit"], one["indicator"])))
        for one in sorted(found, key=lambda said: Decimal(said["ahead"]))
    ]


def to_answer(actor: Actor) -> list[Record]:
    """The questions why a unit lags that wait for one of the actor's own units."""
    mine = units.reach(actor, *HANDS_IN)
    if not mine or actor.is_system:
        return []
    rows = ledgers.table(ACCOUNT).objects.filter(withdrawn=False, unit__in=mine, stage="asked")
    return [of_row(ledgers.ledger(ACCOUNT), row) for row in rows.order_by("id").values()]


def to_approve(actor: Actor) -> list[Record]:
    """The consequences that wait for the actor's word at a gate."""
    deciders = {gate.decided_by for gate in ledgers.ledger(CONSEQUENCE).gates.values()}
    mine = units.reach(actor, *deciders) if not actor.is_system else frozenset()
    return [one for one in proposed() if one.unit in mine] if mine else []


def proposed() -> list[Record]:
    """Every consequence on which nobody has decided, the oldest first: whose word it waits for is asked by
    whoever reminds them."""
    decided = GateDecision.objects.filter(ledger=CONSEQUENCE).values("record")
    rows = ledgers.table(CONSEQUENCE).objects.filter(withdrawn=False, stage="proposed")
    spec = ledgers.ledger(CONSEQUENCE)
    return [of_row(spec, row) for row in rows.exclude(id__in=decided).order_by("id").values()]


def unanswered(actor: Actor, unit: str) -> list[Record]:
    """The questions why a unit lags that it has not answered, the oldest first."""
    spec = ledgers.ledger(ACCOUNT)
    rows = ledgers.visible(actor, ACCOUNT).filter(unit=unit, stage="asked").order_by("id").values()
    return [of_row(spec, row) for row in rows]
