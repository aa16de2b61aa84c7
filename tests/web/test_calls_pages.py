"""Calls in the browser: who sees which page, what is kept without a script, receipts, errors in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from luoshi.calls import applying, checking, queries
from luoshi.ledgers.records import Record
from luoshi.web.calls import show, waiting
from tests.browsers import browser
from tests.calls.conftest import (  # noqa: F401  # fixtures
    FENGHE,
    KE,
    SONG,
    YES,
    YUNYAO,
    Project,
    call,
    draft,
    handed_in,
    innovation,
)
from tests.people import CITY, COUNTY, morning

Enter = Callable[[str], Client]
ROLES = {
    "office": ("science_office", CITY), "county": ("science_office", COUNTY),
    "manager": ("firm_manager", FENGHE),
    "writer": ("applicant", FENGHE), "other": ("firm_manager", YUNYAO), "leader": ("leader", CITY),
    "reporter": ("reporter", COUNTY),
}  # fmt: skip


@pytest.fixture
def enter(innovation: None, settings: Any) -> Enter:  # noqa: F811
    settings.CLOCK = morning
    known: dict[str, Client] = {}

    def one(login: str) -> Client:
        if login not in known:
            known[login] = browser(login, ROLES[login])
        return known[login]

    return one


def text(client: Client, address: str, **posted: Any) -> str:
    answer = client.post(address, posted, follow=True) if posted else client.get(address)
    return answer.content.decode()


PAGES: dict[str, dict[str, tuple[int, ...]]] = {
    "draft": {
        "": (404, 404, 200, 200, 404, 404, 404), "write": (404, 404, 200, 200, 404, 404, 404),
        "receipt": (404, 404, 400, 400, 404, 404, 404),
    },
    "submitted": {
        "": (200, 200, 200, 200, 404, 200, 404), "write": (403, 403, 302, 302, 404, 403, 404),
        "receipt": (200, 200, 200, 200, 404, 200, 404), "receipt.pdf": (200, 200, 200, 200, 404, 200, 404),
        "return": (200, 403, 403, 403, 404, 403, 404),
    },
}  # fmt: skip
"""Stage → page of an application → status for each of ROLES, in their order."""


@pytest.mark.parametrize("stage", ["draft", "submitted"])
def test_who_opens_which_page_of_an_application(enter: Enter, draft: Record, stage: str) -> None:  # noqa: F811
    if stage == "submitted":
        applying.submit(SONG, draft.ref.id)
    for page, statuses in PAGES[stage].items():
        got = [enter(one).get(f"/calls/applications/{draft.ref.id}/{page}").status_code for one in ROLES]
        assert tuple(got) == statuses, page


def test_a_call_is_drafted_published_corrected_and_extended_on_its_pages(enter: Enter) -> None:
    office = enter("office")
    said = {
        "unit": CITY, "number": "临科〔2026〕8号", "title": "市级科技计划项目申报",
        "category": "science_project",
        "domains": ["食品加工", "新材料"], "budget": "500", "most_each": "50", "opens_on": "2026-03-16",
        "closes_on": "2026-03-31", "closes_at": "17:00", "rules": "三年内没有立项", "contact": "柯静",
        "phone": "0914-2312345",
    }  # fmt: skip
    assert "草稿已保存" in text(office, "/calls/new", **said)
    assert enter("writer").get("/calls/1/").status_code == 404
    assert "通知已发布" in text(office, "/calls/1/publish", go="1")
    assert "食品加工、新材料" in text(enter("writer"), "/calls/1/")
    found = queries.call(KE, 1)
    change = {**said, "version": found.version, "most_each": "40", "why": "预算核减"}
    assert "更正单项资助上限：预算核减" in text(office, "/calls/1/correct", **change)
    assert "更正原因" in text(office, "/calls/1/correct", **{**change, "why": ""})
    more = {"closes_on": "2026-03-30", "closes_at": "17:00", "why": "提前"}
    assert "只能延长，不能提前" in text(office, "/calls/1/extend", **more)
    assert "受理延长至2026年04月10日" in text(
        office, "/calls/1/extend", **{**more, "closes_on": "2026-04-10"}
    )
    assert enter("county").get("/calls/1/extend").status_code == 403


def test_without_a_script_a_draft_is_kept_by_its_button(enter: Enter, draft: Record) -> None:  # noqa: F811
    now = queries.application(SONG, draft.ref.id)
    where = f"/calls/applications/{draft.ref.id}/write"
    same = {"initial-summary": now.values["summary"], "seen": now.version}
    assert "已保存" in text(enter("writer"), where, summary="新的简介", goals="", **same)
    applying.save(SONG, draft.ref.id, {"summary": "又改了"}, seen=now.version + 1)
    page = text(enter("writer"), where, summary="旧页面上改的", **same)
    assert "宋工在" in page
    assert "您的修改没有保存" in page


def test_a_wrong_value_is_told_beside_its_field(enter: Enter, draft: Record) -> None:  # noqa: F811
    now = queries.application(SONG, draft.ref.id)
    where = f"/calls/applications/{draft.ref.id}/save"
    page = text(enter("writer"), where, asked="三十", seen=now.version)
    assert '<div id="wrong-asked"' in page
    assert "“三十”不是数字" in page
    assert "刚才的修改没有保存" in page
    assert "申报流程填写" not in text(enter("writer"), where, asked="30", seen=now.version)


def test_a_budget_line_is_made_changed_and_taken_out(enter: Enter, draft: Record) -> None:  # noqa: F811
    where, writer = f"/calls/applications/{draft.ref.id}/budget", enter("writer")
    page = text(writer, where, side="use", kind="travel", amount="5", note="", line="", seen="0")
    assert "-5.00" in page
    line = queries.budget(draft).uses["travel"]
    assert line is not None
    put = {"side": "use", "kind": "travel", "note": "调研", "line": line.ref.id}
    assert "-6.00" in text(writer, where, amount="6", seen=line.version, **put)
    assert "先修改了这条记录" in text(writer, where, amount="7", seen=line.version, **put)
    assert "不是数字" in text(writer, where, amount="x", seen=line.version + 1, **put)
    assert "可以提交了" in text(writer, where, amount="", seen=line.version + 1, **put)
    assert queries.budget(draft).uses["travel"] is None


def test_a_draft_that_lacks_something_is_not_handed_in_by_a_post(enter: Enter, draft: Record) -> None:  # noqa: F811
    applying.take_off(SONG, draft.ref.id, queries.files(draft)[0].id)
    page = text(enter("writer"), f"/calls/applications/{draft.ref.id}/submit", go="1")
    assert "还不能提交，共 1 项没有完成" in page
    assert queries.application(SONG, draft.ref.id).stage == "draft"


def test_the_receipt_is_a_page_and_a_pdf(enter: Enter, handed_in: Record) -> None:  # noqa: F811
    page = text(enter("manager"), f"/calls/applications/{handed_in.ref.id}/receipt")
    for said in (handed_in.values["receipt_no"], "2026-03-18 09:30:00", handed_in.values["digest"]):
        assert str(said) in page
    answer = enter("manager").get(f"/calls/applications/{handed_in.ref.id}/receipt.pdf")
    assert answer.content.startswith(b"%PDF-")


def test_the_office_sees_the_records_that_bar_and_a_firm_only_the_sentence(
    enter: Enter,
    draft: Record,  # noqa: F811
) -> None:
    Project(code=None).made()
    handed = applying.submit(SONG, draft.ref.id)
    where = f"/calls/applications/{handed.ref.id}/"
    office, firm = text(enter("office"), where), text(enter("manager"), where)
    assert "旧项目" in office
    assert "旧项目" not in firm
    assert "另有 1 条其他单位的记录" in firm
    settle = f"{where}bars/recent"
    assert "理由" in text(enter("office"), settle, ruling="clear", why="")
    assert "已核定" in text(enter("office"), settle, ruling="clear", why="同名的另一企业")
    assert enter("manager").get(settle).status_code == 403


def test_many_are_admitted_from_the_list(enter: Enter, handed_in: Record) -> None:  # noqa: F811
    where = f"/calls/{handed_in.values['call']}/"
    assert "1 份没有通过" in text(enter("office"), f"{where}admit", row=str(handed_in.ref.id))
    checking.tick_off(KE, handed_in.ref.id, YES)
    page = text(enter("office"), f"{where}admit", row=str(handed_in.ref.id))
    assert "已通过 1 份" in page
    assert enter("county").get(f"{where}checks").status_code == 403


def test_the_lists_of_the_ledger_narrow_to_a_call_and_export(enter: Enter, handed_in: Record) -> None:  # noqa: F811
    office = enter("office")
    page = office.get(f"/calls/{handed_in.values['call']}/checks").content.decode()
    assert "call__named=2026" in page
    title = "2026年度市级科技计划项目申报"
    listed = office.get("/ledgers/innovation.application/", {"call__named": title, "stage": "submitted"})
    assert handed_in.title in listed.content.decode()
    answer = office.get(show.listed(queries.call_of(handed_in), "exchange:export"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_funnel_of_a_call_is_drawn_for_those_who_watch_over_it(enter: Enter, handed_in: Record) -> None:  # noqa: F811
    where = f"/calls/{handed_in.values['call']}/"
    page = html.fromstring(text(enter("office"), where))
    (series,) = json.loads(page.get_element_by_id("chart-funnel").text)["series"]
    assert [(one["name"], one["value"]) for one in series["data"]][:4] == [
        ("填写 1", 1), ("提交 1", 1), ("形式审查通过 0", 0), ("评审 0", 0),
    ]  # fmt: skip
    assert [one["name"].split()[0] for one in series["data"]][-2:] == ["签订任务书", "验收"]
    assert "chart-funnel" in text(enter("leader"), where)
    for stranger in ("manager", "other", "reporter"):
        assert "chart-funnel" not in text(enter(stranger), where)


def test_what_waits_stands_on_the_home_page(enter: Enter, draft: Record) -> None:  # noqa: F811
    (waits,) = waiting.links(SONG)
    assert (waits.label, waits.url) == (
        "待提交：苹果汁非浓缩还原关键技术", f"/calls/applications/{draft.ref.id}/write",
    )  # fmt: skip
    applying.submit(SONG, draft.ref.id)
    assert "待形式审查：申报书" in text(enter("office"), "/")
    assert "待形式审查" not in text(enter("county"), "/")
