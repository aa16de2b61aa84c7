"""Time limits in working days over the holidays of 2026, over pauses and a change of the rule: numbers that a
clerk can count on a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.workdays import is_workday, workdays_between
from luoshi.ledgers import actions, adoption, extending, pausing, queries
from luoshi.ledgers.limits import Pause, due_day, lengthened, moved
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import Clock, clocks
from luoshi.packs.compile import load
from luoshi.packs.spec import Limit, Pack
from tests.people import COUNTY, SYSTEM, TOWN, morning

TWENTY = Limit(after="accepted", days=20)


def stopped(*spans: tuple[date, date]) -> list[Pause]:
    return [Pause(start, end, False) for start, end in spans]


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        # From Monday 14 September: 15–18, Sunday 20 (make-up), 21–24, 28–30, 8–9 October, Saturday 10
        # (make-up), 12–16 October are the twenty days.
        ((), day(10, 16)),
        # 28–30 September and 8–10 October are six working days; twenty-four days with the holiday in it.
        (((day(9, 28), day(10, 12)),), day(10, 26)),
        # The holiday and nothing else: stopped on the 1st, running again on the 8th.
        (((day(10, 1), day(10, 8)),), day(10, 16)),
        # The make-up Saturday is one day.
        (((day(10, 10), day(10, 12)),), day(10, 19)),
        # An ordinary weekend is none: stopped on Saturday 17, one day after the due day, is none either.
        (((day(10, 17), day(10, 19)),), day(10, 16)),
        # What stopped before the limit began, and went on into it by two days (15, 16 September).
        (((day(9, 1), day(9, 17)),), day(10, 20)),
        # Two pauses: 21–22 September, 12 October; three days.
        (((day(9, 21), day(9, 23)), (day(10, 12), day(10, 13))), day(10, 21)),
        # Stopped and started on one day is no day.
        (((day(9, 21), day(9, 21)),), day(10, 16)),
    ],
)
def test_twenty_working_days_from_the_fourteenth_of_september(
    spans: tuple[tuple[date, date], ...], due: date
) -> None:
    assert due_day(TWENTY, day(9, 14), stopped(*spans)) == due


def test_days_granted_are_counted_on_top() -> None:
    assert due_day(TWENTY, day(9, 14), (), 10) == day(10, 30)
    assert due_day(TWENTY, day(9, 14), stopped((day(9, 28), day(10, 12))), 10) == day(11, 9)


def test_months_are_lengthened_by_the_days_of_the_pause() -> None:
    six = Limit(after="accepted", months=6)
    assert due_day(six, day(2, 10), stopped((day(4, 1), day(4, 21)))) == day(8, 30)


def test_a_pause_into_a_year_not_announced_leaves_no_day() -> None:
    pause = [Pause(date(2026, 12, 1), date(2040, 1, 4), False)]
    assert due_day(TWENTY, date(2026, 11, 27), pause) is None


SPAN = st.tuples(st.integers(0, 90), st.integers(0, 30))


@given(st.integers(0, 200), st.integers(1, 45), st.lists(SPAN, max_size=3))
def test_between_beginning_and_due_are_just_so_many_days_on_which_the_clock_ran(
    begun: int, days: int, spans: list[tuple[int, int]]
) -> None:
    start = date(2026, 1, 1) + timedelta(days=begun)
    pauses = [
        Pause(start + timedelta(days=first), start + timedelta(days=first + long), False)
        for first, long in spans
    ]
    due = due_day(Limit(after="x", days=days), start, pauses)
    if due is None:
        return
    ran = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    ran = [one for one in ran if is_workday(one) and not any(p.start <= one < p.end for p in pauses)]
    assert len(ran) == days
    assert ran[-1] == due


def test_a_deadline_moves_by_the_working_days_of_the_pause() -> None:
    assert moved(day(9, 14), day(10, 16), stopped((day(9, 28), day(10, 12)))) == day(10, 26)
    assert moved(day(9, 14), day(10, 16), stopped((day(10, 1), day(10, 8)))) == day(10, 16)
    assert moved(day(9, 14), day(9, 10), stopped((day(9, 14), day(9, 16)))) == day(9, 10)


PACK = """
pack: demo
version: {version}
label: 示例
roles: {{office: {{label: 审批部门}}, chief: {{label: 负责人}}}}
"""
ITEM = """
ledger: item
label: 审批事项
fields:
  name: {type: text, label: 事项, required: true}
roles: {office: [read, report], chief: [read, adjust]}
pauses:
  expert: {label: 专家评审, told: notice}
  asked: {label: 等申请人}
stages:
  - applied: {label: 申请}
  - accepted: {label: 受理, within: {days: 5, after: applied}}
  - decided: {label: 决定, within: {days: 20, after: accepted, more: 10}}
"""
NOTICE = """
ledger: notice
label: 告知书
parent: item
fields:
  item: {type: record, label: 事项, ledger: item, required: true}
  kind: {type: text, label: 种类, required: true}
  text: {type: long_text, label: 内容, required: true}
  told_on: {type: date, label: 告知日期, required: true}
roles: {office: [read, report]}
"""


def written(folder: Path, version: int = 1, item: str = ITEM, notice: str = NOTICE) -> Path:
    (folder / "ledgers").mkdir(parents=True, exist_ok=True)
    parts = {"pack": PACK.format(version=version), "ledgers/item": item, "ledgers/notice": notice}
    for name, text in parts.items():
        (folder / f"{name}.yaml").write_text(text.lstrip(), "utf-8")
    return folder


def compiled(folder: Path, **said: Any) -> Pack:
    found = load(written(folder, **said))
    assert found.pack is not None, found.issues
    return found.pack


OFFICE = Actor(41, "许可", (Holding("office", TOWN),), morning)
CHIEF = Actor(42, "主任", (Holding("chief", COUNTY), Holding("office", COUNTY)), morning)


def on(who: Actor, when: date) -> Actor:
    return replace(who, clock=lambda: datetime(when.year, when.month, when.day, 10, tzinfo=SHANGHAI))


@pytest.fixture
def accepted(county: None, tmp_path: Path) -> Record:
    """Applied for and accepted on Monday 14 September."""
    adoption.adopt(SYSTEM, compiled(tmp_path / "one"))
    made = actions.create(on(OFFICE, day(9, 14)), "demo.item", TOWN, {"name": "施工许可"})
    return actions.move(on(OFFICE, day(9, 14)), made.ref, "accepted")


def clock(record: Record, when: date) -> Clock:
    return next(one for one in clocks(record, when) if one.stage == "decided")


@pytest.mark.django_db
def test_a_pause_is_of_a_kind_and_tells_the_applicant_in_writing(accepted: Record) -> None:
    with pytest.raises(InputError, match="没有选暂停的种类"):
        pausing.pause(OFFICE, accepted.ref, why="请专家看")
    with pytest.raises(InputError, match="没有“expart”这种暂停"):
        pausing.pause(OFFICE, accepted.ref, why="请专家看", kind="expart")
    told = pausing.pause(on(OFFICE, day(9, 28)), accepted.ref, why="深基坑方案请专家论证", kind="expert")
    assert told is not None
    assert (told.values["kind"], told.values["told_on"]) == ("暂停计时（专家评审）", day(9, 28))
    assert told.values["text"] == (
        "因专家评审，“施工许可”自2026年09月28日起暂停计算办理时限，至恢复之日止的工作日不计入时限。"
        "原因：深基坑方案请专家论证。“决定”时限至2026年10月16日，还有10个工作日。"
    )
    with pytest.raises(InputError, match="已经暂停计时"):
        pausing.pause(on(OFFICE, day(9, 29)), accepted.ref, why="再停", kind="asked")
    assert clock(accepted, day(9, 30)).state == "paused"
    back = pausing.resume(on(OFFICE, day(10, 12)), accepted.ref)
    assert back is not None
    assert "“决定”时限至2026年10月26日，还有10个工作日" in back.values["text"]
    assert (clock(accepted, day(10, 12)).due, clock(accepted, day(10, 27)).state) == (day(10, 26), "late")
    with pytest.raises(InputError, match="没有暂停计时"):
        pausing.resume(OFFICE, accepted.ref)


@pytest.mark.django_db
def test_a_pause_of_which_nobody_is_told_writes_no_notice(accepted: Record) -> None:
    assert pausing.pause(on(OFFICE, day(9, 28)), accepted.ref, why="等补件", kind="asked") is None
    assert pausing.resume(on(OFFICE, day(9, 29)), accepted.ref) is None
    assert queries.page(OFFICE, "demo.notice").total == 0


@pytest.mark.django_db
def test_ten_days_more_are_asked_for_in_time_and_granted_once_by_somebody_else(accepted: Record) -> None:
    ask = {"reason": "需上级会签", "progress": "已初审"}
    with pytest.raises(InputError, match="最多延长到 2026-10-30"):
        extending.ask_extension(on(OFFICE, day(10, 12)), accepted.ref, day(11, 2), **ask)
    with pytest.raises(InputError, match="时限 2026-10-16 已过"):
        extending.ask_extension(on(OFFICE, day(10, 19)), accepted.ref, day(10, 30), **ask)
    asked = extending.ask_extension(on(CHIEF, day(10, 12)), accepted.ref, day(10, 30), **ask)
    with pytest.raises(Refused, match="不能批复自己的"):
        extending.decide_extension(CHIEF, asked.id, granted=True, why="同意")
    other = replace(CHIEF, person=43, name="副主任")
    extending.decide_extension(other, asked.id, granted=True, why="会签确需时间")
    now = clock(accepted, day(10, 19))
    assert (now.due, now.state, now.left) == (day(10, 30), "running", 9)
    with pytest.raises(InputError, match="已经延长过一次"):
        extending.ask_extension(on(OFFICE, day(10, 19)), accepted.ref, day(11, 2), **ask)
    assert names("running", day(10, 19)) == ["施工许可"]
    assert names("late", day(11, 2)) == ["施工许可"]


def names(light: str, when: date) -> list[str]:
    found = queries.page(on(OFFICE, when), "demo.item", filters={"light": light})
    return [one.title for one in found.rows]


def test_more_time_is_asked_for_up_to_the_years_end_while_the_next_calendar_is_not_announced() -> None:
    assert lengthened(day(10, 16), 10) == day(10, 30)
    assert lengthened(date(2040, 12, 20), 10) == date(2040, 12, 31), "no calendar of 2040 is known"


@pytest.mark.django_db
def test_time_that_was_refused_may_be_asked_for_again_and_counts_nothing(accepted: Record) -> None:
    ask = {"reason": "需上级会签", "progress": "已初审"}
    asked = extending.ask_extension(on(OFFICE, day(10, 12)), accepted.ref, day(10, 30), **ask)
    extending.decide_extension(CHIEF, asked.id, granted=False, why="不需要")
    assert clock(accepted, day(10, 12)).due == day(10, 16)
    extending.ask_extension(on(OFFICE, day(10, 13)), accepted.ref, day(10, 20), **ask)


@pytest.mark.django_db
def test_another_rule_counts_open_clocks_anew_pauses_and_grants_kept(
    accepted: Record, tmp_path: Path
) -> None:
    pausing.pause(on(OFFICE, day(9, 28)), accepted.ref, why="专家论证", kind="expert")
    pausing.resume(on(OFFICE, day(10, 12)), accepted.ref)
    assert clock(accepted, day(10, 12)).due == day(10, 26)
    shorter = ITEM.replace("days: 20, after: accepted, more: 10", "days: 15, after: accepted, more: 5")
    adoption.adopt(SYSTEM, compiled(tmp_path / "two", version=2, item=shorter))
    again = queries.record(OFFICE, accepted.ref)
    assert clock(again, day(10, 12)).due == day(10, 19)
    assert workdays_between(day(9, 14), day(10, 19)) - 6 == 15
    assert names("warn", day(10, 13)) == ["施工许可"]


@pytest.mark.parametrize(
    ("item", "notice", "said"),
    [
        (ITEM.replace("told: notice", "told: notce"), NOTICE, "“notce”不是它的下级台账"),
        (ITEM, NOTICE.replace("text: {type: long_text", "text: {type: text"), "没有 long_text 字段“text”"),
        (
            ITEM,
            NOTICE.replace("  kind:", "  who: {type: text, label: 谁, required: true}\n  kind:"),
            "“who”必填",
        ),
        (ITEM.replace("days: 20, after", "months: 2, after"), NOTICE, "按月计的时限没有 more"),
        (ITEM.replace("label: 审批事项", "label: 审批事项\nseen_above: true"), NOTICE, "没有 parent"),
    ],
)
def test_a_mistake_in_the_words_of_pauses_is_said(tmp_path: Path, item: str, notice: str, said: str) -> None:
    found = load(written(tmp_path / "pack", item=item, notice=notice))
    assert [said in one.what for one in found.issues] == [True]
