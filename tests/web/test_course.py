"""The course of a result: three jumps on a line of time, then what came of it year by year."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html

from luoshi.ledgers import actions
from luoshi.ledgers.records import Record, Ref
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import CHEN, COUNTY, TOWN, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


def registered() -> Record:
    values = {
        "name": "薯渣饲料技术", "domain": "agri", "owner": "清河农科所", "registered_on": date(2024, 1, 10),
        "pilot_on": date(2024, 4, 10), "pilot_at": "清河中试基地", "produced_on": date(2024, 5, 1),
        "produced_by": "清河饲料厂",
    }  # fmt: skip
    return actions.create(CHEN, "innovation.result", TOWN, values, since=date(2024, 1, 10))


def produced() -> Ref:
    made = registered()
    for stage, day in (("pilot", date(2024, 4, 10)), ("production", date(2024, 5, 1))):
        actions.attach(CHEN, made.ref, stage, "凭证.txt", stage.encode())
        made = actions.move(CHEN, made.ref, stage, on=day, version=made.version)
    return made.ref


def told(result: Ref, number: int, sales: int | None) -> Ref:
    values = {"result": result.id, "number": number, "due_on": date(2024 + number, 5, 1)}
    money = {} if sales is None else {"sales": sales, "tax": sales // 10}
    return actions.create(CHEN, "innovation.result_output", TOWN, {**values, **money}).ref


def page(client: Client, ref: Ref) -> Any:
    return html.fromstring(client.get(f"/ledgers/{ref.ledger}/{ref.id}/").content.decode())


def said(found: Any) -> list[list[str]]:
    return [
        [" ".join(part.text_content().split()) for part in one]
        for one in found.xpath('//ol[@class="course"]/li')
    ]


def test_the_three_jumps_stand_in_order_with_the_time_between_them(chief: Client) -> None:
    assert said(page(chief, produced())) == [
        ["2024-01-10", "研究"], ["过了 3 个月", "2024-04-10", "中试"],
        ["过了 21 天", "2024-05-01", "产业化"],
    ]  # fmt: skip


def test_what_came_of_a_result_follows_year_by_year_and_is_drawn(chief: Client) -> None:
    result = produced()
    first, _ = told(result, 1, 300), told(result, 2, None)
    found = page(chief, result)
    assert said(found)[3:] == [
        ["2025-05-01", "成果效益年报（第 1 次）", "待报", "新增销售收入 300.00 万元", "新增税收 30.00 万元"],
        ["2026-05-01", "成果效益年报（第 2 次）", "待报"],
    ]
    link = found.xpath('//ol[@class="course"]//a/@href')[0]
    assert link == f"/ledgers/{first.ledger}/{first.id}/"
    (option,) = found.xpath('//script[starts-with(@id, "chart")]') or [None]
    drawn = json.loads(option.text)
    assert drawn["xAxis"]["data"] == ["第 1 次", "第 2 次"]
    assert [(one["name"], one["data"]) for one in drawn["series"]] == [
        ("新增销售收入", [300.0, None]), ("新增税收", [30.0, None]),
    ]  # fmt: skip


def test_one_point_is_no_course_and_a_ledger_without_later_looks_has_none(chief: Client) -> None:
    assert said(page(chief, registered().ref)) == []
    values = {"name": "苹果汁厂", "total": 100}
    project = actions.create(CHEN, "investment.project", TOWN, values)
    assert said(page(chief, project.ref)) == []
