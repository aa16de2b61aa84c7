"""孟虚 wants better numbers than the facts give, 陶镇长 orders them: and what they try at home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Locked, LuoshiError, Refused
from luoshi.ledgers import actions, detaching, queries
from luoshi.ledgers.records import Record
from tests.ledgers.conftest import ledgers as ledgers
from tests.people import COUNTY, MENG, OTHER_TOWN, SYSTEM, TAO, TOWN, ZHOU

pytestmark = pytest.mark.django_db
PROJECT, RECEIPT = "investment.project", "investment.receipt"


@pytest.fixture
def fact(ledgers: None) -> Record:
    """500 万元 that nobody paid, with a slip that 孟虚 wrote."""
    project = actions.create(MENG, PROJECT, TOWN, {"name": "空壳厂", "total": 5000})
    said = {"project": project.ref.id, "received_on": "2026-03-09", "amount": "500", "voucher_no": "JZ-1"}
    made = actions.create(MENG, RECEIPT, TOWN, said)
    actions.attach(MENG, made.ref, "bank_slip", "进账单.txt", "空白".encode())
    return queries.record(MENG, made.ref)


@pytest.mark.parametrize("who", [MENG, TAO], ids=["孟虚", "陶镇长"])
def test_neither_verifies_a_fact_of_their_own_township(fact: Record, who: Actor) -> None:
    with pytest.raises(Refused):
        actions.verify(who, fact.ref)
    assert queries.record(MENG, fact.ref).verification == "pending"


def test_the_head_who_is_given_a_reviewers_role_does_not_verify_what_he_touched(fact: Record) -> None:
    """陶镇长 has the role lent to him and changes a figure first."""
    both = replace(TAO, holdings=(*TAO.holdings, Holding("reviewer", COUNTY)))
    actions.edit(both, fact.ref, {"amount": 900}, version=fact.version)
    with pytest.raises(Refused, match="不能自己审核"):
        actions.verify(both, fact.ref)


EARLIER = {"received_on": "2026-02-27"}


def _detach(one: Record) -> object:
    [slip] = queries.evidence(MENG, one.ref)
    return detaching.detach(MENG, one.ref, slip.id, why="换一张")


CHANGES: dict[str, Callable[[Record], object]] = {
    "more money": lambda one: actions.edit(MENG, one.ref, {"amount": 5000}, version=one.version),
    "another day": lambda one: actions.edit(
        MENG, one.ref, {"received_on": "2026-02-02"}, version=one.version
    ),
    "another slip": lambda one: actions.attach(MENG, one.ref, "bank_slip", "另一张.txt", "也空".encode()),
    "no slip": _detach,
}


@pytest.mark.parametrize("how", CHANGES)
def test_what_was_verified_is_not_another_fact_afterwards(fact: Record, how: str) -> None:
    """He shows the reviewer one thing and has another counted."""
    verified = actions.verify(ZHOU, fact.ref)
    seen = {one.sha256 for one in queries.evidence(ZHOU, fact.ref) if one.state == "verified"}
    try:
        CHANGES[how](verified)
    except LuoshiError:
        assert queries.record(ZHOU, fact.ref).values == verified.values
    after = queries.record(ZHOU, fact.ref)
    verified_now = {one.sha256 for one in queries.evidence(ZHOU, fact.ref) if one.state == "verified"}
    assert verified_now <= seen
    if after.verification == "verified":
        assert (after.values, verified_now) == (verified.values, seen)


@pytest.mark.parametrize("who", [MENG, TAO], ids=["孟虚", "陶镇长"])
def test_a_closed_month_keeps_its_facts_whoever_orders_otherwise(fact: Record, who: Actor) -> None:
    actions.verify(ZHOU, fact.ref)
    actions.lock(SYSTEM, COUNTY, date(2026, 3, 1), date(2026, 3, 31), why="2026年3月已结账", lifts="县督查室")
    now = queries.record(MENG, fact.ref)
    tries: list[Callable[[], Any]] = [
        lambda: actions.edit(who, now.ref, {"amount": 5000}, version=now.version),
        lambda: actions.edit(who, now.ref, {"received_on": "2026-04-02"}, version=now.version),
        lambda: actions.withdraw(who, now.ref, why="不要了"),
        lambda: actions.adjust(who, now.ref, {"amount": 5000}, version=now.version, why="笔误"),
    ]
    for one in tries:
        with pytest.raises((Locked, Refused)):
            one()
    assert queries.record(MENG, fact.ref).row == now.row


@pytest.mark.parametrize("who", [MENG, TAO], ids=["孟虚", "陶镇长"])
def test_nobody_of_the_township_lifts_a_lock_or_sets_one(fact: Record, who: Actor) -> None:
    made = actions.lock(SYSTEM, COUNTY, date(2026, 3, 1), date(2026, 3, 31), why="已结账", lifts="县督查室")
    for one in (
        lambda: actions.lift(who, made.id, why="改一下"),
        lambda: actions.lock(who, TOWN, date(2026, 4, 1), date(2026, 4, 30), why="x", lifts="y"),
    ):
        with pytest.raises(Refused):
            one()


def test_no_fact_is_put_down_to_another_township(ledgers: None) -> None:
    """陶镇长 would have his failure counted as 柳林乡's, and what is the county's as his."""
    for unit in (OTHER_TOWN, COUNTY):
        with pytest.raises((Refused, InputError)):
            actions.create(TAO, PROJECT, unit, {"name": "别人的厂", "total": 1})
