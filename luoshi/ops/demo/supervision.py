"""What is chased through the half-year: tasks in every light, a dispatch meeting held and one to come, units
asked why they lag, warnings that led to a letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from luoshi.dispatch import actions as dispatch
from luoshi.dispatch import queries
from luoshi.dispatch.policy import TASK
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import extending
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.places import COUNTY
from luoshi.reports import minutes_docx

TOWN, OTHER, BUREAU = f"{COUNTY}02", f"{COUNTY}07", f"{COUNTY}52"
FILED, FIRST, SECOND = date(2026, 3, 4), date(2026, 4, 17), date(2026, 7, 20)
TASKS: tuple[Mapping[str, Any], ...] = (
    {"lead": OTHER, "content": "完成工业小区东侧道路硬化", "due_on": date(2026, 4, 30), "urgency": "complex",
     "quantity": "硬化2.4公里", "instruction": "企业反映多次，请限期办结。", "source": "县政府第3次常务会议"},
    {"lead": TOWN, "content": "落实果汁加工项目用地指标", "due_on": date(2026, 9, 30), "urgency": "complex",
     "instruction": "联席会议成员单位要一起想办法。", "source": "招商引资联席会议"},
    {"lead": BUREAU, "content": "编制三季度招商活动方案", "urgency": "ordinary", "source": "县政府督查室"},
    {"lead": TOWN, "content": "核查沿河三家企业排水许可", "due_on": date(2026, 7, 17), "urgency": "urgent",
     "source": "群众来信办理"},
    {"lead": OTHER, "content": "建立返乡创业人员台账", "due_on": date(2026, 7, 31),
     "source": "县委农村工作会议"},
)  # fmt: skip
"""Filed in March; the first is never done and climbs the ladder."""


def plan(calendar: Calendar) -> None:
    """Put it all into the calendar."""
    made: dict[str, Record] = {}
    calendar.add(FILED, "督办", lambda: _file(made))
    calendar.add(date(2026, 4, 15), "调度", _first_agenda)
    calendar.add(FIRST, "调度", _first_meeting)
    for month in (4, 5, 6):
        calendar.add(date(2026, month + 1, 13), "督办", partial(_note, month))
    calendar.add(date(2026, 6, 10), "督办", lambda: _work(made))
    calendar.add(date(2026, 7, 13), "督办", _accounts)
    calendar.add(date(2026, 7, 14), "督办", lambda: _ask(made))
    calendar.add(date(2026, 7, 16), "调度", _second_agenda)


def _file(made: dict[str, Record]) -> None:
    who = cast.who("supervisor", FILED)
    for place, said in enumerate(TASKS, start=1):
        values = {**said, "filed_on": FILED, "number": f"清督〔2026〕{place}号"}
        task = ledgers.create(who, TASK, said["lead"], values)
        made[said["content"]] = ledgers.move(who, task.ref, "assigned", on=FILED)
    pending = made["落实果汁加工项目用地指标"]
    for quarter, what, day in (
        ("q2", "用地预审通过", date(2026, 6, 30)), ("q3", "取得建设用地批复", date(2026, 9, 30)),
    ):  # fmt: skip
        values = {"task": pending.ref.id, "quarter": quarter, "content": what, "due_on": day}
        ledgers.create(who, "supervision.node", TOWN, values)
    values = {"task": pending.ref.id, "asked_on": FILED, "duty": "协助投资方办理项目代码和备案变更"}
    ledgers.create(who, "supervision.support", BUREAU, values)


def _note(month: int) -> None:
    """The month's lights, and the leader's word on what follows."""
    period = Period.parse(f"2026-{month:02}")
    day = period.next().start.replace(day=13)
    for one in dispatch.note_lights(cast.who("supervisor", day), period):
        if one.values["measure"] == "发督办函":
            leader = cast.who("leader", day, 11)
            ledgers.decide_gate(leader, one.ref, "approval", passed=True, why="同意发函")
            ledgers.move(cast.who("supervisor", day, 16), one.ref, "approved")


def _work(made: Mapping[str, Record]) -> None:
    """Two tasks are reported: one is closed, one sent back."""
    day = date(2026, 6, 10)
    closed, back = made["编制三季度招商活动方案"], made["建立返乡创业人员台账"]
    for task, unit, said in ((closed, BUREAU, "方案已印发，排定活动六场。"), (back, OTHER, "已摸底登记。")):
        who = cast.reporter(unit, day)
        record = ledgers.edit(who, task.ref, {"progress": said}, version=task.version)
        ledgers.attach(who, task.ref, "feedback", "办理情况报告.txt", said.encode())
        for stage in ("accepted", "doing", "reported"):
            record = ledgers.move(who, record.ref, stage, on=day)
    ledgers.verify(cast.reviewer(BUREAU, day), closed.ref)
    ledgers.move(cast.who("supervisor", day, 17), closed.ref, "closed")
    extending.send_back(cast.reviewer(OTHER, day), back.ref, why="只有总数，没有人员名册，请逐村补齐")


def _ask(made: Mapping[str, Record]) -> None:
    """More time asked for a day before it is due, not decided yet."""
    task = made["核查沿河三家企业排水许可"]
    day = date(2026, 7, 14)
    extending.ask_extension(
        cast.reporter(TOWN, day), task.ref, date(2026, 7, 31), reason="一家企业停产检修，无法取样",
        progress="两家已核查完毕，许可齐全",
    )  # fmt: skip


def _first_agenda() -> None:
    who = cast.who("supervisor", date(2026, 4, 10))
    made = dispatch.call(
        who, COUNTY, "2026-Q1", FIRST, "一季度目标任务调度会", place="县政府二楼会议室", chair="赵明川"
    )
    dispatch.build_agenda(cast.who("supervisor", date(2026, 4, 15)), made.ref.id)


def _first_meeting() -> None:
    """Decisions are typed in the meeting, and the minutes issued the same day."""
    who = cast.who("supervisor", FIRST, 15)
    meeting = next(one for one in queries.meetings(who) if one.row["quarter"] == "2026-Q1")
    for item in queries.items(who, meeting.ref.id)[:6]:
        dispatch.decide(
            who, item.ref.id, f"{_who(item)}专题研究，半年前把欠账补上，每月末报告进展",
            owner=item.unit, due_on=date(2026, 6, 30),
        )  # fmt: skip
    dispatch.hold(
        who, meeting.ref.id, present="各乡镇、县直有关部门主要负责人",
        conclusion="各单位对照时序找差距，一周内拿出补欠计划。\n督查室逐月亮灯，连续滞后的约谈。",
    )  # fmt: skip
    minutes_docx.issue(cast.who("supervisor", FIRST, 18), meeting.ref.id)


def _who(item: Record) -> str:
    """Who is to do it, as a sentence begins."""
    return "由主要负责人牵头" if item.row["kind"] == "target" else "由分管负责人牵头"


def _accounts() -> None:
    """Every unit behind by June is asked why; the first has answered."""
    day = date(2026, 7, 13)
    asked = dispatch.ask_accounts(cast.who("supervisor", day), Period.parse("2026-06"))
    mine = next((one for one in asked if one.unit in (TOWN, OTHER)), None)
    if mine is not None:
        who = cast.reporter(mine.unit, day, 16)
        said = {"reason": "两个在谈项目投资方推迟考察", "next_step": "主要负责人带队上门，月底前签约一个"}
        record = ledgers.edit(who, mine.ref, said, version=mine.version)
        ledgers.move(who, record.ref, "answered")


def _second_agenda() -> None:
    """The next meeting's agenda has built itself: it begins with what was not done."""
    who = cast.who("supervisor", date(2026, 7, 10))
    made = dispatch.call(
        who, COUNTY, "2026-Q2", SECOND, "二季度目标任务调度会", place="县政府二楼会议室", chair="赵明川"
    )
    dispatch.build_agenda(cast.who("supervisor", date(2026, 7, 16)), made.ref.id)
