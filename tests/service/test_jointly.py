"""Several offices handle an approval together within 45 working days and 15 more; who complains of how it was
served is answered within the week; the three rates say what was divided by what, and by how little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.figures.catalogue import Catalogue
from luoshi.figures.formula import formula
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions, answering, extending, pausing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record, Ref
from luoshi.ledgers.stages import clocks
from luoshi.periods import queries as periods
from luoshi.service import approving, queries
from luoshi.service.policy import ITEM, JOINT, NOTICE
from tests.people import CHEN, COUNTY, SYSTEM
from tests.service.conftest import BUYER, HALL, LAND, SURVEYOR, on

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 9, 14)
COMPLAINT = "service.complaint"


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@pytest.fixture
def joint(land: Record) -> Record:
    """Begun by the hall on Monday 14 September."""
    values = {"matter": land.row["matter"], "name": "规划、用地联合审查", "lead": LAND, "started_on": MONDAY}
    return actions.create(on(HALL, MONDAY), JOINT, COUNTY, values)


def test_joint_handling_has_forty_five_working_days_and_fifteen_more_once(joint: Record) -> None:
    """The twentieth is Friday 16 October (test_clocks); five weeks without a holiday on is 20 November, and
    three more 11 December."""
    (clock,) = clocks(joint, MONDAY)
    assert (clock.stage, clock.due, clock.left) == ("decided", day(11, 20), 45)
    ask = {"reason": "征地公告期未满", "progress": "已会审两次"}
    with pytest.raises(InputError, match="最多延长到 2026-12-11"):
        extending.ask_extension(on(HALL, day(11, 16)), joint.ref, day(12, 14), **ask)
    asked = extending.ask_extension(on(HALL, day(11, 16)), joint.ref, day(12, 11), **ask)
    extending.decide_extension(on(CHEN, day(11, 17)), asked.id, granted=True, why="同意延长15个工作日")
    (clock,) = clocks(joint, day(11, 23))
    assert (clock.due, clock.state) == (day(12, 11), "running")
    with pytest.raises(InputError, match="已经延长过一次"):
        extending.ask_extension(on(HALL, day(12, 1)), joint.ref, day(12, 18), **ask)
    for who in (SURVEYOR, BUYER):
        with pytest.raises((Refused, Missing)):
            actions.move(on(who, day(12, 1)), joint.ref, "decided")
    said = {"opinion": "会审同意"}
    actions.edit(on(HALL, day(12, 10)), joint.ref, said, version=ledgers.record(HALL, joint.ref).version)
    done = actions.move(on(HALL, day(12, 10)), joint.ref, "decided")
    assert [one.state for one in clocks(done, day(12, 10))] == ["done"]


def test_while_it_is_handled_jointly_an_offices_own_clock_stands_still_and_the_firm_is_told(
    land: Record, joint: Record
) -> None:
    """Twenty days from 15 September end on 19 October; of 16–22 September six are working days (the 20th is
    one, the 19th none), so that the last is 27 October."""
    for one in ledgers.beneath("service.material", land.ref.id):
        approving.hand_in(on(BUYER, day(9, 15)), one.ref.id, "a.pdf", one.title.encode())
        approving.check(on(SURVEYOR, day(9, 15)), one.ref.id)
    actions.move(on(SURVEYOR, day(9, 15)), land.ref, "accepted")
    linked = ledgers.record(SURVEYOR, land.ref)
    linked = actions.edit(SURVEYOR, land.ref, {"joint": joint.ref.id}, version=linked.version)
    with pytest.raises(Refused, match="由办理流程记"):
        pausing.pause(on(SURVEYOR, day(9, 16)), land.ref, why="联合审查", kind="joint")
    told = pausing.pause(on(HALL, day(9, 16)), land.ref, why="规划、用地联合审查", kind="joint")
    assert told is not None
    assert told.values["kind"] == "暂停计时（联合办理）"
    found = queries.line(on(BUYER, day(11, 10)), land.ref.id).running
    assert found is not None
    assert found.state == "paused"
    pausing.resume(on(HALL, day(9, 23)), land.ref)
    found = queries.line(on(BUYER, day(9, 23)), land.ref.id).running
    assert found is not None
    assert (found.stage, found.due, found.state) == ("decided", day(10, 27), "running")
    assert [one.values["kind"] for one in ledgers.beneath(NOTICE, land.ref.id)] == [
        "暂停计时（联合办理）", "恢复计时（联合办理）",
    ]  # fmt: skip


def test_a_complaint_is_looked_into_and_answered_within_the_week_and_seen_by_another(land: Record) -> None:
    """Received on Monday: looked into by Sunday 20 (a working day), answered by Tuesday 22."""
    told = {"about": "跑了三趟", "item": land.ref.id, "received_on": MONDAY, "complainant": "段青"}
    made = actions.create(on(HALL, MONDAY), COMPLAINT, COUNTY, told)
    assert [(one.stage, one.due) for one in clocks(made, MONDAY)] == [
        ("handled", day(9, 20)), ("answered", day(9, 22)),
    ]  # fmt: skip
    with pytest.raises(Missing):
        ledgers.record(SURVEYOR, made.ref)
    with pytest.raises(Blocked, match="“属实”未填"):
        actions.move(on(HALL, day(9, 15)), made.ref, "handled")
    said = {"well_founded": True, "outcome": "窗口没有一次告知，已道歉、改正"}
    actions.edit(on(HALL, day(9, 16)), made.ref, said, version=made.version)
    actions.move(on(HALL, day(9, 16)), made.ref, "handled")
    with pytest.raises(Blocked, match="还没有审核通过"):
        actions.move(on(HALL, day(9, 16)), made.ref, "answered")
    with pytest.raises(Refused):
        actions.verify(replace(HALL, holdings=(*HALL.holdings, *CHEN.holdings)), made.ref)
    actions.verify(on(CHEN, day(9, 17)), made.ref)
    assert actions.move(on(HALL, day(9, 17)), made.ref, "answered").stage == "answered"
    assert rate("complaints_founded")["ytd"] == "1"


def rate(key: str, unit: str = COUNTY) -> dict[str, Any]:
    (one,) = periods.figures(
        on(SYSTEM, day(9, 30)), Period.parse("2026-09"), unit=unit, indicator=f"service.{key}"
    )
    return one


def test_the_three_rates_print_their_formula_and_of_too_few_are_not_ranked(matter: Record) -> None:
    """Six applied for: five accepted, one of them refused later; three delivered, of which two were rated."""
    found = []
    for number in range(6):
        values = {"kind": "other", "name": f"事项{number}", "opinion": "同意", "decision_no": "1号"}
        values |= {"certificate_no": str(number), "matter": matter.ref.id, "applied_on": MONDAY}
        found.append(actions.create(SYSTEM, ITEM, LAND, values))
    for one in found[:4]:
        actions.move(SYSTEM, one.ref, "accepted")
    actions.edit(SYSTEM, found[4].ref, {"refused_why": "不属许可"}, version=found[4].version)
    actions.move(SYSTEM, found[4].ref, "refused")
    for one in found[:3]:
        actions.move(SYSTEM, one.ref, "delivered")
    for one, choice in zip(found[:2], ("satisfied", "unsatisfied"), strict=True):
        answering.answer(SYSTEM, answering.link(ledgers.record(SYSTEM, one.ref)), choice)
    catalogue = Catalogue.of(ledgers.packs())

    def said(key: str) -> str:
        spec = catalogue.indicator(f"service.{key}")
        return formula(spec, catalogue, rate(key), lambda name: rate(name.removeprefix("service.")))

    assert said("response_rate") == "已受理或告知5件 ÷ 申请事项6件 = 83.33%"
    assert said("solving_rate") == "已送达证照3件 ÷ 申请事项6件 = 50.00%"
    assert said("satisfaction_rate") == "满意和基本满意1件 ÷ 已评价2件 = 50.00%"
    assert [rate(f"{one}_rate")["state"] for one in ("response", "solving", "satisfaction")] == [
        "no_target", "no_target", "few",
    ]  # fmt: skip
    assert Decimal(rate("satisfaction_rate")["ytd"]) == 50, "shown, and neither ranked nor scored"


def test_a_record_of_joint_handling_is_read_by_the_firm_and_not_written_by_it(joint: Record) -> None:
    assert ledgers.record(BUYER, Ref(JOINT, joint.ref.id)).title == "规划、用地联合审查"
    with pytest.raises(Refused):
        actions.move(BUYER, joint.ref, "decided")
