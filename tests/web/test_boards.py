"""A dashboard as its person arranges it, and the big screen of a command room."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.periods import actions as periods
from luoshi.periods.boards import KINDS
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import ADMIN, CHEN, COUNTY, OTHER_COUNTY, SYSTEM, TOWN, WANG, ZHOU, morning
from tests.web.test_query_counts import COUNTED

pytestmark = pytest.mark.django_db

FUNDS, PROJECTS = "investment.funds_in_place", "investment.projects_new"
MARCH = "period=2026-03"


@pytest.fixture(autouse=True)
def counted(county: None, settings: Any, tmp_path: Path) -> None:
    """青石镇 owes 6,000 万元 and has 3,000 in March; the county had 400 by last March."""
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000))})
    project = ledgers.create(WANG, "investment.project", TOWN, {"name": "苹果汁加工厂", "total": 5000})
    values = {"project": project.ref.id, "received_on": "2026-03-09", "amount": 3000, "voucher_no": "JZ-1"}
    ledgers.verify(ZHOU, ledgers.create(WANG, "investment.receipt", TOWN, values).ref)
    periods.import_history(SYSTEM, FUNDS, Period.parse("2025-03"), {COUNTY: Decimal(400)}, "2025年统计月报")


@pytest.fixture
def leader() -> Client:
    return browser("zhao", ("leader", COUNTY))


def sent(*tiles: tuple[str, ...], do: str = "keep", **more: str) -> dict[str, Any]:
    """A dashboard as the page sends it: (kind, indicator, unit, among, width, height) of each tile."""
    parts = ("kind", "indicator", "unit", "among", "width", "height")
    columns = zip(*tiles, strict=True) if tiles else [()] * len(parts)
    return {part: list(values) for part, values in zip(parts, columns, strict=True)} | {"do": do} | more


def titles(client: Client) -> list[str]:
    return [one.title for one in client.get(f"/boards/?{MARCH}").context["tiles"]]


def test_at_first_a_leader_sees_what_their_unit_owes_and_who_leads(leader: Client) -> None:
    page = leader.get(f"/boards/?{MARCH}")
    assert titles(leader)[:3] == ["招商到位资金", "招商到位资金 · 走势", "招商到位资金 · 历年同期"]
    said = page.content.decode()
    for words in ("3,000.00", "5.88%", "序时 25.00%", "招商到位资金 · 排名 · 乡镇"):
        assert words in said


def test_a_leader_arranges_their_own_dashboard_and_nobody_elses(leader: Client) -> None:
    other = browser("qian", ("leader", COUNTY))
    before = titles(other)
    tiles = [("share", FUNDS, COUNTY, "township", "3", "2"), ("figure", PROJECTS, "", "", "1", "1")]
    answer = leader.post("/boards/arrange", sent(*tiles), follow=True)
    assert "看板已保存" in answer.content.decode()
    assert titles(leader) == ["招商到位资金 · 各单位占比 · 乡镇", "引进招商项目"]
    assert 'class="tile tile-w3 tile-h2"' in leader.get("/boards/").content.decode()
    assert titles(other) == before


def test_a_tile_is_added_to_what_is_on_the_screen_and_kept_only_when_told(leader: Client) -> None:
    new = {"new_kind": "trend", "new_indicator": FUNDS, "new_unit": TOWN, "new_among": ""}
    page = leader.post("/boards/arrange", sent(("figure", PROJECTS, "", "", "1", "1"), do="add", **new))
    assert [one.title for one in page.context["tiles"]] == ["引进招商项目", "招商到位资金 · 走势"]
    assert "按“保存”才会留下" in page.content.decode()
    assert "招商到位资金 · 排名 · 乡镇" in titles(leader)


def test_a_dashboard_can_be_empty_and_the_usual_one_again(leader: Client) -> None:
    usual = titles(leader)
    leader.post("/boards/arrange", sent())
    assert titles(leader) == []
    assert "看板上什么也没有" in leader.get("/boards/").content.decode()
    leader.post("/boards/arrange", {"do": "usual"})
    assert titles(leader) == usual


@pytest.mark.parametrize(
    ("tile", "said"),
    [
        (("figure", FUNDS, OTHER_COUNTY, "", "1", "1"), "您不能查看该单位的数据"),
        (("figure", FUNDS, "", "", "9", "1"), "宽 1—4 列"),
        (("figure", "investment.nothing", "", "", "1", "1"), "指标"),
        (("cake", FUNDS, "", "", "1", "1"), "看板没有传完整"),
        (("figure", FUNDS, "", "", "wide", "1"), "看板没有传完整"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(
    leader: Client, tile: tuple[str, ...], said: str
) -> None:
    before = titles(leader)
    answer = leader.post("/boards/arrange", sent(tile))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert titles(leader) == before


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_tile_shows_something_or_says_why_not(leader: Client, kind: str) -> None:
    for indicator in (FUNDS, "investment.started_rate", "innovation.rd_share"):
        for unit in ("", TOWN):
            leader.post("/boards/arrange", sent((kind, indicator, unit, "", "2", "2")))
            (one,) = leader.get(f"/boards/?{MARCH}").context["tiles"]
            assert bool(one.stat) + bool(one.tallies) + bool(one.chart) + bool(one.empty) == 1
            if one.url:
                assert leader.get(one.url).status_code == 200


def test_more_tiles_units_and_indicators_cost_no_more_queries(leader: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert leader.get(address).status_code == 200
        return len(found)

    addresses = (f"/boards/?{MARCH}", f"/boards/arrange?{MARCH}")
    leader.post("/boards/arrange", sent(("ranking", FUNDS, "", "", "2", "2")))
    for address in addresses:
        asked(address)
    before = [asked(address) for address in addresses]
    for number in range(20):
        units.add_unit(ADMIN, f"C01{number + 500}", f"第{number}镇", "township", parent=COUNTY)
    tiles = [(kind, name, "", "", "2", "2") for kind in KINDS for name in (FUNDS, PROJECTS)]
    leader.post("/boards/arrange", sent(*tiles))
    after = [asked(address) for address in addresses]
    assert after == [count for count in before if count <= COUNTED + 40]


def test_the_big_screen_turns_through_lights_ranking_and_trend_without_a_menu(leader: Client) -> None:
    page = leader.get(f"/boards/screen?{MARCH}")
    slides = page.context["slides"]
    assert [slide.title for slide in slides] == ["重点指标", "招商到位资金排名", "招商到位资金走势"]
    (first,) = slides[0].panels
    assert (first.stat.label, first.stat.light.label) == ("招商到位资金", "滞后")
    (town,) = slides[1].places
    assert (town.rank, town.name, str(town.completion)) == ("1", "青石镇", "50.00")
    said = page.content.decode()
    assert "navigation" not in said
    assert "实时，尚未结账" in said
    assert 'data-seconds="15" data-renew="300"' in said


def test_the_big_screen_shows_what_it_is_asked_to(leader: Client) -> None:
    page = leader.get(f"/boards/screen?{MARCH}&indicator={PROJECTS}&seconds=30")
    assert page.context["slides"][0].panels[0].stat.label == "引进招商项目"
    assert page.context["seconds"] == 30
    answer = leader.get("/boards/screen?seconds=0")
    assert answer.status_code == 400
    assert "seconds=20" in answer.content.decode()


def test_whoever_sees_no_figures_is_told_so_and_offered_no_menu_item() -> None:
    nobody = browser("luren")
    assert 'href="/boards/"' not in nobody.get("/").content.decode()
    for address in ("/boards/", "/boards/screen"):
        assert "角色" in nobody.get(address).content.decode()
