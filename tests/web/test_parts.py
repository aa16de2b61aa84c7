"""What a ledger consists of: fields by money, kinds by number; and platforms on the map of counties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.ledgers import actions
from luoshi.ledgers.drafts import NewRow
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import BUREAU, CHEN, CITY, COUNTY, OTHER_COUNTY, TOWN, morning

pytestmark = pytest.mark.django_db

PROJECTS = "/ledgers/innovation.science_project/"
PARTS = f"{PROJECTS}parts"
MARCH = "2026-03-02"


@pytest.fixture
def chief(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation", "quality")
    rows = [
        project(TOWN, "agri", 100), project(TOWN, "agri", 50), project(BUREAU, "food", 400),
        project(COUNTY, None, 7),
    ]  # fmt: skip
    actions.create_many(CHEN, "innovation.science_project", rows)
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


def project(unit: str, domain: str | None, funds: int) -> NewRow:
    values = {"name": f"{unit}{domain}{funds}", "level": "provincial", "put_forward_on": MARCH}
    return NewRow(unit, {**values, "domain": domain, "funds": funds})


def page(client: Client, address: str = PARTS) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return html.fromstring(answer.content.decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def rows(one: Any) -> list[list[str]]:
    return [[text(cell) for cell in row.findall("td")] for row in one.xpath("//tbody/tr | //tfoot/tr")]


def bars(one: Any) -> list[tuple[str, str]]:
    found = one.xpath('//ol[@class="bars"]/li')
    return [(text(bar[0]), text(bar[2])) for bar in found]


def test_fields_are_shown_by_money_the_most_first_with_their_shares(chief: Client) -> None:
    found = page(chief, f"{PARTS}?of=domain&by=funds")
    assert bars(found) == [("食品加工", "400.00 万元"), ("现代农业", "150.00 万元"), ("未填", "7.00 万元")]
    assert rows(found)[:2] == [["食品加工", "1", "400.00", "71.81%"], ["现代农业", "2", "150.00", "26.93%"]]
    assert rows(found)[-1][:3] == ["合计", "4", "557.00"]
    assert ["新材料", "0", "0.00", "0.00%"] in rows(found), "a field without money is said too"


def test_without_a_question_the_first_choice_is_counted(chief: Client) -> None:
    found = page(chief)
    assert bars(found) == [("省级", "4 条")]
    assert [one.get("value") for one in found.xpath('//select[@id="of"]/option')][:2] == ["level", "domain"]


def test_a_part_leads_to_its_records_and_keeps_what_was_asked(chief: Client) -> None:
    found = page(chief, f"{PARTS}?of=domain&by=funds&unit={TOWN}")
    assert bars(found) == [("现代农业", "150.00 万元")]
    (link,) = found.xpath('//ol[@class="bars"]//a/@href')
    assert link == f"{PROJECTS}?unit={TOWN}&domain=agri"
    assert len(page(chief, link).xpath("//tbody/tr")) == 2
    whole = page(chief, f"{PARTS}?of=domain")
    assert text(whole.xpath('//ol[@class="bars"]/li[last()]/strong')[0]) == "未填", (
        "an empty one is no filter"
    )


def test_an_unknown_question_is_answered_as_the_first(chief: Client) -> None:
    assert bars(page(chief, f"{PARTS}?of=nothing&by=nothing")) == [("省级", "4 条")]
    assert page(chief, f"{PARTS}?q=没有这样的").xpath('//ol[@class="bars"]') == []


def test_a_ledger_without_choices_and_date_has_no_parts(chief: Client) -> None:
    assert chief.get("/ledgers/quality.equipment/parts").status_code == 404
    tabs = page(chief, "/ledgers/quality.equipment/map").xpath('//nav[@class="tabs"]//a')
    assert "分布" not in [text(one) for one in tabs]
    tabs = page(chief, f"{PROJECTS}map").xpath('//nav[@class="tabs"]//a')
    assert "分布" in [text(one) for one in tabs]


def test_nobody_counts_what_they_do_not_see(chief: Client) -> None:
    stranger = browser("hanxue", ("reporter", OTHER_COUNTY), name="韩雪")
    assert page(stranger).xpath('//ol[@class="bars"]') == []


def test_parts_cost_the_same_however_many_records_there_are(chief: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(chief, f"{PARTS}?of=domain&by=funds")
        return len(asked)

    page(chief)
    before = cost()
    actions.create_many(
        CHEN, "innovation.science_project", [project(TOWN, "energy", 1000 + n) for n in range(30)]
    )
    assert cost() == before


def test_platforms_stand_on_the_map_of_counties_by_kind_and_level(chief: Client) -> None:
    city = browser("linjing", ("supervisor", CITY), name="林静")
    centre = {"kind": "centre", "approved_on": MARCH}
    rows_ = [
        NewRow(COUNTY, {"name": "薯类加工工程技术研究中心", "level": "provincial", **centre}),
        NewRow(TOWN, {"name": "果蔬保鲜工程技术研究中心", "level": "municipal", **centre}),
        NewRow(TOWN, {"name": "节水重点实验室", "level": "municipal", **centre, "kind": "laboratory"}),
    ]
    actions.create_many(CHEN, "innovation.centre", rows_)
    address = "/ledgers/innovation.centre/map"
    assert rows(page(city, address))[0][:2] == ["清河县", "3"]
    assert rows(page(city, f"{address}?kind=centre"))[0][:2] == ["清河县", "2"]
    assert rows(page(city, f"{address}?kind=centre&level=municipal"))[0][:2] == ["清河县", "1"]


def drawn(one: Any, key: str) -> Any:
    return json.loads(one.get_element_by_id(f"chart-{key}").text)


def test_pareto_begins_with_the_greatest_and_says_who_comes_to_four_fifths(chief: Client) -> None:
    """By hand: 400, 150 and 7 of 557 are 71.81 %, 98.74 % and 100 % together."""
    found = page(chief, f"{PARTS}?of=domain&by=funds&look=pareto")
    assert rows(found) == [
        ["食品加工", "1", "400.00", "71.81%", "71.81%"],
        ["现代农业", "2", "150.00", "26.93%", "98.74%"],
        ["未填", "1", "7.00", "1.26%", "100.00%"],
        ["合计", "4", "557.00", "", ""],
    ]
    option = drawn(found, "pareto")
    assert option["xAxis"]["data"] == ["食品加工", "现代农业", "未填"]
    assert option["series"][0]["data"] == [400, 150, 7]
    assert option["series"][1]["markLine"]["data"] == [{"yAxis": 80}]
    assert "3 类里最多的 2 类累计占 98.74%，达到 80%。" in text(found)
    assert found.xpath("//figure/div/@aria-label") == ["“科技计划项目”按技术领域的科技经费"]


def test_pareto_of_less_than_nothing_is_not_drawn(chief: Client) -> None:
    fault = {"what": "错漏", "found_on": MARCH}
    for source, times in (("audit", 3), ("process", -5)):
        row = {**fault, "source": source, "reopened": times}
        actions.create(CHEN, "quality.nonconformity", TOWN, row)
    found = page(chief, "/ledgers/quality.nonconformity/parts?of=source&by=reopened&look=pareto")
    assert found.xpath("//figure") == []
    assert "有负数，不能作累计占比。" in text(found)
    assert page(chief, f"{PARTS}?q=没有这样的&look=pareto").xpath("//figure") == []


def test_a_dated_ledger_is_shown_month_by_month_over_two_years(chief: Client) -> None:
    """Four of March 2026, this month; one of April 2024, the first; one before it, which is left out."""
    for day in ("2024-04-30", "2024-03-31"):
        row = project(TOWN, "agri", 20)
        actions.create(CHEN, "innovation.science_project", TOWN, {**row.values, "put_forward_on": day})
    found = page(chief, f"{PARTS}?look=trend&by=funds")
    told = rows(found)
    assert (len(told), told[0], told[1][1:]) == (25, ["2026年3月", "4", "557.00"], ["0", "0.00"])
    assert told[23:] == [["2024年4月", "1", "20.00"], ["合计", "5", "577.00"]]
    option = drawn(found, "trend")
    assert option["xAxis"]["data"][0::23] == ["2024-04", "2026-03"]
    assert option["series"][0]["data"] == [20, *[0] * 22, 557]
    (month,) = found.xpath("//tbody/tr[1]//a/@href | //tbody/tr[1]/@data-href")[:1]
    assert len(page(chief, month).xpath("//tbody/tr")) == 4
    inside = page(chief, f"{PARTS}?look=trend&put_forward_on__min=2026-03-02")
    assert rows(inside)[-1] == ["合计", "4"]
