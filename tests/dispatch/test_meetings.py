"""A dispatch meeting: its agenda builds itself, decisions become tasks, the next begins with the undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.dispatch import actions, queries
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as ledger_queries
from luoshi.ledgers.records import Record, Ref
from luoshi.periods import actions as periods
from tests.people import CHEN, CITY, COUNTY, HAN, LIU, OTHER_TOWN, TOWN, WANG, ZHOU

FUNDS = "investment.funds_in_place"
MARCH = Period.parse("2026-03")


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


LIN = Actor(41, "林静", (Holding("supervisor", CITY),), CHEN.clock)
"""Supervision clerk of the city, who closes."""


@pytest.fixture
def quarter(site: Path) -> Path:
    """January to March are closed; 青石镇 has 300 of 12,000 万元, 柳林乡 has 6,000 of 12,000."""
    for unit in (TOWN, OTHER_TOWN):
        commitments.set_target(on("2026-01-05", CHEN), unit, FUNDS, 2026, Owed(Decimal(12_000)))
    for unit, who, amount in ((TOWN, WANG, 300), (OTHER_TOWN, LIU, 6_000)):
        day = on("2026-01-20", who)
        project = ledgers.create(day, "investment.project", unit, {"name": f"{unit}果汁厂", "total": 90_000})
        values = {
            "project": project.ref.id,
            "received_on": "2026-01-15",
            "amount": amount,
            "voucher_no": unit,
        }
        ledgers.verify(ZHOU, ledgers.create(day, "investment.receipt", unit, values).ref)
    for month, day in (("2026-01", "2026-02-06"), ("2026-02", "2026-03-06"), ("2026-03", "2026-04-08")):
        for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
            periods.hand_in(on(day, who), unit, Period.parse(month))
            periods.accept(on(day, CHEN), unit, Period.parse(month))
        periods.close(on(day, LIN), Period.parse(month))
    return site


def call(day: str = "2026-04-09", held: str = "2026-04-15", quarter: str = "2026-Q1") -> Record:
    return actions.call(
        on(day, CHEN), COUNTY, quarter, date.fromisoformat(held), f"{quarter}调度会", chair="赵县长"
    )


def agenda(meeting: Record, day: str = "2026-04-13") -> list[Record]:
    return actions.build_agenda(on(day, CHEN), meeting.ref.id)


def test_a_target_behind_pace_is_on_the_agenda_with_its_months(quarter: Path) -> None:
    (item,) = agenda(call())
    assert (item.row["kind"], item.unit) == ("target", TOWN)
    assert item.title == "青石镇：招商到位资金"
    assert (
        "招商到位资金累计300.00万元，目标12,000.00万元，完成2.50%，欠进度22.50个百分点"
        in item.values["figures"]
    )
    assert item.values["history"] == (
        "招商到位资金：2026年1月完成2.50%，2026年2月完成2.50%，2026年3月完成2.50%"
    )


def test_late_records_gates_and_promises_come_up_by_what_their_pack_says(quarter: Path) -> None:
    day = on("2026-02-01", WANG)
    project = ledger_queries.find(day, "investment.project", f"{TOWN}果汁厂")
    land = Actor(32, "国土所", (Holding("land_office", COUNTY),), day.clock)
    ledgers.decide_gate(land, project.ref, "land", passed=False, why="不符合规划")
    ledgers.create(
        day, "investment.promise", TOWN,
        {"project": project.ref.id, "promised_on": "2026-02-01", "content": "通电", "due_on": "2026-04-01"},
    )  # fmt: skip
    task = ledgers.create(
        on("2026-02-01", CHEN), "supervision.task", TOWN,
        {"filed_on": "2026-02-01", "content": "修通园区道路", "lead": TOWN, "due_on": "2026-03-31"},
    )  # fmt: skip
    ledgers.move(on("2026-02-01", CHEN), task.ref, "assigned")
    found = agenda(call())
    assert [one.row["kind"] for one in found] == ["target", "stuck", "promise", "task"]
    assert "不符合规划" in found[1].values["figures"]
    assert "应于2026年4月1日完成" in found[2].values["figures"]
    assert [one.row["number"] for one in found] == [1, 2, 3, 4]


def test_an_agenda_built_again_adds_no_item_twice_and_drops_what_is_settled(quarter: Path) -> None:
    promise = ledgers.create(
        on("2026-02-01", CHEN), "supervision.task", TOWN,
        {"filed_on": "2026-02-01", "content": "修通园区道路", "lead": TOWN, "due_on": "2026-04-10"},
    )  # fmt: skip
    ledgers.move(on("2026-02-01", CHEN), promise.ref, "assigned")
    meeting = call()
    actions.raise_item(on("2026-04-10", CHEN), meeting.ref.id, TOWN, "研究园区用水")
    first = agenda(meeting)
    assert [one.row["kind"] for one in first] == ["other", "target", "task"]
    assert [one.ref for one in agenda(meeting)] == [one.ref for one in first]
    edited = ledgers.edit(on("2026-04-13", WANG), promise.ref, {"progress": "已通车"}, version=2)
    ledgers.attach(WANG, edited.ref, "feedback", "报告.pdf", b"sealed")
    ledgers.move(on("2026-04-13", WANG), edited.ref, "reported")
    assert [one.row["kind"] for one in agenda(meeting, "2026-04-14")] == ["other", "target"]


def test_it_builds_itself_two_working_days_before(quarter: Path) -> None:
    meeting = call(held="2026-04-15")
    assert queries.to_build(on("2026-04-12", CHEN)) == []
    assert [one.ref for one in queries.to_build(on("2026-04-13", CHEN))] == [meeting.ref]
    agenda(meeting)
    assert queries.to_build(on("2026-04-13", CHEN)) == []


@pytest.mark.parametrize(
    ("held", "builds"),
    [("2026-04-15", "2026-04-13"), ("2026-04-07", "2026-04-02"), ("2026-10-09", "2026-09-30")],
)
def test_holidays_do_not_count_as_days_before(held: str, builds: str) -> None:
    """清明 2026 is 4–6 April, the national holiday 1–7 October."""
    assert queries.building_day(date.fromisoformat(held)) == date.fromisoformat(builds)


def test_a_decision_with_an_owner_becomes_a_task_handed_out_at_once(quarter: Path) -> None:
    meeting = call()
    (item,) = agenda(meeting)
    day = on("2026-04-15", CHEN)
    decided = actions.decide(day, item.ref.id, "引进两个亿元项目", owner=TOWN, due_on=date(2026, 6, 30))
    task = ledger_queries.record(WANG, Ref("supervision.task", decided.row["task"]))
    assert (task.stage, task.unit, task.values["due_on"]) == ("assigned", TOWN, date(2026, 6, 30))
    assert task.values["source"] == "2026-Q1调度会 第1项"
    with pytest.raises(InputError, match="已经议定"):
        actions.decide(day, item.ref.id, "再议")


def test_without_a_date_the_task_has_the_time_of_the_pack(quarter: Path) -> None:
    meeting = call()
    (item,) = agenda(meeting)
    decided = actions.decide(on("2026-04-15", CHEN), item.ref.id, "查明原因", owner=TOWN)
    assert decided.values["due_on"] == date(2026, 5, 9)
    """15 working days after 15 April: 1–5 May is a holiday, 9 May is worked."""


@pytest.mark.parametrize(
    ("owner", "due", "said"),
    [(TOWN, date(2026, 4, 1), "早于会议日期"), ("", date(2026, 6, 30), "没有写责任单位")],
)
def test_a_decision_that_cannot_be_followed_is_refused(
    quarter: Path, owner: str, due: date, said: str
) -> None:
    (item,) = agenda(call())
    with pytest.raises(InputError, match=said):
        actions.decide(on("2026-04-15", CHEN), item.ref.id, "办好", owner=owner, due_on=due)


def test_the_next_quarter_begins_with_what_was_not_done(quarter: Path) -> None:
    meeting = call()
    (item,) = agenda(meeting)
    day = on("2026-04-15", CHEN)
    actions.decide(day, item.ref.id, "引进两个亿元项目", owner=TOWN, due_on=date(2026, 6, 30))
    held = actions.hold(day, meeting.ref.id, present="各乡镇主要负责人")
    assert held.stage == "held"
    with pytest.raises(InputError, match="已经开过"):
        agenda(held)
    following = call("2026-07-06", "2026-07-10", "2026-Q2")
    first = agenda(following, "2026-07-08")[0]
    assert (first.row["kind"], first.unit) == ("undone", TOWN)
    assert "引进两个亿元项目" in first.values["history"]
    assert "逾期" in first.values["figures"]


def test_a_unit_sees_the_items_that_concern_it_and_no_others(quarter: Path) -> None:
    meeting = call()
    agenda(meeting)
    assert len(queries.items(on("2026-04-13", WANG), meeting.ref.id)) == 1
    with pytest.raises(Missing):
        queries.meeting(on("2026-04-13", LIU), meeting.ref.id)
    with pytest.raises(Missing):
        queries.meeting(HAN, meeting.ref.id)


def test_a_quarter_has_one_meeting_of_a_unit_called_by_its_supervisor(quarter: Path) -> None:
    call()
    with pytest.raises(InputError, match="已经安排"):
        call()
    with pytest.raises(InputError, match="不是季度"):
        call(quarter="2026-03")
    with pytest.raises(Refused):
        actions.call(WANG, TOWN, "2026-Q1", date(2026, 4, 15), "调度会")


def test_units_behind_are_asked_why_once_and_answer(quarter: Path) -> None:
    (asked,) = actions.ask_accounts(on("2026-04-08", CHEN), MARCH)
    assert (asked.unit, asked.values["month"], asked.values["due_on"]) == (TOWN, "2026-03", date(2026, 4, 13))
    assert actions.ask_accounts(on("2026-04-09", CHEN), MARCH) == []
    said = {"reason": "投资方资金未到", "next_step": "赴外地对接"}
    answered = ledgers.edit(WANG, asked.ref, said, version=asked.version)
    ledgers.move(WANG, answered.ref, "answered")
    (lag,) = queries.lags(CHEN, MARCH)
    assert lag.account is not None
    assert lag.account.stage == "answered"
    with pytest.raises(InputError, match="还没有结账"):
        actions.ask_accounts(CHEN, Period.parse("2026-04"))


def test_monthly_warnings_add_up_to_a_letter_and_then_to_points(quarter: Path) -> None:
    task = ledgers.create(
        on("2026-02-01", CHEN), "supervision.task", TOWN,
        {"filed_on": "2026-02-01", "content": "修通园区道路", "lead": TOWN, "due_on": "2026-02-20"},
    )  # fmt: skip
    ledgers.move(on("2026-02-01", CHEN), task.ref, "assigned")
    assert actions.note_lights(on("2026-03-02", CHEN), Period.parse("2026-02")) == []
    (letter,) = actions.note_lights(on("2026-04-01", CHEN), MARCH)
    assert (letter.values["measure"], letter.values["points"]) == ("发督办函", Decimal("1.00"))
    assert letter.values["reason"] == "“修通园区道路”累计2次亮滞后、逾期灯"
    assert actions.note_lights(on("2026-04-02", CHEN), MARCH) == []
    (talk,) = actions.note_lights(on("2026-05-06", CHEN), Period.parse("2026-04"))
    assert talk.values["measure"] == "约谈"
    with pytest.raises(InputError, match="还没有结束"):
        actions.note_lights(on("2026-05-06", CHEN), Period.parse("2026-05"))
    with pytest.raises(Refused):
        actions.note_lights(on("2026-05-06", WANG), Period.parse("2026-04"))


def test_points_count_once_a_leader_has_approved(quarter: Path) -> None:
    from luoshi.periods import queries as figures

    task = ledgers.create(
        on("2026-02-01", CHEN), "supervision.task", TOWN,
        {"filed_on": "2026-02-01", "content": "修通园区道路", "lead": TOWN, "due_on": "2026-02-20"},
    )  # fmt: skip
    ledgers.move(on("2026-02-01", CHEN), task.ref, "assigned")
    actions.note_lights(on("2026-03-02", CHEN), Period.parse("2026-02"))
    (letter,) = actions.note_lights(on("2026-04-01", CHEN), MARCH)

    def points() -> str | None:
        (found,) = figures.figures(
            CHEN, Period.parse("2026-04"), unit=TOWN, indicator="supervision.ladder_points"
        )
        return found["ytd"]

    assert points() in (None, "0")
    leader = Actor(15, "赵县长", (Holding("leader", COUNTY),), CHEN.clock)
    ledgers.decide_gate(leader, letter.ref, "approval", passed=True, why="同意")
    ledgers.move(on("2026-04-02", CHEN), letter.ref, "approved")
    assert points() == "1"
