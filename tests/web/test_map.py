"""A ledger by place: the tree rolled up, outlines drawn, ways down and to the list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.journal import queries as journal
from luoshi.ledgers import actions
from luoshi.ledgers.drafts import NewRow
from luoshi.units import actions as units
from luoshi.units import queries as tree
from luoshi.units.geometry import collection
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import ADMIN, BUREAU, CHEN, CITY, COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN, morning

pytestmark = pytest.mark.django_db

MAP = "/ledgers/investment.project/map"


def square(at: float) -> dict[str, Any]:
    ring = [[at, 0.0], [at + 1, 0.0], [at + 1, 1.0], [at, 1.0], [at, 0.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(*codes: str) -> bytes:
    return json.dumps(collection({code: square(place) for place, code in enumerate(codes)})).encode()


@pytest.fixture
def chief(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    for unit, totals in ((TOWN, [100, 50]), (OTHER_TOWN, [900]), (BUREAU, [7]), (COUNTY, [3])):
        rows = [NewRow(unit, {"name": f"{unit}的{n}", "total": total}) for n, total in enumerate(totals)]
        actions.create_many(CHEN, "investment.project", rows)
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


def page(client: Client, address: str = MAP) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return html.fromstring(answer.content.decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def rows(one: Any) -> list[list[str]]:
    return [[text(cell) for cell in row.findall("td")] for row in one.xpath("//tbody/tr | //tfoot/tr")]


def data(one: Any) -> Any:
    return json.loads(one.get_element_by_id("map-data").text)


def test_a_county_is_shown_unit_by_unit_the_most_first(chief: Client) -> None:
    found = page(chief)
    assert rows(found) == [
        ["青石镇", "2"], ["清河县本级", "1"], ["柳林乡", "1"], ["招商引资服务局", "1"], ["合计", "5"],
    ]  # fmt: skip
    money = rows(page(chief, f"{MAP}?by=total"))
    assert money[0] == ["柳林乡", "1", "900.00"]
    assert money[-1] == ["合计", "5", "1,060.00"]


def test_a_city_holds_what_its_counties_hold_and_leads_down(chief: Client) -> None:
    city = browser("linjing", ("supervisor", CITY), name="林静")
    found = page(city)
    assert rows(found)[0] == ["清河县", "5", "看下级"]
    assert rows(found)[1][:2] == ["云岭县", "0"]
    down = found.xpath('//td/a[text()="看下级"]/@href')[0]
    assert down == f"{MAP}?unit={COUNTY}"
    below = page(city, down)
    assert rows(below)[0] == ["青石镇", "2"]
    assert below.xpath('//nav[@class="map-trail"]//a/@href') == [f"{MAP}?unit={CITY}"]


def test_without_outlines_there_are_bars_and_it_is_said_who_brings_some(chief: Client) -> None:
    found = page(chief)
    assert next(text(one) for one in found.xpath('//ol[@class="bars"]/li/a')) == "青石镇"
    assert found.xpath('//ol[@class="bars"]/li/progress/@value')[0] == "2.0"
    assert "请系统管理员" in text(found)
    admin = browser("heli", ("admin", CITY), ("leader", CITY), name="何立")
    assert page(admin).xpath('//a[@href="/admin/outlines/"]')


def test_outlines_are_drawn_with_names_values_and_ways(chief: Client) -> None:
    units.keep_outlines(ADMIN, drawn(TOWN, OTHER_TOWN, COUNTY))
    found = page(chief, f"{MAP}?by=total&q=的")
    said = data(found)
    assert [one["properties"]["unit"] for one in said["geometry"]["features"]] == [TOWN, OTHER_TOWN]
    assert said["regions"][0] == {
        "unit": TOWN, "name": "青石镇", "value": 150.0, "words": "150.00 万元",
        "url": f"/ledgers/investment.project/?q=%E7%9A%84&unit={TOWN}",
    }  # fmt: skip
    nothing = page(chief, f"{MAP}?q=没有这样的")
    assert nothing.xpath("//script[contains(@src, 'map')]") == [], "nothing is drawn where nothing is"
    city = browser("linjing", ("supervisor", CITY), name="林静")
    assert data(page(city))["regions"][0]["url"] == f"{MAP}?unit={COUNTY}"


def test_a_clerk_sees_ones_own_among_the_neighbours_and_a_stranger_nothing(chief: Client) -> None:
    clerk = browser("wangli", ("reporter", TOWN), name="王丽")
    assert rows(page(clerk))[0] == ["青石镇", "2"]
    assert rows(page(clerk))[-1] == ["合计", "2"]
    stranger = browser("hanxue", ("reporter", OTHER_COUNTY), name="韩雪")
    assert "还没有记录" in text(page(stranger))


def test_a_map_costs_the_same_however_many_units_and_records(chief: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(chief, f"{MAP}?by=total")
        return len(asked)

    page(chief)
    before = cost()
    for number in range(20):
        code = f"C01{number + 500}"
        units.add_unit(ADMIN, code, f"第{number}镇", "township", parent=COUNTY)
        actions.create_many(CHEN, "investment.project", [NewRow(code, {"name": f"新{number}", "total": 1})])
    assert cost() == before <= 20


def upload(client: Client, content: bytes) -> Any:
    return client.post("/admin/outlines/", {"file": SimpleUploadedFile("units.geojson", content)})


def test_an_administrator_brings_outlines_sees_them_and_takes_them_away(chief: Client) -> None:
    admin = browser("heli", ("admin", CITY), name="何立")
    assert upload(admin, drawn(TOWN, OTHER_TOWN)).status_code == 302
    assert set(tree.outlines()) == {TOWN, OTHER_TOWN}
    entry = journal.history("outlines")[-1]
    assert (entry.verb, entry.data["units"]) == ("keep_outlines", [TOWN, OTHER_TOWN])
    assert upload(admin, drawn(COUNTY, TOWN)).status_code == 302
    assert set(tree.outlines()) == {TOWN, OTHER_TOWN, COUNTY}, "the others stay"
    kept = admin.get("/admin/outlines/file")
    assert len(json.loads(kept.content)["features"]) == 3
    lights = page(admin, "/admin/outlines/").xpath('//td/span[contains(@class, "light")]')
    assert [text(one) for one in lights].count("有边界") == 3
    assert admin.post("/admin/outlines/forget").status_code == 302
    assert tree.outlines() == {}


def test_nobody_else_brings_outlines(chief: Client) -> None:
    assert upload(chief, drawn(TOWN)).status_code == 403
    assert chief.get("/admin/outlines/").status_code == 403
    assert chief.get("/admin/outlines/file").status_code == 403
    assert chief.post("/admin/outlines/forget").status_code == 403


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not json", "文件不是可用的 GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "至少一个要素"),
        (drawn("C9999"), "第 1 个要素：没有代码为“C9999”的单位"),
        (drawn(TOWN).replace(b"[0, 0.0]]]", b"[0, 0.5]]]"), "有一圈没有闭合"),
        (drawn(TOWN).replace(b"Polygon", b"Point"), "“geometry”不对"),
        (drawn(TOWN).replace(b"1.0", b"91.0"), "经纬度用度数"),
        (drawn(TOWN, "x").replace(b'"x"', f'"{TOWN}"'.encode()), "出现两次"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_what_would_be_right(
    chief: Client, content: bytes, said: str
) -> None:
    admin = browser("heli", ("admin", CITY), name="何立")
    answer = upload(admin, content)
    assert answer.status_code == 200
    assert said in html.fromstring(answer.content.decode()).text_content()
    assert tree.outlines() == {}
