"""An approval from application to certificate: told once what is missing, paused, handed over, put before
experts; days counted on the calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions, extending, rebuild
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.service import approving, policy, queries
from luoshi.service.policy import HANDOVER, ITEM, MATERIAL, NOTICE
from tests.people import ADMIN, HAN
from tests.service.conftest import (
    BUYER,
    GUIDE,
    HALL,
    LAND,
    OTHER,
    PLANNER,
    PLANNING,
    SURVEYOR,
    on,
)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def papers(item: Record) -> dict[str, Record]:
    return {one.title: one for one in ledgers.beneath(MATERIAL, item.ref.id)}


def states(item: Record) -> dict[str, str]:
    return {title: str(one.values["state"]) for title, one in papers(item).items()}


def hand_in(item: Record, when: date, *titles: str) -> None:
    for title in titles:
        approving.hand_in(on(BUYER, when), papers(item)[title].ref.id, f"{title}.pdf", title.encode())


def running(item: Record, when: date) -> tuple[str, date, str]:
    found = queries.line(on(HALL, when), item.ref.id).running
    assert found is not None
    return found.stage, found.due, found.state


pytestmark = pytest.mark.django_db


def test_the_firm_its_guide_and_the_offices_see_the_chain_and_nobody_else_does(land: Record) -> None:
    for who in (BUYER, GUIDE, HALL, SURVEYOR):
        assert [one.record.title for one in queries.chain(who, land.row["matter"])] == ["建设用地批准"]
        assert len(queries.line(who, land.ref.id).materials) == 3
    for stranger in (OTHER, HAN, PLANNER):
        with pytest.raises(Missing):
            queries.chain(stranger, land.row["matter"])
        with pytest.raises(Missing):
            queries.line(stranger, land.ref.id)
    with pytest.raises(Missing):
        approving.apply(OTHER, land.row["matter"], LAND, {"kind": "land", "name": "用地"})


def test_what_is_missing_is_told_once_and_the_clock_waits_for_the_applicant(land: Record) -> None:
    hand_in(land, day(9, 15), "用地申请书", "营业执照")
    assert running(land, day(9, 15)) == ("accepted", day(9, 20), "running")  # 15–18 and make-up Sunday 20
    number = {title: one.ref.id for title, one in papers(land).items()}
    who = on(SURVEYOR, day(9, 16))
    with pytest.raises(InputError, match="还没有交，要一次告知"):
        approving.notify(who, land.ref.id, {number["用地申请书"]: "缺公章"})
    notice = approving.notify(
        who, land.ref.id, {number["用地申请书"]: "缺公章", number["勘测定界图"]: "请交原件"}
    )
    assert "1. 用地申请书：缺公章\n2. 勘测定界图：请交原件" in notice.values["text"]
    assert states(land) == {"用地申请书": "lacking", "营业执照": "complete", "勘测定界图": "lacking"}
    assert running(land, day(9, 18)) == ("accepted", day(9, 22), "paused")
    with pytest.raises(InputError, match="第一次告知时就能说的"):
        approving.notify(who, land.ref.id, {number["营业执照"]: "不清楚"})
    hand_in(land, day(9, 21), "用地申请书")
    assert running(land, day(9, 21))[2] == "paused"
    hand_in(land, day(9, 22), "勘测定界图")
    # 16, 17, 18, 20 (make-up) and 21 September do not count: 15, 22, 23, 24 and 28 are the five days.
    assert running(land, day(9, 22)) == ("accepted", day(9, 28), "running")
    approving.notify(on(SURVEYOR, day(9, 23)), land.ref.id, {number["勘测定界图"]: "比例尺不对"})
    assert [one.values["kind"] for one in ledgers.beneath(NOTICE, land.ref.id)] == ["补正告知"] * 2


def test_what_was_not_told_in_five_days_is_accepted(land: Record) -> None:
    with pytest.raises(InputError, match="自收到材料之日起即为受理"):
        approving.notify(on(SURVEYOR, day(9, 21)), land.ref.id, {papers(land)["勘测定界图"].ref.id: "没有"})


def test_an_approval_is_not_accepted_before_its_materials_are_complete(land: Record) -> None:
    hand_in(land, day(9, 15), *papers(land))
    with pytest.raises(Blocked, match="材料还没有齐全"):
        actions.move(on(SURVEYOR, day(9, 15)), land.ref, "accepted")
    for one in papers(land).values():
        approving.check(on(SURVEYOR, day(9, 15)), one.ref.id)
    assert actions.move(on(SURVEYOR, day(9, 15)), land.ref, "accepted").stage == "accepted"
    with pytest.raises(InputError, match="受理以前提交材料"):
        hand_in(land, day(9, 16), "营业执照")


def accepted(land: Record) -> Record:
    """Complete and accepted on 15 September."""
    hand_in(land, day(9, 15), *papers(land))
    for one in papers(land).values():
        approving.check(on(SURVEYOR, day(9, 15)), one.ref.id)
    return actions.move(on(SURVEYOR, day(9, 15)), land.ref, "accepted")


def test_from_application_over_an_expert_review_to_the_certificate(land: Record) -> None:
    found = accepted(land)
    # 16–18, 20 (make-up), 21–24, 28–30 September, 8, 9, 10 (make-up), 12–16 and 19 October are twenty days.
    assert running(found, day(9, 15)) == ("decided", day(10, 19), "running")
    session = approving.convene(on(SURVEYOR, day(9, 21)), land.ref.id, "expert", "节地评价论证")
    with pytest.raises(InputError, match="已经暂停计时"):
        approving.convene(on(SURVEYOR, day(9, 22)), land.ref.id, "hearing", "征地听证会")
    with pytest.raises(InputError, match="日期不对"):
        approving.conclude(on(SURVEYOR, day(9, 24)), session.ref.id, day(9, 25), outcome="同意用地规模")
    approving.conclude(on(SURVEYOR, day(9, 24)), session.ref.id, day(9, 23), outcome="同意用地规模")
    assert running(found, day(9, 24)) == ("decided", day(10, 22), "running")  # 21, 22, 23 do not count
    told = [one.values["kind"] for one in queries.line(BUYER, land.ref.id).notices]
    assert told == ["暂停计时（专家评审）", "恢复计时（专家评审）"]
    ask = {"reason": "省厅会签", "progress": "已报送"}
    asked = extending.ask_extension(on(SURVEYOR, day(10, 20)), land.ref, day(11, 5), **ask)
    extending.decide_extension(on(HALL, day(10, 21)), asked.id, granted=True, why="同意延长10个工作日")
    assert running(found, day(10, 23)) == ("decided", day(11, 5), "running")
    now = actions.move(on(SURVEYOR, day(10, 26)), land.ref, "review")
    with pytest.raises(Blocked, match="审查意见"):
        actions.move(on(SURVEYOR, day(10, 26)), land.ref, "decided")
    values = {"opinion": "符合规划", "decision_no": "清自然资〔2026〕12号", "certificate_no": "2026-012"}
    actions.edit(on(SURVEYOR, day(10, 26)), land.ref, values, version=now.version)
    actions.move(on(SURVEYOR, day(10, 26)), land.ref, "decided")
    assert running(found, day(10, 27)) == ("delivered", day(11, 9), "running")
    done = actions.move(on(SURVEYOR, day(11, 2)), land.ref, "delivered")
    assert queries.line(BUYER, done.ref.id).running is None
    assert [one.state for one in queries.line(BUYER, done.ref.id).clocks] == ["done"] * 3
    assert rebuild.differences(ITEM) == rebuild.differences(NOTICE) == []


def test_the_first_office_answers_until_the_next_has_taken_it(land: Record) -> None:
    approving.hand_in(on(BUYER, day(9, 14)), papers(land)["营业执照"].ref.id, "a.pdf", b"a")
    with pytest.raises(Missing):
        queries.line(PLANNER, land.ref.id)
    with pytest.raises(InputError, match="就是本部门"):
        approving.hand_over(on(SURVEYOR, day(9, 15)), land.ref.id, LAND, why="不属本局")
    over = approving.hand_over(on(SURVEYOR, day(9, 15)), land.ref.id, PLANNING, why="属规划许可")
    assert queries.item(PLANNER, land.ref.id).unit == LAND
    with pytest.raises(Refused, match="由自然资源局负责"):
        approving.hand_over(on(PLANNER, day(9, 15)), land.ref.id, LAND, why="退")
    with pytest.raises(InputError, match="对方还没有接收"):
        approving.hand_over(on(SURVEYOR, day(9, 15)), land.ref.id, PLANNING, why="再移")
    with pytest.raises(Refused, match="不是移交给您的部门"):
        approving.take(on(SURVEYOR, day(9, 15)), over.ref.id)
    approving.decline(on(PLANNER, day(9, 15)), over.ref.id, why="应由自然资源局先办用地")
    assert queries.item(HALL, land.ref.id).unit == LAND
    over = approving.hand_over(on(SURVEYOR, day(9, 16)), land.ref.id, PLANNING, why="已会商，由住建局办")
    taken = approving.take(on(PLANNER, day(9, 16)), over.ref.id)
    assert (taken.stage, taken.values["taken_by"]) == ("taken", "夏科长")
    assert queries.item(HALL, land.ref.id).unit == PLANNING
    assert {one.unit for one in papers(land).values()} == {PLANNING}
    assert running(land, day(9, 16)) == ("accepted", day(9, 20), "running")
    with pytest.raises(Refused, match="由住建局负责"):
        approving.notify(on(HALL, day(9, 16)), land.ref.id, {})
    assert [rebuild.differences(one) for one in (ITEM, MATERIAL, HANDOVER)] == [[], [], []]


def test_a_material_is_not_asked_for_twice(land: Record) -> None:
    hand_in(land, day(9, 15), "营业执照")
    values = {"kind": "planning", "name": "规划许可"}
    other = approving.apply(
        on(BUYER, day(9, 16)), land.row["matter"], PLANNING, values, [("营业执照", 1), ("总平面图", 2)]
    )
    assert states(other) == {"营业执照": "handed", "总平面图": "waiting"}
    shared = papers(other)["营业执照"]
    assert shared.row["shared_from"] == papers(land)["营业执照"].ref.id
    (file,) = ledgers.evidence(PLANNER, shared.ref)
    (first,) = ledgers.evidence(SURVEYOR, papers(land)["营业执照"].ref)
    assert (file.name, file.sha256) == ("营业执照.pdf", first.sha256)


def test_a_guide_is_chosen_of_those_who_guide_and_firm_and_offices_go_on_as_before(matter: Record) -> None:
    from luoshi.units import actions as units

    units.grant(ADMIN, "qinbangban", "guide", "C01")
    (number,) = queries.guides(matter)
    with pytest.raises(InputError, match="这个人不是帮办员"):
        approving.assign(HALL, matter.ref.id, 999)
    for stranger in (BUYER, GUIDE):
        with pytest.raises(Refused, match="由政务服务中心安排"):
            approving.assign(stranger, matter.ref.id, number)
    led = approving.assign(HALL, matter.ref.id, number)
    assert (led.stage, led.values["guide_name"]) == ("guided", "秦帮办")
    item = approving.apply(BUYER, matter.ref.id, LAND, {"kind": "land", "name": "建设用地批准"})
    for stage in ("accepted", "review"):
        actions.move(SURVEYOR, item.ref, stage)
    said = {"opinion": "符合规划", "decision_no": "〔2026〕12号"}
    actions.edit(SURVEYOR, item.ref, said, version=ledgers.record(SURVEYOR, item.ref).version)
    assert actions.move(SURVEYOR, item.ref, "decided").stage == "decided"


@given(st.dictionaries(st.integers(1, 9), st.sampled_from(["waiting", "handed", "lacking", "complete"])))
def test_after_a_first_notice_only_what_was_handed_in_anew_may_be_told(found: dict[int, str]) -> None:
    again = policy.tellable(found, told_before=True)
    assert {found[one] for one in again} <= {"handed"}
    assert again <= policy.tellable(found, told_before=False)
    assert policy.untold(found, found) == frozenset()
