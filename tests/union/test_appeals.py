"""A worker's concern goes through appeals, not through a second office: nameless if so wished, handled by an
office of the works, told in the union's bulletin."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.appeals import checking, queries, receiving, routing
from luoshi.appeals.checking import Heard
from luoshi.appeals.receiving import Said
from luoshi.appeals.routing import Handing
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.packs import library
from luoshi.periods import queries as periods
from tests.people import SYSTEM, morning
from tests.union.people import BOSS, CLERK, OFFICE, SPINNER, STAFF_OFFICE, WORKS

pytestmark = pytest.mark.django_db
DESK = Actor(90, "诉办", (Holding("hotline", WORKS),), morning)
"""Receives the appeals of the works."""
PAY = "夜班补贴三个月没有发，请查一查。"


def test_a_worker_appeals_without_a_name_and_the_union_tells_how_many(works: None) -> None:
    said = {"name": "工资和补贴", "area": "work", "handler": STAFF_OFFICE, "days": 10, "nameless": True}
    subject = ledgers.create(DESK, "appeals.subject", WORKS, said).ref.id
    appeal = receiving.submit(SYSTEM, WORKS, Said("complaint", subject, "夜班补贴", PAY, about=STAFF_OFFICE))
    assert (appeal.values["nameless"], appeal.values["shielded"], appeal.reported_by) == (True, True, None)
    with pytest.raises(InputError, match="没有写办理要求"):
        routing.hand_out(DESK, appeal.ref.id, Handing(WORKS, ""))
    routing.hand_out(DESK, appeal.ref.id, Handing(WORKS, "查清补发"))
    for who in (CLERK, OFFICE, SPINNER):
        with pytest.raises(Missing):
            queries.appeal(who, appeal.ref.id)
    clerk = Actor(91, "厂办", (Holding("reporter", WORKS),), morning)
    (order,) = queries.orders_of(appeal.ref.id)
    routing.take(clerk, order.ref.id)
    routing.reply(clerk, order.ref.id, "二十日前补发。")
    routing.answer(DESK, appeal.ref.id, "二十日前补发，逾期可再反映。")
    checking.say(SYSTEM, appeal.ref.id, Heard("yes", "satisfied"))
    told = next(iter(library.shipped()["union"].bulletins.values()))
    shown = {one for section in told.sections for one in section.indicators if one.startswith("appeals.")}
    assert shown == {"appeals.received_work", "appeals.on_time_rate", "appeals.mended_rate"}
    march = Period.month_of(date(2026, 3, 18))
    found = {one: periods.figures(BOSS, march, unit=WORKS, indicator=one)[0]["ytd"] for one in sorted(shown)}
    assert found == {
        "appeals.mended_rate": "100", "appeals.on_time_rate": "100", "appeals.received_work": "1",
    }  # fmt: skip
