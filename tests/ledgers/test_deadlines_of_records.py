"""When records are due: limits with pauses, dates named as deadlines, all of a month in few queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import actions, deadlines, pausing, queries
from luoshi.ledgers.deadlines import Found
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.limits import due_day
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import clocks
from luoshi.packs.spec import Limit
from tests.people import CHEN, COUNTY, HAN, OTHER_TOWN, TOWN, WANG

pytestmark = pytest.mark.django_db

ORDER = "supervision.order"


def on(actor: Actor, day: date) -> Actor:
    """The actor on another day."""
    return replace(actor, clock=lambda: datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))


def orders(*days: date, unit: str = COUNTY, **values: Any) -> list[Record]:
    """Dispatch orders issued on these days: accepted within two working days, answered within fifteen."""
    rows = [
        NewRow(unit, {"number": f"{day}-{n}", "issued_on": day, "matter": f"事项{n}", **values}, day)
        for n, day in enumerate(days)
    ]
    return actions.create_many(CHEN, ORDER, rows)


def told(found: Found) -> list[tuple[str, str, str]]:
    return [(f"{one.due:%m-%d}", one.key, one.state) for one in found.shown]


def march(actor: Actor = CHEN, **asked: Any) -> Found:
    return deadlines.deadlines(actor, ORDER, date(2026, 3, 1), date(2026, 3, 31), **asked)


def test_an_order_of_the_16th_is_due_after_two_and_after_fifteen_working_days(ledgers: None) -> None:
    orders(date(2026, 3, 16))
    found = march()
    assert told(found) == [("03-18", "accepted", "warn")]
    assert found.shown[0].left == 0, "it is the 18th"
    april = deadlines.deadlines(CHEN, ORDER, date(2026, 4, 1), date(2026, 4, 30))
    assert told(april) == [("04-07", "answered", "running")], "the 6th of April is a holiday"


def test_what_is_done_is_due_no_more(ledgers: None) -> None:
    (order,) = orders(date(2026, 3, 2))
    assert told(march()) == [("03-04", "accepted", "late"), ("03-23", "answered", "warn")]
    moved = actions.move(CHEN, order.ref, "accepted", on=date(2026, 3, 3))
    assert told(march()) == [("03-23", "answered", "warn")]
    actions.edit(CHEN, order.ref, {"answer": "已办"}, version=moved.version)
    actions.move(CHEN, order.ref, "answered", on=date(2026, 3, 18))
    assert told(march()) == []


def test_a_pause_moves_what_is_due_as_on_the_page_of_the_record(ledgers: None) -> None:
    (order,) = orders(date(2026, 3, 2))
    pausing.pause(on(CHEN, date(2026, 3, 5)), order.ref, why="补充材料")
    assert {one.state for one in march().shown} == {"paused"}
    pausing.resume(on(CHEN, date(2026, 3, 9)), order.ref)
    found = march()
    assert told(found) == [("03-04", "accepted", "late"), ("03-25", "answered", "running")]
    page = [(one.stage, one.due, one.left, one.state) for one in clocks(order, CHEN.today())]
    assert [(one.key, one.due, one.left, one.state) for one in found.shown] == page
    assert found.counts == {date(2026, 3, 4): 1, date(2026, 3, 25): 1}


def test_a_date_named_as_a_deadline_counts_until_the_record_is_closed(ledgers: None) -> None:
    orders(date(2026, 1, 5), due_on=date(2026, 3, 20))
    assert told(march()) == [("03-20", "due_on", "warn")]
    assert deadlines.fields(queries.ledger(ORDER)) == ["due_on"]
    assert deadlines.fields(queries.ledger("innovation.enterprise")) == ["expires_on"]
    assert not deadlines.has(queries.ledger("investment.receipt"))


def test_only_what_one_may_see_and_asks_for_is_told(ledgers: None) -> None:
    orders(date(2026, 3, 16))
    orders(date(2026, 3, 17), unit=TOWN)
    assert len(march(WANG).shown) == 1
    assert march(HAN).shown == []
    assert [one.record.unit for one in march(filters={"unit": TOWN}).shown] == [TOWN]
    assert march(search="没有这样的事").counts == {}


def test_all_are_counted_though_only_the_first_are_told(ledgers: None) -> None:
    orders(*[date(2026, 3, 16)] * 7, date(2026, 3, 17))
    found = march(most=3)
    assert len(found.shown) == 3
    assert found.counts == {date(2026, 3, 18): 7, date(2026, 3, 19): 1}


@pytest.mark.parametrize("limit", [Limit(after="x", days=2), Limit(after="x", months=6), Limit(after="x")])
def test_the_beginnings_of_a_span_are_just_those_that_end_in_it(limit: Limit) -> None:
    first, last = date(2026, 2, 1), date(2026, 2, 28)
    days = [date(2025, 6, 1) + timedelta(days=n) for n in range(300)]
    inside = [day for day in days if (due := due_day(limit, day)) and first <= due <= last]
    assert deadlines._beginnings(limit, first, last) == (inside[0], inside[-1])


def test_a_working_day_in_a_year_not_announced_yet_is_nowhere(ledgers: None) -> None:
    orders(date(2026, 3, 16))
    found = deadlines.deadlines(CHEN, ORDER, date(2039, 1, 1), date(2039, 1, 31))
    assert (found.shown, found.counts) == ([], {})


def test_a_month_costs_the_same_however_many_are_due(ledgers: None) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            march()
        return len(asked)

    first = orders(*[date(2026, 3, 16)] * 3, due_on=date(2026, 3, 20))
    pausing.pause(CHEN, first[0].ref, why="等")
    before = cost()
    more = orders(*[date(2026, 3, 17)] * 40, unit=OTHER_TOWN, due_on=date(2026, 3, 24))
    for order in more[:10]:
        pausing.pause(CHEN, order.ref, why="等")
    assert cost() == before <= 12
