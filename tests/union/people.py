"""The union of a works: its office, two branches, an office of the management, and who is who in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import adoption, queries
from luoshi.ledgers.records import Record
from luoshi.packs import library
from luoshi.units import actions as units
from tests.people import COUNTY, SYSTEM, morning

WORKS, SPINNING, WEAVING, STAFF_OFFICE = "C0190", "C019001", "C019002", "C019003"
CUT_OFF = date(2026, 3, 10)

OFFICE = Actor(71, "龚会", (Holding("union_office", WORKS), Holding("election_organizer", WORKS)), morning)
"""The union's office."""
SECOND = Actor(72, "季会", (Holding("union_office", WORKS),), morning)
CHAIR = Actor(73, "方纺", (Holding("branch_chair", SPINNING),), morning)
"""Chair of the spinning branch."""
WEAVER = Actor(74, "梭织", (Holding("branch_chair", WEAVING),), morning)
CREDENTIALS = Actor(75, "查资", (Holding("credentials", WORKS),), morning)
CLERK = Actor(76, "任事", (Holding("reporter", STAFF_OFFICE),), morning)
"""Answers for the management's staff office."""
HELPER = Actor(77, "温暖", (Holding("union_helper", WORKS),), morning)
AUDIT = Actor(78, "经审", (Holding("union_audit", WORKS),), morning)
JUDGE = Actor(79, "评判", (Holding("labour_judge", WORKS),), morning)
BOSS = Actor(80, "厂领导", (Holding("leader", WORKS),), morning)
SPINNER = Actor(81, "甄纺", (Holding("delegate", SPINNING),), morning)
"""A delegate of the spinning branch, of no office."""


def on(day: date, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))


def settle() -> None:
    """The units, and the packs that the union needs."""
    units.add_unit(SYSTEM, WORKS, "清河纺织厂", "enterprise", parent=COUNTY)
    units.add_unit(SYSTEM, SPINNING, "纺纱分会", "branch", parent=WORKS)
    units.add_unit(SYSTEM, WEAVING, "织布分会", "branch", parent=WORKS)
    units.add_unit(SYSTEM, STAFF_OFFICE, "人力资源部", "department", parent=WORKS)
    for key in ("supervision", "appeals", "union"):
        adoption.adopt(SYSTEM, library.shipped()[key])


def make(who: Actor, ledger: str, unit: str, **values: Any) -> Record:
    return ledgers.create(who, f"union.{ledger}", unit, values)


def fill(who: Actor, record: Record, **values: Any) -> Record:
    return ledgers.edit(who, record.ref, values, version=now(record).version)


def move(who: Actor, record: Record, stage: str) -> Record:
    return ledgers.move(who, record.ref, stage)


def paper(who: Actor, record: Record, purpose: str) -> None:
    ledgers.attach(who, record.ref, purpose, f"{purpose}.txt", f"{record.ref} {purpose}".encode())


def now(record: Record) -> Record:
    return queries.record(SYSTEM, record.ref)


def join(who: Actor, unit: str, card: str, **more: Any) -> Record:
    values = {"name": f"会员{card}", "card": card, "kind": "staff", "joined_on": date(2026, 1, 5), **more}
    return make(who, "member", unit, **values)


def members() -> None:
    """Five at spinning of whom one left on the cut-off and one the day before; three at weaving, one of whom
    joined after it: on the cut-off four and two."""
    for number in range(1, 4):
        join(CHAIR, SPINNING, f"A{number}")
    join(CHAIR, SPINNING, "A4", left_on=CUT_OFF, left_why="moved", woman=True)
    join(CHAIR, SPINNING, "A5", left_on=date(2026, 3, 9), left_why="retired")
    join(WEAVER, WEAVING, "B1", kind="platform")
    join(WEAVER, WEAVING, "B2", woman=True)
    join(WEAVER, WEAVING, "B3", joined_on=date(2026, 3, 11))


def congress(**more: Any) -> Record:
    values = {
        "name": "第五次代表大会", "cut_off": CUT_OFF, "held_on": date(2026, 3, 18), "rule": "largest",
        "number": 5, "least": 1, **more,
    }  # fmt: skip
    return make(OFFICE, "congress", WORKS, **values)
