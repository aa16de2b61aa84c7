"""The page on which whoever a record was done for says how it was: one press, nothing by looking."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.actor import SHANGHAI
from luoshi.ledgers import actions, answering
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.service.policy import ITEM, MATTER
from luoshi.units import actions as units
from luoshi.web.public import rating
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import COUNTY, SYSTEM
from tests.service.conftest import FIRM_UNIT, LAND

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 14)


@pytest.fixture
def item(county: None, settings: Any, tmp_path: Any) -> Record:
    """An approval whose certificate the firm has, with what is not for everybody's eyes."""
    settings.EVIDENCE = tmp_path
    settings.CLOCK = lambda: datetime(2026, 9, 14, 10, tzinfo=SHANGHAI)
    adopt("service")
    units.add_unit(SYSTEM, LAND, "自然资源局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, FIRM_UNIT, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    matter = actions.create(
        SYSTEM, MATTER, FIRM_UNIT,
        {"name": "苹果汁加工厂", "firm": "丰禾食品有限公司", "firm_code": FIRM_UNIT, "opened_on": TODAY},
    )  # fmt: skip
    values = {
        "matter": matter.ref.id, "kind": "land", "name": "建设用地批准", "applied_on": TODAY,
        "opinion": "内部意见", "decision_no": "12号", "certificate_no": "2026-012",
    }  # fmt: skip
    return actions.create(SYSTEM, ITEM, LAND, values)


@pytest.fixture
def delivered(item: Record) -> Record:
    for stage in ("accepted", "review", "decided", "delivered"):
        item = actions.move(SYSTEM, item.ref, stage)
    return item


def address(record: Record) -> str:
    return f"/public/rate/{answering.link(record)}/"


def text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def said(record: Record) -> Any:
    return ledgers.record(SYSTEM, record.ref).values["satisfaction"]


def test_one_press_answers_and_looking_changes_nothing(delivered: Record) -> None:
    somebody = Client(enforce_csrf_checks=False)
    page = text(somebody, address(delivered) + "?choice=satisfied")
    for shown in ("建设用地批准", "自然资源局", "这件事办得怎么样？", "满意", "不满意"):
        assert shown in page
    for kept in ("内部意见", "2026-012", "丰禾", "苹果汁"):
        assert kept not in page
    assert said(delivered) is None
    sent = {"choice": "partly", "remark": "快一点就好"}
    assert somebody.post(address(delivered), sent).status_code == 302
    page = text(Client(), address(delivered))
    assert "您的评价：<strong>基本满意</strong>" in page
    assert "快一点就好" in page
    assert 'name="choice"' not in page
    again = Client().post(address(delivered), {"choice": "satisfied"})
    assert "已经评价过了" in again.content.decode()
    assert said(delivered) == "partly"


def test_a_browser_says_whose_form_it_sends(delivered: Record) -> None:
    answer = Client().get(address(delivered))
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert Client(enforce_csrf_checks=True).post(address(delivered), {"choice": "partly"}).status_code == 403


def test_before_it_is_done_and_after_it_was_withdrawn_the_page_says_so(item: Record) -> None:
    assert "还没有办好" in text(Client(), address(item))
    Client().post(address(item), {"choice": "satisfied"})
    actions.withdraw(SYSTEM, item.ref, why="重复")
    assert "已经撤回" in text(Client(), address(item))
    Client().post(address(item), {"choice": "satisfied"})
    assert said(item) is None
    assert Client().get("/public/rate/nonsense/").status_code == 404


def test_a_press_that_is_no_answer_is_told_so(delivered: Record) -> None:
    answer = Client().post(address(delivered), {"choice": "great"})
    assert "没有选择评价" in answer.content.decode()
    assert said(delivered) is None


def test_the_office_finds_the_address_and_cannot_answer_itself(delivered: Record) -> None:
    clerk = browser("tian", ("approver", LAND), name="田科长")
    where = f"/ledgers/{ITEM}/{delivered.ref.id}/"
    assert address(delivered) in text(clerk, where)
    assert "<svg" in text(clerk, where).partition(address(delivered))[0]
    assert "不能自己评价" in text(clerk, address(delivered))
    clerk.post(address(delivered), {"choice": "satisfied"})
    assert said(delivered) is None
    firm = browser("sujingli", ("firm_manager", FIRM_UNIT), name="苏经理")
    assert address(delivered) in text(firm, f"/service/items/{delivered.ref.id}/")
    assert address(delivered) not in text(firm, where)
    firm.post(address(delivered), {"choice": "satisfied"})
    assert said(delivered) == "satisfied"
    assert address(delivered) not in text(clerk, where)
    assert "系统" in text(clerk, where)


def test_who_answers_too_often_is_stopped(delivered: Record, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for _number in range(rating.AN_HOUR):
        Client().post(address(delivered), {"choice": "none"})
    answer = Client().post(address(delivered), {"choice": "satisfied"})
    assert "这个地址评价的太多了" in answer.content.decode()
    assert said(delivered) is None
