"""Stages, gates and clocks of a project."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions, pausing, queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import blocks, clocks
from tests.people import COUNTY, SYSTEM, TOWN, WANG, ZHOU, morning

pytestmark = pytest.mark.django_db

MEETING = Actor(31, "联席会", (Holding("investment_meeting", COUNTY),), morning)
LAND = Actor(32, "国土所", (Holding("land_office", COUNTY),), morning)
ENVIRONMENT = Actor(33, "环保站", (Holding("environment_office", COUNTY),), morning)

DAY = date(2026, 3, 18)


@pytest.fixture
def signed(project: Record) -> Record:
    actions.attach(WANG, project.ref, "contract", "合同.pdf", b"contract")
    return actions.move(WANG, project.ref, "signed", on=date(2026, 2, 10))


def test_what_blocks_a_stage_is_all_shown_beforehand(signed: Record) -> None:
    found = blocks(signed, "started", DAY)
    assert [(block.kind, block.key) for block in found] == [
        ("field", "started_on"), ("evidence", "permit"), ("evidence", "photo"),
        ("gate", "approval"), ("gate", "land"), ("gate", "environment"), ("gate", "landing"),
    ]  # fmt: skip
    with pytest.raises(Blocked, match="用地关”未决定"):
        actions.move(WANG, signed.ref, "started")


def test_a_stage_cannot_be_skipped_without_what_it_demands(project: Record) -> None:
    assert {block.key for block in blocks(project, "operating", DAY)} >= {"contract", "land", "invoice"}


def test_a_project_starts_when_all_four_gates_are_passed(signed: Record) -> None:
    actions.edit(WANG, signed.ref, {"started_on": "2026-03-16"}, version=signed.version)
    for purpose in ("permit", "photo"):
        actions.attach(WANG, signed.ref, purpose, "x.jpg", purpose.encode())
    for who, gate in (
        (MEETING, "approval"),
        (LAND, "land"),
        (ENVIRONMENT, "environment"),
        (MEETING, "landing"),
    ):
        actions.decide_gate(
            who, signed.ref, gate, passed=True, why="符合规划", document_no="清招联〔2026〕3号"
        )
    started = actions.move(WANG, signed.ref, "started", on=date(2026, 3, 16))
    assert (started.stage, started.stage_days["started"]) == ("started", date(2026, 3, 16))


def test_only_the_named_role_decides_a_gate(signed: Record) -> None:
    for stranger in (WANG, ZHOU, MEETING):
        with pytest.raises(Refused, match="用地关"):
            actions.decide_gate(stranger, signed.ref, "land", passed=True, why="同意")


def test_a_refused_gate_blocks_until_it_is_passed(signed: Record) -> None:
    actions.decide_gate(LAND, signed.ref, "land", passed=False, why="占用基本农田")
    assert "用地关”未通过" in "".join(block.what for block in blocks(signed, "started", DAY))
    actions.decide_gate(LAND, signed.ref, "land", passed=True, why="已调整选址")
    assert queries.gates(WANG, signed.ref)["land"].passed
    verbs = [entry.verb for entry in queries.history(WANG, signed.ref)]
    assert verbs.count("gate") == 2


def test_rejected_evidence_does_not_open_a_stage(project: Record) -> None:
    actions.attach(WANG, project.ref, "contract", "意向书.pdf", b"letter of intent")
    actions.reject(ZHOU, project.ref, why="不是正式合同")
    assert [block.key for block in blocks(queries.record(WANG, project.ref), "signed", DAY)] == ["contract"]


def test_a_stage_does_not_go_back_and_not_into_the_future(signed: Record) -> None:
    with pytest.raises(Blocked, match="现已处于“签约”"):
        actions.move(WANG, signed.ref, "talks")
    actions.attach(WANG, signed.ref, "photo", "x.jpg", b"x")
    with pytest.raises(InputError):
        actions.move(WANG, signed.ref, "nowhere")


def at(year: int, month: int, day: int, who: Actor = WANG) -> Actor:
    return replace(who, clock=lambda: datetime(year, month, day, 10, tzinfo=SHANGHAI))


def test_a_clock_warns_and_then_is_late(signed: Record) -> None:
    (running,) = clocks(signed, date(2026, 3, 18))
    assert (running.due, running.state) == (date(2026, 8, 10), "running")
    assert clocks(signed, date(2026, 8, 3))[0].state == "warn"
    assert clocks(signed, date(2026, 8, 12))[0].state == "late"
    assert clocks(signed, date(2026, 8, 12))[0].left == -2


def test_a_pause_is_added_to_what_is_due(signed: Record) -> None:
    pausing.pause(at(2026, 4, 1), signed.ref, why="等待专家评审")
    assert clocks(signed, date(2026, 4, 10))[0].state == "paused"
    pausing.resume(at(2026, 4, 21), signed.ref)
    assert clocks(signed, date(2026, 4, 22))[0].due == date(2026, 8, 30)


def test_a_task_must_be_accepted_within_three_working_days_over_a_holiday(ledgers: None) -> None:
    values = {"filed_on": "2026-04-03", "content": "拿出工业集中区管理办法", "lead": TOWN}
    task = actions.create(SYSTEM, "supervision.task", TOWN, values)
    task = actions.move(at(2026, 4, 3), task.ref, "assigned", on=date(2026, 4, 3))
    (clock,) = clocks(task, date(2026, 4, 7))
    assert clock.due == date(2026, 4, 9)  # 4–6 April is the Qingming holiday
    assert (clock.left, clock.state) == (2, "running")


def test_a_task_closes_only_when_somebody_else_has_checked_it(ledgers: None) -> None:
    values = {"filed_on": "2026-03-02", "content": "建立招商项目台账", "lead": TOWN, "progress": "已建立"}
    task = actions.create(WANG, "supervision.task", TOWN, values)
    actions.attach(WANG, task.ref, "feedback", "反馈.docx", b"feedback")
    actions.move(WANG, task.ref, "reported")
    with pytest.raises(Blocked, match="还没有审核通过"):
        actions.move(WANG, task.ref, "closed")
    actions.verify(ZHOU, task.ref)
    assert actions.move(WANG, task.ref, "closed").stage == "closed"


def test_the_lists_totals_count_what_is_filtered(project: Record, receipt: Record) -> None:
    page = queries.page(WANG, "investment.receipt", filters={"received_on__min": "2026-03-01"})
    assert (page.total, page.sums["amount"]) == (1, Decimal(500))
    none = queries.page(WANG, "investment.receipt", filters={"kind": "land"})
    assert (none.total, none.sums["amount"]) == (0, Decimal(0))
    assert queries.page(WANG, "investment.project", search="苹果 丰禾").total == 1
    assert queries.page(WANG, "investment.project", search="水泥").total == 0
