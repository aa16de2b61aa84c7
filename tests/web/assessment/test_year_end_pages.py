"""The year's end on pages: each sees what is next and does it there; strangers see what is public."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from luoshi.assessment import course, judging, notices
from tests.assessment import year_end
from tests.assessment.year_end import AFTER, LATER, NOTICE_DAY, RUN_DAY
from tests.people import ASSESSOR, OTHER_TOWN, TOWN
from tests.periods.test_close import on
from tests.web.assessment.conftest import At

PHONE = "13800138000"
OBJECTION = {
    "about": OTHER_TOWN, "item": "funds", "reason": "4万元已于1月30日到账，有进账单。", "signed": "钱大勇",
    "phone": PHONE, "material": "", "website": "",
}  # fmt: skip


def text(who: Client, address: str) -> str:
    answer = who.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words(answer: Any) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)


def test_a_unit_is_led_to_its_self_score_and_may_say_one_reason_for_all(
    run: int, clerk: Client, at: At
) -> None:
    at(RUN_DAY)
    assert "请在 2026-03-25 前完成自评" in text(clerk, f"/assessment/{run}/")
    form = f"/assessment/{run}/{OTHER_TOWN}/self"
    assert form in text(clerk, f"/assessment/{run}/")
    refused = clerk.post(form, {"points_funds": "50"})
    assert "没有写理由" in refused.content.decode()
    sent = {"points_funds": "50", "why_funds": "另有4万元在途", "points_more": "0", "why": "同意计算结果"}
    page = clerk.post(form, sent, follow=True).content.decode()
    assert "自评已保存" in page
    assert re.search(r"50（刘洋 2026-03-18） 另有4万元在途", page)
    assert "同意计算结果" in page
    assert clerk.get(f"/assessment/{run}/{TOWN}/self").status_code == 404


def test_the_assessor_judges_confirms_the_rest_and_publishes(run: int, assessor: Client, at: At) -> None:
    year_end.scored_by_units(run)
    at(LATER)
    page = text(assessor, f"/assessment/{run}/missing/")
    assert "柳林乡" in page
    assert "自评截止 2026-03-25" in page
    page = assessor.post(f"/assessment/{run}/confirm", follow=True).content.decode()
    assert "已确认" in page
    judge = f"/assessment/{run}/{OTHER_TOWN}/judge"
    page = assessor.post(judge, {"points_funds": "48", "why_funds": ""}).content.decode()
    assert "没有写理由" in page
    assert "50（刘洋" in page, "the hands stand below the form"
    assessor.post(judge, {"points_funds": "48", "why_funds": "在途不计"})
    assert "都评定了" in text(assessor, f"/assessment/{run}/")
    page = assessor.post(f"/assessment/{run}/publish", follow=True).content.decode()
    assert "已公示，到 2026-04-02 止" in page
    assert f"/assessment/public/{run}/" in page


def test_a_leader_adjusts_on_the_units_page(run: int, leader: Client, at: At) -> None:
    at(LATER)
    where = f"/assessment/{run}/{OTHER_TOWN}/adjust"
    assert where in text(leader, f"/assessment/{run}/{OTHER_TOWN}/")
    page = leader.post(
        where, {"item": "total", "points": "2", "why": "承担试点"}, follow=True
    ).content.decode()
    assert "总分加减" in page
    assert "承担试点" in page
    rows = leader.get(f"/assessment/{run}/?sort=-total").context["table"].rows
    assert [(one.cells["unit"], str(one.cells["total"])) for one in rows] == [
        ("青石镇", "61.00"),
        ("柳林乡", "50.00"),
    ]


def test_scores_go_out_as_a_workbook(run: int, assessor: Client, at: At) -> None:
    at(LATER)
    answer = assessor.get(f"/assessment/{run}/?form=xlsx")
    assert b"".join(answer).startswith(b"PK")


def test_strangers_read_a_notice_and_object_by_name(run: int, client: Client, at: At) -> None:
    assert client.get(f"/assessment/public/{run}/").status_code == 404
    assert "没有公示" in text(client, "/assessment/public/")
    year_end.published(run)
    at(NOTICE_DAY)
    assert f"/assessment/public/{run}/" in text(client, "/assessment/public/")
    page = text(client, f"/assessment/public/{run}/")
    assert "2026-04-07" in page
    assert "柳林乡" in page
    for private in ("刘洋", "在途资金未到账", "自评", "孙考"):
        assert private not in page, "only results are public"
    form = f"/assessment/public/{run}/object"
    nameless = client.post(form, {**OBJECTION, "signed": "匿名"}).content.decode()
    assert "匿名异议不受理" in nameless
    done = client.post(form, OBJECTION, follow=True).content.decode()
    assert f"异议已受理 {run}-001" in done
    assert PHONE not in done
    assert "钱大勇" not in done
    assert "待答复" in done


def test_a_program_that_fills_in_everything_is_thanked_and_nothing_is_kept(
    run: int, client: Client, at: At
) -> None:
    year_end.published(run)
    at(NOTICE_DAY)
    form = f"/assessment/public/{run}/object"
    assert client.post(form, {**OBJECTION, "website": "https://example.org"}).status_code == 302
    assert course.objections(run) == []


def test_one_address_does_not_object_without_end(run: int, client: Client, at: At, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    year_end.published(run)
    at(NOTICE_DAY)
    form = f"/assessment/public/{run}/object"
    for number in range(10):
        client.post(form, {**OBJECTION, "phone": f"1380013800{number}"})
    assert "太多了" in client.post(form, {**OBJECTION, "phone": "13900139000"}).content.decode()
    assert len(course.objections(run)) == 10
    cache.clear()


def test_the_notice_closes_by_itself_and_form_with_it(run: int, client: Client, at: At) -> None:
    year_end.published(run)
    at(AFTER)
    page = text(client, f"/assessment/public/{run}/")
    assert "公示期满" in page
    assert "/object" not in page
    assert "公示已于2026-04-07结束" in client.post(
        f"/assessment/public/{run}/object", OBJECTION
    ).content.decode()  # fmt: skip


def test_an_objection_is_answered_printed_and_told_in_public_without_a_person(
    run: int, assessor: Client, client: Client, at: At
) -> None:
    year_end.published(run)
    made = year_end.objected(run)
    at("2026-04-02")
    assert "有 1 条异议等待答复" in text(assessor, f"/assessment/{run}/")
    where = f"/assessment/{run}/objections/{made.ref.id}/"
    page = text(assessor, where)
    assert PHONE in page, "the assessor calls back"
    said = {"decision": "upheld", "answer": "核对进账单，属实"}
    assert "异议成立要更正一项得分" in assessor.post(where, said).content.decode()
    page = assessor.post(where, {**said, "item": "funds", "points": "50"}, follow=True).content.decode()
    assert "已答复" in page
    letter = words(assessor.get(f"{where}answer.docx"))
    assert "钱大勇：" in letter
    assert "到位资金：48分 → 50分" in letter
    page = text(client, f"/assessment/public/{run}/")
    assert f"经第{run}-001号异议核实更正" in page
    assert "核对进账单，属实" in page
    for private in (PHONE, "钱大勇"):
        assert private not in page


def test_a_clerk_objects_in_the_house_with_a_file(run: int, clerk: Client, at: At) -> None:
    year_end.published(run)
    at(NOTICE_DAY)
    form = f"/assessment/{run}/objections/new"
    assert form in text(clerk, f"/assessment/{run}/")
    sent = {**OBJECTION, "unit": OTHER_TOWN, "proof": SimpleUploadedFile("进账单.txt", b"slip")}
    page = clerk.post(form, sent, follow=True).content.decode()
    assert f"异议已受理，编号 {run}-001" in page
    assert "刘洋" in page or "钱大勇" in page


def test_awards_are_proposed_approved_printed_and_carried_out(
    run: int, assessor: Client, leader: Client, clerk: Client, at: At
) -> None:
    year_end.published(run)
    at(AFTER)
    page = text(leader, f"/assessment/{run}/")
    assert "可以定稿" in page
    assert "已定稿" in leader.post(f"/assessment/{run}/finalise", follow=True).content.decode()
    assert "可按细则提出奖惩建议" in text(assessor, f"/assessment/{run}/")
    page = assessor.post(f"/assessment/{run}/awards/propose", follow=True).content.decode()
    assert "已提出 2 条" in page
    talk = next(one for one in course.awards(run) if one.values["kind"] == "talk")
    where = f"/assessment/{run}/awards/{talk.ref.id}/"
    assert clerk.get(where).status_code == 404, "not before it is approved"
    assert 'data-dialog="approve"' not in text(assessor, where)
    assert assessor.get(f"{where}letter.docx").status_code == 423
    assert 'data-dialog="approve"' in text(leader, where)
    assert "已批准" in leader.post(f"{where}approve", follow=True).content.decode()
    assert "末位约谈" in text(clerk, where)
    letter = words(assessor.get(f"{where}letter.docx"))
    assert "约谈通知书" in letter
    assert "柳林乡：" in letter
    assert "A类2个单位中第2位，总分48" in letter
    sent = {"on": AFTER, "proof": SimpleUploadedFile("记录.txt", "约谈记录".encode()), "why": "已约谈"}
    assert "已登记兑现" in assessor.post(f"{where}carry-out", sent, follow=True).content.decode()
    assert "已兑现" in text(clerk, f"/assessment/{run}/awards/")
    other = next(one for one in course.awards(run) if one.values["kind"] == "criticism").ref.id
    dropped = leader.post(f"/assessment/{run}/awards/{other}/drop", {"why": "不重复处理"}, follow=True)
    assert "不重复处理" in dropped.content.decode()
    rows = leader.get(f"/assessment/{run}/awards/?sort=state").context["table"].rows
    assert [one.cells["state"].label for one in rows] == ["已兑现", "已撤销"]


@pytest.mark.parametrize("kind", ["commend", "bonus", "talk", "account", "criticism"])
def test_every_kind_has_its_letter(kind: str) -> None:
    from luoshi.reports.award_docx import TITLES

    assert TITLES[kind]


def test_a_correction_says_whose_it_is(run: int, assessor: Client, at: At) -> None:
    year_end.finished(run)
    at(AFTER)
    again = year_end.started()
    assert f"更正第{run}号" in text(assessor, f"/assessment/{again}/")
    public = f"/assessment/public/{run}/"
    assert "已重新计算更正" not in text(assessor, public)
    judging.confirm_rest(on("2026-04-20", ASSESSOR), again)
    notices.publish(on("2026-04-20", ASSESSOR), again)
    at("2026-04-20")
    assert f"/assessment/public/{again}/" in text(assessor, public)


def test_a_sheets_page_tells_what_follows_from_a_result(assessor: Client) -> None:
    page = text(assessor, "/assessment/sheets/investment.township/")
    assert "类内第1至3位，且不低于80分" in page
    assert "一等奖" in page


def test_home_says_what_is_next_to_whoever_takes_it(
    run: int, assessor: Client, clerk: Client, leader: Client, at: At
) -> None:
    at(RUN_DAY)
    assert "填写自评：2026年度乡镇招商引资考核细则" in text(clerk, "/")
    year_end.published(run)
    year_end.objected(run)
    at("2026-04-02")
    assert "答复异议：" in text(assessor, "/")
    assert "答复异议：" not in text(leader, "/")
    assert "填写自评" not in text(clerk, "/")


def test_what_a_clerk_objects_to_shows_no_stranger_how_others_were_judged(
    run: int, clerk: Client, at: At
) -> None:
    year_end.published(run)
    at(NOTICE_DAY)
    sent = {**OBJECTION, "unit": OTHER_TOWN, "about": TOWN}
    clerk.post(f"/assessment/{run}/objections/new", sent)
    (made,) = course.objections(run)
    page = text(clerk, f"/assessment/{run}/objections/{made.ref.id}/")
    assert "青石镇" in page
    assert "三方评分" not in page
