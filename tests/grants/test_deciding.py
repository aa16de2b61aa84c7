"""A decision follows the order of the review, stays within the budget, lies open, and answers who objects."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.calls import queries as calls
from luoshi.grants import deciding, noticing, queries
from luoshi.grants.deciding import Approval
from luoshi.grants.noticing import Filing
from luoshi.kernel.errors import InputError, Locked, Refused
from luoshi.ledgers.actions import NewFile
from tests.calls.conftest import FENGHE, QINGMA, YUNYAO
from tests.grants.conftest import BOSS, DECIDED, NOTICE, Grants, on, stages
from tests.people import CITY, COUNTY, SYSTEM
from tests.reviews.conftest import LEADER, OFFICER, Review

pytestmark = pytest.mark.django_db
APPROVAL = Approval("临科〔2026〕15号", "局长办公会研究同意。", "立项.pdf", b"approval")
WHY = "该项目核心专利属第三方所有，附判决书。"


def test_what_the_review_proposes_under_the_budget_stands_on_the_decision(grants: Grants) -> None:
    found = grants.proposed()
    lines = queries.lines(found)
    assert [(one.values["host"], one.values["rank"], one.values["amount"]) for one in lines] == [
        ("丰禾食品有限公司", 1, Decimal(30)),
        ("青麻纺织有限公司", 2, Decimal(30)),
    ]
    assert stages(grants.call) == dict.fromkeys((FENGHE, QINGMA, YUNYAO), "ranked")


def test_an_application_out_of_order_needs_a_reason_and_budget(grants: Grants, review: Review) -> None:
    found = grants.proposed().ref.id
    third = review.applications[2].ref.id
    with pytest.raises(InputError, match="与评审排序或申请金额不同"):
        deciding.put_line(OFFICER, found, third, Decimal(20))
    first = queries.lines(queries.decision(SYSTEM, found))[0]
    deciding.put_line(OFFICER, found, int(first.values["application"]), Decimal(10), why="设备已由他处购置")
    deciding.put_line(OFFICER, found, third, Decimal(20), why="实地考察条件成熟")
    amounts = [one.values["amount"] for one in queries.lines(queries.decision(SYSTEM, found))]
    assert amounts == [Decimal(10), Decimal(30), Decimal(20)]


def test_what_a_call_has_decided_is_not_proposed_again(grants: Grants, review: Review) -> None:
    grants.decided()
    again = grants.proposed().ref.id
    for one in review.applications:
        with pytest.raises(InputError, match="不能列入"):
            deciding.put_line(OFFICER, again, one.ref.id, Decimal(1), why="补充立项")


def test_decisions_of_a_call_never_promise_more_than_its_budget(grants: Grants, review: Review) -> None:
    from luoshi.ledgers import queries as ledgers

    ledgers.table("innovation.call").objects.update(budget=70 * 1_000_000)
    found = grants.proposed().ref.id
    with pytest.raises(InputError, match="超过申报通知剩余的 70 万元"):
        deciding.put_line(OFFICER, found, review.applications[2].ref.id, Decimal(20), why="条件成熟")
    assert len(queries.lines(queries.decision(SYSTEM, found))) == 2


def test_five_working_days_without_the_weekend(grants: Grants) -> None:
    found = grants.open()
    assert (str(found.values["opened_on"]), str(found.values["last_day"])) == (NOTICE, "2026-04-27")
    assert queries.decision(BOSS, found.ref.id).stage == "notice"
    with pytest.raises(InputError, match="公示到2026-04-27"):
        deciding.decide(on("2026-04-27", LEADER), found.ref.id, APPROVAL)


def test_projects_come_of_what_was_approved_and_the_rest_is_declined(grants: Grants) -> None:
    made = grants.decided()
    assert [(one.unit, one.stage, one.values["funds"]) for one in made] == [
        (FENGHE, "approved", Decimal(30)),
        (QINGMA, "approved", Decimal(30)),
    ]
    assert stages(grants.call) == {FENGHE: "approved", QINGMA: "approved", YUNYAO: "declined"}
    assert queries.project(BOSS, made[0].ref.id).title == "苹果汁非浓缩还原"
    assert [one.name for one in calls.files(made[0])] == ["立项通知摘录.txt"]


def test_only_a_leader_decides(grants: Grants) -> None:
    found = grants.open()
    with pytest.raises(Refused):
        deciding.decide(on(DECIDED, OFFICER), found.ref.id, APPROVAL)


def objected(grants: Grants) -> tuple[int, int]:
    found = grants.open()
    line = queries.lines(found)[1]
    said = Filing(line.ref.id, WHY, "吴明", "13911112222")
    proof = (NewFile("proof", "判决书.pdf", b"x"),)
    one = noticing.file_objection(on(NOTICE, SYSTEM), found.ref.id, said, files=proof)
    return found.ref.id, one.ref.id


def test_an_objection_is_signed(grants: Grants) -> None:
    found = grants.open()
    line = queries.lines(found)[0].ref.id
    with pytest.raises(InputError, match="匿名异议不受理"):
        noticing.file_objection(on(NOTICE, SYSTEM), found.ref.id, Filing(line, WHY, "匿名", "13911112222"))
    with pytest.raises(Locked, match="公示已于2026-04-27结束"):
        noticing.file_objection(on(DECIDED, SYSTEM), found.ref.id, Filing(line, WHY, "吴明", "13911112222"))
    mine = noticing.file_objection(
        on(NOTICE, BOSS), found.ref.id, Filing(line, WHY, "经理0", "13911112222"), unit=FENGHE
    )
    assert (mine.values["filer"], mine.values["filing_unit"]) == ("unit", FENGHE)
    with pytest.raises(Refused):
        noticing.file_objection(
            on(NOTICE, BOSS), found.ref.id, Filing(line, WHY, "经理0", "13911112222"), unit=QINGMA
        )


def test_nothing_is_decided_before_every_objection_is_answered(grants: Grants) -> None:
    decision, objection = objected(grants)
    with pytest.raises(InputError, match="还有异议没有答复"):
        deciding.decide(on(DECIDED, LEADER), decision, APPROVAL)
    noticing.answer(on(NOTICE, OFFICER), decision, objection, "upheld", "经核实专利权属存在争议。")
    made = deciding.decide(on(DECIDED, LEADER), decision, APPROVAL)
    assert [one.unit for one in made] == [FENGHE]
    assert stages(grants.call) == {FENGHE: "approved", QINGMA: "declined", YUNYAO: "declined"}


def test_who_signed_an_objection_is_not_told_to_firms(grants: Grants) -> None:
    decision, _objection = objected(grants)
    with pytest.raises(Refused):
        queries.objections(BOSS, queries.decision(BOSS, decision))
    assert [
        one.values["signed"] for one in queries.objections(OFFICER, queries.decision(BOSS, decision))
    ] == ["吴明"]


def test_an_office_elsewhere_proposes_nothing(grants: Grants) -> None:
    from luoshi.kernel.actor import Actor, Holding
    from tests.people import morning

    elsewhere = Actor(86, "高原", (Holding("science_office", COUNTY),), morning)
    with pytest.raises(Refused):
        deciding.propose(on(NOTICE, elsewhere), grants.call, "方案")
    assert CITY != COUNTY


def test_a_draft_given_up_leaves_room_for_another(grants: Grants) -> None:
    first = grants.proposed()
    with pytest.raises(InputError, match="已有一份没有办完的方案"):
        grants.proposed()
    deciding.discard(on(NOTICE, OFFICER), first.ref.id, why="重新评审")
    again = grants.proposed()
    assert len(queries.lines(again)) == 2
