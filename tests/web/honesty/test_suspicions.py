"""疑点核查 in the browser: found, looked at side by side, answered by one, settled by another."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.honesty import actions, queries
from tests.browsers import browser
from tests.honesty.conftest import ledgers, project, receipt
from tests.people import COUNTY, LIU, OTHER_COUNTY, OTHER_TOWN, SYSTEM, TOWN, morning

__all__ = ["ledgers"]


@pytest.fixture
def number(ledgers: None, settings: LazySettings) -> int:
    """One voucher in 青石镇 and 柳林乡."""
    settings.CLOCK = morning
    receipt(project(name="蜂蜜厂", investor="金穗农业有限公司"), voucher_no="JZ-7788")
    mine = project(LIU, OTHER_TOWN, name="纸箱厂", investor="联达建材有限公司", total=900)
    receipt(mine, LIU, voucher_no="jz 7788", amount=120)
    actions.check(SYSTEM, None, date(2026, 3, 18))
    return queries.opened(SYSTEM)[0].record.ref.id


@pytest.fixture
def clerk(number: int) -> Client:
    return browser("liuyang", ("reporter", OTHER_TOWN), name="刘洋")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_clerk_finds_it_in_the_menu_and_sees_why_and_of_which_records(clerk: Client, number: int) -> None:
    assert "/suspicions/" in text(clerk, "/")
    listed = text(clerk, "/suspicions/")
    assert "凭证号重复" in listed
    assert "待说明" in listed
    page = text(clerk, f"/suspicions/{number}/")
    assert "凭证号 jz 7788 相同" in page
    assert "柳林乡" in page
    assert f"/suspicions/{number}/answer" in page
    assert "审定</a>" not in page


def test_the_county_sees_both_records_side_by_side_and_what_is_the_same(number: int) -> None:
    page = text(browser("zhoumin", ("reviewer", COUNTY), name="周敏"), f"/suspicions/{number}/")
    assert "JZ-7788" in page
    assert "jz 7788" in page
    assert "相同" in page
    assert page.count(">打开<") == 2


def test_the_home_page_says_what_waits_for_whom(clerk: Client, number: int) -> None:
    assert "疑点待说明" in text(clerk, "/")
    reviewer = browser("zhoumin", ("reviewer", COUNTY), name="周敏")
    assert "疑点待审定" not in text(reviewer, "/")
    actions.answer(LIU, number, "抄录有误")
    assert "疑点待审定" in text(reviewer, "/")
    assert "疑点待说明" not in text(clerk, "/")


def test_of_the_other_units_record_a_clerk_sees_only_what_is_the_same(clerk: Client, number: int) -> None:
    page = text(clerk, f"/suspicions/{number}/")
    assert "其他单位的记录" in page
    assert "500.00" not in page
    assert "120.00" in page


def test_it_is_answered_with_a_proof_and_settled(clerk: Client, number: int) -> None:
    address = f"/suspicions/{number}/answer"
    assert "必填" in clerk.post(address, {"explanation": ""}).content.decode()
    proof = SimpleUploadedFile("进账单.txt", b"slip")
    page = clerk.post(address, {"explanation": "抄录有误", "proof": proof}, follow=True).content.decode()
    assert "待审定" in page
    reviewer = browser("zhoumin", ("reviewer", COUNTY), name="周敏")
    said = {"verdict": "explained", "opinion": "已核对进账单"}
    page = reviewer.post(f"/suspicions/{number}/settle", said, follow=True).content.decode()
    assert "说明属实" in page
    assert "已核对进账单" in text(clerk, f"/suspicions/{number}/")
    assert "没有符合条件" in text(clerk, "/suspicions/?stage=opened") or "没有疑点" in text(
        clerk, "/suspicions/?stage=opened"
    )


def test_a_clerk_cannot_settle_what_they_answer_and_a_stranger_sees_nothing(
    clerk: Client, number: int
) -> None:
    said = {"verdict": "explained", "opinion": "没有问题"}
    assert "不能审定" in clerk.post(f"/suspicions/{number}/settle", said).content.decode()
    stranger = browser("hanxue", ("reviewer", OTHER_COUNTY), name="韩雪")
    assert "没有疑点" in text(stranger, "/suspicions/")
    assert stranger.get(f"/suspicions/{number}/").status_code == 404


def test_it_is_filtered_and_checked_anew(clerk: Client, number: int) -> None:
    assert "凭证号重复：" in text(clerk, "/suspicions/?rule=investment.receipt.voucher&stage=open")
    assert "凭证号重复：" not in text(clerk, "/suspicions/?rule=investment.project.near_same")
    assert "凭证号重复：" not in text(clerk, "/suspicions/?stage=settled")
    page = clerk.post("/suspicions/check", follow=True).content.decode()
    assert "核查完毕，发现 1 个疑点" in page


def test_the_records_own_page_says_that_it_is_under_suspicion(clerk: Client, number: int) -> None:
    mine = queries.one(SYSTEM, number).refs[0]
    assert f"/suspicions/{number}/" in text(clerk, f"/ledgers/{mine.ledger}/{mine.id}/")
    other = browser("wangli", ("reporter", TOWN), name="王丽")
    theirs = queries.one(SYSTEM, number).refs[1]
    assert f"/suspicions/{number}/" in text(other, f"/ledgers/{theirs.ledger}/{theirs.id}/")


def test_it_goes_out_as_a_workbook(clerk: Client, number: int) -> None:
    answer = clerk.get("/exchange/supervision.query/export?rule=investment.receipt.voucher")
    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]


def test_the_list_says_what_to_do_when_there_is_nothing(ledgers: None, settings: LazySettings) -> None:
    settings.CLOCK = morning
    assert "上报和结账时自动核查" in text(browser("liuyang", ("reporter", OTHER_TOWN)), "/suspicions/")
