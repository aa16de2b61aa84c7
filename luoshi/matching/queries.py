"""Everything that reads needs and introductions; `service` reads questions, visits and what experts did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Missing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.models import Evidence
from luoshi.ledgers.records import Record, Ref, of_row
from luoshi.matching.policy import ADVICE, EXPERT, FIRM, INTRODUCTION, NEED, OFFICE, QUESTION, SIDE
from luoshi.units import queries as units


def kept() -> bool:
    """Whether the site works by the pack that matching needs."""
    return {NEED, INTRODUCTION, QUESTION, ADVICE} <= ledgers.ledgers().keys()


def desk(actor: Actor, *codes: str) -> Actor:
    """The same person, writing in the ledgers of matching: whoever calls has authorised."""
    return actor.lent(OFFICE[0], *codes)


def is_office(actor: Actor, unit: str) -> bool:
    """Whether the actor keeps the office of science of a unit."""
    return unit in units.reach(actor, *OFFICE)


def may_introduce(actor: Actor, need: Record) -> bool:
    """Who brings somebody together with a need: the office, and the firm itself."""
    return is_office(actor, need.unit) or need.unit in units.reach(actor, *FIRM)


def needs(actor: Actor) -> list[Record]:
    """The needs that the actor may read and that are not settled, the newest first."""
    rows = ledgers.visible(actor, NEED).exclude(stage="closed").order_by("-raised_on", "-id")
    return records(NEED, rows[:200])


def introductions(actor: Actor, *, need: int | None = None) -> list[Record]:
    """The introductions that the actor may read, the newest first; those of a need where one is named."""
    rows = ledgers.visible(actor, INTRODUCTION).order_by("-introduced_on", "-id")
    return records(INTRODUCTION, (rows.filter(need=need) if need else rows)[:200])


@dataclass(frozen=True)
class Introduced:
    """An introduction with its need, its offer where the actor may read it, and what the other side said."""

    record: Record
    need: Record | None
    offer: Record | None
    sides: tuple[Record, ...]
    evidence: tuple[Evidence, ...]


def introduction(actor: Actor, number: int) -> Introduced:
    """One introduction, if the actor may read it."""
    record = ledgers.record(actor, Ref(INTRODUCTION, number))
    return Introduced(
        record,
        _readable(actor, Ref(NEED, int(record.row["need"]))),
        _readable(actor, Ref.parse(str(record.row["offer"]))),
        tuple(_sides(actor, record)),
        tuple(ledgers.evidence(actor, record.ref)),
    )


def _sides(actor: Actor, found: Record) -> list[Record]:
    """What the other side said; how to reach it is for it, for the firm in need and for the office."""
    sides = records(SIDE, ledgers.table(SIDE).objects.filter(introduction=found.ref.id, withdrawn=False))
    if may_introduce(actor, found) or any(may_say(actor, one) for one in sides):
        return ledgers.as_told(actor, sides)
    return ledgers.as_read(actor, sides)


def may_say(actor: Actor, side: Record) -> bool:
    """Who speaks for the other side: its unit, or the expert who was introduced."""
    if side.unit in ledgers.reach(actor, "report", side.spec):
        return True
    row = ledgers.table(INTRODUCTION).objects.filter(id=side.row["introduction"]).values().first()
    return bool(row) and actor.person is not None and expert_person(str(row["offer"])) == actor.person


def expert_person(offer: str) -> int | None:
    """The person of an expert who is offered, if they log in."""
    ref = Ref.parse(offer)
    if ref.ledger != EXPERT or EXPERT not in ledgers.ledgers():
        return None
    row = ledgers.table(EXPERT).objects.filter(id=ref.id).values().first()
    return row.get("person") if row else None


def to_say(actor: Actor) -> list[Record]:
    """Introductions on which the actor's side was asked and has not answered."""
    if not kept() or actor.is_system:
        return []
    mine = units.reach(actor, *FIRM)
    rows = ledgers.table(SIDE).objects.filter(withdrawn=False, stage="asked", unit__in=mine)
    return records(SIDE, rows.order_by("id")) if mine else []


def unsaid() -> list[tuple[Record, int | None]]:
    """Every other side that has not answered, with the person of an expert: for whoever reminds them."""
    waits = records(SIDE, ledgers.table(SIDE).objects.filter(withdrawn=False, stage="asked").order_by("id"))
    going = ledgers.table(INTRODUCTION).objects.filter(withdrawn=False).exclude(stage="failed")
    offers = dict(going.values_list("id", "offer"))
    known = [(one, offers.get(one.row["introduction"])) for one in waits]
    return [(one, expert_person(offer)) for one, offer in known if offer]


def _readable(actor: Actor, ref: Ref) -> Record | None:
    try:
        return ledgers.record(actor, ref)
    except Missing:
        return None


def records(name: str, rows: Any) -> list[Record]:
    """Rows of a ledger as records."""
    spec = ledgers.ledger(name)
    return [of_row(spec, row) for row in rows.values()]
