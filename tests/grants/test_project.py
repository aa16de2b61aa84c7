"""A project from its contract to what came of it: money upon milestones, by two people, looked at later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from luoshi.grants import accounts, contracting, ending, paying, queries, running
from luoshi.grants.contracting import Backer, Part
from luoshi.grants.ending import Acceptance
from luoshi.grants.paying import Payment, Seen
from luoshi.grants.running import Wish
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions, bars, followups
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.reviews import actions as panels
from luoshi.reviews import judging, opening
from luoshi.reviews import queries as reviews
from tests.calls.conftest import FENGHE
from tests.grants.conftest import BOSS, CASHIER, DECIDED, TERMS, WEAVER, Grants, on, paper
from tests.people import CITY, SYSTEM
from tests.reviews.conftest import LEADER, OFFICER, SECRETARY, WATCH, Review, evenly

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(grants: Grants) -> Record:
    return grants.signed()


def paid(project: Record, number: int, day: str) -> Record:
    one = queries.instalments(project)[number - 1]
    paying.release(on(day, OFFICER), one.ref.id, basis="材料齐全，同意拨付。")
    said = Payment(date.fromisoformat(day), f"国库2026-{number}", paper(f"凭证{number}"))
    return paying.pay(on(day, CASHIER), one.ref.id, said)


def now(project: Record) -> Record:
    return queries.project(SYSTEM, project.ref.id)


def test_instalments_add_up_to_the_grant_and_hang_on_milestones(grants: Grants) -> None:
    found = grants.decided()[0]
    less = replace(TERMS, parts=(Part(Decimal(18), date(2026, 5, 10)),))
    with pytest.raises(InputError, match="拨款计划合计 18 万元"):
        contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, less)
    loose = replace(TERMS, parts=(*TERMS.parts[:1], Part(Decimal(12), date(2027, 5, 10))))
    with pytest.raises(InputError, match="第2期没有凭据"):
        contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, loose)
    contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, TERMS)
    contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, replace(TERMS, number="临科合〔2026〕2号"))
    assert len(queries.instalments(found)) == len(queries.milestones(found)) == 2


def test_the_first_instalment_starts_the_project(project: Record) -> None:
    assert paid(project, 1, "2026-05-12").stage == "paid"
    assert now(project).stage == "running"
    account = accounts.account(now(project))
    assert (account.contract, account.paid, account.left) == (30_000_000, 18_000_000, 12_000_000)


def test_who_released_does_not_pay(project: Record) -> None:
    both = Actor(84, "柯静", (*OFFICER.holdings, Holding("finance_office", CITY)), OFFICER.clock)
    one = queries.instalments(project)[0]
    paying.release(on("2026-05-12", both), one.ref.id, basis="材料齐全")
    said = Payment(date(2026, 5, 12), "国库2026-1", paper())
    with pytest.raises(Refused, match="不能是同一个人"):
        paying.pay(on("2026-05-12", both), one.ref.id, said)
    with pytest.raises(Refused):
        paying.pay(on("2026-05-12", OFFICER), one.ref.id, said)
    assert paying.pay(on("2026-05-12", CASHIER), one.ref.id, said).values["paid_by"] == "钱会计"


def test_the_second_waits_for_its_milestone_and_for_the_look_at_the_first(
    grants: Grants, project: Record
) -> None:
    paid(project, 1, "2026-05-12")
    second = queries.instalments(project)[1]
    with pytest.raises(InputError, match="里程碑“建成中试线”还没有核查通过"):
        paying.release(on("2026-06-01", OFFICER), second.ref.id, basis="齐全")
    followups.write(on("2026-10-20", SYSTEM))
    grants.reach(project, 1, "2026-12-01")
    with pytest.raises(InputError, match="前期拨款有1次回访逾期"):
        paying.release(on("2026-12-01", OFFICER), second.ref.id, basis="齐全")
    look = queries.looks(project)[0]
    assert str(look.values["due_on"]) == "2026-11-12"
    with pytest.raises(InputError, match="0 至这一期的 18 万元"):
        paying.look(
            on("2026-12-01", OFFICER), look.ref.id, Seen(Decimal(19), True, "已买设备并安装", paper())
        )
    paying.look(
        on("2026-12-01", OFFICER), look.ref.id, Seen(Decimal(15), True, "已买设备并安装", paper("访"))
    )
    assert paid(project, 2, "2026-12-02").stage == "paid"
    assert accounts.account(now(project)).left == 0


def test_a_milestone_is_mended_once(project: Record) -> None:
    one = queries.milestones(project)[0].ref.id
    running.report(on("2026-12-01", BOSS), one, "中试线建成，尚未调试。", paper("一"))
    running.check(on("2026-12-02", OFFICER), one, "mend", opinion="调试后再报。")
    running.report(on("2026-12-20", BOSS), one, "中试线建成，连续运行30天。", paper("二"))
    with pytest.raises(InputError, match="已经整改过一次"):
        running.check(on("2026-12-21", OFFICER), one, "mend", opinion="再调试。")
    assert running.check(on("2026-12-21", OFFICER), one, "passed", opinion="现场属实。").stage == "confirmed"


def test_only_the_firm_reports_and_only_the_office_checks(project: Record) -> None:
    one = queries.milestones(project)[0].ref.id
    for stranger in (WEAVER, OFFICER, CASHIER):
        with pytest.raises(Exception, match=r"没有这条记录|由丰禾食品有限公司"):
            running.report(on("2026-12-01", stranger), one, "中试线建成，连续运行30天。", paper())
    running.report(on("2026-12-01", BOSS), one, "中试线建成，连续运行30天。", paper())
    with pytest.raises(Refused):
        running.check(on("2026-12-02", BOSS), one, "passed", opinion="自己核查。")


def test_more_time_is_asked_for_before_it_is_over(project: Record) -> None:
    wish = Wish("time", "设备到货推迟，申请延期半年。", date(2028, 10, 31))
    with pytest.raises(InputError, match="延期要在到期之前申请"):
        running.ask(on("2028-05-02", BOSS), project.ref.id, wish, paper())
    asked = running.ask(on("2028-03-01", BOSS), project.ref.id, wish, paper())
    with pytest.raises(InputError, match="还没有审批"):
        running.ask(on("2028-03-01", BOSS), project.ref.id, wish, paper())
    running.decide_change(on("2028-03-05", OFFICER), asked.ref.id, True)
    assert str(now(project).values["ends_on"]) == "2028-10-31"
    with pytest.raises(Refused):
        running.decide_change(on("2028-03-05", BOSS), asked.ref.id, True)


def accepted_by_experts(review: Review, project: Record, points: int) -> None:
    """Experts judge the project at its acceptance."""
    new = review.new(
        ledger="innovation.science_project", records=(project.ref.id,), purpose="acceptance", blind=False,
        budget=0, title="项目验收", fewest=3,
    )  # fmt: skip
    found = opening.open_panel(SECRETARY, CITY, new)
    panels.freeze(SECRETARY, found.id)
    panels.draw(SECRETARY, found.id)
    panels.sign_off(WATCH, found.id, score_by=date(2026, 3, 25))
    for who in review.sitting(found):
        judging.declare(who, found.id, none=True, secret=True)
    panels.begin(SECRETARY, found.id)
    for who in review.sitting(found):
        for one in reviews.readings(who, found.id):
            judging.hand_in(who, one.id, evenly(points), comment="达到目标")
    judging.close_scoring(SECRETARY, found.id)
    present = [one.id for one in found.seats.exclude(state="gone")]
    judging.meet(SECRETARY, found.id, held_on=date(2026, 3, 18), present=present, minutes="逐项核对。")
    judging.rank(SECRETARY, found.id)


def test_whoever_applied_with_the_firm_does_not_judge_the_acceptance(review: Review, project: Record) -> None:
    partner = {"application": project.values["application"], "organization": "第3研究所"}
    actions.create(SYSTEM, "innovation.application_partner", FENGHE, partner)
    new = review.new(ledger="innovation.science_project", records=(project.ref.id,), purpose="acceptance")
    seen = reviews.examined(SECRETARY, opening.open_panel(SECRETARY, CITY, new).id)
    out = [str(row["employer"]) for one, row in seen.experts.items() if seen.state(one) == "conflict"]
    assert out == ["第3研究所"]


def test_acceptance_takes_experts_milestones_and_money(
    grants: Grants, review: Review, project: Record
) -> None:
    paid(project, 1, "2026-05-12")
    said = Acceptance("passed", Decimal(16), paper("意见"))
    with pytest.raises(InputError, match="没有专家验收"):
        ending.accept(on("2028-05-01", OFFICER), project.ref.id, said)
    accepted_by_experts(review, project, 80)
    with pytest.raises(InputError, match="没有核查通过的里程碑"):
        ending.accept(on("2028-05-01", OFFICER), project.ref.id, said)
    grants.reach(project, 1, "2027-04-01")
    grants.reach(project, 2, "2028-03-01")
    with pytest.raises(InputError, match="支出不超过已拨付的科技经费"):
        ending.accept(on("2028-05-01", OFFICER), project.ref.id, replace(said, spent=Decimal(20)))
    ending.accept(on("2028-05-01", OFFICER), project.ref.id, said)
    assert accounts.account(now(project)).owed == 2_000_000


def test_a_project_below_the_line_does_not_pass(grants: Grants, review: Review, project: Record) -> None:
    paid(project, 1, "2026-05-12")
    for number, day in ((1, "2027-04-01"), (2, "2028-03-01")):
        grants.reach(project, number, day)
    accepted_by_experts(review, project, 50)
    with pytest.raises(InputError, match="没有达到合格线"):
        ending.accept(on("2028-05-01", OFFICER), project.ref.id, Acceptance("passed", Decimal(16), paper()))
    assert (
        ending.accept(
            on("2028-05-01", OFFICER), project.ref.id, Acceptance("failed", Decimal(16), paper())
        ).stage
        == "accepted"
    )


@pytest.fixture
def accepted(grants: Grants, review: Review, project: Record) -> Record:
    """… on 1 May 2028, with 16 of 18 万元 spent and the second instalment not paid."""
    paid(project, 1, "2026-05-12")
    for number, day in ((1, "2027-04-01"), (2, "2028-03-01")):
        grants.reach(project, number, day)
    accepted_by_experts(review, project, 80)
    said = Acceptance("passed", Decimal(16), paper("意见"))
    return ending.accept(on("2028-05-01", OFFICER), project.ref.id, said)


def test_unspent_money_comes_back_before_the_project_is_settled(accepted: Record) -> None:
    with pytest.raises(InputError, match="还有结余 2 万元 没有收回"):
        ending.follow(on("2028-05-02", OFFICER), accepted.ref.id)
    with pytest.raises(InputError, match="收回 19 万元，已拨付未收回的是 18 万元"):
        paying.take_back(on("2028-05-03", CASHIER), accepted.ref.id, Decimal(19), "缴1", paper())
    paying.take_back(on("2028-05-03", CASHIER), accepted.ref.id, Decimal(2), "缴1", paper("缴"))
    with pytest.raises(InputError, match="还有没有拨付的：第2期"):
        ending.follow(on("2028-05-04", OFFICER), accepted.ref.id)
    second = queries.instalments(accepted)[1]
    paying.cancel(on("2028-05-04", OFFICER), second.ref.id, why="已用自有资金完成")
    assert accounts.account(now(accepted)).contract == 18_000_000
    assert ending.follow(on("2028-05-04", OFFICER), accepted.ref.id).stage == "followed_up"


def test_performance_is_asked_for_after_one_year_and_after_three(accepted: Record) -> None:
    followups.write(on("2029-04-20", SYSTEM))
    (first,) = ledgers.beneath("innovation.performance", accepted.ref.id)
    assert (first.values["number"], str(first.values["due_on"])) == (1, "2029-05-01")
    numbers = {
        "sales": Decimal(2300), "tax": Decimal(120), "jobs": 35, "patents": 2, "note": "超过目标300万元",
    }  # fmt: skip
    with pytest.raises(InputError, match="绩效没有填全"):
        ending.report_performance(on("2029-04-22", BOSS), first.ref.id, {"sales": Decimal(1)}, paper())
    ending.report_performance(on("2029-04-22", BOSS), first.ref.id, numbers, paper("报表"))
    assert ending.confirm_performance(on("2029-04-25", OFFICER), first.ref.id).stage == "confirmed"
    followups.write(on("2031-04-20", SYSTEM))
    looks = ledgers.beneath("innovation.performance", accepted.ref.id)
    assert [str(one.values["due_on"]) for one in looks] == ["2029-05-01", "2031-05-01"]


def test_a_stopped_project_is_paid_no_more(project: Record) -> None:
    paid(project, 1, "2026-05-12")
    with pytest.raises(Refused):
        ending.stop(on("2026-09-01", OFFICER), project.ref.id, why="企业停产，无法继续。")
    stopped = ending.stop(on("2026-09-01", LEADER), project.ref.id, why="企业停产，无法继续。")
    assert stopped.stage == "ended"
    assert [one.stage for one in queries.instalments(project)] == ["paid", "cancelled"]


def test_an_overdue_acceptance_bars_the_next_application(grants: Grants, project: Record) -> None:
    paid(project, 1, "2026-05-12")
    application = ledgers.table("innovation.application").objects.filter(unit=FENGHE).get()
    from luoshi.ledgers.records import Ref

    found = ledgers.record(SYSTEM, Ref("innovation.application", application.id))
    on_time = {one.bar.key: one.verdict for one in bars.standings(found, date(2028, 4, 30))}
    late = {one.bar.key: one.verdict for one in bars.standings(found, date(2028, 5, 1))}
    assert (on_time["overdue"], late["overdue"]) == ("clear", "barred")


def test_other_money_in_place_is_told_as_leverage(grants: Grants) -> None:
    found = next(one for one in grants.decided() if one.unit == FENGHE)
    backers = (Backer("enterprise", "丰禾食品有限公司", Decimal(60)), Backer("loan", "农商行", Decimal(30)))
    contracting.draw_up(on(DECIDED, OFFICER), found.ref.id, replace(TERMS, backers=backers))
    contracting.sign(on(DECIDED, OFFICER), found.ref.id, paper("任务书"))
    paid(found, 1, "2026-05-12")
    (first, _second) = ledgers.beneath("innovation.project_source", found.ref.id)
    contracting.raise_money(
        on("2026-05-20", OFFICER), first.ref.id, Decimal(45), date(2026, 5, 18), paper("到账")
    )
    raised = ledgers.beneath("innovation.project_source", found.ref.id)
    money = accounts.sources(accounts.account(now(found)), raised)
    assert (money.leverage, money.agreed["loan"]) == (Fraction(5, 2), 30_000_000)


def test_an_office_cannot_write_a_grants_project_in_its_ledger(project: Record) -> None:
    with pytest.raises(Refused, match="由办理流程专管"):
        actions.edit(on("2026-05-12", OFFICER), project.ref, {"funds": 300}, version=now(project).version)
