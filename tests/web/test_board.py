"""A ledger by stage: counts, sums, cards, what they lack, and moving them forward."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.ledgers import actions, queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import CHEN, COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN, WANG, morning

pytestmark = pytest.mark.django_db

BOARD = "/ledgers/investment.project/board"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    return browser("wangli", ("reporter", TOWN), name="王丽")


def projects(count: int, unit: str = TOWN, **values: Any) -> list[Record]:
    rows = [
        NewRow(unit, {"name": f"项目{n:02}", "total": 100, **values}, date(2026, 2, 1)) for n in range(count)
    ]
    return actions.create_many(CHEN, "investment.project", rows)


def page(client: Client, address: str = BOARD) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def columns(tree: Any) -> dict[str, str]:
    found = tree.xpath('//section[@class="board-column"]')
    return {text(one.find("header/h2")): " ".join(one.xpath("header/*/text()")) for one in found}


def sign(project: Record) -> Record:
    actions.attach(WANG, project.ref, "contract", "合同.pdf", b"contract")
    return actions.move(WANG, project.ref, "signed", on=date(2026, 2, 10))


def test_a_column_says_how_many_and_how_much_and_shows_the_first_thirty(clerk: Client) -> None:
    projects(31)
    tree = page(clerk)
    assert columns(tree)["在谈"] == "在谈 31 3,100.00 万元"
    assert columns(tree)["投产"] == "投产 0 0.00 万元"
    assert len(tree.xpath("//li[@data-number]")) == 30
    following = tree.xpath("//button/@hx-get")
    assert following == [f"{BOARD}/talks?from=30"]
    rest = html.fromstring(f"<ol>{clerk.get(following[0]).content.decode()}</ol>")
    assert [text(one) for one in rest.xpath('//a[@class="board-title"]')] == ["项目30"]
    assert rest.xpath("//button[@hx-get]") == []


def test_a_card_says_its_unit_its_money_its_days_and_what_it_lacks(clerk: Client) -> None:
    (project,) = projects(1, signed_on=date(2026, 2, 10))
    card = page(clerk).xpath("//li[@data-number]")[0]
    assert "青石镇" in text(card)
    assert "100.00 万元" in text(card)
    assert [text(one) for one in card.xpath('.//ul[@class="board-lacks"]/li')] == ["缺佐证“正式合同”"]
    sign(project)
    card = page(clerk).xpath('//ol[@data-stage="signed"]/li')[0]
    assert "还剩" in text(card.xpath('.//span[contains(@class, "light")]')[0])
    lacks = [text(one) for one in card.xpath('.//ul[@class="board-lacks"]/li')]
    assert lacks == ["“开工日期”未填", "缺佐证“开工许可”", "缺佐证“现场照片”", "还有 4 项"]


def test_the_board_is_asked_as_the_list_is(clerk: Client) -> None:
    projects(2)
    projects(1, OTHER_TOWN, industry="agri")
    chief = browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")
    assert columns(page(chief))["在谈"].startswith("在谈 3 ")
    assert columns(page(chief, f"{BOARD}?unit={OTHER_TOWN}"))["在谈"].startswith("在谈 1 ")
    assert columns(page(chief, f"{BOARD}?industry=agri"))["在谈"].startswith("在谈 1 ")
    assert columns(page(chief, f"{BOARD}?q=项目01"))["在谈"].startswith("在谈 1 ")
    tabs = page(chief, f"{BOARD}?q=项目01&industry=agri").xpath('//nav[@class="tabs"]//a/@href')
    assert tabs[0] == "/ledgers/investment.project/?q=%E9%A1%B9%E7%9B%AE01&industry=agri"


def test_what_blocks_is_said_and_nothing_moves(clerk: Client) -> None:
    (project,) = projects(1)
    step = f"/ledgers/investment.project/{project.ref.id}/step"
    said = clerk.get(f"{step}?stage=signed", headers=HTMX).content.decode()
    assert "缺佐证“正式合同”" in said
    assert "“签约日期”未填" in said
    assert "<form" not in said
    sent = {"stage": "signed", "on": "2026-03-18", "version": project.version}
    refused = clerk.post(f"{step}?stage=signed", sent, headers=HTMX)
    assert refused.status_code == 200
    assert "正式合同" in refused.content.decode()
    assert queries.record(WANG, project.ref).stage == "talks"


def test_each_stage_tells_only_what_it_demands_beyond_those_before(clerk: Client) -> None:
    (project,) = projects(1)
    step = f"/ledgers/investment.project/{project.ref.id}/step"
    said = html.fromstring(clerk.get(step, headers=HTMX).content.decode())
    told = [text(one) for one in said.xpath("//dt | //dd")]
    assert told[:3] == ["签约", "“签约日期”未填", "缺佐证“正式合同”"]
    assert told.count("缺佐证“正式合同”") == 1
    assert told[-2:] == ["见效", "前面的阶段齐了就可以"]
    assert said.xpath("//form") == []


def test_what_is_ready_moves_from_the_day_that_is_said(clerk: Client) -> None:
    (project,) = projects(1, signed_on=date(2026, 2, 10))
    actions.attach(WANG, project.ref, "contract", "合同.pdf", b"contract")
    step = f"/ledgers/investment.project/{project.ref.id}/step"
    said = html.fromstring(clerk.get(f"{step}?stage=signed", headers=HTMX).content.decode())
    assert said.xpath('//input[@name="stage"]/@value') == ["signed"]
    sent = {"stage": "signed", "on": "2026-02-10", "version": project.version, "why": ""}
    stale = clerk.post(step, {**sent, "version": project.version - 1}, headers=HTMX)
    assert stale.status_code == 200
    moved = clerk.post(step, sent, headers=HTMX)
    assert (moved.status_code, moved["HX-Refresh"]) == (204, "true")
    assert queries.record(WANG, project.ref).stage_days["signed"] == date(2026, 2, 10)
    back = clerk.get(f"{step}?stage=talks", headers=HTMX).content.decode()
    assert "只能放到后面的阶段" in back


def test_cards_are_moved_only_by_whoever_reports_for_the_unit(clerk: Client) -> None:
    (project,) = projects(1)
    leader = browser("zhao", ("leader", COUNTY), name="赵明川")
    assert page(leader).xpath("//li[@data-number]/a[@data-go]") == []
    step = f"/ledgers/investment.project/{project.ref.id}/step"
    assert leader.get(step, headers=HTMX).status_code == 403
    stranger = browser("hanxue", ("reporter", OTHER_COUNTY), name="韩雪")
    assert stranger.get(step, headers=HTMX).status_code == 404
    assert stranger.get(BOARD).content.decode().count("data-number") == 0


def test_an_empty_board_says_what_to_do_and_one_without_stages_where_to_look(clerk: Client) -> None:
    assert "可以逐条填报" in text(page(clerk))
    assert "清除条件" in text(page(clerk, f"{BOARD}?q=没有"))
    refused = clerk.get("/ledgers/investment.receipt/board")
    assert refused.status_code == 400
    assert "没有阶段" in refused.content.decode()
    assert clerk.get(f"{BOARD}/nowhere").status_code == 400


def test_a_board_costs_the_same_however_many_cards_it_has(clerk: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(clerk)
        return len(asked)

    sign(projects(2, signed_on=date(2026, 2, 10))[0])
    page(clerk)
    before = cost()
    for project in projects(45, signed_on=date(2026, 2, 10))[:20]:
        sign(project)
    assert cost() == before <= 24
