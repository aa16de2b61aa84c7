"""The figures page: laid out as a person likes, led back to records, taken away as a workbook."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.periods import actions as periods
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import (
    ADMIN,
    CHEN,
    CITY,
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWN,
    SYSTEM,
    TOWN,
    WANG,
    ZHOU,
    morning,
)  # fmt: skip
from tests.web.test_query_counts import COUNTED

pytestmark = pytest.mark.django_db

FUNDS, PROJECTS = "investment.funds_in_place", "investment.projects_new"


@pytest.fixture(autouse=True)
def counted(county: None, settings: Any, tmp_path: Path) -> None:
    """青石镇 owes 6,000 万元 and has 500 in March; it had 400 by last March."""
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000))})
    project = ledgers.create(WANG, "investment.project", TOWN, {"name": "苹果汁加工厂", "total": 5000})
    values = {"project": project.ref.id, "received_on": "2026-03-09", "amount": 500, "voucher_no": "JZ-1"}
    ledgers.verify(ZHOU, ledgers.create(WANG, "investment.receipt", TOWN, values).ref)
    last = {TOWN: Decimal(400), COUNTY: Decimal(400)}
    periods.import_history(SYSTEM, FUNDS, Period.parse("2025-03"), last, "2025年统计月报")


@pytest.fixture
def leader() -> Client:
    return browser("zhao", ("leader", COUNTY))


def rows(client: Client, query: str) -> dict[str, list[str]]:
    """The table's rows by their head, each with its cells as they are read; the foot is there too."""
    answer = client.get(f"/figures/?period=2026-03&{query}")
    assert answer.status_code == 200
    tree = html.fromstring(answer.content.decode())
    lines = [[cell.text_content().strip() for cell in row] for row in tree.xpath("//table//tr[td]")]
    return {line[0]: line[1:] for line in lines}


def test_at_first_every_indicator_of_ones_unit_stands_there(leader: Client) -> None:
    unit, value, ytd, target, completion, ahead, yoy, light = rows(leader, "")["招商到位资金"]
    assert (unit, value, ytd, target) == ("万元", "500.00", "500.00", "51,000.00")
    assert (completion, ahead, yoy, light) == ("0.98%", "-24.02", "增长25.00%", "滞后")


def test_an_indicator_of_which_there_is_nothing_but_zero_has_a_row_when_it_is_asked_for(
    leader: Client,
) -> None:
    first, whole = rows(leader, ""), rows(leader, "bare=1")
    assert {"招商到位资金", "规模以上工业企业"} <= first.keys() < whole.keys()
    assert first["规模以上工业企业"][1] == "待统计", "what is waited for is not nothing"
    assert whole["专利申请量"][:3] == ["件", "0", "0"]
    (link,) = html.fromstring(leader.get("/figures/?period=2026-03").content.decode()).xpath(
        "//p[@class='bare-rows']/a"
    )
    assert link.text == f"另有 {len(whole) - len(first)} 项为零，全部列出"
    assert rows(leader, link.get("href").partition("?")[2]) == whole
    assert rows(leader, "indicator=innovation.patents_filed")["专利申请量"][1] == "0"


@pytest.mark.parametrize(
    ("query", "head", "cells"),
    [
        (f"rows=unit&columns=indicator&indicator={FUNDS}&measure=completion", "青石镇", ["8.33%"]),
        (f"rows=indicator&columns=unit&indicator={FUNDS}", "招商到位资金", ["万元", "500.00", "500.00"]),
        (f"rows=month&columns=measure&indicator={FUNDS}", "2026年3月", ["500.00", "500.00", "51,000.00"]),
        (f"rows=month&columns=year&indicator={FUNDS}", "3月", ["400.00", "500.00"]),
        (f"rows=year&columns=unit&indicator={FUNDS}", "2025年", ["400.00", "400.00"]),
        (f"rows=unit&columns=year&indicator={FUNDS}&measure=yoy", "青石镇", ["—", "增长25.00%"]),
    ],
)  # fmt: skip
def test_rows_columns_and_measure_are_chosen(leader: Client, query: str, head: str, cells: list[str]) -> None:
    assert rows(leader, query)[head][: len(cells)] == cells


def test_the_foot_is_the_unit_above_itself_and_no_sum(leader: Client) -> None:
    found = rows(leader, f"rows=unit&columns=measure&indicator={FUNDS}")
    assert list(found) == ["青石镇", "柳林乡", "招商引资服务局", "清河县"]
    assert found["清河县"][2] == "51,000.00"


def test_units_can_be_of_one_kind_and_in_another_order(leader: Client) -> None:
    query = f"rows=unit&columns=measure&indicator={FUNDS}&kind=township&sort="
    assert list(rows(leader, query + "ytd")) == ["柳林乡", "青石镇", "清河县"]
    assert list(rows(leader, query + "-ytd")) == ["青石镇", "柳林乡", "清河县"]
    assert list(rows(leader, query + "-completion")) == ["青石镇", "柳林乡", "清河县"], "unknown comes last"


def test_a_number_leads_to_the_records_behind_it_and_an_imported_one_nowhere(leader: Client) -> None:
    answer = leader.get(f"/figures/?period=2026-03&rows=unit&columns=year&indicator={FUNDS}")
    tree = html.fromstring(answer.content.decode())
    links = tree.xpath("//tbody/tr[1]/td/a/@href")
    trace = f"/figures/2026-03/{FUNDS}/{TOWN}/"
    assert trace in links
    assert not [one for one in links if "2025" in one]
    assert "/ledgers/investment.receipt/" in leader.get(trace).content.decode()


@pytest.mark.parametrize(
    ("query", "drawn"),
    [
        ("", ["bar"]),
        (f"rows=unit&columns=measure&indicator={FUNDS}&chart=share", ["pie"]),
        (f"rows=unit&columns=indicator&indicator={FUNDS}&measure=ytd&chart=columns", ["bar", "scatter"]),
        (f"rows=month&columns=measure&indicator={FUNDS}", ["line", "line"]),
        (f"rows=month&columns=year&indicator={FUNDS}", ["line", "line"]),
        (f"rows=unit&columns=indicator&indicator={FUNDS}&indicator={PROJECTS}&measure=ytd", []),
        (f"rows=unit&columns=measure&indicator={FUNDS}&chart=none", []),
    ],
)
def test_a_chart_shows_what_can_be_shown_honestly(leader: Client, query: str, drawn: list[str]) -> None:
    chart = leader.get(f"/figures/?period=2026-03&{query}").context["chart"]
    assert [one["type"] for one in chart.option["series"]] == drawn if chart else drawn == []


def test_the_pace_stands_beside_the_columns(leader: Client) -> None:
    chart = leader.get("/figures/?period=2026-03").context["chart"]
    assert chart.option["series"][0]["markLine"]["data"] == [{"yAxis": 25.0}]
    assert "序时进度 25.00%" in chart.caption


def test_what_is_on_the_screen_goes_out_with_real_numbers(leader: Client) -> None:
    query = f"period=2026-03&rows=unit&columns=measure&indicator={FUNDS}&kind=township&sort=-ytd"
    answer = leader.get(f"/figures/export?{query}")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    heads, town, other, county = sheet.iter_rows(values_only=True)
    assert heads[:4] == ("单位", "本期（万元）", "本年累计（万元）", "目标（万元）")
    assert town[:5] == ("青石镇", 500, 500, 6000, pytest.approx(0.0833))
    assert (other[0], other[3], county[0]) == ("柳林乡", "—", "清河县")
    assert sheet.freeze_panes == "B2"
    assert (sheet["B2"].number_format, sheet["E2"].number_format) == ("#,##0.00", "0.00%")


def test_a_stranger_is_told_that_the_unit_is_not_theirs(leader: Client) -> None:
    stranger = browser("hanxue", ("leader", OTHER_COUNTY))
    for address in (f"/figures/?unit={TOWN}", f"/figures/export?unit={TOWN}"):
        assert stranger.get(address).status_code == 404
        assert leader.get(address).status_code == 200
    assert "青石镇" not in stranger.get("/figures/?rows=unit").content.decode()


def test_whoever_has_no_role_is_told_what_is_missing() -> None:
    page = browser("nobody").get("/figures/")
    assert "要有本单位的角色" in page.content.decode()


def test_an_axis_that_is_none_is_the_usual_one_and_an_indicator_that_is_none_is_named(leader: Client) -> None:
    assert "招商到位资金" in rows(leader, "rows=colour&columns=rows&measure=x&chart=cake&kind=moon")
    answer = leader.get("/figures/?indicator=funds_in_plac")
    assert answer.status_code == 400
    assert "funds_in_place" in answer.content.decode()


def test_more_units_and_indicators_cost_no_more_queries(leader: Client) -> None:
    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert leader.get(f"/figures/?period=2026-03&{query}").status_code == 200
        return len(found)

    wide = "rows=unit&columns=indicator&measure=completion"
    asked(wide)
    before = asked(f"{wide}&indicator={FUNDS}")
    for number in range(20):
        units.add_unit(ADMIN, f"C01{number + 500}", f"第{number}镇", "township", parent=COUNTY)
    assert asked(wide) == before <= COUNTED + 40


def test_the_city_sees_its_counties(leader: Client) -> None:
    city = browser("lin", ("leader", CITY))
    assert list(rows(city, f"rows=unit&indicator={FUNDS}"))[:2] == ["清河县", "云岭县"]
    assert OTHER_TOWN not in rows(city, f"rows=unit&indicator={FUNDS}")
