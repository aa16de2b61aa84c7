"""Delegates allotted from the members of the cut-off, their credentials, the congress itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from luoshi.elections import actions, delegating, queries, rolls
from luoshi.elections.ballots import Rules
from luoshi.exchange import actions as exchange
from luoshi.kernel.errors import InputError, LuoshiError, Missing, Refused
from luoshi.ledgers import actions as records
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.packs.expressions import ExpressionError
from luoshi.units import actions as units
from tests.people import ADMIN, SYSTEM
from tests.union.people import (
    CHAIR,
    CREDENTIALS,
    CUT_OFF,
    OFFICE,
    SPINNER,
    SPINNING,
    WEAVER,
    WEAVING,
    WORKS,
    congress,
    fill,
    make,
    members,
    move,
    now,
    paper,
)

pytestmark = pytest.mark.django_db


def allotted(found: Record) -> dict[str, tuple[int, int]]:
    """Branch → members and delegates, as written down."""
    rows = ledgers.children(SYSTEM, found.ref)["union.delegation"]
    return {str(one.values["branch"]): (one.values["members"], one.values["delegates"]) for one in rows}


def delegation(found: Record, unit: str = SPINNING) -> Record:
    return next(one for one in ledgers.children(SYSTEM, found.ref)["union.delegation"] if one.unit == unit)


def test_five_delegates_go_to_branches_of_four_and_two(works: None) -> None:
    """5 × 4 ÷ 6 = 3 rest 2, 5 × 2 ÷ 6 = 1 rest 4: the larger rest gets the one that is left."""
    members()
    found = congress()
    assert [one.unit for one in delegating.planned(OFFICE, found.ref.id)] == [SPINNING, WEAVING]
    delegating.allot(OFFICE, found.ref.id)
    assert allotted(found) == {"纺纱分会": (4, 3), "织布分会": (2, 2)}
    assert "5×4÷6＝3 余 2" in str(delegation(found).values["step"])
    assert now(found).stage == "allotted"


def test_a_delegate_for_every_three_with_a_rest_that_counts(works: None) -> None:
    members()
    found = congress(rule="up", number=3)
    delegating.allot(OFFICE, found.ref.id)
    assert allotted(found) == {"纺纱分会": (4, 2), "织布分会": (2, 1)}


def test_delegates_are_allotted_once_by_whoever_keeps_the_congress_and_by_no_hand(works: None) -> None:
    found = congress()
    with pytest.raises(InputError, match="没有会员"):
        delegating.allot(OFFICE, found.ref.id)
    members()
    with pytest.raises(Missing):
        delegating.allot(CHAIR, found.ref.id)
    with pytest.raises(Blocked, match="代表名额已按会员数分配"):
        move(OFFICE, found, "allotted")
    row = {"congress": found.ref.id, "branch": "纺纱分会", "members": 4, "delegates": 9, "step": "自定"}
    for who in (OFFICE, CHAIR):
        with pytest.raises((Refused, Missing)):
            make(who, "delegation", SPINNING, **row, allotted_on=CUT_OFF)
    delegating.allot(OFFICE, found.ref.id)
    with pytest.raises(LuoshiError, match="已经分配"):
        delegating.allot(OFFICE, found.ref.id)
    assert not delegating.open_to(OFFICE, now(found))


def delegate(session: Record, who: Any = CHAIR, **more: Any) -> Record:
    values = {
        "delegation": delegation(session).ref.id, "name": "甄纺", "card": "A1",
        "elected_on": date(2026, 3, 12), "how": "secret", "worker": True, **more,
    }  # fmt: skip
    made = make(who, "delegate", SPINNING, **values)
    paper(who, made, "record")
    return made


def test_credentials_are_checked_by_somebody_else_than_who_entered_the_delegate(works: None) -> None:
    members()
    found = congress()
    delegating.allot(OFFICE, found.ref.id)
    one = delegate(found)
    with pytest.raises(Refused, match="资格审查员"):
        move(CHAIR, one, "checked")
    with pytest.raises(Blocked, match="审查情况"):
        move(CREDENTIALS, one, "checked")
    fill(CREDENTIALS, one, found="会员，选举有记录")
    move(CREDENTIALS, one, "checked")
    with pytest.raises(Refused):
        fill(CHAIR, one, name="他人")
    assert move(CREDENTIALS, one, "admitted").stage == "admitted"
    own = delegate(found, CREDENTIALS, name="自己报", card="A2", found="自查")
    for stage in ("checked", "admitted"):
        with pytest.raises(Refused, match="另一个人"):
            move(CREDENTIALS, own, stage)
    other = delegate(found, name="不是会员", card="X")
    with pytest.raises(Blocked, match="不予确认的原因"):
        move(CREDENTIALS, other, "refused")
    fill(CREDENTIALS, other, refused_why="不在会员名册上")
    assert move(CREDENTIALS, other, "refused").stage == "refused"


def test_no_more_delegates_are_entered_than_were_allotted(works: None) -> None:
    """Three for spinning. Who is not admitted, or is taken back, leaves the place to another."""
    members()
    found = congress()
    delegating.allot(OFFICE, found.ref.id)
    one, two, _three = (delegate(found, name=f"代表{n}", card=f"A{n}") for n in (1, 2, 3))
    full = "“纺纱分会”的“代表名额”是3，已有3条“代表”"
    values = {"delegation": delegation(found).ref.id, "elected_on": date(2026, 3, 12), "how": "secret"}
    rows = [NewRow(SPINNING, {**values, "name": f"再{n}", "card": f"C{n}"}) for n in (1, 2)]
    with pytest.raises(InputError, match=full):
        delegate(found, name="第四人", card="A4")
    with pytest.raises(InputError, match=full):
        records.create_many(CHAIR, "union.delegate", rows)
    sheet = "代表名额,姓名,会员证号,选出日期,选举方式\n纺纱分会,第四人,A4,2026-03-12,无记名投票\n".encode()
    with pytest.raises(InputError, match=full):
        exchange.import_rows(CHAIR, "union.delegate", SPINNING, sheet, "代表.csv")
    other = make(
        WEAVER, "delegate", WEAVING, **{**values, "delegation": delegation(found, WEAVING).ref.id},
        name="梭织", card="B1",
    )  # fmt: skip
    with pytest.raises(InputError, match=full):
        fill(OFFICE, other, delegation=delegation(found).ref.id)
    fill(CREDENTIALS, one, refused_why="不在会员名册上")
    move(CREDENTIALS, one, "refused")
    delegate(found, name="第四人", card="A4")
    with pytest.raises(InputError, match=full):
        delegate(found, name="第五人", card="A5")
    records.withdraw(CHAIR, two.ref, why="本人不愿意")
    delegate(found, name="第五人", card="A5")
    assert len(ledgers.children(SYSTEM, delegation(found).ref)["union.delegate"]) == 4


def test_a_congress_is_convened_with_its_orders_and_agenda_on_its_day(works: None) -> None:
    members()
    found = congress(held_on=date(2026, 3, 18))
    delegating.allot(OFFICE, found.ref.id)
    for kind in ("proposals", "orders"):
        with pytest.raises(Blocked, match="议事规则已经通过"):
            move(OFFICE, found, "convened")
        orders = make(OFFICE, "rule_paper", WORKS, congress=found.ref.id, name="规则", kind=kind)
        paper(OFFICE, orders, "text")
        fill(OFFICE, orders, adopted_on=date(2026, 3, 18))
        move(OFFICE, orders, "adopted")
    item = make(OFFICE, "agenda_item", WORKS, congress=found.ref.id, place=1, subject="审议工作报告")
    assert move(OFFICE, found, "convened").stage == "convened"
    fill(OFFICE, item, outcome="passed", minutes="全体审议")
    with pytest.raises(Blocked, match="表决编号"):
        move(OFFICE, item, "done")
    fill(OFFICE, item, motion=1)
    assert move(OFFICE, item, "done").stage == "done"


def test_the_roll_is_made_of_those_who_are_members_on_the_cut_off(works: None) -> None:
    """Of the eight who were ever entered six; the branch's own election takes the branch's alone."""
    members()
    somebody = units.add_person(ADMIN, "jia", "甲", None)
    fill(CHAIR, next(ledgers.rows(SYSTEM, "union.member")), person=somebody.id)
    rules = Rules.model_validate({"seats": 1, "extra": 0, "base": "present"})
    columns = {"name": "name", "card": "card", "person": "person"}
    day = "joined_on <= '2026-03-10' and (left_on is null or left_on >= '2026-03-10')"
    whole = actions.organize(OFFICE, WORKS, "选举委员", rules)
    assert rolls.enter_from_ledger(OFFICE, whole.id, "union.member", columns, day) == 6
    listed = queries.roll(OFFICE, whole.id)
    assert [(one.branch, one.card) for one in listed if one.person] == [("纺纱分会", "A1")]
    assert {one.card for one in listed} == {"A1", "A2", "A3", "A4", "B1", "B2"}
    branch = actions.organize(OFFICE, WEAVING, "选举分会委员", rules)
    assert rolls.enter_from_ledger(OFFICE, branch.id, "union.member", columns) == 3
    with pytest.raises(ExpressionError, match="left_on"):
        rolls.enter_from_ledger(OFFICE, branch.id, "union.member", columns, "lefton is null")


def test_a_delegate_of_no_office_sees_no_member_and_the_delegates_that_are_admitted(works: None) -> None:
    members()
    found = congress()
    delegating.allot(OFFICE, found.ref.id)
    one = delegate(found)
    assert not ledgers.visible(SPINNER, "union.member").exists()
    assert not ledgers.visible(SPINNER, "union.delegate").exists()
    fill(CREDENTIALS, one, found="无误")
    move(CREDENTIALS, one, "admitted")
    assert ledgers.visible(SPINNER, "union.delegate").count() == 1
    assert ledgers.visible(WEAVER, "union.member").count() == 3
