"""A ledger's list as a person likes it: columns, order, views, chips, many decisions at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions, queries, saved_views
from luoshi.ledgers.records import Ref
from luoshi.units import queries as units
from luoshi.units.models import Person
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import COUNTY, SYSTEM, TOWN, WANG, morning

PROJECT, RECEIPT = "investment.project", "investment.receipt"
LIST = f"/ledgers/{PROJECT}/"


def actor(client: Client) -> Actor:
    """Whoever is logged in, with a number of their own: made-up people's might be another's."""
    return units.actor_for(Person.objects.get(id=client.session["_auth_user_id"]), morning)


@pytest.fixture
def many(county: None, settings: Any, tmp_path: Path) -> list[Ref]:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    wang = actor(browser("wangli", ("reporter", TOWN), name="王丽"))
    said = [("甲厂", 300, "agri"), ("乙厂", 100, "trade"), ("丙厂", 300, "trade")]
    return [
        actions.create(wang, PROJECT, TOWN, {"name": name, "total": total, "industry": industry}).ref
        for name, total, industry in said
    ]


@pytest.fixture
def reviewer(many: list[Ref]) -> Client:
    return browser("liqing", ("reviewer", COUNTY), ("reporter", COUNTY), name="李青")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def names(page: str) -> list[str]:
    return re.findall(r'<td[^>]*class="[^"]*pin"[^>]*><a href="[^"]+">([^<]+)</a>', page)


def test_a_list_sorts_by_several_columns(reviewer: Client) -> None:
    assert names(text(reviewer, f"{LIST}?sort=-total,industry")) == ["甲厂", "丙厂", "乙厂"]
    assert names(text(reviewer, f"{LIST}?sort=-total,-industry")) == ["丙厂", "甲厂", "乙厂"]
    page = text(reviewer, f"{LIST}?sort=-total,industry")
    assert "<sup>1</sup>" in page
    assert 'data-more="?sort=-total%2C-industry"' in page


def test_the_columns_are_those_asked_for_in_their_order(reviewer: Client) -> None:
    page = text(reviewer, f"{LIST}?col=id&col=total&col=title&col=nonsense&pin=2")
    heads = re.findall(r'<th scope="col" class="([^"]*)"[^>]*>\s*(?:<a[^>]*>)?\s*([^<]+)', page)
    shown = [(label.strip(), "pin" in style) for style, label in heads]
    assert shown == [("编号", True), ("总投资", True), ("记录", False)]


def test_what_is_asked_stands_in_chips_that_take_it_away(reviewer: Client) -> None:
    page = text(reviewer, f"{LIST}?industry=trade&total__min=200&q=厂")
    assert names(page) == ["丙厂"]
    assert f'href="?industry=trade&amp;q={quote("厂")}"' in page
    assert "商贸物流" in page


def test_nothing_found_and_nothing_there_say_different_things(reviewer: Client) -> None:
    assert "没有符合条件的记录" in text(reviewer, f"{LIST}?q=没有")
    empty = text(reviewer, f"/ledgers/{RECEIPT}/")
    assert "也可以把 Excel 表导入" in empty


def test_a_bad_filter_is_answered_with_a_sentence_not_a_traceback(reviewer: Client) -> None:
    answer = reviewer.get(f"{LIST}?total__min=很多")
    assert answer.status_code == 400
    assert "不是数字" in answer.content.decode()


def test_a_view_is_kept_shown_shared_and_forgotten(reviewer: Client) -> None:
    sent = {"name": "大项目", "query": "total__min=200&page=3", "unit": COUNTY}
    reviewer.post(f"{LIST}views", sent)
    assert f'href="{LIST}?total__min=200"' in text(reviewer, LIST)
    colleague = browser("wangfang", ("reporter", TOWN), name="王芳")
    assert "大项目（李青）" in text(colleague, LIST)
    stranger = browser("zhao", ("reporter", "C02"), name="赵云")
    assert "大项目" not in text(stranger, LIST)
    (view,) = saved_views.views(actor(reviewer), PROJECT)
    assert colleague.post(f"{LIST}views/{view.id}/forget").status_code == 302
    assert "大项目" in text(reviewer, LIST)
    reviewer.post(f"{LIST}views/{view.id}/forget")
    assert "大项目" not in text(reviewer, LIST)


def test_a_view_is_shared_only_with_ones_own(reviewer: Client) -> None:
    page = reviewer.post(
        f"{LIST}views", {"name": "x", "query": "", "unit": "C"}, follow=True
    ).content.decode()
    assert "只能共享给本单位及下级" in page


def test_many_facts_are_verified_at_once_each_in_the_journal(reviewer: Client, many: list[Ref]) -> None:
    mine = actions.create(actor(reviewer), PROJECT, COUNTY, {"name": "自报"}).ref
    sent = {"row": [one.id for one in (*many[:2], mine)], "decision": "verify", "query": "q=厂&page=2"}
    page = reviewer.post(f"{LIST}decide", sent, follow=True)
    assert page.redirect_chain[0][0] == f"{LIST}?q={quote('厂')}"
    said = page.content.decode()
    assert "已审核通过 2 条" in said
    assert "1 条没有处理" in said
    assert "自己填报的数据不能自己审核" in said
    states = [queries.record(SYSTEM, ref).verification for ref in (*many, mine)]
    assert states == ["verified", "verified", "pending", "pending"]
    assert [e.verb for e in queries.history(SYSTEM, many[0])] == ["create", "verify"]


def test_many_facts_are_sent_back_with_one_reason_or_not_at_all(reviewer: Client, many: list[Ref]) -> None:
    sent = {"row": [one.id for one in many], "decision": "reject", "query": ""}
    assert "没有写原因" in reviewer.post(f"{LIST}decide", sent, follow=True).content.decode()
    assert {queries.record(SYSTEM, ref).verification for ref in many} == {"pending"}
    reviewer.post(f"{LIST}decide", {**sent, "why": "合同不清楚"})
    assert {queries.record(SYSTEM, ref).verification for ref in many} == {"rejected"}


def test_who_may_not_verify_is_offered_no_boxes_and_refused(many: list[Ref]) -> None:
    reporter = browser("wangfang", ("reporter", TOWN), name="王芳")
    assert 'name="row"' not in text(reporter, LIST)
    sent = {"row": [many[0].id], "decision": "verify", "query": ""}
    assert "1 条没有处理" in reporter.post(f"{LIST}decide", sent, follow=True).content.decode()
    assert queries.record(SYSTEM, many[0]).verification == "pending"


def test_a_record_that_is_named_stands_by_its_title(reviewer: Client, many: list[Ref]) -> None:
    actions.create(
        WANG, RECEIPT, TOWN,
        {"project": many[0].id, "received_on": "2026-03-02", "amount": 5, "voucher_no": "V1"},
    )  # fmt: skip
    assert "甲厂" in text(reviewer, f"/ledgers/{RECEIPT}/")
