"""代表名额: a congress of the pack `union` has its delegates allotted once, by the members of each branch on
the day of the cut-off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from luoshi.elections import allotting
from luoshi.elections.allotting import Share
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Missing
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record, Ref
from luoshi.units import queries as units

MEMBER, CONGRESS, DELEGATION = "union.member", "union.congress", "union.delegation"
COURSE = "union_desk"
"""The role that writes delegations; granted to nobody."""


@dataclass(frozen=True)
class Allotted:
    """A branch's code and what it is allotted."""

    unit: str
    share: Share


def open_to(actor: Actor, record: Record) -> bool:
    """Whether a record is a congress whose delegates the actor may allot now."""
    return (
        record.ref.ledger == CONGRESS
        and record.stage == "prepared"
        and not record.withdrawn
        and record.unit in queries.reach(actor, "report", record.spec)
    )


def congress(actor: Actor, number: int) -> Record:
    """A congress whose delegates the actor allots."""
    if CONGRESS not in queries.ledgers():
        raise Missing("没有启用工会工作台账包", hint="系统管理员在“台账包”里启用 union")
    return queries.record(actor, Ref(CONGRESS, number), "report")


def planned(actor: Actor, number: int) -> list[Allotted]:
    """What each branch under the congress's unit would be allotted, by the unit's code: a branch is a unit
    of which somebody is a member on the day of the cut-off, that day included."""
    found = congress(actor, number)
    counted, names = _members(actor, found), units.names()
    if not counted:
        hint = "先登记会员，或改截止日期"
        raise InputError(f"{found.values['cut_off']} 没有会员", hint=hint)
    shares = _shares(found.values, counted)
    return [Allotted(one.name, replace(one, name=names[one.name])) for one in shares]


def _members(actor: Actor, found: Record) -> dict[str, int]:
    day = found.values["cut_off"]
    there = Q(joined_on__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gte=day))
    rows = queries.visible(actor, MEMBER).filter(there, unit__in=units.subtree([found.unit]))
    return dict(rows.order_by("unit").values_list("unit").annotate(n=Count("id")))


def _shares(said: Any, counted: dict[str, int]) -> list[Share]:
    number, least = int(said["number"]), int(said["least"])
    if said["rule"] == "largest":
        return allotting.largest_remainder(counted, number, least)
    return allotting.per_members(counted, number, said["rule"], least)


@action
def allot(actor: Actor, number: int) -> list[Allotted]:
    """Write down what every branch is allotted, with its sum, and move the congress on: once."""
    found = queries.held(CONGRESS, congress(actor, number).ref.id)
    if found.stage != "prepared":
        raise Locked("代表名额已经分配", hint="会员截止以后不再变；分错的，撤回这次代表大会后另立")
    made = planned(actor, number)
    rows = [
        NewRow(
            one.unit,
            {
                "congress": number, "branch": one.share.name, "members": one.share.members,
                "delegates": one.share.delegates, "step": one.share.step, "allotted_on": actor.today(),
            },
        )
        for one in made
    ]  # fmt: skip
    desk = actor.lent(COURSE, found.unit)
    ledgers.create_many(desk, DELEGATION, rows)
    ledgers.move(actor, found.ref, "allotted")
    return made
