"""Proposals and their answers, questions, accounts, competitions, model workers, help; figures by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.kernel.actor import Holding
from luoshi.kernel.errors import InputError, LuoshiError, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import followups, handling, numbering, queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.rebuild import differences
from luoshi.ledgers.records import Record
from luoshi.periods import queries as periods
from luoshi.units import actions as units
from tests.people import ADMIN, SYSTEM
from tests.union.people import (
    AUDIT,
    BOSS,
    CHAIR,
    CLERK,
    HELPER,
    JUDGE,
    OFFICE,
    SECOND,
    SPINNER,
    SPINNING,
    STAFF_OFFICE,
    WEAVER,
    WEAVING,
    WORKS,
    fill,
    join,
    make,
    members,
    move,
    now,
    on,
    paper,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 18)


def figure(key: str, unit: str = WORKS, day: date = DAY) -> Decimal | None:
    (one,) = periods.figures(
        on(day, BOSS), Period.parse(day.strftime("%Y-%m")), unit=unit, indicator=f"union.{key}"
    )
    return None if one["ytd"] is None else Decimal(one["ytd"])


@pytest.fixture
def delegates(works: None) -> list[int]:
    """Three delegates of a congress, admitted by the System."""
    desk = SYSTEM
    above = make(
        desk, "congress", WORKS, name="第五次代表大会", cut_off=DAY, held_on=DAY, rule="up", number=1, least=1
    )
    seats = make(
        desk,
        "delegation",
        SPINNING,
        congress=above.ref.id,
        branch="纺纱分会",
        members=3,
        delegates=3,
        step="3",
        allotted_on=DAY,
    )
    made = []
    for number in range(3):
        one = make(
            desk,
            "delegate",
            SPINNING,
            delegation=seats.ref.id,
            name=f"代表{number}",
            elected_on=DAY,
            how="hands",
            found="无误",
        )
        paper(desk, one, "record")
        move(desk, one, "admitted")
        made.append(one.ref.id)
    return made


def proposal(delegates: list[int], seconders: int = 2) -> Record:
    made = make(
        SPINNER,
        "proposal",
        SPINNING,
        name="改善车间通风",
        area="safety",
        proposer=delegates[0],
        raised_on=DAY,
        problem="夏天闷热",
        wanted="加装风机",
    )
    for one in delegates[1 : 1 + seconders]:
        make(SPINNER, "seconder", SPINNING, proposal=made.ref.id, delegate=one, name=f"代表{one}")
    return made


def handed(delegates: list[int]) -> tuple[Record, Record]:
    """Taken up, and handed to the staff office."""
    made = proposal(delegates)
    move(OFFICE, made, "filed")
    order = make(OFFICE, "handling", STAFF_OFFICE, proposal=made.ref.id, name="改善车间通风", handed_on=DAY)
    return made, order


def answered(order: Record, day: date, text: str) -> None:
    """The staff office replies in writing, the union's office accepts it."""
    clerk = on(day, CLERK)
    fill(clerk, order, reply=text, replied_on=day)
    paper(clerk, order, "letter")
    move(clerk, order, "replied")
    move(on(day, OFFICE), order, "accepted")


def judged(order: Record, day: date, satisfied: str) -> None:
    said = {"handling": order.ref.id, "satisfied": satisfied, "given_on": day}
    move(on(day, SPINNER), make(on(day, SPINNER), "verdict", SPINNING, **said), "given")


def test_a_proposal_is_taken_up_with_two_seconders_by_another_and_numbered_then(delegates: list[int]) -> None:
    made = proposal(delegates, seconders=1)
    with pytest.raises(Blocked, match="附议人少于两名"):
        move(OFFICE, made, "filed")
    assert now(made).values["number"] is None
    with pytest.raises(InputError, match="相同（提案、代表）"):
        make(SPINNER, "seconder", SPINNING, proposal=made.ref.id, delegate=delegates[1], name="又是代表1")
    second = make(SPINNER, "seconder", SPINNING, proposal=made.ref.id, delegate=delegates[2], name="代表")
    with pytest.raises(InputError, match="相同（提案、代表）"):
        fill(SPINNER, second, delegate=delegates[1])
    with pytest.raises(Refused, match="工会办"):
        move(SPINNER, made, "filed")
    assert move(OFFICE, made, "filed").values["number"] == "TA-2026-001"
    with pytest.raises(Refused, match="立案"):
        fill(SPINNER, made, wanted="改成别的")
    assert move(OFFICE, proposal(delegates), "filed").values["number"] == "TA-2026-002"


def test_an_answer_that_will_not_do_is_given_again_once(delegates: list[int]) -> None:
    made, order = handed(delegates)
    answered(order, date(2026, 3, 20), "研究研究")
    with pytest.raises(Blocked, match="提案人已经评价"):
        move(OFFICE, order, "settled")
    judged(order, date(2026, 3, 23), "no")
    back = now(order)
    assert (back.stage, back.values["reopened"]) == ("handed", 1)
    assert back.values["due_on"] > date(2026, 4, 1)
    answered(order, date(2026, 3, 30), "六月底装好风机")
    judged(order, date(2026, 3, 31), "no")
    assert (now(order).stage, now(order).values["reopened"]) == ("accepted", 1)
    with pytest.raises(Blocked, match="提案人已经评价"):
        move(OFFICE, made, "closed")
    move(OFFICE, order, "settled")
    assert not queries.visible(WEAVER, "union.proposal").exists()
    move(OFFICE, made, "closed")
    (read,) = queries.visible(WEAVER, "union.handling").values()
    assert read["reply"] == "六月底装好风机"
    for name in ("proposal", "handling", "verdict"):
        assert differences(f"union.{name}") == []
    assert numbering.gaps("union.proposal") == []


def test_the_office_answers_the_union_accepts_and_delegates_judge(delegates: list[int]) -> None:
    _made, order = handed(delegates)
    for who in (OFFICE, SECOND):
        with pytest.raises(Refused, match="“已答复”由填报员办理"):
            move(who, order, "replied")
    fill(CLERK, order, reply="已办", replied_on=DAY)
    paper(CLERK, order, "letter")
    move(CLERK, order, "replied")
    with pytest.raises(Refused, match="由工会办办理"):
        move(CLERK, order, "accepted")
    move(SECOND, order, "accepted")
    with pytest.raises(Refused, match="“提案承办”在“审核通过”阶段不能修改"):
        fill(CLERK, order, reply="另有答复")
    for who, unit in ((CLERK, STAFF_OFFICE), (OFFICE, SPINNING)):
        with pytest.raises(LuoshiError):
            make(who, "verdict", unit, handling=order.ref.id, satisfied="yes", given_on=DAY)
    judged(order, DAY, "yes")
    move(OFFICE, order, "settled")
    assert (figure("satisfied_rate"), figure("reply_rate", STAFF_OFFICE)) == (100, 100)


def test_a_question_is_answered_in_writing_by_its_day_and_then_published(works: None) -> None:
    asked = make(
        OFFICE,
        "question",
        STAFF_OFFICE,
        name="加班工资怎样计算",
        text="三班倒怎样算",
        asked_by="甄纺等三名代表",
        asked_on=DAY,
    )
    assert (asked.values["number"], asked.values["due_on"]) == ("ZX-2026-01", date(2026, 4, 1))
    fill(CLERK, asked, answer="按国家规定", answered_on=DAY)
    with pytest.raises(Blocked, match="书面答复"):
        move(CLERK, asked, "answered")
    paper(CLERK, asked, "letter")
    move(CLERK, asked, "answered")
    assert not queries.visible(SPINNER, "union.question").exists()
    move(OFFICE, asked, "published")
    assert queries.visible(SPINNER, "union.question").count() == 1
    assert figure("question_rate", STAFF_OFFICE) == 100


def test_an_account_is_published_when_its_lines_add_up_and_another_checked_it(works: None) -> None:
    made = make(
        OFFICE,
        "account",
        WORKS,
        name="三月工会经费",
        kind="funds",
        period="2026-03",
        drawn_on=DAY,
        income=1000,
        spending=350,
        opinion="属实",
    )
    for name, side, amount in (("拨缴", "income", 1000), ("慰问", "spending", 300)):
        make(OFFICE, "account_line", WORKS, account=made.ref.id, name=name, side=side, amount=amount)
    with pytest.raises(Blocked, match="支出和明细合计不符"):
        move(AUDIT, made, "checked")
    make(OFFICE, "account_line", WORKS, account=made.ref.id, name="会议", side="spending", amount=50)
    move(AUDIT, made, "checked")
    move(OFFICE, made, "published")
    assert queries.visible(SPINNER, "union.account_line").count() == 3
    assert figure("accounts_published") == 1


def sheet(entry: Record, judge: int, unit: str, marks: tuple[str, str], standards: list[int]) -> Record:
    total = sum(Decimal(one) for one in marks)
    said = {"entry": entry.ref.id, "judge": judge, "judged_on": DAY, "points": total}
    made = make(JUDGE, "score", unit, **said)
    for standard, points in zip(standards, marks, strict=True):
        make(JUDGE, "mark", unit, score=made.ref.id, standard=standard, points=Decimal(points))
    return move(JUDGE, made, "given")


def test_a_competition_is_judged_from_outside_and_its_mean_is_a_figure(works: None) -> None:
    """Spinning has 90.5 and 80 of two judges, weaving 70: 85.25 and 70; the works 240.5 ÷ 3."""
    judges = [units.add_person(ADMIN, f"pw{n}", f"评委{n}", None).id for n in range(2)]
    mine = units.add_person(ADMIN, "own", "自家人", None).id
    units.grant(ADMIN, "own", "branch_chair", SPINNING)
    above = make(
        OFFICE, "competition", WORKS, name="技能比武", kind="skill", opens_on=DAY, ends_on=DAY, rules="见办法"
    )
    standards = [make(OFFICE, "standard", WORKS, competition=above.ref.id, name="质量", full=60).ref.id]
    with pytest.raises(Blocked, match="满分合计不是100"):
        move(OFFICE, above, "open")
    standards.append(make(OFFICE, "standard", WORKS, competition=above.ref.id, name="速度", full=40).ref.id)
    move(OFFICE, above, "open")
    entered = []
    for who, unit in ((CHAIR, SPINNING), (WEAVER, WEAVING)):
        entry = make(who, "entry", unit, competition=above.ref.id, name="接头", entered_on=DAY)
        entered.append(move(OFFICE, entry, "accepted"))
    with pytest.raises(InputError, match="自家人在纺纱分会任职"):
        sheet(entered[0], mine, SPINNING, ("60", "40"), standards)
    with pytest.raises(LuoshiError):
        make(JUDGE, "score", SPINNING, entry=entered[0].ref.id, judge=judges[0], judged_on=DAY, points=101)
    sheet(entered[0], judges[0], SPINNING, ("55.5", "35"), standards)
    sheet(entered[0], judges[1], SPINNING, ("50", "30"), standards)
    wrong = make(JUDGE, "score", WEAVING, entry=entered[1].ref.id, judge=judges[0], judged_on=DAY, points=90)
    with pytest.raises(Blocked, match="总分不等于各项得分之和"):
        move(JUDGE, wrong, "given")
    given = sheet(entered[1], judges[1], WEAVING, ("45", "25"), standards)
    with pytest.raises(InputError, match="相同（参赛、评委）"):
        sheet(entered[1], judges[1], WEAVING, ("60", "40"), standards)
    assert figure("competition_score", SPINNING) == Decimal("85.25")
    assert figure("competition_score", WEAVING) == 70
    assert figure("score_points") == Decimal("240.5")
    move(OFFICE, above, "closed")
    with pytest.raises(Refused, match="“劳动竞赛”在“评定”阶段不能修改"):
        fill(JUDGE, wrong, points=100)
    (mark, *_) = queries.children(JUDGE, given.ref)["union.mark"]
    with pytest.raises(Refused):
        fill(JUDGE, mark, points=40)


def test_no_sheet_is_handed_in_after_the_competition_was_judged(works: None) -> None:
    """Neither one that was ready before, nor a new one, nor an entry that was never accepted; on no path."""
    judge = units.add_person(ADMIN, "pw", "评委", None).id
    above = make(
        OFFICE, "competition", WORKS, name="技能比武", kind="skill", opens_on=DAY, ends_on=DAY, rules="见办法"
    )
    standard = make(OFFICE, "standard", WORKS, competition=above.ref.id, name="质量", full=100).ref.id
    move(OFFICE, above, "open")
    first, late = (
        make(CHAIR, "entry", SPINNING, competition=above.ref.id, name=name, entered_on=DAY)
        for name in ("接头", "落纱")
    )
    move(OFFICE, first, "accepted")
    said = {"entry": first.ref.id, "judge": judge, "judged_on": DAY}
    ready = make(JUDGE, "score", SPINNING, **said, points=90)
    make(JUDGE, "mark", SPINNING, score=ready.ref.id, standard=standard, points=90)
    assert [one.key for one in handling.goals(JUDGE, now(ready))] == ["given"]
    move(OFFICE, above, "closed")
    closed = "“劳动竞赛”在“评定”阶段不能修改"
    assert handling.goals(JUDGE, now(ready)) == []
    for step in (
        lambda: move(JUDGE, ready, "given"),
        lambda: make(JUDGE, "score", SPINNING, **{**said, "judge": judge + 1}),
        lambda: move(OFFICE, late, "accepted"),
    ):
        with pytest.raises(Refused, match=closed):
            step()
    assert (now(ready).stage, figure("score_sheets"), figure("entries")) == ("marking", 0, 1)


def test_a_model_worker_is_awarded_after_five_whole_working_days(works: None) -> None:
    """Published on Wednesday 18 March: 19, 20, 23, 24, 25 are the five, on the 26th it may be."""
    made = make(
        CHAIR,
        "model_worker",
        SPINNING,
        name="甄能",
        level="county",
        deeds="带徒十二人",
        recommended_on=DAY,
        heard="无",
        awarded_on=date(2026, 3, 26),
    )
    paper(CHAIR, made, "vote")
    with pytest.raises(Refused, match="“公示”由工会办办理"):
        move(on(date(2026, 4, 30), BOSS), made, "awarded")
    move(OFFICE, made, "noticed")
    with pytest.raises(Blocked, match="现在4个"):
        move(on(date(2026, 3, 25), BOSS), made, "awarded")
    move(on(date(2026, 3, 26), BOSS), made, "awarded")
    assert figure("model_workers", SPINNING, date(2026, 3, 26)) == 1


def household() -> Record:
    return make(
        HELPER, "help", SPINNING, name="艰难", cause="illness", people=3, applied_on=DAY, phone="13800001111"
    )


def test_a_household_is_seen_by_its_helpers_alone_until_it_is_put_forward(works: None) -> None:
    made = household()
    for who in (OFFICE, CHAIR, BOSS, CLERK):
        assert not queries.visible(who, "union.help").exists(), who.name
    fill(HELPER, made, looked="属实")
    move(HELPER, made, "looked_at")
    assert queries.visible(OFFICE, "union.help").exists()
    assert not queries.visible(BOSS, "union.help").exists()
    move(OFFICE, made, "accepted")
    pay = make(
        HELPER, "help_payment", SPINNING, help=made.ref.id, purpose="医疗", amount=1500, proposed_on=DAY
    )
    both = replace(HELPER, holdings=(*HELPER.holdings, Holding("union_office", WORKS)))
    with pytest.raises(Refused, match="另一个人"):
        move(both, pay, "approved")
    move(OFFICE, pay, "approved")
    fill(HELPER, pay, paid_on=DAY)
    paper(HELPER, pay, "receipt")
    move(HELPER, pay, "paid")
    assert (figure("help_paid"), figure("households")) == (1500, 1)
    followups.write(on(date(2026, 5, 20), SYSTEM))
    (visit,) = queries.children(HELPER, made.ref)["union.help_visit"]
    assert visit.values["due_on"] == date(2026, 6, 18)
    later = on(date(2026, 6, 18), HELPER)
    fill(later, visit, visited_on=date(2026, 6, 18), said="好转", still="no")
    move(later, visit, "visited")
    fill(later, made, ended_on=date(2026, 6, 18), ended_why="better")
    move(later, made, "ended")
    assert figure("households", WORKS, date(2026, 6, 18)) == 0
    assert figure("households_out", WORKS, date(2026, 6, 18)) == 1


def test_figures_of_members_and_skills_worked_by_hand(works: None) -> None:
    """Eight entered; in March two left, on the 9th and 10th. Of three certificates one ran out on 1 March."""
    members()
    join(WEAVER, WEAVING, "B4", joined_on=date(2026, 4, 2))
    make(CHAIR, "training", SPINNING, topic="接头", held_on=DAY, hours=8, came=20)
    held = make(CHAIR, "training", SPINNING, topic="落纱", held_on=DAY, hours=4, came=12)
    with pytest.raises(Blocked, match="缺佐证“签到表”"):
        move(CHAIR, held, "held")
    paper(CHAIR, held, "list")
    move(CHAIR, held, "held")
    for number, last in (("Z1", None), ("Z2", date(2027, 1, 1)), ("Z3", date(2026, 3, 1))):
        make(
            CHAIR,
            "certificate",
            SPINNING,
            number=number,
            holder="甲",
            trade="挡车工",
            level="three",
            issued_on=date(2026, 1, 20),
            expires_on=last,
        )
    make(CHAIR, "term", SPINNING, name="第三届", began_on=date(2023, 3, 1), ends_on=date(2026, 3, 1))
    make(WEAVER, "term", WEAVING, name="第二届", began_on=date(2024, 3, 1), ends_on=date(2027, 3, 1))
    make(
        CHAIR,
        "welfare_visit",
        SPINNING,
        name="春节慰问",
        occasion="festival",
        visited_on=date(2026, 2, 10),
        people=12,
        amount=3600,
    )
    wanted: dict[str, Any] = {
        "members": 6,
        "members_women": 1,
        "members_platform": 1,
        "members_joined": 8,
        "members_left": 2,
        "committees": 2,
        "committees_within": 1,
        "within_rate": 50,
        "people_trained": 12,
        "certificates_valid": 2,
        "certificates_net": 2,
        "welfare_people": 12,
        "welfare_amount": 3600,
    }
    assert {key: figure(key) for key in wanted} == wanted
    assert figure("members", WEAVING, date(2026, 4, 30)) == 4
