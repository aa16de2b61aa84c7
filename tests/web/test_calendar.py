"""A ledger's deadlines in a month's grid and an agenda, and as a feed to subscribe to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from lxml import html

from luoshi.ledgers import actions
from luoshi.ledgers.drafts import NewRow
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import ADMIN, CHEN, COUNTY, OTHER_COUNTY, TOWN, morning

pytestmark = pytest.mark.django_db

CALENDAR = "/ledgers/supervision.order/calendar"


@pytest.fixture
def chief(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


def orders(count: int, day: date, unit: str = COUNTY, **values: Any) -> None:
    rows = [
        NewRow(unit, {"number": f"{day}-{n}", "issued_on": day, "matter": f"事项{n}", **values}, day)
        for n in range(count)
    ]
    actions.create_many(CHEN, "supervision.order", rows)


def page(client: Client, address: str = CALENDAR) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return html.fromstring(answer.content.decode())


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def cell(tree: Any, day: int) -> Any:
    found = tree.xpath('//table[@class="month"]//td[not(contains(@class, "outside"))]')
    return next(one for one in found if text(one.find("span")).rstrip("休班") == str(day))


def agenda(tree: Any) -> list[tuple[str, int]]:
    days = tree.xpath('//div[starts-with(@class, "agenda-day")]')
    return [(text(one.find("h3")), len(one.findall("ul/li"))) for one in days]


def test_a_month_shows_what_is_due_with_lights_and_working_days(chief: Client) -> None:
    orders(5, date(2026, 3, 16))
    tree = page(chief)
    assert "2026年3月" in text(tree)
    assert tree.xpath('//td[@aria-current="date"]//a/@href')[0] == "/ledgers/supervision.order/1/"
    today = cell(tree, 18)
    assert next(text(one) for one in today.findall("ul/li")) == "事项0 签收 今天到期"
    assert text(today.findall("ul/li")[3]) == "还有 2 项"
    assert "calendar-yellow" in today.xpath(".//a/@class")[0]
    assert agenda(tree) == [("3月18日 星期三", 5)]
    assert "5 项未完成的时限" in text(tree)


def test_holidays_in_the_week_and_weekends_that_are_worked_are_marked(chief: Client) -> None:
    october = page(chief, f"{CALENDAR}?month=2026-10")
    assert text(cell(october, 1).find("span")) == "1休"
    assert text(cell(october, 10).find("span")) == "10班"
    assert "calendar-rest" in cell(october, 11).get("class")
    assert text(cell(october, 11).find("span")) == "11", "a Sunday like others"
    far = page(chief, f"{CALENDAR}?month=2039-10")
    assert "还没有公布" in text(far)


def test_months_follow_each_other_and_nonsense_means_this_month(chief: Client) -> None:
    tree = page(chief, f"{CALENDAR}?month=2026-12&q=事")
    assert tree.xpath('//a[@rel="next"]/@href') == [f"{CALENDAR}?q=%E4%BA%8B&month=2027-01"]
    assert tree.xpath('//a[@rel="prev"]/@href') == [f"{CALENDAR}?q=%E4%BA%8B&month=2026-11"]
    for said in ("2026", "2026-13", "x"):
        assert "2026年3月" in text(page(chief, f"{CALENDAR}?month={said}"))
    day = page(chief, f"{CALENDAR}?day=2026-03-18")
    assert day.xpath('//table[@class="month"]') == []
    assert "没有到期的事项" in text(day)


def test_the_calendar_is_asked_as_the_list_is_and_shows_only_ones_own(chief: Client) -> None:
    orders(1, date(2026, 3, 16))
    orders(2, date(2026, 3, 16), TOWN)
    assert "3 项未完成" in text(page(chief))
    assert "2 项未完成" in text(page(chief, f"{CALENDAR}?unit={TOWN}"))
    assert "1 项未完成" in text(page(chief, f"{CALENDAR}?number__like=16-1"))
    stranger = browser("hanxue", ("reporter", OTHER_COUNTY), name="韩雪")
    assert "0 项未完成" in text(page(stranger))


def test_a_ledger_in_which_nothing_is_due_has_no_calendar(chief: Client) -> None:
    refused = chief.get("/ledgers/investment.receipt/calendar")
    assert refused.status_code == 400
    assert "没有时限" in refused.content.decode()
    tabs = page(chief, "/ledgers/investment.receipt/map").xpath('//nav[@class="tabs"]//a')
    assert [text(one) for one in tabs] == ["列表", "地图", "分布"]


def test_a_calendar_costs_the_same_however_many_are_due(chief: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(chief)
        return len(asked)

    orders(2, date(2026, 3, 16), due_on=date(2026, 3, 20))
    page(chief)
    before = cost()
    orders(40, date(2026, 3, 17), TOWN, due_on=date(2026, 3, 25))
    assert cost() == before <= 22


def subscribed(client: Client, address: str = CALENDAR) -> str:
    found = page(client, address).xpath("//button/@data-copy")[0]
    parts = urlsplit(found)
    return f"{parts.path}?{parts.query}"


def test_a_feed_is_read_without_logging_in_and_holds_what_the_person_sees(chief: Client) -> None:
    orders(1, date(2026, 3, 16), due_on=date(2026, 5, 8))
    orders(1, date(2026, 3, 16), TOWN)
    answer = Client().get(subscribed(chief, f"{CALENDAR}?unit={TOWN}&month=2026-05"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [(str(one["SUMMARY"]), one.decoded("DTSTART")) for one in events] == [
        ("事项0 · 签收", date(2026, 3, 18)), ("事项0 · 反馈", date(2026, 4, 7)),
    ]  # fmt: skip
    assert {str(one["LOCATION"]) for one in events} == {"青石镇"}
    assert str(events[0]["URL"]).endswith("/ledgers/supervision.order/2/")
    assert len({str(one["UID"]) for one in events}) == 2
    every = Calendar.from_ical(Client().get(subscribed(chief)).content).walk("VEVENT")
    assert len(list(every)) == 5


def test_a_feed_ends_with_the_password_the_account_or_a_changed_word(chief: Client) -> None:
    address = subscribed(chief)
    assert Client().get(address).status_code == 200
    for wrong in (address + "x", CALENDAR + ".ics", CALENDAR + ".ics?token=x"):
        refused = Client().get(wrong)
        assert (refused.status_code, "已作废" in refused.content.decode()) == (404, True)
    units.change_password(ADMIN, "chensiyuan", "xin-de-mima-2026")
    assert Client().get(address).status_code == 404
    zhou = browser("zhoumin", ("reviewer", COUNTY), name="周敏")
    held = subscribed(zhou)
    units.let_in(ADMIN, "zhoumin", active=False)
    assert Client().get(held).status_code == 404
