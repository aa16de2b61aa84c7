"""The pages of 调度督办: a meeting from its call to its minutes, and a task's deadline."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from docx import Document

from luoshi.kernel.actor import Actor, wall_clock
from luoshi.ledgers import actions, extending, queries
from luoshi.ledgers.records import Record
from luoshi.units import actions as units
from luoshi.units import queries as people
from tests.people import ADMIN, COUNTY, OTHER_TOWN, TOWN

TASK = "supervision.task"


def person(login: str, role: str, unit: str) -> tuple[Client, Actor]:
    """Somebody with a role, and a browser in which they are logged in."""
    if login not in {one.login for one in people.people()}:
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
    units.grant(ADMIN, login, role, unit)
    client = Client()
    user = get_user_model().objects.get(login=login)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, people.actor_for(people.person(login))


@pytest.fixture
def chief(site: Path) -> tuple[Client, Actor]:
    return person("chensi", "supervisor", COUNTY)


@pytest.fixture
def clerk(site: Path) -> tuple[Client, Actor]:
    return person("wangli", "reporter", TOWN)


def task(who: Actor, **values: Any) -> Record:
    today = wall_clock().date()
    said = {"filed_on": today, "content": "修通园区道路", "lead": TOWN, "due_on": today + timedelta(days=40)}
    made = actions.create(who, TASK, TOWN, {**said, **values})
    return actions.move(who, made.ref, "assigned")


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_meeting_from_its_call_to_its_minutes(
    chief: tuple[Client, Actor], clerk: tuple[Client, Actor]
) -> None:
    client, who = chief
    today = wall_clock().date()
    late = task(who, filed_on=today - timedelta(days=60), due_on=today - timedelta(days=20))
    quarter = f"{today.year}-Q{(today.month - 1) // 3 + 1}"
    said = {
        "unit": COUNTY,
        "quarter": quarter,
        "name": "调度会",
        "held_on": today.isoformat(),
        "chair": "赵县长",
    }
    meeting = client.post("/dispatch/meetings/new", said)["Location"]
    assert "还没有议题" in text(client.get(meeting))
    assert "议题已汇总，共 1 项" in text(client.post(f"{meeting}build", follow=True))
    page = text(client.get(meeting))
    assert "修通园区道路" in page
    assert "任务逾期" in page
    (item,) = queries.page(who, "supervision.item").rows
    wrong = {"decision": "限期通车", "owner": TOWN, "due_on": (today - timedelta(days=1)).isoformat()}
    assert "早于会议日期" in text(client.post(f"{meeting}items/{item.ref.id}", wrong))
    right = {**wrong, "due_on": (today + timedelta(days=30)).isoformat()}
    assert "限期通车" in text(client.post(f"{meeting}items/{item.ref.id}", right, follow=True))
    client.post(f"{meeting}held", {"present": "各乡镇", "conclusion": "逐月报告"}, follow=True)
    assert "纪要已印发" in text(client.post(f"{meeting}issue", follow=True))
    minutes = client.get(f"{meeting}minutes.docx")
    words = "\n".join(one.text for one in Document(BytesIO(minutes.content)).paragraphs)
    assert "一、修通园区道路" in words
    assert "议定：限期通车（青石镇负责" in words
    assert "逐月报告" in words
    assert late.ref.id
    assert "限期通车" in text(clerk[0].get(f"/ledgers/{TASK}/"))
    assert "限期通车" in text(clerk[0].get(meeting)), "a unit sees the items that concern it"


def test_a_clerk_asks_for_time_and_the_chief_grants_it(
    chief: tuple[Client, Actor], clerk: tuple[Client, Actor]
) -> None:
    made = task(chief[1])
    where = f"/ledgers/{TASK}/{made.ref.id}/"
    assert "申请延期" in text(clerk[0].get(where))
    early = {"new": made.values["due_on"].isoformat(), "reason": "下雨", "progress": "过半"}
    assert "不晚于原时限" in text(clerk[0].post(f"{where}extend", early))
    new = made.values["due_on"] + timedelta(days=10)
    clerk[0].post(f"{where}extend", {**early, "new": new.isoformat()})
    page = text(chief[0].get("/dispatch/"))
    assert "待批复的延期" in page
    assert "修通园区道路" in page
    (asked,) = extending.extensions(chief[1], made.ref)
    decide = f"{where}extensions/{asked.id}"
    assert "目前进展" in text(chief[0].get(decide))
    assert clerk[0].get(decide).status_code in (403, 404)
    chief[0].post(decide, {"granted": "1", "why": "情况属实"})
    assert queries.record(clerk[1], made.ref).values["due_on"] == new
    assert "情况属实" in text(clerk[0].get(where))


def test_work_is_sent_back_with_a_reason_that_its_clerk_reads(
    chief: tuple[Client, Actor], clerk: tuple[Client, Actor]
) -> None:
    reviewer, _ = person("zhoumin", "reviewer", COUNTY)
    made = task(chief[1])
    edited = actions.edit(clerk[1], made.ref, {"progress": "已完成"}, version=made.version)
    actions.attach(clerk[1], made.ref, "feedback", "报告.pdf", b"sealed")
    actions.move(clerk[1], edited.ref, "reported")
    where = f"/ledgers/{TASK}/{made.ref.id}/"
    assert "退回重办" in text(reviewer.get(where))
    assert "已退回重办" in text(reviewer.post(f"{where}send-back", {"why": "缺验收报告"}, follow=True))
    page = text(clerk[0].get(where))
    assert "缺验收报告" in page
    assert "滞后" in page


def test_a_task_prints_as_one_sheet(chief: tuple[Client, Actor]) -> None:
    made = task(chief[1], number="清督〔2026〕7号", instruction="请限期办结。", urgency="complex")
    actions.create(
        chief[1], "supervision.support", OTHER_TOWN,
        {"task": made.ref.id, "asked_on": wall_clock().date(), "duty": "提供取土场"},
    )  # fmt: skip
    sheet = chief[0].get(f"/ledgers/{TASK}/{made.ref.id}/order.docx")
    (table,) = Document(BytesIO(sheet.content)).tables
    said = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert said["承办单位"] == "青石镇"
    assert said["批示内容"] == "请限期办结。"
    assert said["配合单位"] == "柳林乡：提供取土场"
    assert said["完成时限"].endswith("（难度较大）")


def test_what_follows_from_warnings_prints_as_a_letter(chief: tuple[Client, Actor]) -> None:
    made = task(chief[1], content="修通园区道路")
    values = {
        "task": made.ref.id, "rung": "talk", "measure": "约谈", "month": "2026-05", "points": 2,
        "raised_on": wall_clock().date(), "reason": "“修通园区道路”连续3次亮逾期灯",
    }  # fmt: skip
    follows = actions.create(chief[1], "supervision.consequence", TOWN, values)
    where = f"/ledgers/supervision.consequence/{follows.ref.id}/"
    assert "letter.docx" in text(chief[0].get(where))
    letter = Document(BytesIO(chief[0].get(f"{where}letter.docx").content))
    words = "\n".join(one.text for one in letter.paragraphs)
    assert words.startswith("约谈通知书")
    assert "年终考核扣2分" in words
    assert "连续3次亮逾期灯" in words


def test_a_list_shows_lights_and_the_summary_leads_to_them(chief: tuple[Client, Actor]) -> None:
    task(chief[1], content="甲事", due_on=wall_clock().date() - timedelta(days=1))
    task(chief[1], content="乙事")
    page = text(chief[0].get("/dispatch/"))
    assert f"/ledgers/{TASK}/?light=red" in page
    late = text(chief[0].get(f"/ledgers/{TASK}/?light=red"))
    assert "甲事" in late
    assert "乙事" not in late


def test_a_unit_hands_in_one_ledger_after_another_and_sees_what_is_missing(
    clerk: tuple[Client, Actor],
) -> None:
    month = wall_clock().date().replace(day=1) - timedelta(days=1)
    period = f"{month:%Y-%m}"
    page = text(clerk[0].get(f"/periods/{period}/units/{TOWN}/"))
    assert "上报时限" in page
    assert "没有要处理的" in page
    made = actions.create(clerk[1], "investment.project", TOWN, {"name": "果汁厂", "total": 500})
    actions.create(
        clerk[1], "investment.receipt", TOWN,
        {"project": made.ref.id, "received_on": month, "amount": 5, "voucher_no": "1"},
    )  # fmt: skip
    assert "到位资金：待审核" in text(clerk[0].get(f"/periods/{period}/units/{TOWN}/"))


def test_exceptions_are_listed_for_all(chief: tuple[Client, Actor], clerk: tuple[Client, Actor]) -> None:
    from luoshi.kernel.periods import Period
    from luoshi.periods import actions as periods

    periods.excuse(chief[1], TOWN, Period.parse("2026-01"), why="洪灾")
    page = text(clerk[0].get("/periods/exceptions/"))
    assert "洪灾" in page
    assert "2026年1月" in page
    assert "没有例外" in text(clerk[0].get("/periods/exceptions/?year=2001"))
